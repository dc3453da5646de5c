"""People of a farm, for tests that need somebody to be logged in."""

from django.contrib.auth import get_user_model
from rest_framework.test import APIClient

from apps.accounts.models import Account, Role


def person(name: str, role: str | None = Role.VIEWER, *codes: str, everywhere: bool = False, staff: bool = False):
    """A user who sees the geographies with these codes; no password is hashed."""
    user = get_user_model().objects.create(username=name, is_staff=staff)
    if role:
        Account.objects.create(user=user, role=role, geography_codes=list(codes), everywhere=everywhere)
    return user


def client_of(user) -> APIClient:
    """The API as this user sees it."""
    client = APIClient()
    client.force_authenticate(user)
    return client
