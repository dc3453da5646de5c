"""Addresses of the site."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

from aquamind.views import ApiPage, health

admin.site.site_title = "AquaMind"
admin.site.site_header = "AquaMind"
admin.site.index_title = "Records"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    path("api/v1/", include("aquamind.api")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/", ApiPage.as_view(url_name="schema"), name="api"),
]
