"""Transfers: eggs laid down, fish moved stage by stage as workflows of actions; counts and biomass are conserved."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from aquasim.domain.mortality import lasting_factor
from aquasim.domain.stages import ContainerKind, Stage
from aquasim.domain.water import oxygen_solubility_mg_l
from aquasim.engine.environment import salinities, temperatures
from aquasim.engine.rows import Rows
from aquasim.engine.state import TRANSITIONS, State
from aquasim.engine.streams import Floats, Integers, Stream, binomial, normal, uniform
from aquasim.engine.tables import TRANSFER_METHODS
from aquasim.engine.waves import part_of, taken, wave_of
from aquasim.engine.world import ROUTES, TO_PRE_TRANSFER, TO_SEA, World, containers_of

ACTIONS_PER_WORKFLOW = 1024
WORKFLOWS_PER_BATCH = 8


@dataclass
class Flow:
    """What moves did to each container today. [fish]"""

    moved_in: Integers
    moved_out: Integers
    died: Integers
    died_g: Floats = field(init=False)  # weight of those that died, which may be others than are there now

    def __post_init__(self) -> None:
        self.died_g = np.zeros(len(self.died))


def lay_down_eggs(world: World, state: State, day: int, flow: Flow) -> None:
    """Fill the trays of the batches that start today."""
    for b, batch in enumerate(world.plan.batches):
        if batch.start != day:
            continue
        trays = world.registry.containers_of(batch.places[Stage.EGG_ALEVIN], ContainerKind.TRAY)
        _settle(world, state, trays, b, day)
        state.population[trays] = _even(batch.eggs, len(trays))
        state.root_weight[trays] = np.cbrt(world.egg_weight_g[b])
        state.stage[b] = Stage.EGG_ALEVIN
        state.stage_entry_day[b, Stage.EGG_ALEVIN] = day
        flow.moved_in[trays] += state.population[trays]


def moves_due(world: World, state: State, day: int, flow: Flow, rows: Rows) -> None:
    """Carry out today's moves; fish leave the pre-transfer tanks before the next wave enters them.

    Where all that should move are dead nothing does.
    """
    _wait_for_calm(world, state, day)
    due, wave = _due(world, state, day)
    for b, t in zip(*(index[::-1] for index in np.nonzero(due)), strict=True):
        _move(world, state, int(b), int(t), int(wave[b, t]), day, flow, rows)


def _due(world: World, state: State, day: int) -> tuple[npt.NDArray[np.bool_], Integers]:
    """Which transitions of which batches have a wave today, and its number. shape (b, 6)"""
    gap = np.array([spacing(world, t) for t in range(TRANSITIONS)])
    wave, rest = np.divmod(day - state.transition_day - state.waited_days, gap)
    return (state.transition_day >= 0) & (wave >= 0) & (wave < world.waves) & (rest == 0), wave


def _wait_for_calm(world: World, state: State, day: int) -> None:
    """Put a wave to sea off by a day in a storm, with those behind it, while all fish can still leave in their time."""
    for b in np.flatnonzero(_due(world, state, day)[0][:, TO_SEA]):
        cages = containers_of(world.plan, world.plan.batches[b], ROUTES[TO_SEA].dest)
        days = last_to_sea(world, state)[b] + 1 - state.stage_entry_day[b, Stage.POST_SMOLT]
        if world.storms_at(day, cages).any() and days <= world.parameters.stages[Stage.POST_SMOLT].max_days:
            _put_off(world, state, int(b), day)


def _put_off(world: World, state: State, b: int, day: int) -> None:
    """Move what is left of the way to sea by a day; fish that fast for it fast on."""
    state.waited_days[b, [TO_PRE_TRANSFER, TO_SEA]] += 1
    for route in (ROUTES[TO_PRE_TRANSFER], ROUTES[TO_SEA]):
        there = containers_of(world.plan, world.plan.batches[b], route.source)
        waiting = there[(state.batch[there] == b) & (state.population[there] > 0) & (state.fast_to[there] >= day)]
        state.fast_from[waiting] += state.fast_from[waiting] > day
        state.fast_to[waiting] += 1


def last_to_sea(world: World, state: State) -> Integers:
    """Day on which the last wave of each batch leaves for the sea, where that is ordered. shape (b,)"""
    later = (world.waves[:, TO_SEA] - 1) * spacing(world, TO_SEA)
    return state.transition_day[:, TO_SEA] + state.waited_days[:, TO_SEA] + later


def spacing(world: World, transition: int) -> int:
    """Days between the waves of a transition."""
    return world.parameters.husbandry.pre_transfer_hold_days if transition >= TO_PRE_TRANSFER else 1


def receivers(world: World, b: int, transition: int) -> Integers:
    """Containers whose number sets the size of each wave: those filled; the cages, for the pre-transfer tanks too."""
    kind = ContainerKind.CAGE if transition == TO_PRE_TRANSFER else ROUTES[transition].dest
    return containers_of(world.plan, world.plan.batches[b], kind)


def source_waves(world: World, b: int, transition: int, sources: int) -> tuple[Integers, Integers]:
    """First and last wave that takes fish out of each of so many equally full sources."""
    turn = wave_of(len(receivers(world, b, transition)), int(world.waves[b, transition]))
    emptied = np.cumsum(np.bincount(turn)) / len(turn) * sources
    number = np.arange(sources)
    return np.searchsorted(emptied, number + 0.1), np.searchsorted(emptied, number + 0.9)


def _move(world: World, state: State, b: int, t: int, wave: int, day: int, flow: Flow, rows: Rows) -> None:
    route, total = ROUTES[t], int(world.waves[b, t])
    batch = world.plan.batches[b]
    sources, dests = containers_of(world.plan, batch, route.source), containers_of(world.plan, batch, route.dest)
    turn = wave_of(len(receivers(world, b, t)), total)
    if t != TO_PRE_TRANSFER:
        dests = dests[turn == wave]
    sources = sources[(state.batch[sources] == b) & (state.population[sources] > 0)]
    if not sources.size:
        return
    part = 1.0 if t == TO_SEA else part_of(turn, wave)
    leaving = taken(state.population[sources], part)
    sources, leaving = sources[leaving > 0], leaving[leaving > 0]
    loss = world.parameters.stages[route.source.stage].transfer_loss * (1.0 if t < TO_PRE_TRANSFER else 0.5)
    u = uniform(world.words_of(Stream.TRANSFER_DEATHS, day, sources))
    died = binomial(leaving, np.full(len(sources), loss), u)
    alive = leaving - died
    weight_g = state.root_weight[sources] ** 3
    share = _shares(world, day, dests, int(alive.sum())) if t == TO_SEA else _even(int(alive.sum()), len(dests))
    source, dest, count = _poured(alive, share)
    biomass_kg = np.rint(count * weight_g[source]) / 1000.0
    flow.moved_out[sources] += alive
    flow.died[sources] += died
    flow.died_g[sources] += died * weight_g
    flow.moved_in[dests] += share
    _record(
        world, state, b, t, day, sources[source], dests[dest], count, _spread(died, source, count), biomass_kg, rows
    )
    state.population[sources] -= leaving
    _settle(world, state, dests, b, day)
    state.population[dests] = share
    mean_g = np.bincount(dest, biomass_kg, len(dests)) * 1000.0 / np.maximum(share, 1)
    state.root_weight[dests] = np.cbrt(mean_g)
    if t == TO_PRE_TRANSFER:
        leave = day + spacing(world, t)
        state.fast_from[dests] = leave - world.parameters.husbandry.transfer_fasting_days
        state.fast_to[dests] = leave
    if route.changes_stage and state.stage[b] < route.dest.stage:
        state.stage[b] = route.dest.stage
        state.stage_entry_day[b, route.dest.stage] = day


def _settle(world: World, state: State, containers: Integers, b: int, day: int) -> None:
    """Make containers the batch's own and reset what belongs to the fish in them."""
    new = containers[state.batch[containers] != b]
    state.assigned_day[new] = day
    state.log_noise[new] = 0.0
    state.unfed_days[new] = 0
    _make_their_own(world, state, new, day)
    state.vaccinated_day[new] = -1
    state.withdrawal_dd[new] = 0.0
    state.batch[containers] = b
    state.entered_day[containers] = state.handled_day[containers] = day
    state.fast_from[containers] = state.fast_to[containers] = -1
    state.harvest_start[containers] = state.medicated_to[containers] = -1
    state.saturation_pct[containers] = 95.0


def _make_their_own(world: World, state: State, new: Integers, day: int) -> None:
    """What sets the fish of a container apart from others of their batch."""
    p, at_sea = world.parameters.husbandry, world.at_sea[new]
    spreads = (
        (state.growth_factor, p.tank_tgc_cv, p.cage_tgc_cv),
        (state.fcr_factor, p.tank_fcr_cv, p.cage_fcr_cv),
    )
    for draw, (factor, tank_cv, cage_cv) in enumerate(spreads):
        z = normal(world.words_of(Stream.CONTAINER_GROWTH, day, new, draw))
        factor[new] = np.where(at_sea, lasting_factor(z, cage_cv), lasting_factor(z, tank_cv))


def _shares(world: World, day: int, cages: Integers, total: int) -> Integers:
    """Fish of a wave by cage: no count is exact, and none takes more than a cage may hold."""
    p, most = world.parameters, world.parameters.sea.fish_per_cage
    own = lasting_factor(normal(world.words_of(Stream.STOCKING, day, cages)), p.husbandry.cage_stocking_cv)
    above = own / own.mean() - 1.0
    room = most * len(cages) / max(total, 1) - 1.0
    weight = 1.0 + above * min(1.0, max(room, 0.0) / max(float(above.max()), 1e-9))
    edges = np.concatenate([[0], np.floor(np.cumsum(weight) / len(cages) * total + 1e-6)]).astype(np.int64)
    edges[-1] = total
    return np.diff(edges)


def _even(total: int, parts: int) -> Integers:
    edges = np.arange(parts + 1) * total // parts
    return np.diff(edges)


def _spread(died: Integers, source: Integers, count: Integers) -> Integers:
    """The dead of each source over the actions out of it, in proportion to their fish."""
    total = np.bincount(source, count, len(died)).astype(np.int64)
    before = np.cumsum(total) - total
    end = np.cumsum(count) - before[source]
    until, earlier = (died[source] * fish // total[source] for fish in (end, end - count))
    return until - earlier


def _poured(given: Integers, taken: Integers) -> tuple[Integers, Integers, Integers]:
    """Sources poured in order into destinations in order: source, destination and fish of each action."""
    out, into = np.cumsum(given), np.cumsum(taken)
    edges = np.unique(np.concatenate([[0], out, into]))
    start = edges[:-1]
    return np.searchsorted(out, start, side="right"), np.searchsorted(into, start, side="right"), np.diff(edges)


def _record(
    world: World,
    state: State,
    b: int,
    t: int,
    day: int,
    sources: Integers,
    dests: Integers,
    count: Integers,
    died: Integers,
    biomass_kg: Floats,
    rows: Rows,
) -> None:
    workflow = b * WORKFLOWS_PER_BATCH + t + 1
    number = state.actions[b, t] + 1 + np.arange(len(count))
    temperature_c = temperatures(world, state, sources, day)
    oxygen_mg_l = (
        state.saturation_pct[sources] / 100.0 * oxygen_solubility_mg_l(temperature_c, salinities(world, sources, day))
    )
    rows.add(
        "batch_transferaction",
        id=workflow * ACTIONS_PER_WORKFLOW + number,
        workflow_id=workflow,
        action_number=number,
        source_assignment_id=world.assignment(np.full(len(count), b), sources),
        dest_assignment_id=world.assignment(np.full(len(count), b), dests),
        transferred_count=count,
        mortality_during_transfer=died,
        transferred_biomass_kg=biomass_kg,
        transfer_method=TRANSFER_METHODS.index(ROUTES[t].method),
        actual_execution_date=world.date(day),
        water_temp_c=temperature_c,
        oxygen_level=oxygen_mg_l,
    )
    state.actions[b, t] += len(count)
    state.moved_fish[b, t] += count.sum()
    state.moved_dead[b, t] += died.sum()
    state.moved_biomass_kg[b, t] += biomass_kg.sum()
    if state.transition_begin[b, t] < 0:
        state.transition_begin[b, t] = day
    state.transition_end[b, t] = day
