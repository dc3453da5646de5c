"""Every role reads; who writes is said by `apps.accounts.access`."""

from rest_framework.permissions import SAFE_METHODS, BasePermission

from apps.accounts.access import may_read, may_write


class RolePermission(BasePermission):
    """Needs a role, and for writing one whose work it is."""

    message = "Your account has no role that allows this; an administrator gives roles."

    def has_permission(self, request, view) -> bool:
        if request.method in SAFE_METHODS:
            return may_read(request.user)
        writing = view.resource.writing
        return may_read(request.user) if writing is None else may_write(request.user, writing.entry)
