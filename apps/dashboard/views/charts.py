"""The data of the charts, as JSON."""

import datetime as dt
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, JsonResponse

from apps.dashboard.charts import Chart, Series
from apps.dashboard.drawings.batch import BATCH
from apps.dashboard.drawings.company import COMPANY
from apps.dashboard.drawings.places import AREA, CONTAINER, HALL
from apps.dashboard.selectors import batches, containers, places, runs
from apps.dashboard.when import When

from .shared import found, when_of

PRINTED_UNITS = {"degC": "°C", "pH": ""}


def company_chart(request: HttpRequest, name: str) -> JsonResponse:
    """A chart of the overview."""
    return _drawn(COMPANY, name)(request.user, when_of(request)).response()


def batch_chart(request: HttpRequest, pk: int, name: str) -> JsonResponse:
    """A chart of a batch."""
    batch = found(batches.batch(request.user, pk), "batch")
    return _drawn(BATCH, name)(request.user, when_of(request), batch).response()


def hall_chart(request: HttpRequest, pk: int, name: str) -> JsonResponse:
    """A chart of a hall."""
    hall = found(places.hall(request.user, pk), "hall")
    return _drawn(HALL, name)(request.user, when_of(request), hall).response()


def area_chart(request: HttpRequest, pk: int, name: str) -> JsonResponse:
    """A chart of a sea area."""
    area = found(places.area(request.user, pk), "area")
    return _drawn(AREA, name)(request.user, when_of(request), area).response()


def container_chart(request: HttpRequest, pk: int, name: str) -> JsonResponse:
    """A chart of a container."""
    container = found(containers.container(request.user, pk), "container")
    return _drawn(CONTAINER, name)(request.user, when_of(request), container).response()


def run_chart(request: HttpRequest, session: int) -> JsonResponse:
    """Pace of a session of the simulator, window by window."""
    run = found(next((run for run in runs.runs() if run.session == session), None), "session")
    lines = runs.ledger(run)
    days = [run.first_date + dt.timedelta(days=run.windows[line["window_index"]].start) for line in lines]
    pace = [line["pace"] for line in lines]
    return Chart(days, [Series("Rows per second", pace, "rows/s", "one", "bar", 0)]).response()


def sensor_chart(request: HttpRequest, pk: int) -> JsonResponse:
    """The readings of a sensor in a window, thinned to the width of a screen."""
    when = when_of(request)
    sensor = found(containers.sensor(request.user, pk), "sensor")
    parameter = containers.parameter_of(sensor)
    begin, end = _window(request, when)
    rows = containers.readings(sensor, begin, end)
    unit = PRINTED_UNITS.get(parameter.unit, parameter.unit) if parameter else ""
    digits = 2
    series = [
        Series("Highest", [row["good_high"] for row in rows], unit, "band", "high", digits),
        Series("Lowest", [row["good_low"] for row in rows], unit, "band", "low", digits),
        Series("Mean", [row["good_mean"] for row in rows], unit, "one", "line", digits),
    ]
    if any(row["flagged"] for row in rows):
        for label, name in (("Flagged, highest", "high"), ("Flagged, lowest", "low")):
            flagged = [row[name] if row["flagged"] else None for row in rows]
            series.append(Series(label, flagged, unit, "alert", "points", digits))
    limits = [("optimum from", parameter.optimal_min), ("optimum to", parameter.optimal_max)] if parameter else []
    times = [row["time"] for row in rows]
    return Chart(times, series, limits=limits, zero=False, window=(begin, end)).response()


def _window(request: HttpRequest, when: When) -> tuple[dt.datetime, dt.datetime]:
    """`from` and `to` in seconds since 1970, else the span of the page; never beyond the day of the page."""
    last = dt.datetime.combine(when.as_of + dt.timedelta(days=1), dt.time(), dt.UTC)
    begin = dt.datetime.combine(when.start, dt.time(), dt.UTC)
    try:
        if "from" in request.GET:
            begin = dt.datetime.fromtimestamp(int(request.GET["from"]), dt.UTC)
        end = min(dt.datetime.fromtimestamp(int(request.GET["to"]), dt.UTC), last) if "to" in request.GET else last
    except (ValueError, OverflowError, OSError):
        raise BadRequest("from and to are whole seconds since 1970, UTC.") from None
    if begin >= end:
        raise BadRequest("The window is empty: from must lie before to, and before the day of the page.")
    return begin, end


def _drawn(known: dict[str, Callable], name: str) -> Callable:
    if name not in known:
        raise Http404(f"There is no chart {name}; there are {', '.join(known)}.")
    return known[name]
