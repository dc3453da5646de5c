"""Addresses of the site."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.generic import RedirectView

from apps.accounts.views import LoginPage
from aquamind.views import ApiPage, SchemaPage, health

admin.site.site_title = "AquaMind"
admin.site.site_header = "AquaMind"
admin.site.index_title = "Records"

# The admin has no way in of its own, so that one limit holds for all attempts.
to_login = login_not_required(RedirectView.as_view(pattern_name="login", query_string=True))

urlpatterns = [
    path("login/", LoginPage.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("admin/login/", to_login),
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    path("api/v1/", include("aquamind.api")),
    path("api/schema/", SchemaPage.as_view(), name="schema"),
    path("api/", ApiPage.as_view(url_name="schema"), name="api"),
    path("", include("apps.dashboard.urls")),
]
