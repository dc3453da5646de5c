"""Fills the sums of the dashboard, one statement a table, and tells whether they still hold.

The simulator loads rows in bulk and sends no signal, so the ledger is the witness: the sums note how many parts of
which session they were made from. Rows entered by hand refresh their batch through `apps.dashboard.signals`.
"""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet

from apps.batch.models import Batch
from apps.generation.models import GenerationPart, GenerationRun

from .models import BatchDay, DeathDay, Summarised

# Growth of a day needs the weight of the day before. A container that was stocked that day holds mixed fish, so neither
# its growth nor its feed counts towards feed conversion.
BATCH_DAYS = """
INSERT INTO dashboard_batchday (batch_id, lifecycle_stage_id, hall_id, area_id, date, containers, population,
    biomass_kg, feed_kg, feed_cost, grown_kg, grown_on_kg, mortality_count, culled, harvested, moved_in, moved_out,
    temp_c, oxygen_saturation_pct, lowest_saturation_pct, density_kg_m3)
SELECT a.batch_id, a.lifecycle_stage_id, c.hall_id, c.area_id, d.date,
    sum(CASE WHEN d.population > 0 THEN 1 ELSE 0 END), sum(d.population), sum(d.biomass_kg), sum(d.feed_kg),
    coalesce(sum(f.cost), 0),
    sum(CASE WHEN d.before_g IS NULL OR d.moved_in > 0 THEN 0.0
        ELSE (d.population + d.mortality_count + d.culled + d.harvested) * (d.avg_weight_g - d.before_g) / 1000.0 END),
    sum(CASE WHEN d.before_g IS NULL OR d.moved_in > 0 THEN 0.0 ELSE d.feed_kg END),
    sum(d.mortality_count), sum(d.culled), sum(d.harvested), sum(d.moved_in), sum(d.moved_out),
    avg(d.temp_c), avg(d.oxygen_saturation_pct), min(d.oxygen_saturation_pct), max(d.density_kg_m3)
FROM (
    SELECT s.*, lag(s.avg_weight_g) OVER (PARTITION BY s.assignment_id ORDER BY s.date) AS before_g
    FROM batch_dailycontainerstate s WHERE {chosen_states}
) d
JOIN batch_batchcontainerassignment a ON a.id = d.assignment_id
JOIN infrastructure_container c ON c.id = a.container_id
LEFT JOIN (
    SELECT assignment_id, {feeding_day} AS date, sum(feed_cost) AS cost FROM inventory_feedingevent
    WHERE {chosen_events} GROUP BY assignment_id, {feeding_day}
) f ON f.assignment_id = d.assignment_id AND f.date = d.date
WHERE d.date >= %s
GROUP BY a.batch_id, a.lifecycle_stage_id, c.hall_id, c.area_id, d.date
ORDER BY d.date, a.batch_id
"""

DEATH_DAYS = """
INSERT INTO dashboard_deathday (batch_id, lifecycle_stage_id, date, cause, detail, count, biomass_kg)
SELECT a.batch_id, a.lifecycle_stage_id, m.event_date, m.cause, m.detail, sum(m.count), sum(m.biomass_kg)
FROM batch_mortalityevent m JOIN batch_batchcontainerassignment a ON a.id = m.assignment_id
WHERE {chosen_events} AND m.event_date >= %s
GROUP BY a.batch_id, a.lifecycle_stage_id, m.event_date, m.cause, m.detail
ORDER BY a.batch_id, m.event_date
"""

OF_BATCH = "assignment_id IN (SELECT id FROM batch_batchcontainerassignment WHERE batch_id = %s)"
FEEDING_DAY = {"sqlite": "substr(feeding_time, 1, 10)", "postgresql": "CAST(feeding_time AS date)"}


def in_ledger() -> dict[str, Any]:
    """What the simulator says it wrote: for each session what identifies it, and its committed parts."""
    parts = dict(GenerationPart.objects.order_by().values_list("run").annotate(Count("pk")))
    runs = GenerationRun.objects.values_list("pk", "session", "preset_digest", "started_at", "first_date")
    return {
        str(session): [digest, started_at.isoformat(), parts.get(pk, 0), first_date.isoformat()]
        for pk, session, digest, started_at, first_date in runs
    }


def are_current() -> bool:
    """Whether the sums were made from everything that the ledger lists."""
    return (_covered() or {}) == in_ledger()


def bring_up_to_date() -> bool:
    """Make the sums anew, or only those of sessions added since; whether there was anything to do."""
    covered, ledger = _covered(), in_ledger()
    if covered == ledger:
        return False
    added = sorted((session for session in ledger if session not in (covered or {})), key=int)
    unchanged = bool(covered) and all(ledger.get(session) == told for session, told in (covered or {}).items())
    since = dt.date.fromisoformat(ledger[added[0]][3]) if unchanged and added else dt.date.min
    with transaction.atomic():
        _lock(Batch.objects.order_by("pk"))
        _make(since)
        Summarised.objects.all().delete()
        Summarised.objects.create(covers=ledger)
    return True


def refresh_batch(batch_id: int) -> None:
    """Make the sums of one batch anew, after somebody changed its records by hand."""
    with transaction.atomic():
        _lock(Batch.objects.filter(pk=batch_id))
        for model in (BatchDay, DeathDay):
            model.objects.filter(batch_id=batch_id).delete()
        _run(BATCH_DAYS, OF_BATCH, OF_BATCH, [batch_id, batch_id, dt.date.min])
        _run(DEATH_DAYS, "", OF_BATCH, [batch_id, dt.date.min])


def last_day() -> dt.date | None:
    """The last day of the sums."""
    return BatchDay.objects.aggregate(last=Max("date"))["last"]


def _lock(batches: QuerySet) -> None:
    """Nobody else makes the sums of these batches meanwhile: two at a time would both insert them."""
    list(batches.select_for_update().values_list("pk"))


def _covered() -> dict[str, Any] | None:
    return Summarised.objects.values_list("covers", flat=True).first()


def _make(since: dt.date) -> None:
    for model in (BatchDay, DeathDay):
        model.objects.filter(date__gte=since).delete()
    before = since if since == dt.date.min else since - dt.timedelta(days=1)  # for the weight of the day before
    _run(BATCH_DAYS, "s.date >= %s", "feeding_time >= %s", [before, since, since])
    _run(DEATH_DAYS, "", "1 = 1", [since])


def _run(statement: str, chosen_states: str, chosen_events: str, parameters: list[Any]) -> None:
    day = FEEDING_DAY[connection.vendor]
    sql = statement.format(chosen_states=chosen_states, chosen_events=chosen_events, feeding_day=day)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value.isoformat() if isinstance(value, dt.date) else value for value in parameters])
