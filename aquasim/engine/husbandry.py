"""What the farm decides at the end of a day: stage changes inside their windows, vaccination, fasting."""

import numpy as np

from aquasim.domain.development import SWIM_UP
from aquasim.domain.stages import ContainerKind, Stage
from aquasim.engine.moves import source_waves, spacing
from aquasim.engine.state import State
from aquasim.engine.streams import Floats, Integers
from aquasim.engine.world import ROUTES, TO_PRE_TRANSFER, TO_SEA, World

DENSITY_ALERT = 0.97
"""Share of the density cap at which a batch moves on as soon as its window opens."""

VACCINATION_FASTING_DAYS = 2
"""Days without feed before that of the vaccination."""


def decide(world: World, state: State, day: int) -> None:
    """Order what should happen from tomorrow on."""
    mean_root, crowding = _condition(world, state)
    for b in np.flatnonzero((state.stage >= 0) & (state.end_day < 0)):
        stage = Stage(int(state.stage[b]))
        if stage is not Stage.GROW_OUT and state.transition_day[b, stage] < 0:
            _decide_transition(world, state, int(b), stage, day, float(mean_root[b]), float(crowding[b]))


def _condition(world: World, state: State) -> tuple[Floats, Floats]:
    """Cube root of each batch's mean weight, and its greatest density over the cap."""
    full = np.flatnonzero(state.population > 0)
    batch, n = state.batch[full], len(state.stage)
    weight_g = state.root_weight[full] ** 3
    fish = np.bincount(batch, state.population[full], n)
    biomass_g = np.bincount(batch, state.population[full] * weight_g, n)
    crowding = np.zeros(n)
    np.maximum.at(crowding, batch, state.population[full] * weight_g / 1000.0 / world.registry.max_biomass_kg[full])
    return np.cbrt(biomass_g / np.maximum(fish, 1.0)), crowding


def _decide_transition(
    world: World, state: State, b: int, stage: Stage, day: int, mean_root: float, crowding: float
) -> None:
    p = world.parameters
    window = p.stages[stage]
    to_sea = stage is Stage.POST_SMOLT
    lead, length = _lead_and_length(world, b, stage)
    start = day + lead
    last = start + length - state.stage_entry_day[b, stage]
    if stage is Stage.EGG_ALEVIN:
        ready = state.egg_progress[b] >= SWIM_UP
    else:
        ahead = lead + (length if to_sea else 0)
        reached = mean_root + window.tgc * world.fresh_growth[b] / 1000.0 * window.set_point_c * ahead
        ready = reached**3 >= window.end_weight_g or crowding >= DENSITY_ALERT
    earliest = window.min_days + (0 if to_sea else length)
    medicated = (state.medicated_to[_sources(world, b, stage)] > day).any()
    if (ready and last >= earliest and not medicated) or last >= window.max_days:
        _order_transition(world, state, b, stage, start)


def _lead_and_length(world: World, b: int, stage: Stage) -> tuple[int, int]:
    """Days from the order of a stage change to the first move, and from that to the last."""
    lead = 1 if stage is Stage.EGG_ALEVIN else 1 + world.parameters.husbandry.transfer_fasting_days
    if stage is Stage.POST_SMOLT:
        return lead, int(world.waves[b, TO_PRE_TRANSFER]) * spacing(world, TO_SEA)
    return lead, int(world.waves[b, stage]) - 1


def _sources(world: World, b: int, stage: Stage) -> Integers:
    """Containers that a batch leaves at the end of a stage."""
    return world.registry.containers_of(int(world.batch_place[b, stage]), ROUTES[int(stage)].source)


def eats_until(world: World, state: State, b: int, day: int, last: int) -> bool:
    """Whether no move and no vaccination makes a batch on land fast between tomorrow and a day, as far as is sure."""
    stage = Stage(int(state.stage[b]))
    lead, length = _lead_and_length(world, b, stage)
    entry = state.stage_entry_day[b, stage]
    must_order = int(entry) + world.parameters.stages[stage].max_days - length - lead
    if last > must_order or stage is not Stage.SMOLT:
        return last <= must_order
    vaccination = _vaccination_days(world, _sources(world, b, stage), entry)
    return not ((day < vaccination) & (vaccination <= last + VACCINATION_FASTING_DAYS)).any()


def _order_transition(world: World, state: State, b: int, stage: Stage, start: int) -> None:
    transition = int(stage)
    fasting = world.parameters.husbandry.transfer_fasting_days
    sources = _sources(world, b, stage)
    first, last = source_waves(world, b, transition, len(sources))
    state.transition_day[b, transition] = start
    state.fast_from[sources] = start + first * spacing(world, transition) - fasting
    state.fast_to[sources] = start + last * spacing(world, transition)
    if stage is Stage.POST_SMOLT:
        state.transition_day[b, TO_SEA] = start + spacing(world, TO_PRE_TRANSFER)


def order_fasting(state: State, containers: Integers, first: int, last: int) -> Integers:
    """Order no feed on days first .. last.

    Containers that fast already, or will, keep their fast; those on medicated feed finish it. Both are left out.

    Returns
    -------
    ndarray of int
        The containers that fast as ordered.
    """
    busy_to = np.maximum(state.fast_to[containers], state.medicated_to[containers])
    free: Integers = containers[busy_to < first]
    state.fast_from[free], state.fast_to[free] = first, last
    return free


def vaccination_due(world: World, state: State, containers: Integers, day: int) -> Integers:
    """Smolt tanks to vaccinate today; those due in two days start to fast."""
    smolt = containers[world.registry.kind[containers] == ContainerKind.SMOLT_TANK]
    due = _vaccination_days(world, smolt, state.stage_entry_day[state.batch[smolt], Stage.SMOLT])
    soon = smolt[due == day + VACCINATION_FASTING_DAYS + 1]
    state.fast_from[soon], state.fast_to[soon] = day + 1, day + 1 + VACCINATION_FASTING_DAYS
    today: Integers = smolt[(due == day) & (state.population[smolt] > 0)]
    return today


def _vaccination_days(world: World, smolt: Integers, entry: Integers) -> Integers:
    """Day on which smolt tanks are due whose batch came to the stage on a day: some of a hall on every working day."""
    husbandry, hall = world.parameters.husbandry, world.registry.place[smolt]
    number = smolt - world.registry.first_container[hall]
    opens = world.date(entry + husbandry.vaccination_day)
    due = np.busday_offset(opens, number // husbandry.vaccination_tanks_per_day, roll="forward")
    return (due - world.first_date).astype(np.int64)
