"""Says in words what was wrong with an address, or that there is nothing at it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


class ExplainRefusals:
    """A page of the site, debugging or not, for a day or span that makes no sense and for what is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        known = request.resolver_match is not None
        return response if known or response.status_code != 404 else _not_found(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, BadRequest):
            return render(request, "400.html", {"message": str(exception)}, status=400)
        if isinstance(exception, Http404):
            return _not_found(request)
        return None


def _not_found(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html", status=404)
