"""What every page needs."""

from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import geography_codes, sees_everywhere
from apps.dashboard.selectors import runs
from apps.dashboard.summaries import are_current
from apps.dashboard.when import SPANS, When, when_of
from aquasim.commands import manage, typed_name

T = TypeVar("T")
WITH_SERIES = {"overview", "production", "hall", "area", "container"}
"""Pages that look back as far as the reader asks; the others show one day, or all there was until then."""
TIMELESS = {"run", "dictionary"}
"""Pages that speak of no day."""


def page(request: HttpRequest, template: str, when: When, **context: Any) -> HttpResponse:
    """A page with its day and span, and what a reader has to know of the figures on it."""
    shared = {
        "when": when,
        "of_a_day": template not in TIMELESS,
        "spans": [(key, name) for key, (name, _) in SPANS.items()] if template in WITH_SERIES else [],
        "sums_current": are_current(),
        "unfinished": runs.unfinished(),
        "sees_nothing": not (sees_everywhere(request.user) or geography_codes(request.user)),
        "summarise": manage("summarise"),
        "aquamind": typed_name(),
    }
    return render(request, f"dashboard/{template}.html", shared | context)


def found(thing: T | None, what: str) -> T:
    """The thing, or 404: what a user may not see does not exist for them."""
    if thing is None:
        raise Http404(f"There is no such {what}, or it is not among the places you may see.")
    return thing


__all__ = ["found", "page", "when_of"]
