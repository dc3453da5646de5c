"""Pages of the site as a whole: the interactive API, and whether the site is well."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required, login_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularSwaggerSplitView


@method_decorator(login_required, name="dispatch")
@method_decorator(csp_update({"style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")  # Swagger UI sets styles
class ApiPage(SpectacularSwaggerSplitView):
    """Every address of the API, to be tried out; its scripts come from this site."""


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """Says that the site answers and reaches its database; for whoever watches over it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
