"""What every page needs."""

from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from apps.dashboard.summaries import are_current
from apps.dashboard.when import SPANS, When, when_of

T = TypeVar("T")


def page(request: HttpRequest, template: str, when: When, **context: Any) -> HttpResponse:
    """A page with its day and span, and whether its sums cover everything that was generated."""
    shared = {"when": when, "spans": [(key, name) for key, (name, _) in SPANS.items()], "sums_current": are_current()}
    return render(request, f"dashboard/{template}.html", shared | context)


def found(thing: T | None, what: str) -> T:
    """The thing, or 404: what a user may not see does not exist for them."""
    if thing is None:
        raise Http404(f"There is no such {what}, or it is not among the places you may see.")
    return thing


__all__ = ["found", "page", "when_of"]
