"""The cycle of each batch: six stages in order, each inside its window; smolts vaccinated before the sea."""

from dataclasses import dataclass

import numpy as np

from aquasim.domain.stages import Stage
from aquasim.engine.tables import TREATMENT_TYPES
from aquasim.sinks.store import Criterion
from aquasim.validation.disease import found_ill, ordered_empty
from aquasim.validation.evidence import Evidence
from aquasim.validation.lookup import Array, ById, Integers, Mask

VACCINATION_FROM_G = 28.0
VACCINATION_TO_SEA_DEGREE_DAYS = 600.0
"""Least weight at vaccination and least warmth between it and the sea; husbandry of salmon vaccines."""
SEA_WINDOW_BINDS = 120
"""Length of the window at sea from which all harvests lie in it: those of full cages and sick fish are weeks before
others of their batch, and medicine, storms and slow plants put the last off by weeks. [d]"""
NEVER = -1


@dataclass(frozen=True)
class Stays:
    """When each batch was in each stage; arrays of shape (batches, stages), days since 1970-01-01."""

    batch: Integers  # ids
    arrival: Integers  # of the first fish; -1: not yet
    departure: Integers  # of the last fish; -1: not yet


def stays(e: Evidence) -> Stays:
    """From the assignments: a stage is left when the last container of it is empty and fish are further on."""
    assignments, batches = e.company.assignments, e.company.batches["id"]
    row = ById.of(batches, np.arange(len(batches)))[assignments["batch_id"]]
    known = np.flatnonzero(row >= 0)
    cell = (row[known], e.company.assignment_stage[known])
    shape = (len(batches), len(Stage))
    arrival, departure = np.full(shape, np.iinfo(np.int64).max), np.full(shape, NEVER)
    in_use = np.zeros(shape, dtype=np.int64)
    np.minimum.at(arrival, cell, assignments["assignment_date"][known])
    np.maximum.at(departure, cell, np.where(assignments["is_active"] == 1, NEVER, assignments["departure_date"])[known])
    np.add.at(in_use, cell, assignments["is_active"][known])
    reached = arrival < np.iinfo(np.int64).max
    further = np.concatenate([reached[:, 1:], e.company.is_harvested[:, None]], axis=1)
    return Stays(batches, np.where(reached, arrival, NEVER), np.where((in_use == 0) & further, departure, NEVER))


def stages_in_order(e: Evidence) -> Criterion:
    """The initial batches are in every stage their age demands, in order, each entered by a transfer."""
    n, found = e.parameters.production.initial_batches, stays(e)
    first = np.lexsort((found.batch, e.company.batches["start_date"]))[:n]
    reached = found.arrival[first] != NEVER
    age = int(e.daily.date.max(initial=0)) - e.company.batches["start_date"][first]
    latest_entry = np.cumsum([0, *(e.parameters.stages[stage].max_days for stage in Stage)])[:-1]
    late = ~reached & (age[:, None] > latest_entry)
    skipped = np.diff(reached.astype(int), axis=1) > 0
    disorder = (np.diff(found.arrival[first], axis=1) <= 0) & reached[:, 1:]
    unmoved = reached[:, 1:] & ~_moved(e, found)[first]
    wrong = (late[:, 1:] | skipped | disorder | unmoved).any(axis=1) | late[:, 0]
    through = int(np.count_nonzero(reached.all(axis=1)))
    due = int((np.arange(n) * e.parameters.production.initial_interval_days < e.run.days).sum())
    waiting = len(e.company.warnings) > 0
    return Criterion(
        "initial batches passed the stages in order",
        f"{min(n, due)} batches, each by transfers through the {len(Stage)} stages in order as far as its age demands",
        f"{len(first)} batches, {through} through all {len(Stage)}, {np.count_nonzero(wrong)} out of order or late",
        not wrong.any() and len(first) > 0 and (len(first) >= due or waiting),
    )


def _moved(e: Evidence, found: Stays) -> Mask:
    """Whether a transfer into each stage after the first began on the day its first fish arrived."""
    flows = e.company.workflows
    row = ById.of(found.batch, np.arange(len(found.batch)))[flows["batch_id"]]
    source = e.company.stage_of_id[flows["source_lifecycle_stage_id"]]
    dest = e.company.stage_of_id[flows["dest_lifecycle_stage_id"]]
    steps = np.flatnonzero((dest == source + 1) & (row >= 0))
    began = np.full(found.arrival.shape, NEVER)
    began[row[steps], dest[steps]] = flows["actual_start_date"][steps]
    moved: Mask = (began == found.arrival)[:, 1:]
    return moved


def durations_in_windows(e: Evidence) -> Criterion:
    """From the arrival of the first fish in a stage to the departure of the last, for stages that are over.

    The end of a booking, which no fish outstays, is checked with the capacity.
    """
    found, lines, passed = stays(e), [], True
    over = (found.departure != NEVER) & ~np.isin(found.batch, ordered_empty(e))[:, None]
    length = found.departure - found.arrival
    ill = np.isin(found.batch, found_ill(e))
    judged = [stage for stage in Stage if stage is not Stage.GROW_OUT or _sea_window_binds(e)]
    for stage in Stage:
        days = length[over[:, stage], stage]
        window = e.parameters.stages[stage]
        early = (days < window.min_days) & ~(ill[over[:, stage]] & (stage is Stage.GROW_OUT))
        passed &= stage not in judged or not (early | (days > window.max_days)).any()
        if days.size:
            lines.append(f"{stage.label} {days.min()}-{days.max()} (n {days.size})")
    windows = ", ".join(f"{e.parameters.stages[s].min_days}-{e.parameters.stages[s].max_days}" for s in judged)
    free = "" if len(judged) == len(Stage) else f"; at sea a window shorter than {SEA_WINDOW_BINDS} days is an aim"
    return Criterion(
        "stage durations",
        f"first arrival to last departure within {windows} days, ill fish at sea earlier{free}",
        ", ".join(lines) or "no stage is over yet",
        passed,
    )


def _sea_window_binds(e: Evidence) -> bool:
    window = e.parameters.stages[Stage.GROW_OUT]
    return window.max_days - window.min_days >= SEA_WINDOW_BINDS


def vaccinated(e: Evidence) -> Criterion:
    """Every smolt container is vaccinated once the fish are large enough, and long enough before the sea."""
    treatments, assignments, d = e.company.treatments, e.company.assignments, e.daily
    chosen = np.flatnonzero(treatments["treatment_type"] == TREATMENT_TYPES.index("VACCINATION"))
    where, date = treatments["assignment_id"][chosen], treatments["start_date"][chosen]
    row = d.row(where, date)
    weight_g = d.weight_g.take(row[row >= 0])
    left = (e.company.assignment_stage == Stage.SMOLT) & (assignments["is_active"] == 0)
    missed = int(np.count_nonzero(~np.isin(assignments["id"][left], where)))
    warmth = _degree_days(e, where, date)
    lightest = f"lightest {weight_g.min():.1f} g" if weight_g.size else "none yet"
    coldest = (
        f"at least {warmth.min():,.0f} degree-days before the sea (n {warmth.size})" if warmth.size else "none at sea"
    )
    return Criterion(
        "smolts vaccinated",
        f"each smolt tank, at {VACCINATION_FROM_G:g} g or more, {VACCINATION_TO_SEA_DEGREE_DAYS:g} degree-days or more "
        "before the sea",
        f"{len(chosen):,} vaccinations, {missed:,} tanks missed, {np.count_nonzero(row < 0):,} without fish; "
        f"{lightest}; {coldest}",
        not missed
        and bool((row >= 0).all() and (weight_g >= VACCINATION_FROM_G).all())
        and bool((warmth >= VACCINATION_TO_SEA_DEGREE_DAYS).all()),
    )


def _degree_days(e: Evidence, assignment: Integers, date: Integers) -> Array:
    """Warmth between the last vaccination of each batch at sea and the arrival of its first fish there. [degC d]"""
    found, d = stays(e), e.daily
    last = np.full(len(found.batch), NEVER)
    number = ById.of(found.batch, np.arange(len(found.batch)))
    batch = number[e.company.batch_of[assignment]]
    np.maximum.at(last, batch[batch >= 0], date[batch >= 0])
    sea = found.arrival[:, Stage.GROW_OUT]
    owner = number[e.company.batch_of[d.assignment]]
    out = []
    for b in np.flatnonzero((last != NEVER) & (sea != NEVER)):
        out.append(d.warmth(owner == b, int(last[b]), int(sea[b])))
    return np.array(out)
