"""The company on one day, and how it came there."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from apps.accounts.access import visible
from apps.batch.models import Batch, BatchContainerAssignment, LifeCycleStage
from apps.dashboard.charts import ratio
from apps.dashboard.models import BatchDay
from apps.dashboard.when import When
from apps.harvest.models import HarvestEvent
from apps.infrastructure.models import Area, Container, Hall
from aquasim.domain.stages import Stage

MONTH_DAYS = 30


@dataclass
class Tile:
    """One figure of the company, and what it was thirty days before."""

    label: str
    value: float | None
    unit: str
    digits: int = 0
    before: float | None = None
    note: str = ""


def batch_days(user):
    """The sums that a user may see."""
    return visible(BatchDay.objects.order_by(), user)


def stages() -> list[LifeCycleStage]:
    """Life stages in their order."""
    return list(LifeCycleStage.objects.order_by("order"))


def tiles(user, when: When) -> list[Tile]:
    """Stock, flows and use of the company on a day."""
    now, then = (_stock(user, day) for day in (when.as_of, when.before(30)))
    flows = _flows(user, when)
    harvest = _harvest(user, when)
    room = _room(user)
    return [
        Tile("Standing biomass", _in(now["biomass_kg"], 1000), "t", 0, _in(then["biomass_kg"], 1000)),
        Tile("Fish", _in(now["fish"], 1e6), "M", 2, _in(then["fish"], 1e6)),
        Tile("Active batches", now["batches"], "", 0, then["batches"]),
        Tile("Harvest, 12 months", _in(harvest["year"], 1000), "t", note=_last_month(harvest)),
        Tile("Mortality, 30 days", _monthly(flows, ""), "% of fish", 2, _monthly(flows, "_before")),
        Tile("Feed, 7 days", _in(flows["feed_week"], 7000), "t/day", 0, _in(flows["feed_week_before"], 7000)),
        Tile("Feed conversion, 90 days", ratio(flows["grown_on"], flows["grown"]), "kg/kg", 2, note="bFCR"),
        _use("Licence in use", _in(now["sea_kg"], 1000), _in(then["sea_kg"], 1000), room["licence_t"], "t"),
        _use("Cages in use", now["cages"] or 0, then["cages"] or 0, room["cages"]),
        _use("Halls in use", now["halls"], then["halls"], room["halls"]),
    ]


def _use(label: str, used: float, used_before: float, room: float, unit: str = "") -> Tile:
    note = f"{used:,.0f} of {room:,.0f} {unit}".strip()
    return Tile(label, ratio(used, room, 100), "%", 0, ratio(used_before, room, 100), note)


def _monthly(flows: dict[str, Any], when: str) -> float | None:
    """Deaths in per cent of fish and thirty days, once there are as many."""
    if flows["days" + when] < MONTH_DAYS:
        return None
    return ratio(flows["dead" + when], flows["fish_days" + when], 100 * MONTH_DAYS)


def _last_month(harvest: dict[str, Any]) -> str:
    return f"live weight, {_in(harvest['month'], 1000):,.0f} t in 30 days"


def _in(value: float | None, divisor: float) -> float:
    return (value or 0) / divisor


def _stock(user, day: dt.date) -> dict[str, Any]:
    found = batch_days(user).filter(date=day, population__gt=0)
    return found.aggregate(
        sea_kg=Sum("biomass_kg", filter=Q(area__isnull=False)),
        biomass_kg=Sum("biomass_kg"),
        fish=Sum("population"),
        batches=Count("batch", distinct=True),
        halls=Count("hall", distinct=True),
        cages=Sum("containers", filter=Q(area__isnull=False)),
    )


def _flows(user, when: When) -> dict[str, Any]:
    """Sums over the last weeks, and over those before them."""
    month, week = Q(date__gt=when.before(30)), Q(date__gt=when.before(7))
    month_before = Q(date__gt=when.before(60), date__lte=when.before(30))
    week_before = Q(date__gt=when.before(37), date__lte=when.before(30))
    hatched = Q(lifecycle_stage__order__gt=1)  # eggs that die are picked, not fish lost
    found = batch_days(user).filter(date__gt=when.before(90), date__lte=when.as_of)
    return found.aggregate(
        dead=Sum("mortality_count", filter=month & hatched),
        fish_days=Sum("population", filter=month & hatched),
        days=Count("date", distinct=True, filter=month & hatched),
        dead_before=Sum("mortality_count", filter=month_before & hatched),
        fish_days_before=Sum("population", filter=month_before & hatched),
        days_before=Count("date", distinct=True, filter=month_before & hatched),
        feed_week=Sum("feed_kg", filter=week),
        feed_week_before=Sum("feed_kg", filter=week_before),
        grown=Sum("grown_kg"),
        grown_on=Sum("grown_on_kg"),
    )


def _harvest(user, when: When) -> dict[str, Any]:
    found = visible(HarvestEvent.objects.order_by(), user).filter(harvest_date__lte=when.as_of)
    return found.aggregate(
        year=Sum("live_weight_kg", filter=Q(harvest_date__gt=when.before(365))),
        month=Sum("live_weight_kg", filter=Q(harvest_date__gt=when.before(30))),
    )


def _room(user) -> dict[str, float]:
    return {
        "licence_t": sum(licence_by_geography(user).values()) / 1000,
        "cages": visible(Container.objects.filter(area__isnull=False, active=True), user).count(),
        "halls": visible(Hall.objects.filter(active=True), user).count(),
    }


def standing(user, when: When) -> dict[int, list[dict[str, Any]]]:
    """The living fish of each batch on a day, a part for each stage and site: a batch on the way is in two of them."""
    found = batch_days(user).filter(date=when.as_of, population__gt=0)
    rows = found.values(
        "batch",
        order=F("lifecycle_stage__order"),
        stage=F("lifecycle_stage__name"),
        site=Coalesce("area__name", "hall__freshwater_station__name"),
    ).annotate(
        fish=Sum("population"),
        biomass=Sum("biomass_kg"),
        in_containers=Sum("containers"),
        density=Max("density_kg_m3"),
        saturation=Min("lowest_saturation_pct"),
    )
    parts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["order"], row["site"])):
        parts[row["batch"]].append(row)
    return dict(parts)


def whereabouts(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Stages and sites of all parts of a batch, in their order, and its fish altogether."""
    return {
        "stages": list(dict.fromkeys((part["order"], part["stage"]) for part in parts)),
        "place": " and ".join(dict.fromkeys(part["site"] for part in parts)),
        "fish": sum(part["fish"] for part in parts),
        "biomass_kg": sum(part["biomass"] for part in parts),
    }


def active_batches(user, when: When) -> list[dict[str, Any]]:
    """The batches with living fish on a day, oldest first."""
    parts = standing(user, when)
    flows = _batch_flows(user, when)
    lines = [
        _batch_line(batch, parts[pk], flows.get(pk, {}), when) for pk, batch in _batches(user, list(parts)).items()
    ]
    return sorted(lines, key=lambda line: (line["batch"].start_date, line["batch"].batch_number))


def _batches(user, keys: list[int]) -> dict[int, Batch]:
    return {
        batch.pk: batch for batch in visible(Batch.objects.all(), user).filter(pk__in=keys).select_related("geography")
    }


def _batch_flows(user, when: When) -> dict[int, dict[str, Any]]:
    month = Q(date__gt=when.before(MONTH_DAYS))
    found = batch_days(user).filter(date__gt=when.before(90), date__lte=when.as_of)
    return {
        row["batch"]: row
        for row in found.values("batch").annotate(
            dead=Sum("mortality_count", filter=month),
            fish_days=Sum("population", filter=month),
            days=Count("date", distinct=True, filter=month),
            grown=Sum("grown_kg"),
            grown_on=Sum("grown_on_kg"),
        )
    }


def _batch_line(batch: Batch, parts: list[dict[str, Any]], flow: dict[str, Any], when: When) -> dict[str, Any]:
    where = whereabouts(parts)
    whole_month = flow.get("days") == MONTH_DAYS
    return where | {
        "batch": batch,
        "parts": parts,
        "age_days": (when.as_of - batch.start_date).days,
        "weight_g": ratio(where["biomass_kg"], where["fish"], 1000),
        "saturation": min(part["saturation"] for part in parts),
        "mortality_pct": ratio(flow["dead"], flow["fish_days"], 100 * MONTH_DAYS) if whole_month else None,
        "bfcr": ratio(flow.get("grown_on"), flow.get("grown")),
        "standing_pct": ratio(where["fish"], batch.egg_count, 100.0),
    }


def upcoming(user, when: When, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What each active batch does next: it leaves its stage, whose typical length counts from the first fish in it.

    The last stage ends with the harvest, on the day that the batch is planned to end.
    """
    starts, harvested = _stage_starts(user, when, lines), _harvest_begun(user, when)
    known = {stage.order: stage for stage in stages()}
    expected = []
    for line in lines:
        batch, (order, _) = line["batch"], line["stages"][-1]
        following = known.get(order + 1)
        if following:
            day = starts[batch.pk, order] + dt.timedelta(days=known[order].typical_duration_days)
            what = f"to {following.name}"
        else:
            day = batch.expected_end_date
            what = "being harvested until then" if batch.pk in harvested else "harvest until then"
        expected.append({"batch": batch, "day": day, "what": what, "late": day < when.as_of})
    return sorted(expected, key=lambda entry: entry["day"])


def _stage_starts(user, when: When, lines: list[dict[str, Any]]) -> dict[tuple[int, int], dt.date]:
    """The day the first fish of a batch came into a stage, by batch and order of the stage."""
    found = visible(BatchContainerAssignment.objects.order_by(), user).filter(assignment_date__lte=when.as_of)
    found = found.filter(batch__in=[line["batch"].pk for line in lines])
    rows = found.values("batch", order=F("lifecycle_stage__order")).annotate(start=Min("assignment_date"))
    return {(row["batch"], row["order"]): row["start"] for row in rows}


def _harvest_begun(user, when: When) -> set[int]:
    """Batches of which fish were harvested by a day."""
    found = visible(HarvestEvent.objects.order_by(), user).filter(harvest_date__lte=when.as_of)
    return set(found.values_list("batch", flat=True).distinct())


def stock_by_stage(user, when: When) -> list[tuple[dt.date, int, float, int]]:
    """(day, order of the stage, biomass, fish) on evenly spaced days."""
    found = batch_days(user).filter(date__in=when.sampled_days())
    grouped = found.values("date", order=F("lifecycle_stage__order")).annotate(
        kg=Sum("biomass_kg"), n=Sum("population")
    )
    return [(row["date"], row["order"], row["kg"], row["n"]) for row in grouped]


def use_by_stage(user, when: When) -> list[tuple[dt.date, int, int, int]]:
    """(day, order of the stage, halls with fish, cages with fish)."""
    found = batch_days(user).filter(date__in=when.sampled_days(150), population__gt=0)
    grouped = found.values("date", order=F("lifecycle_stage__order")).annotate(
        halls=Count("hall", distinct=True), cages=Sum("containers", filter=Q(area__isnull=False))
    )
    return [(row["date"], row["order"], row["halls"], row["cages"] or 0) for row in grouped]


def room_by_stage(user) -> dict[int, int]:
    """Halls of each freshwater stage and cages of the last, by the order of the stage."""
    halls = visible(Hall.objects.filter(active=True), user).order_by().values("stage").annotate(n=Count("pk"))
    cages = visible(Container.objects.filter(area__isnull=False, active=True), user).count()
    return {Stage[row["stage"]].order: row["n"] for row in halls} | {Stage.GROW_OUT.order: cages}


def licence_by_geography(user) -> dict[str, float]:
    """Most live fish that the areas of each geography may hold together. [kg]"""
    areas = visible(Area.objects.filter(active=True), user).order_by()
    return dict(areas.values_list("geography__name").annotate(Sum("max_biomass")))


def at_sea_by_geography(user, when: When) -> list[tuple[dt.date, str, float]]:
    """(day, geography, biomass at sea) on evenly spaced days."""
    found = batch_days(user).filter(date__in=when.sampled_days(150), area__isnull=False)
    grouped = found.values_list("date", "area__geography__name").annotate(kg=Sum("biomass_kg"))
    return list(grouped)


def daily_flows(user, when: When) -> list[dict[str, Any]]:
    """Deaths, fish, feed and growth of each day of the months of the span, at sea and on land."""
    found = batch_days(user).filter(date__gte=when.first_month, date__lte=when.as_of, lifecycle_stage__order__gt=1)
    at_sea = Q(area__isnull=False)
    return list(
        found.values("date")
        .annotate(
            dead_sea=Sum("mortality_count", filter=at_sea),
            fish_sea=Sum("population", filter=at_sea),
            dead_land=Sum("mortality_count", filter=~at_sea),
            fish_land=Sum("population", filter=~at_sea),
            feed=Sum("feed_kg"),
            grown=Sum("grown_kg"),
            grown_on=Sum("grown_on_kg"),
        )
        .order_by("date")
    )


def harvests(user, when: When) -> list[tuple[dt.date, str, float]]:
    """(day, geography, live weight) of every harvest in the months of the span."""
    found = visible(HarvestEvent.objects.order_by("harvest_date"), user)
    found = found.filter(harvest_date__gte=when.first_month, harvest_date__lte=when.as_of)
    return list(found.values_list("harvest_date", "batch__geography__name", "live_weight_kg"))
