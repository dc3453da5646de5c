"""Harvest: an area is emptied cage by cage, within the day's capacity."""

import numpy as np

from aquasim.domain.mortality import split_by_share
from aquasim.domain.stages import ContainerKind, Stage
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from aquasim.engine.streams import Integers, Stream, uniform
from aquasim.engine.tables import GRADES, HARVEST_DESTINATIONS
from aquasim.engine.world import World


def harvest(world: World, state: State, day: int, rows: Rows) -> Integers:
    """Take today's harvest out of the cages. Returns fish harvested by container. shape (containers,)"""
    taken = np.zeros_like(state.population)
    for b in np.flatnonzero((state.harvest_day >= 0) & (state.harvest_day <= day) & (state.end_day < 0)):
        cages = world.registry.containers_of(int(world.batch_place[b, Stage.GROW_OUT]), ContainerKind.CAGE)
        _take(
            state,
            cages[(state.batch[cages] == b) & (state.population[cages] > 0)],
            world.parameters.harvest.capacity_kg_day,
            taken,
        )
    state.population -= taken
    _record(world, state, day, taken, rows)
    return taken


def _take(state: State, cages: Integers, capacity_kg: float, taken: Integers) -> None:
    """Whole cages while they fit; a cage larger than a whole day's capacity is taken in parts."""
    left_kg = capacity_kg
    for cage in cages:
        weight_kg = state.root_weight[cage] ** 3 / 1000.0
        if state.population[cage] * weight_kg > left_kg:
            if left_kg == capacity_kg:
                taken[cage] = int(capacity_kg / weight_kg)
            return
        taken[cage] = state.population[cage]
        left_kg -= taken[cage] * weight_kg


def _record(world: World, state: State, day: int, taken: Integers, rows: Rows) -> None:
    cages = np.flatnonzero(taken)
    if not cages.size:
        return
    p = world.parameters.harvest
    events = day * world.registry.containers + cages + 1
    weight_kg = state.root_weight[cages] ** 3 / 1000.0
    rows.add(
        "harvest_harvestevent",
        id=events,
        batch_id=state.batch[cages] + 1,
        assignment_id=world.assignment(state.batch[cages], cages),
        harvest_date=world.date(day),
        count=taken[cages],
        live_weight_kg=np.rint(taken[cages] * weight_kg * 1000.0) / 1000.0,
        dest=np.full(len(cages), HARVEST_DESTINATIONS.index("PROCESSING_PLANT")),
    )
    fish = split_by_share(taken[cages], np.cumsum(p.grade_shares), uniform(world.words_of(Stream.GRADE, day, cages)))
    live_kg = fish * weight_kg[:, None]
    grades = len(GRADES)
    rows.add(
        "harvest_harvestlot",
        id=(events[:, None] * 4 + np.arange(grades)).ravel(),
        event_id=np.repeat(events, grades),
        harvest_date=world.date(day),
        grade=np.tile(np.arange(grades), len(cages)),
        count=fish.ravel(),
        live_weight_kg=live_kg.ravel(),
        gutted_weight_kg=live_kg.ravel() * p.gutted_yield,
        fillet_weight_kg=live_kg.ravel() * p.fillet_yield,
    )
