"""What a chart is made of, as the JSON that `static/dashboard/charts.js` draws."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import JsonResponse

Numbers = Sequence[float | None]
Window = tuple[dt.date | dt.datetime, dt.date | dt.datetime]
"""The times that a chart shows, where it shows more than it has values for."""


@dataclass
class Series:
    """One line, area, bar or row of points. `tone` names a colour of the style sheet."""

    label: str
    values: Numbers
    unit: str = ""
    tone: str = "one"
    kind: str = "line"
    digits: int = 1
    axis: str = "left"


@dataclass
class Chart:
    """Series over common times. Stacked series are added up by the drawing, and keep their own values in the legend."""

    times: Sequence[dt.date | dt.datetime]
    series: list[Series] = field(default_factory=list)
    stacked: bool = False
    limits: list[tuple[str, float]] = field(default_factory=list)
    zero: bool = True
    zero_right: bool = True
    window: Window | None = None
    names: Sequence[str] | None = None
    """What times are called that do not stand for a day or a moment."""

    def response(self) -> JsonResponse:
        """The chart, compact."""
        body = {
            "times": [_seconds(time) for time in self.times],
            "series": [_plain(series) for series in self.series],
            "stacked": self.stacked,
            "limits": self.limits,
            "zero": self.zero,
            "zero_right": self.zero_right,
            "window": [_seconds(time) for time in self.window] if self.window else None,
            "names": self.names,
        }
        return JsonResponse(body, json_dumps_params={"separators": (",", ":")})


def _plain(series: Series) -> dict[str, Any]:
    digits = series.digits + 2
    values = [None if value is None else round(float(value), digits) for value in series.values]
    return {**vars(series), "values": values}


def _seconds(time: dt.date | dt.datetime) -> int:
    """Since 1970, UTC; a day stands for its beginning."""
    moment = time if isinstance(time, dt.datetime) else dt.datetime(time.year, time.month, time.day, tzinfo=dt.UTC)
    return int(moment.timestamp())


def pivot(
    rows: Iterable[tuple[Any, Any, float]], times: Sequence[Any], keys: Sequence[Any]
) -> dict[Any, list[float | None]]:
    """Rows of (time, key, value) as one list for each key; nothing where there was no row."""
    found = {(time, key): value for time, key, value in rows}
    return {key: [found.get((time, key)) for time in times] for key in keys}


def ratio(part: float | None, whole: float | None, scale: float = 1.0) -> float | None:
    """`scale x part / whole`, or nothing where there is no whole."""
    return scale * part / whole if part is not None and whole else None
