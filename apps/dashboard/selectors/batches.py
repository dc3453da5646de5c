"""A batch from egg to harvest."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from apps.accounts.access import visible
from apps.batch.models import (
    Batch,
    BatchContainerAssignment,
    BatchTransferWorkflow,
    GrowthSample,
    LifeCycleStage,
    TransferAction,
)
from apps.dashboard.charts import ratio
from apps.dashboard.models import DeathDay
from apps.dashboard.when import When
from apps.harvest.models import HarvestEvent, HarvestLot
from apps.health.models import Treatment

from .company import batch_days, stages, standing, whereabouts


def batches(user, when: When) -> list[dict[str, Any]]:
    """Every batch laid down by a day, newest first, with its stock and harvest until then."""
    found = visible(Batch.objects.select_related("geography"), user).filter(start_date__lte=when.as_of)
    parts, harvested, sites = standing(user, when), _harvested(user, when), _last_sites(user, when)
    lines = [
        _line(batch, parts.get(batch.pk, []), harvested.get(batch.pk, {}), sites.get(batch.pk, ""), when)
        for batch in found
    ]
    return sorted(lines, key=lambda line: (line["batch"].start_date, line["batch"].pk), reverse=True)


def _last_sites(user, when: When) -> dict[int, str]:
    """The site that each batch came to last."""
    found = visible(BatchContainerAssignment.objects.order_by(), user).filter(assignment_date__lte=when.as_of)
    site = Coalesce("container__area__name", "container__hall__freshwater_station__name")
    rows = found.values_list("batch", site).annotate(came=Max("assignment_date"))
    return {batch: name for batch, name, _ in sorted(rows, key=lambda row: row[2])}


def _harvested(user, when: When) -> dict[int, dict[str, Any]]:
    found = visible(HarvestEvent.objects.order_by(), user).filter(harvest_date__lte=when.as_of).values("batch")
    return {row["batch"]: row for row in found.annotate(fish=Sum("count"), live_kg=Sum("live_weight_kg"))}


def _line(
    batch: Batch, parts: list[dict[str, Any]], harvested: dict[str, Any], last_site: str, when: When
) -> dict[str, Any]:
    where = whereabouts(parts)
    fish, taken = where["fish"], harvested.get("fish", 0)
    end = ended_by(batch, when)
    return where | {
        "batch": batch,
        "state": "harvested" if end else "active" if fish else "planned",
        "place": where["place"] or last_site,
        "age_days": ((end or when.as_of) - batch.start_date).days,
        "weight_g": ratio(where["biomass_kg"], fish, 1000),
        "harvested_kg": harvested.get("live_kg", 0.0),
        "harvest_weight_g": ratio(harvested.get("live_kg"), taken, 1000),
        "survival_pct": ratio(fish + taken, batch.egg_count, 100),
    }


def ended_by(batch: Batch, when: When) -> dt.date | None:
    """The day the last fish were harvested, if it had come by then."""
    end = batch.actual_end_date
    return end if end and end <= when.as_of else None


def batch(user, pk: int) -> Batch | None:
    """A batch the user may see."""
    return visible(Batch.objects.select_related("geography", "species"), user).filter(pk=pk).first()


def days(user, when: When, batch: Batch) -> list[dict[str, Any]]:
    """The whole batch, day by day until the day asked for."""
    found = batch_days(user).filter(batch=batch, date__lte=when.as_of)
    return list(
        found.values("date")
        .annotate(
            fish=Sum("population"),
            biomass=Sum("biomass_kg"),
            dead=Sum("mortality_count"),
            out=Sum("culled"),
            taken=Sum("harvested"),
            feed=Sum("feed_kg"),
            cost=Sum("feed_cost"),
            grown=Sum("grown_kg"),
            grown_on=Sum("grown_on_kg"),
            temperature=Avg("temp_c"),
            saturation=Avg("oxygen_saturation_pct"),
            lowest=Min("lowest_saturation_pct"),
        )
        .order_by("date")
    )


def by_stage(user, when: When, batch: Batch) -> list[dict[str, Any]]:
    """What a batch ate, lost and cost in each of its stages."""
    found = batch_days(user).filter(batch=batch, date__lte=when.as_of)
    rows = found.values(
        "area", "hall", order=F("lifecycle_stage__order"), stage=F("lifecycle_stage__name"), area_name=F("area__name"),
        hall_name=F("hall__name"),
    ).annotate(
        start=Min("date"),
        end=Max("date"),
        feed=Sum("feed_kg"),
        cost=Sum("feed_cost"),
        dead=Sum("mortality_count"),
        culled=Sum("culled"),
        grown=Sum("grown_kg"),
        grown_on=Sum("grown_on_kg"),
        temperature=Avg("temp_c"),
        lowest=Min("lowest_saturation_pct"),
        density=Max("density_kg_m3"),
    )  # fmt: skip
    lines = sorted(rows, key=lambda row: (row["order"], row["start"]))
    return [row | {"bfcr": ratio(row["grown_on"], row["grown"])} for row in lines]


def plan(batch: Batch, until: dt.date) -> list[tuple[dt.date, float]]:
    """Weight by the plan: that of the end of each stage on the day it typically ends."""
    points: list[tuple[dt.date, float]] = []
    day = batch.start_date
    for stage in stages():
        if not points:
            points.append((day, stage.expected_weight_min_g))
        day += dt.timedelta(days=stage.typical_duration_days)
        points.append((day, stage.expected_weight_max_g))
    known = sum(point[0] <= until for point in points)
    return points[: known + 1]


def planned_weight(points: list[tuple[dt.date, float]], day: dt.date) -> float | None:
    """Weight of the plan on a day: its cube root grows evenly over a stage, as at a steady temperature."""
    for (begin, light), (end, heavy) in pairwise(points):
        if begin <= day <= end:
            share = (day - begin).days / max((end - begin).days, 1)
            return ((1 - share) * light ** (1 / 3) + share * heavy ** (1 / 3)) ** 3
    return None


def deaths(user, when: When, batch: Batch) -> list[tuple[dt.date, str, str, int]]:
    """(day, cause, detail, dead fish)."""
    found = visible(DeathDay.objects.order_by("date"), user).filter(batch=batch, date__lte=when.as_of)
    rows = found.values("date", "cause", "detail").annotate(dead=Sum("count"))
    return [(row["date"], row["cause"], row["detail"], row["dead"]) for row in rows]


def samples(user, when: When, batch: Batch) -> list[tuple[dt.date, float]]:
    """(day, mean weight of the fish weighed)."""
    found = visible(GrowthSample.objects.order_by("sample_date"), user)
    found = found.filter(assignment__batch=batch, sample_date__lte=when.as_of)
    rows = found.values("sample_date").annotate(
        grams=Sum(F("avg_weight_g") * F("sample_size")), fish=Sum("sample_size")
    )
    return [(row["sample_date"], row["grams"] / row["fish"]) for row in rows if row["fish"]]


def transfers(user, when: When, batch: Batch) -> list[dict[str, Any]]:
    """Moves of the batch that had begun by a day, with what was moved until then."""
    found = visible(BatchTransferWorkflow.objects.order_by("planned_start_date", "pk"), user).filter(batch=batch)
    done = Q(actions__actual_execution_date__lte=when.as_of)
    return list(
        found.values("workflow_number", source=F("source_lifecycle_stage__name"), dest=F("dest_lifecycle_stage__name"))
        .annotate(
            start=Min("actions__actual_execution_date", filter=done),
            end=Max("actions__actual_execution_date", filter=done),
            actions_done=Count("actions", filter=done),
            fish=Sum("actions__transferred_count", filter=done),
            kg=Sum("actions__transferred_biomass_kg", filter=done),
            dead=Sum("actions__mortality_during_transfer", filter=done),
        )
        .filter(actions_done__gt=0)
    )


@dataclass(frozen=True)
class Move:
    """Fish that went from one container to another."""

    source: int
    dest: int
    fish: int


@dataclass(frozen=True)
class Stop:
    """A container on the way of a batch."""

    assignment: int
    container: int
    name: str
    kind: str
    stage_order: int
    start: dt.date


def flow(user, when: When, batch: Batch) -> tuple[list[Stop], list[Move]]:
    """The containers a batch went through, and the fish that went between them."""
    assignments = visible(batch.assignments.order_by("pk"), user).filter(assignment_date__lte=when.as_of)
    stops = [
        Stop(*row)
        for row in assignments.values_list(
            "pk", "container", "container__name", "container__container_type__name", "lifecycle_stage__order",
            "assignment_date",
        )
    ]  # fmt: skip
    found = visible(TransferAction.objects.order_by(), user)
    found = found.filter(workflow__batch=batch, actual_execution_date__lte=when.as_of)
    rows = found.values_list("source_assignment", "dest_assignment").annotate(Sum("transferred_count"))
    return stops, [Move(*row) for row in rows]


def treatments(user, when: When, batch: Batch) -> list[dict[str, Any]]:
    """Treatments of the batch, those of one day and product together."""
    found = visible(Treatment.objects.order_by(), user).filter(batch=batch, start_date__lte=when.as_of)
    rows = found.values("start_date", "treatment_type", "product").annotate(
        why=Min("reason"),
        reasons=Count("reason", distinct=True),
        fish=Sum("fish_treated"),
        effect_pct=100 * Avg("efficacy"),
        containers=Count("assignment"),
        end=Max("end_date"),
        withheld=Max("withholding_end"),
    )
    names = dict(Treatment.Type.choices)
    lines = [row | {"name": names.get(row["treatment_type"], row["treatment_type"])} for row in rows]
    return sorted(lines, key=lambda row: (row["start_date"], row["product"]))


def harvests(user, when: When, batch: Batch) -> list[dict[str, Any]]:
    """Harvests of the batch by day."""
    found = visible(HarvestEvent.objects.order_by(), user).filter(batch=batch, harvest_date__lte=when.as_of)
    rows = found.values("harvest_date").annotate(
        fish=Sum("count"), live_kg=Sum("live_weight_kg"), cages=Count("assignment", distinct=True)
    )
    return sorted(rows, key=lambda row: row["harvest_date"])


def lots(user, when: When, batch: Batch) -> list[dict[str, Any]]:
    """Harvested fish by quality grade."""
    found = visible(HarvestLot.objects.order_by(), user).filter(event__batch=batch, harvest_date__lte=when.as_of)
    rows = found.values("grade").annotate(
        fish=Sum("count"),
        live_kg=Sum("live_weight_kg"),
        gutted_kg=Sum("gutted_weight_kg"),
        fillet_kg=Sum("fillet_weight_kg"),
    )
    names = dict(HarvestLot.Grade.choices)
    return [row | {"name": names.get(row["grade"], row["grade"])} for row in sorted(rows, key=lambda row: -row["fish"])]


def stage_names() -> dict[int, str]:
    """Name of each stage by its order."""
    return dict(LifeCycleStage.objects.values_list("order", "name"))


def summary(batch: Batch, when: When, days: list[dict[str, Any]], harvests: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of a batch on the day asked for."""
    last = days[-1] if days else {}
    alive = last.get("fish", 0) if last.get("date") == when.as_of else 0
    taken, live_kg = sum(row["fish"] for row in harvests), sum(row["live_kg"] for row in harvests)
    dead, feed = sum(row["dead"] for row in days), sum(row["feed"] for row in days)
    grown, grown_on = sum(row["grown"] for row in days), sum(row["grown_on"] for row in days)
    biomass = last.get("biomass", 0.0) if alive else 0.0
    cost = sum(row["cost"] for row in days)
    end = ended_by(batch, when)
    weight_g, plan_g = ratio(biomass, alive, 1000), planned_weight(plan(batch, when.as_of), when.as_of)
    return {
        "end": end,
        "plan_g": plan_g,
        "over_plan_pct": 100 * (weight_g / plan_g - 1) if weight_g and plan_g else None,
        "state": "harvested" if end else "active" if alive else "planned",
        "age_days": ((end or when.as_of) - batch.start_date).days,
        "fish": alive,
        "weight_g": weight_g or ratio(live_kg, taken, 1000),
        "biomass_kg": biomass,
        "harvested": taken,
        "harvested_kg": live_kg,
        "dead": dead,
        "culled": sum(row["out"] for row in days),
        "survival_pct": ratio(alive + taken, batch.egg_count, 100),
        "feed_kg": feed,
        "bfcr": ratio(grown_on, grown),
        "efcr": ratio(feed, live_kg + biomass),
        "feed_cost": cost,
        "cost_per_kg": ratio(cost, live_kg + biomass),
    }
