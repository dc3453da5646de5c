"""Maps of the places of the company, one for each geography."""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from .coast import Frame, coast_path, frame_around, graticule
from .selectors.alerts import Alert

LABEL_WIDTH, LABEL_HEIGHT = 90.0, 12.0
SMALLEST, LARGEST = 5.0, 17.0
"""Radius of a mark, in units of the map; its surface grows with biomass."""


@dataclass(frozen=True)
class Mark:
    """A site on a map."""

    x: float
    y: float
    radius: float
    kind: str
    state: str
    name: str
    title: str
    pk: int
    label_y: float = 0.0


@dataclass(frozen=True)
class Map:
    """A geography."""

    name: str
    height: float
    coast: str
    marks: list[Mark]
    meridians: list[tuple[float, str]]
    parallels: list[tuple[float, str]]
    scale_km: int
    scale_width: float


def maps(sites: list[dict[str, Any]], alerts: list[Alert]) -> list[Map]:
    """A map of each geography, with marks sized by biomass and coloured by state."""
    ordered = sorted(sites, key=lambda site: site["site"].geography.name)
    troubled = {("area", alert.area) if alert.area else ("station", alert.station) for alert in alerts}
    most = max((site["biomass_kg"] for site in sites), default=0.0)
    groups = groupby(ordered, key=lambda site: site["site"].geography.name)
    return [_map(name, list(members), troubled, most) for name, members in groups]


def _map(name: str, sites: list[dict[str, Any]], troubled: set[tuple[str, int | None]], most: float) -> Map:
    frame = frame_around([(site["site"].latitude, site["site"].longitude) for site in sites])
    marks = [_mark(site, frame, troubled, most) for site in sites]
    meridians, parallels = graticule(frame)
    scale = 20 if frame.units_per_km * 20 > 60 else 50
    apart = _labelled(_spread(sorted(marks, key=lambda mark: -mark.radius)))
    return Map(
        name, round(frame.height, 1), coast_path(frame), apart, meridians, parallels, scale, scale * frame.units_per_km
    )


def _mark(site: dict[str, Any], frame: Frame, troubled: set[tuple[str, int | None]], most: float) -> Mark:
    place = site["site"]
    share = (site["biomass_kg"] / most) ** 0.5 if most else 0.0
    state = "empty" if not site["fish"] else "stocked"
    if (site["kind"], place.pk) in troubled:
        state = "alert"
    stock = f"{site['biomass_kg'] / 1000:,.0f} t, {site['fish']:,} fish"
    title = f"{place.name}: {stock}, {site['used']} of {site['containers']} containers"
    radius = round(SMALLEST + (LARGEST - SMALLEST) * share, 1)
    x, y = round(frame.x(place.longitude), 1), round(frame.y(place.latitude), 1)
    return Mark(x, y, radius, site["kind"], state, place.name, title, place.pk)


def _spread(marks: list[Mark]) -> list[Mark]:
    """Sites at one position are put side by side, the larger one where it lies."""
    taken: dict[tuple[float, float], float] = defaultdict(float)
    placed = []
    for mark in marks:
        at = (round(mark.x), round(mark.y))
        shift = taken[at]
        taken[at] += mark.radius * 1.5 + 4
        placed.append(replace(mark, x=mark.x + shift))
    return placed


def _labelled(marks: list[Mark]) -> list[Mark]:
    """Names of areas with fish, moved down where they would cover one another."""
    written: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: mark.y):
        near = [other.label_y for other in written if abs(other.x - mark.x) < LABEL_WIDTH]
        height = max([mark.y + 3.5, *(y + LABEL_HEIGHT for y in near if y > mark.y + 3.5 - LABEL_HEIGHT)])
        labelled = mark.kind == "area" and mark.state != "empty"
        written += [replace(mark, label_y=round(height, 1))] if labelled else []
    by_site = {(mark.kind, mark.pk): mark for mark in written}
    return [by_site.get((mark.kind, mark.pk), mark) for mark in marks]
