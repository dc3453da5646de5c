"""Addresses of the site."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from apps.accounts.views import LoginPage
from aquamind.views import ApiPage, SchemaPage, admin_login, health

admin.site.site_title = "AquaMind"
admin.site.site_header = "AquaMind"
admin.site.index_title = "Records"

handler500 = "aquamind.views.broken"

urlpatterns = [
    path("login/", LoginPage.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("admin/login/", admin_login),
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    path("api/v1/", include("aquamind.api")),
    path("api/schema/", SchemaPage.as_view(), name="schema"),
    path("api/", ApiPage.as_view(url_name="schema"), name="api"),
    path("", include("apps.dashboard.urls")),
]
