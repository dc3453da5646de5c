"""What a role may do in the admin."""

from django.contrib.auth.backends import ModelBackend

from apps.accounts.access import role_of, sees_everywhere
from apps.accounts.models import Role

ABOUT_PEOPLE = {"auth", "accounts", "knox"}
"""Apps that say who may do what: left to those who see everything, or an admin could lift their own limits."""


class RoleBackend(ModelBackend):
    """Passwords as usual; the role admin has the permissions of the admin site."""

    def has_perm(self, user_obj, perm, obj=None) -> bool:
        return super().has_perm(user_obj, perm, obj) or _granted(user_obj, perm.partition(".")[0])

    def has_module_perms(self, user_obj, app_label) -> bool:
        return super().has_module_perms(user_obj, app_label) or _granted(user_obj, app_label)


def _granted(user, app_label: str) -> bool:
    return role_of(user) == Role.ADMIN and (app_label not in ABOUT_PEOPLE or sees_everywhere(user))
