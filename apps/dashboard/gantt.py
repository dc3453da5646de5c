"""Lays the production plan out: every position is a share of the time shown, so that the drawing fits any width."""

import datetime as dt
from dataclasses import dataclass

from .selectors.production import Rest, Row, Stay

ROW_PX = 24
BAR_PX = 16
AXIS_PX = 34
NAMED_UNTIL = 97.0
"""A name that begins further right, in percent of the width, would be cut off."""


@dataclass(frozen=True)
class Bar:
    """A stay or a rest, in percent of the width and pixels of the height."""

    x: float
    width: float
    y: int
    kind: str
    label: str
    title: str
    link: tuple[str, int] | None


@dataclass(frozen=True)
class Tick:
    """A line of the calendar; `rank` tells from which zoom on it is shown."""

    x: float
    label: str
    rank: str


@dataclass(frozen=True)
class Line:
    """A row with its bars."""

    label: str
    group: str
    link: tuple[str, int]
    y: int
    bars: list[Bar]


@dataclass(frozen=True)
class Gantt:
    """All of it. `window` is the part that is shown first, as offset and width in percent."""

    lines: list[Line]
    ticks: list[Tick]
    height: int
    days: int
    window: tuple[float, float]


def lay_out(rows: list[Row], first: dt.date, last: dt.date, start: dt.date, label_by: str) -> Gantt:
    """Bars of every row between two days; `start` is where the first view begins."""
    end = last + dt.timedelta(days=max(7, (last - first).days // 60))
    scale = _Scale(first, end)
    lines = [
        Line(
            row.label,
            row.group,
            row.link,
            AXIS_PX + number * ROW_PX,
            _bars(row, AXIS_PX + number * ROW_PX, scale, label_by),
        )
        for number, row in enumerate(rows)
    ]
    offset = scale.at(start)
    return Gantt(lines, _ticks(scale), AXIS_PX + len(rows) * ROW_PX, scale.days, (offset, 100 - offset))


class _Scale:
    def __init__(self, first: dt.date, last: dt.date):
        self.first, self.last = first, last
        self.days = max((last - first).days, 1)

    def at(self, day: dt.date) -> float:
        return round(100 * (day - self.first).days / self.days, 4)

    def width(self, begin: dt.date, end: dt.date) -> float:
        return max(round(100 * (end - begin).days / self.days, 4), 0.05)


def _bars(row: Row, y: int, scale: _Scale, label_by: str) -> list[Bar]:
    top = y + (ROW_PX - BAR_PX) // 2
    rests = [_rest_bar(rest, top, scale) for rest in row.rests]
    return rests + [_stay_bar(stay, top, scale, label_by) for stay in row.stays]


def _rest_bar(rest: Rest, y: int, scale: _Scale) -> Bar:
    days = (rest.end - rest.start).days
    title = f"{rest.kind}, {rest.start} to {rest.end}, {days} days"
    return Bar(scale.at(rest.start), scale.width(rest.start, rest.end), y, rest.kind, "", title, None)


def _stay_bar(stay: Stay, y: int, scale: _Scale, label_by: str) -> Bar:
    until = "still there" if stay.open else f"to {stay.end}"
    title = (
        f"{stay.batch}, {stay.stage}, {stay.place}: {stay.containers} containers, from {stay.start} {until}, "
        f"{(stay.end - stay.start).days} days"
    )
    label = stay.batch if label_by == "place" else stay.place
    link = ("batch", stay.batch_pk) if label_by == "place" else _place(stay)
    kind = f"stage-{stay.stage_order}"
    return Bar(scale.at(stay.start), scale.width(stay.start, stay.end), y, kind, label, title, link)


def _place(stay: Stay) -> tuple[str, int]:
    return ("area", stay.area) if stay.area is not None else ("hall", stay.hall or 0)


def _ticks(scale: _Scale) -> list[Tick]:
    """Firsts of months; years and quarters stand out."""
    found, day = [], scale.first.replace(day=1)
    while day <= scale.last:
        if day >= scale.first:
            rank = "year" if day.month == 1 else "quarter" if day.month in (4, 7, 10) else "month"
            label = str(day.year) if rank == "year" else f"{day:%b}"
            found.append(Tick(scale.at(day), label if scale.at(day) <= NAMED_UNTIL else "", rank))
        day = (day + dt.timedelta(days=32)).replace(day=1)
    return found
