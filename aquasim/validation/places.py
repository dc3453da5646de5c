"""Places: one batch at a time, not too dense, cleaned or left fallow in between."""

import numpy as np

from aquasim.domain.stages import Stage
from aquasim.sinks.store import Criterion
from aquasim.validation.evidence import Evidence
from aquasim.validation.lookup import Array, Integers, counted

DENSITY_TOLERANCE = 0.01
"""Density is decided from the morning's weights; a day's growth above the cap is no breach. [-]"""


def one_batch_a_day(e: Evidence) -> Criterion:
    """No container has two assignments on one day."""
    d = e.daily
    cell = np.sort(e.company.container_of[d.assignment] << 20 | d.date.astype(np.int64))
    twice = np.diff(cell) == 0
    return Criterion(
        "one batch per container and day",
        "no container holds two batches on a day",
        f"{int(np.count_nonzero(twice)):,} of {len(cell):,} container-days are double-booked",
        not twice.any(),
    )


def one_active_assignment(e: Evidence) -> Criterion:
    """Unique (batch, container) where active."""
    assignments = e.company.assignments
    active = assignments["is_active"] == 1
    pairs = np.stack([assignments["batch_id"][active], assignments["container_id"][active]])
    distinct = np.unique(pairs, axis=1).shape[1]
    total = pairs.shape[1]
    return Criterion(
        "active assignments unique",
        "no batch has two active assignments to one container",
        f"{distinct:,} distinct of {total:,} active assignments",
        distinct == total,
    )


def density_capped(e: Evidence) -> Criterion:
    """Caps of the stage on land, of the mean weight at sea."""
    d, p = e.daily, e.parameters
    stage = e.company.stage_of[d.assignment].astype(np.int8)
    used = d.by_piece(lambda rows: _share_of_cap(e, rows))
    wrong = used > 1.0 + DENSITY_TOLERANCE
    fullest = ", ".join(f"{s.label} {used[stage == s].max():.0%}" for s in Stage if (stage == s).any())
    caps = "-".join(f"{cap:g}" for cap in p.sea.density_kg_m3)
    return Criterion(
        "density capped",
        f"at most the cap of the stage on land, {caps} kg/m3 by weight at sea",
        f"{counted(wrong, 'container-days')} above{d.name(wrong)}; fullest: {fullest}",
        not wrong.any(),
    )


def _share_of_cap(e: Evidence, rows: slice) -> Array:
    """Density over the greatest that stage and weight allow."""
    d, p, stage = e.daily, e.parameters, e.company.stage_of[e.daily.assignment[rows]]
    on_land = np.array([p.stages[s].density_kg_m3 for s in Stage])[stage]
    step = np.searchsorted(np.array(p.sea.density_from_g), d.weight_g[rows], side="right") - 1
    at_sea = np.array(p.sea.density_kg_m3)[np.maximum(step, 0)]
    share: Array = (d.density_kg_m3[rows] / np.where(stage == Stage.GROW_OUT, at_sea, on_land)).astype(np.float32)
    return share


def counts_capped(e: Evidence) -> Criterion:
    """Eggs in a tray, fish in a cage."""
    d, p = e.daily, e.parameters
    stage = e.company.stage_of[d.assignment]
    fish = np.maximum(d.population, d.fish)
    eggs = int(fish[stage == Stage.EGG_ALEVIN].max(initial=0))
    caged = int(fish[stage == Stage.GROW_OUT].max(initial=0))
    return Criterion(
        "eggs per tray and fish per cage",
        f"at most {p.stations.eggs_per_tray:,} and {p.sea.fish_per_cage:,}",
        f"at most {eggs:,} and {caged:,}",
        eggs <= p.stations.eggs_per_tray and caged <= p.sea.fish_per_cage,
    )


def areas_fallow(e: Evidence) -> Criterion:
    """An area lies empty between batches."""
    assignments = e.company.assignments
    at_sea = e.company.assignment_stage == Stage.GROW_OUT
    area = e.company.area_of_container[assignments["container_id"]]
    place, rest = _rests(e, area[at_sea], np.flatnonzero(at_sea))
    needed = e.parameters.sea.fallow_days
    return Criterion(
        "areas fallow between batches",
        f"at least {needed} days",
        _rest_in_words(rest, "changes of batch", "area", place),
        bool((rest >= needed).all()),
    )


def containers_cleaned(e: Evidence) -> Criterion:
    """Trays and tanks stand empty for cleaning between batches."""
    stage = e.company.assignment_stage
    on_land = np.flatnonzero(stage != Stage.GROW_OUT)
    place, rest = _rests(e, e.company.assignments["container_id"][on_land], on_land)
    tray, tank = e.parameters.stations.tray_cleaning_days, e.parameters.stations.tank_cleaning_days
    needed = np.where(e.company.stage_of_container[place] == Stage.EGG_ALEVIN, tray, tank)
    return Criterion(
        "containers cleaned between batches",
        f"at least {tray} days for a tray, {tank} for a tank",
        _rest_in_words(rest, "changes of batch", "container", place),
        bool((rest >= needed).all()),
    )


def _rests(e: Evidence, place: Array, rows: Integers) -> tuple[Integers, Integers]:
    """Days between the departure of one batch from a place and the arrival of the next; with the place."""
    assignments = e.company.assignments
    last = int(e.daily.date.max(initial=0))
    code, use = np.unique(place << 32 | assignments["batch_id"][rows], return_inverse=True)
    arrival = np.full(len(code), np.iinfo(np.int64).max)
    departure = np.full(len(code), -1)
    np.minimum.at(arrival, use, assignments["assignment_date"][rows])
    left = np.where(assignments["is_active"][rows] == 1, last, assignments["departure_date"][rows])
    np.maximum.at(departure, use, left)
    order = np.lexsort((arrival, code >> 32))
    same = np.diff(code[order] >> 32) == 0
    rest = (arrival[order][1:] - departure[order][:-1])[same]
    return (code[order][1:] >> 32)[same], rest


def _rest_in_words(rest: Integers, what: str, kind: str, place: Integers) -> str:
    if not rest.size:
        return f"no {kind} has had two batches yet"
    shortest = int(np.argmin(rest))
    return f"shortest {rest[shortest]:,} days in {len(rest):,} {what} ({kind} {place[shortest]})"
