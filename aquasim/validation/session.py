"""The session as a whole: its days, its warnings, its volume, its memory, its digest."""

import numpy as np

from aquasim.engine.tables import TABLES, Written
from aquasim.sinks.digest import Sums, added, combined_digest
from aquasim.sinks.store import Criterion, Store
from aquasim.validation.evidence import Evidence
from aquasim.validation.lookup import iso

SETTLED_AFTER_DAYS = 500
"""Warnings are for the first batches of a company; by then its rhythm must fit its places. [d]"""
PEAK_MEMORY_MB = 500.0
"""Most memory of the whole process tree."""


def days_complete(e: Evidence) -> Criterion:
    """Every day has states and readings, and no assignment misses a day."""
    daily, days = e.daily, e.run.days
    states = np.bincount(daily.date[e.in_session(daily.date)] - e.first_day, minlength=days) > 0
    read = e.readings.by_day > 0
    gaps = int(np.count_nonzero(daily.is_gap))
    missing = np.flatnonzero(~(states & read))[:1]
    first = "".join(f", first missing: {iso(e.first_day + day)}" for day in missing)
    return Criterion(
        "days complete",
        f"{days:,} of {days:,} days have states and readings; no assignment misses a day",
        f"{np.count_nonzero(states):,} days with states, {np.count_nonzero(read):,} with readings{first}; "
        f"{gaps:,} gaps in {len(e.company.assignments):,} assignments{daily.name(daily.is_gap)}",
        not missing.size and not gaps,
    )


def capacity_settled(e: Evidence) -> Criterion:
    """The plan has room once the company runs."""
    start = int(np.datetime64(e.parameters.first_day, "D").astype(np.int64)) + SETTLED_AFTER_DAYS
    dates = e.company.warnings["date"]
    late = dates[dates >= start]
    first = f", first on {iso(late.min())}" if late.size else ""
    return Criterion(
        "capacity settled",
        f"no capacity warning from {iso(start)} on, {SETTLED_AFTER_DAYS} days after the first",
        f"{len(dates):,} warnings, {len(late):,} of them since{first}",
        not late.size,
    )


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
