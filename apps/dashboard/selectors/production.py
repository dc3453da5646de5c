"""Where every batch stood and stands, and which places lie empty in between."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Min

from apps.accounts.access import visible
from apps.batch.models import Batch, BatchContainerAssignment
from apps.dashboard.when import When
from apps.generation.models import GenerationRun
from aquasim.domain.stages import Stage


@dataclass(frozen=True)
class Stay:
    """A batch in one hall or area."""

    batch_pk: int
    batch: str
    stage: str
    stage_order: int
    hall: int | None
    area: int | None
    place: str
    containers: int
    start: dt.date
    end: dt.date
    open: bool


@dataclass(frozen=True)
class Rest:
    """A place that is cleaned, or lies fallow, after a stay."""

    kind: str
    start: dt.date
    end: dt.date


@dataclass
class Row:
    """A line of the chart: one batch, or one place."""

    label: str
    group: str
    link: tuple[str, int]
    stays: list[Stay] = field(default_factory=list)
    rests: list[Rest] = field(default_factory=list)
    note: str = ""


def stays(user, when: When) -> list[Stay]:
    """Every stay that had begun by a day, and its end as far as it was known then."""
    found = visible(BatchContainerAssignment.objects.order_by(), user).filter(assignment_date__lte=when.as_of)
    rows = found.values(
        "batch",
        number=F("batch__batch_number"),
        stage=F("lifecycle_stage__name"),
        order=F("lifecycle_stage__order"),
        hall=F("container__hall"),
        area=F("container__area"),
        hall_name=F("container__hall__name"),
        area_name=F("container__area__name"),
    ).annotate(
        start=Min("assignment_date"),
        last=Max("departure_date"),
        open=Count("pk") - Count("departure_date"),
        containers=Count("container", distinct=True),
    )
    return sorted((_stay(row, when) for row in rows), key=lambda stay: (stay.start, stay.stage_order))


def _stay(row: dict[str, Any], when: When) -> Stay:
    still = bool(row["open"]) or row["last"] > when.as_of
    end = when.as_of if still else row["last"]
    place = row["area_name"] or row["hall_name"]
    return Stay(
        row["batch"], row["number"], row["stage"], row["order"], row["hall"], row["area"], place, row["containers"],
        row["start"], end, still,
    )  # fmt: skip


def rows_by_batch(user, when: When, found: list[Stay]) -> list[Row]:
    """One line a batch, in the order they were laid down."""
    batches = visible(Batch.objects.select_related("geography").order_by("start_date", "pk"), user)
    rows = {
        batch.pk: Row(batch.batch_number, batch.geography.name, ("batch", batch.pk))
        for batch in batches.filter(start_date__lte=when.as_of)
    }
    for stay in found:
        rows[stay.batch_pk].stays.append(stay)
    return [row for row in rows.values() if row.stays]


def rows_by_place(user, when: When, found: list[Stay]) -> list[Row]:
    """One line a hall or area that was ever used, halls first, each with the time it rested."""
    rests = rest_days()
    rows: dict[tuple[str, int], Row] = {}
    for stay in sorted(found, key=lambda stay: (stay.area is not None, stay.hall or 0, stay.place)):
        key = ("area", stay.area) if stay.area is not None else ("hall", stay.hall or 0)
        group = "Sea areas" if stay.area is not None else "Halls"
        rows.setdefault(key, Row(stay.place, group, key)).stays.append(stay)
    for row in rows.values():
        row.stays.sort(key=lambda stay: stay.start)
        row.rests = _rests(row.stays, rests, when.as_of)
    return list(rows.values())


def rest_days() -> dict[str, int]:
    """Days of cleaning of trays and tanks and of fallow at sea, as the company plans them."""
    run = GenerationRun.objects.order_by("-session").values_list("parameters", flat=True).first() or {}
    stations, sea = run.get("stations", {}), run.get("sea", {})
    return {
        "tray": stations.get("tray_cleaning_days", 0),
        "tank": stations.get("tank_cleaning_days", 0),
        "area": sea.get("fallow_days", 0),
    }


def _rests(stays: list[Stay], days: dict[str, int], until: dt.date) -> list[Rest]:
    found = []
    for stay, following in zip(stays, [*stays[1:], None], strict=True):
        limit = following.start if following else until
        if stay.open or stay.end >= limit:
            continue
        kind, length = _rest_of(stay, days)
        end = min(limit, stay.end + dt.timedelta(days=length))
        if end > stay.end:
            found.append(Rest(kind, stay.end, end))
    return found


def _rest_of(stay: Stay, days: dict[str, int]) -> tuple[str, int]:
    if stay.area is not None:
        return "fallow", days["area"]
    return "cleaning", days["tray" if stay.stage_order == Stage.EGG_ALEVIN.order else "tank"]
