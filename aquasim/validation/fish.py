"""No fish appears or vanishes: by day, by transfer, by death, by harvest."""

import numpy as np

from aquasim.domain.stages import Stage
from aquasim.sinks.store import Criterion
from aquasim.validation.daily import Counts
from aquasim.validation.evidence import Evidence
from aquasim.validation.lookup import ById, Integers, Mask, counted

KG_TOLERANCE = 0.01
"""Sums of weights rounded to grams."""
DAYS = "container-days"


def conserved(e: Evidence) -> Criterion:
    """By batch, container and day; the day after a gap is judged elsewhere."""
    d = e.daily
    there = d.before(d.population) + d.moved_in - d.moved_out - d.dead - d.culled - d.harvested
    wrong = (there != d.population) & ~d.is_gap
    return Criterion(
        "fish conserved",
        "start + in - out - dead - culled - harvested = end, for every container and day",
        f"{counted(wrong, DAYS)} do not add up{d.name(wrong)}",
        not wrong.any(),
    )


def transferred(e: Evidence) -> Criterion:
    """Actions, workflows and daily states tell of the same fish; eggs laid down arrive without a transfer."""
    d, actions = e.daily, e.company.actions
    fish, date = actions["transferred_count"], actions["actual_execution_date"]
    left, stray_out = _by_row(e, actions["source_assignment_id"], date, fish)
    came, stray_in = _by_row(e, actions["dest_assignment_id"], date, fish)
    laid_down = d.is_first & (e.company.stage_of[d.assignment] == Stage.EGG_ALEVIN)
    wrong = (left != d.moved_out) | ((came != d.moved_in) & ~laid_down)
    wrong_totals = _workflows_differ(e)
    stray = stray_out + stray_in
    return Criterion(
        "transfers conserve fish",
        "fish out = fish in = fish of the transfer actions, on the day and in the workflow's totals",
        f"{counted(wrong, DAYS)} differ{d.name(wrong)}; {stray:,} of {2 * len(fish):,} ends of actions on a day "
        f"without a state; {counted(wrong_totals, 'workflows')} differ from their actions",
        not wrong.any() and not stray and not wrong_totals.any(),
    )


def _workflows_differ(e: Evidence) -> Mask:
    flows, actions = e.company.workflows, e.company.actions
    differ = np.zeros(len(flows), dtype=bool)
    for part, total, tolerance in (
        ("transferred_count", "total_transferred_count", 0),
        ("mortality_during_transfer", "total_mortality_count", 0),
        ("transferred_biomass_kg", "total_biomass_kg", 1),
    ):
        known = ById.of(flows["id"], np.arange(len(flows)))[actions["workflow_id"]]
        summed = np.zeros(len(flows), dtype=np.int64)
        np.add.at(summed, known[known >= 0], actions[part][known >= 0])
        differ |= np.abs(summed - flows[total]) > tolerance
    return differ


def laid_down(e: Evidence) -> Criterion:
    """The eggs of a batch are the first fish that arrive."""
    d, batches = e.daily, e.company.batches
    eggs = np.flatnonzero((e.company.stage_of[d.assignment] == Stage.EGG_ALEVIN) & (d.moved_in > 0))
    batch = e.company.batch_of[d.assignment[eggs]]
    size = int(batches["id"].max(initial=0)) + 1
    arrived = np.bincount(np.clip(batch, 0, size - 1), d.moved_in[eggs], size)[batches["id"]]
    start = ById.of(batches["id"], batches["start_date"])
    late = np.bincount(np.clip(batch, 0, size - 1), d.date[eggs] != start[batch], size)[batches["id"]] > 0
    wrong = (arrived != batches["egg_count"]) | late
    return Criterion(
        "eggs laid down",
        "the eggs of a batch = fish that moved into its trays, all on its first day",
        f"{counted(wrong, 'batches')} differ; {int(batches['egg_count'].sum()):,} eggs",
        not wrong.any(),
    )


def deaths_recorded(e: Evidence) -> Criterion:
    """Dead fish are collected late, so only what is emptied must agree; nothing is recorded before it happens."""
    d, assignments = e.daily, e.company.assignments
    dead = np.zeros(e.company.batch_of.size, dtype=np.int64)
    np.add.at(dead, d.assignment.clip(0, len(dead) - 1), d.dead)
    dead, recorded = dead[assignments["id"]], e.recorded_deaths[assignments["id"]]
    closed = assignments["is_active"] == 0
    wrong = np.where(closed, recorded != dead, recorded > dead)
    return Criterion(
        "deaths recorded",
        "mortality events of an emptied container = its daily deaths; of one in use, no more",
        f"{counted(wrong, 'assignments')} differ; {int(recorded.sum()):,} recorded of {int(dead.sum()):,} deaths",
        not wrong.any(),
    )


def harvests_recorded(e: Evidence) -> Criterion:
    """Events and lots tell of the fish that left the cages."""
    d, events, lots = e.daily, e.company.harvests, e.company.lots
    taken, stray = _by_row(e, events["assignment_id"], events["harvest_date"], events["count"])
    wrong = taken != d.harvested
    position = ById.of(events["id"], np.arange(len(events)))[lots["event_id"]]
    known = position >= 0
    fish = np.bincount(position[known], lots["count"][known], len(events))
    weight_kg = np.bincount(position[known], lots.measured("live_weight_kg")[known], len(events))
    graded = (fish != events["count"]) | (np.abs(weight_kg - events.measured("live_weight_kg")) > KG_TOLERANCE)
    return Criterion(
        "harvests recorded",
        "harvest events = fish harvested on the day; the lots of an event = its fish and weight",
        f"{counted(wrong, DAYS)} differ{d.name(wrong)}; {stray:,} events on a day without a state; "
        f"{counted(graded, 'events')} differ from their lots",
        not wrong.any() and not stray and not graded.any(),
    )


def standing(e: Evidence) -> Criterion:
    """An assignment shows what its days show."""
    d, assignments = e.daily, e.company.assignments
    first, last = np.flatnonzero(d.is_first), np.flatnonzero(d.is_last)
    number = ById.of(d.assignment[first], np.arange(len(first)))[assignments["id"]]
    there = number >= 0
    if not len(first):
        return Criterion("assignments stand as their days left them", "daily states", "none", False)
    begin, end = first[number], last[number]
    active = assignments["is_active"] == 1
    departed = np.where(active, -1, d.date[end])
    wrong = (
        ~there
        | (assignments["population_count"] != d.population[end])
        | (np.abs(assignments.measured("avg_weight_g") - d.weight_g[end]) > 1e-6 * d.weight_g[end] + 1e-3)
        | (assignments["assignment_date"] != d.date[begin])
        | (active != (d.population[end] > 0))
        | (np.where(active, -1, assignments["departure_date"]) != departed)
    )
    return Criterion(
        "assignments stand as their days left them",
        "first day, fish, weight and departure of an assignment are those of its daily states",
        f"{counted(wrong, 'assignments')} differ; {int(np.count_nonzero(active)):,} hold fish",
        not wrong.any(),
    )


def biomass_adds_up(e: Evidence) -> Criterion:
    """Biomass = fish x weight, density = biomass / volume."""
    wrong = e.daily.by_piece(lambda rows: _biomass_is_off(e, rows))
    return Criterion(
        "biomass adds up",
        "biomass = fish x weight and density = biomass / volume, to rounding",
        f"{counted(wrong, DAYS)} do not{e.daily.name(wrong)}",
        not wrong.any(),
    )


def _biomass_is_off(e: Evidence, rows: slice) -> Mask:
    d, fish = e.daily, e.daily.population[rows]
    biomass_kg = fish * d.weight_g[rows].astype(np.float64) / 1000.0
    rounding_kg = fish * 1e-6 + 1e-6 * biomass_kg + 1e-3  # weights to a milligram, biomass to a gram
    volume_m3 = e.company.volume_m3[e.company.container_of[d.assignment[rows]]]
    density_off = np.abs(d.density_kg_m3[rows] - d.biomass_kg[rows] / volume_m3)
    wrong: Mask = (np.abs(d.biomass_kg[rows] - biomass_kg) > rounding_kg) | (
        density_off > 1e-3 + rounding_kg / volume_m3
    )
    return wrong


def _by_row(e: Evidence, assignment: Integers, date: Integers, fish: Integers) -> tuple[Counts, int]:
    """Fish added up by row of the daily states, and how many entries have no row."""
    row = e.daily.row(assignment, date)
    total = np.zeros(len(e.daily), dtype=np.int32)
    np.add.at(total, row[row >= 0], fish[row >= 0].astype(np.int32))
    return total, int(np.count_nonzero(row < 0))
