"""Pages of the site as a whole: the interactive API, whether the site is well, and what is told where it is not."""

import sys
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

AWAY = "The database cannot be read. Try again in a moment; the reason is in the log of the site."


@login_not_required
def admin_login(request: HttpRequest) -> HttpResponse:
    """The site's own way in, so that one limit holds for all attempts; whoever came by it and may not is told so."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(f"{reverse('login')}?{request.META['QUERY_STRING']}")


class KeptGenerator(SchemaGenerator):
    """The description of the API is made once: it is the same for everybody, and stays while the site runs."""

    kept: dict[str, Any] | None = None

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        kind = type(self)
        if kind.kept is None:
            kind.kept = super().get_schema(request=None, public=True)
        return kind.kept


class SchemaPage(SpectacularAPIView):
    """OpenAPI 3, as JSON or YAML: by the header Accept, or `?format=json`."""

    generator_class = KeptGenerator

    def get_format_suffix(self, **kwargs: Any) -> str | None:
        return self.request.GET.get("format")


@method_decorator(login_required, name="dispatch")
@method_decorator(csp_update({"style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")  # Swagger UI sets styles
class ApiPage(SpectacularSwaggerSplitView):
    """Every address of the API, to be tried out; its scripts come from this site."""


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """Says that the site answers and whether it reaches its database; for whoever watches over it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return JsonResponse({"status": AWAY}, status=503)
    return JsonResponse({"status": "ok"})


def broken(request: HttpRequest) -> HttpResponse:
    """An error on the side of the site: a database that is away is told as that, and to programs in JSON."""
    away = isinstance(sys.exc_info()[1], OperationalError)
    told, status = (AWAY, 503) if away else ("Something went wrong here. It is in the log of the site.", 500)
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": told}, status=status)
    return render(None, "500.html", {"message": told}, status=status)  # a request would ask the database who it is
