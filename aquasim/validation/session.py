"""The session as a whole: its days, its warnings, its volume, its memory, its digest."""

import numpy as np

from aquasim.domain.stages import Stage
from aquasim.engine.tables import TABLES, Written
from aquasim.sinks.digest import Sums, added, combined_digest
from aquasim.sinks.store import Criterion, Store
from aquasim.validation.evidence import Evidence
from aquasim.validation.lookup import ById, Mask, counted, iso

PEAK_MEMORY_MB = 500.0
"""Most memory of the whole process tree."""


def days_complete(e: Evidence) -> Criterion:
    """Every day on which there is a batch has states and readings, and no assignment misses a day."""
    daily, days = e.daily, e.run.days
    held = _days_with_batches(e)
    states = np.bincount(daily.date[e.in_session(daily.date)] - e.first_day, minlength=days) > 0
    read = e.readings.by_day > 0
    gaps = int(np.count_nonzero(daily.is_gap))
    missing = np.flatnonzero(held & ~(states & read))[:1]
    first = "".join(f", first missing: {iso(e.first_day + day)}" for day in missing)
    return Criterion(
        "days complete",
        f"{np.count_nonzero(held):,} of {days:,} days have states and readings, all with a batch; no assignment misses "
        "a day",
        f"{np.count_nonzero(states):,} days with states, {np.count_nonzero(read):,} with readings{first}; "
        f"{gaps:,} gaps in {len(e.company.assignments):,} assignments{daily.name(daily.is_gap)}",
        not missing.size and not gaps,
    )


def _days_with_batches(e: Evidence) -> Mask:
    """Days of the session from the start of a batch to the departure of its last fish."""
    batches, assignments, days = e.company.batches, e.company.assignments, e.run.days
    size = int(batches["id"].max(initial=0)) + 1
    left = np.zeros(size, dtype=np.int64)
    owner = np.clip(assignments["batch_id"], 0, size - 1)
    np.maximum.at(
        left, owner, np.where(assignments["is_active"] == 1, e.first_day + days, assignments["departure_date"])
    )
    end = np.where(left > 0, left, e.first_day + days)[batches["id"]]
    change = np.zeros(days + 1, dtype=np.int64)
    np.add.at(change, np.clip(batches["start_date"] - e.first_day, 0, days), 1)
    np.add.at(change, np.clip(end - e.first_day, 0, days), -1)
    held: Mask = np.cumsum(change)[:-1] > 0
    return held


def capacity_settled(e: Evidence) -> Criterion:
    """Waits and batches given up are settled in the plan; what was lived is the plan, and nothing else."""
    plan, warnings, batches = e.plan, e.company.warnings, e.company.batches
    told = set(zip(warnings["batch_number"].tolist(), warnings["message"].tolist(), strict=True))
    foreseen = {(shortage.batch, shortage.message) for shortage in plan.shortages}
    wanted = {(batch.number, e.day_zero + batch.start) for batch in plan.batches}
    lived = set(zip(batches["batch_number"].tolist(), batches["start_date"].tolist(), strict=True))
    begun = {(number, day) for number, day in wanted if day < e.first_day + e.run.days}
    elsewhere = _outside_bookings(e)
    first = "".join(f", first: {number}" for number, *_ in sorted((lived - wanted) | (begun - lived))[:1])
    return Criterion(
        "capacity settled",
        "batches, the places and days they are in, and warnings are those of the plan",
        f"{len(batches):,} batches, {len(lived - wanted):,} of them others than planned, {len(begun - lived):,} "
        f"planned ones missing{first}; {counted(elsewhere, 'assignments')} outside their booking; {len(warnings):,} "
        f"warnings, {len(told ^ foreseen):,} others than planned",
        bool(lived) and lived <= wanted and begun <= lived and told == foreseen and not elsewhere.any(),
    )


def _outside_bookings(e: Evidence) -> Mask:
    """Assignments in another place than the plan gives their batch, or on days that it does not."""
    plan, assignments, batches = e.plan, e.company.assignments, e.company.batches
    if not plan.batches:
        return np.ones(len(assignments), dtype=bool)
    planned = {batch.number: position for position, batch in enumerate(plan.batches)}
    known = np.array([planned.get(str(number), -1) for number in batches["batch_number"]], dtype=np.int64)
    position = ById.of(batches["id"], known)[assignments["batch_id"]]
    bookings = np.array([(batch.places, *zip(*batch.booked, strict=True)) for batch in plan.batches], dtype=np.int64)
    place, first, end = bookings.reshape(-1, 3, len(Stage))[position, :, e.company.assignment_stage].T
    slot = np.clip(assignments["container_id"] - 1, 0, plan.registry.containers - 1)
    last = np.where(assignments["is_active"] == 1, int(e.daily.date.max(initial=0)), assignments["departure_date"])
    outside: Mask = (
        (position < 0)
        | (plan.registry.place[slot] != place)
        | (assignments["assignment_date"] - e.day_zero < first)
        | (last - e.day_zero >= end)
    )
    return outside


def readings_promised(e: Evidence) -> Criterion:
    """What the first session promises, and later ones by their length."""
    sessions = e.parameters.sessions
    promised = e.parameters.targets.session_1_readings * sessions[e.run.session - 1] // sessions[0]
    read = e.readings.total
    return Criterion("readings promised", f"more than {promised:,}", f"{read:,}", read > promised)


def memory_bounded(e: Evidence) -> Criterion:
    """As the run measured it."""
    peak = e.run.peak_memory_mb
    observed = "not recorded" if peak is None else f"{peak:,.0f} MB"
    return Criterion(
        "peak memory of all processes",
        f"below {PEAK_MEMORY_MB:,.0f} MB",
        observed,
        peak is not None and peak < PEAK_MEMORY_MB,
    )


def rows_as_written(e: Evidence, store: Store) -> Criterion:
    """What is stored is what was committed; the digest of the last session also covers rows that change."""
    runs = store.runs()
    written = added(line.sums for run in runs for line in store.ledger(run.session))
    changed = [name for name in TABLES if TABLES[name].written is Written.APPEND and _differ(e.sums, written, name)]
    stored, told = combined_digest(e.sums), runs[-1].digest
    lost = f"; differing: {', '.join(changed or ['tables that change'])}" if changed or stored != told else ""
    return Criterion(
        "rows are those committed",
        f"digest {told} of session {runs[-1].session}, and the sums of the ledger",
        f"digest {stored}{lost}",
        not changed and stored == told,
    )


def _differ(stored: Sums, written: Sums, table: str) -> bool:
    """Whether any month has other rows; one without rows may be named or not."""
    there, told = ({month: one for month, one in sums.get(table, {}).items() if one.rows} for sums in (stored, written))
    return there != told
