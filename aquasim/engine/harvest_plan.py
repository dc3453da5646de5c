"""The weekly harvest plan of each geography: how much, which cages, on which days.

Each batch has a day from which it is heavy enough and a day by which it is to be gone (before it grows too heavy or its
cages too full, or its booking of the area ends). Added up over the batches these give the most fish that can and the
least that must have been harvested by every week ahead. Between the two the plan keeps the budget of the calendar year
(`aquasim/engine/harvest_budget.py`) and otherwise takes the evenest course, the way a string is pulled taut between two
walls, and of that the first week: plants and well-boats stay busy, and nobody has to rush. The week's quota is met from
the most urgent batch first, cage by cage.
"""

from dataclasses import dataclass

import numpy as np

from aquasim.domain.calendar import WEEK_DAYS
from aquasim.domain.stages import ContainerKind, Stage
from aquasim.engine.harvest_budget import Horizon, Outlook, new_year_after, quota
from aquasim.engine.harvest_forecast import arrivals, forecast, growth_factor
from aquasim.engine.husbandry import order_fasting
from aquasim.engine.moves import last_to_sea
from aquasim.engine.production import cycle_days, survival_to, turn_days
from aquasim.engine.state import State
from aquasim.engine.streams import Floats, Integers
from aquasim.engine.world import TO_SEA, World

Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]

PLANNING_WEEKDAY = 3
"""Thursday: fish that fast from Friday on are harvested from Monday on."""
LOSS_PER_DAY = 0.0003
"""Share of fish at sea that the planner expects to lose; one in a hundred a month."""
IN_PROGRESS_DAYS = 21
"""A batch whose harvest has begun comes before others that have to be gone up to so many days earlier."""
CROWDED = 0.97
"""Share of the density cap that a cage should not pass before it is emptied."""


@dataclass(frozen=True)
class Week:
    """The week to plan, in one geography."""

    geography: int
    today: int
    first: int  # day of the week's first harvest
    daily_kg: float  # that plants and boats can take
    days: int  # of work
    spell_kg: float  # that can be taken out of a cage within one fast

    @property
    def capacity_kg(self) -> float:
        return self.daily_kg * self.days


@dataclass(frozen=True)
class Ready:
    """A batch at sea as the planner sees it."""

    batch: int
    cages: Integers  # that can be ordered, fullest first
    biomass_kg: Floats  # of those cages, as far as one fast is long enough to take it
    weight_kg: float  # of a fish, today
    may_go: bool
    late: int  # day by which it is to be gone
    crowded: int  # of `cages`, at the front


def plan_harvest(world: World, state: State, day: int) -> None:
    """Once a week, order next week's harvest in every geography."""
    if world.weekday(day) != PLANNING_WEEKDAY:
        return
    p = world.parameters
    for g in range(len(world.registry.geographies)):
        daily_kg = p.geography(g).harvest.daily_kg
        fasting, longest = p.husbandry.harvest_fasting_days, p.harvest.fasting_days_max
        spell_kg = daily_kg * (longest - fasting + 1)
        week = Week(g, day, day + 1 + fasting, daily_kg, p.harvest.days_per_week, spell_kg)
        batches = _batches(world, state, week)
        settled = _settled(world, state, week, batches)
        if settled.any():
            _plan_week(world, state, week, batches, settled)


def _batches(world: World, state: State, week: Week) -> Integers:
    """Batches of a geography that are at sea, were there, or should come there within the horizon."""
    here = np.flatnonzero(np.array([batch.geography == week.geography for batch in world.plan.batches], dtype=bool))
    horizon = week.first + WEEK_DAYS * world.parameters.harvest.horizon_weeks
    return here[arrivals(world, state, here) < horizon]


def _settled(world: World, state: State, week: Week, batches: Integers) -> Mask:
    """Whether batches are wholly at sea and not yet wholly harvested."""
    settled = (state.transition_day[:, TO_SEA] >= 0) & (last_to_sea(world, state) < week.today)
    chosen: Mask = (settled & (state.stage == Stage.GROW_OUT) & (state.end_day < 0))[batches]
    return chosen


def _plan_week(world: World, state: State, week: Week, batches: Integers, settled: Mask) -> None:
    outlook = _outlook(world, state, week, batches, settled)
    here = np.flatnonzero(settled)
    ahead = week.first - week.today + WEEK_DAYS
    heavier = growth_factor(world, state, week.geography, batches[here], ahead)
    may_go = week.first >= outlook.early[here]
    every = [
        _ready(world, state, week, int(b), *each)
        for b, *each in zip(batches[here], heavier, outlook.late[here], may_go, strict=True)
    ]
    ready = sorted((r for r in every if r.weight_kg), key=lambda r: _rank(state, r))
    until_then_kg = (week.first - week.today - 1) * week.daily_kg
    waiting_kg = max(_ordered_kg(world, state, week) - until_then_kg, 0.0)
    owed_kg = float(state.harvest_owed_kg[week.geography])
    quota_kg = min(_quota_kg(world, week, ready, outlook) + owed_kg, week.capacity_kg - waiting_kg)
    chosen, biomass_kg = _chosen(ready, quota_kg)
    largest_kg = float(world.registry.max_biomass_kg[world.at_sea].max())
    state.harvest_owed_kg[week.geography] = np.clip(quota_kg - biomass_kg.sum(), -largest_kg, largest_kg)
    before_kg = waiting_kg + np.cumsum(biomass_kg) - biomass_kg
    _order(world, state, chosen, week.first + (before_kg / week.daily_kg).astype(np.int64))


def _rank(state: State, ready: Ready) -> tuple[bool, int]:
    begun = IN_PROGRESS_DAYS if state.harvest_day[ready.batch] >= 0 else 0
    return not ready.crowded, ready.late - begun


def _quota_kg(world: World, week: Week, ready: list[Ready], outlook: Outlook) -> float:
    """What the budget asks for in the week, at the weight of the fish that go first, or all that are crowded. [kg]"""
    p = world.parameters
    capacity = week.capacity_kg / (p.harvest.highest_weight_g / 1000.0)
    new_year = new_year_after(p.first_day, week.today)
    ahead = Horizon(week.first, p.harvest.horizon_weeks, new_year, capacity, p.harvest.budget_by_weight)
    fish = quota(outlook, ahead)
    weight_kg = next((r.weight_kg for r in ready if r.may_go), 0.0)
    return max(fish * weight_kg, sum(float(r.biomass_kg[: r.crowded].sum()) for r in ready))


def _chosen(ready: list[Ready], quota_kg: float) -> tuple[Integers, Floats]:
    """Cages in order of urgency until the quota is met as nearly as whole cages allow."""
    cages, biomass = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for r in ready:
        n = len(r.cages) if r.may_go else r.crowded
        cages.append(r.cages[:n])
        biomass.append(r.biomass_kg[:n])
    biomass_kg = np.concatenate(biomass)
    within = np.cumsum(biomass_kg) - 0.5 * biomass_kg <= quota_kg
    return np.concatenate(cages)[within], biomass_kg[within]


def _order(world: World, state: State, cages: Integers, start: Integers) -> None:
    """Order each cage's harvest and its fast; one that fasts for another reason, or did, waits for the next plan."""
    p = world.parameters
    for cage, begin in zip(cages, start, strict=True):
        fast = int(begin) - p.husbandry.harvest_fasting_days
        if state.fast_to[cage] == fast - 1:
            continue
        if order_fasting(state, np.array([cage]), fast, fast + p.harvest.fasting_days_max).size:
            state.harvest_start[cage] = begin
            if state.harvest_day[state.batch[cage]] < 0:
                state.harvest_day[state.batch[cage]] = begin


def _ordered_kg(world: World, state: State, week: Week) -> float:
    """Ordered, and not yet harvested. [kg]"""
    waiting = np.flatnonzero((state.harvest_start >= 0) & (world.geography == week.geography))
    load_kg = state.population[waiting] * state.root_weight[waiting] ** 3 / 1000.0
    return float(np.minimum(load_kg, week.spell_kg).sum())


def _ready(world: World, state: State, week: Week, b: int, heavier: float, late: int, may_go: bool) -> Ready:
    """A batch of which cages may be ordered; `heavier`: its weight over that of today once a further week is over."""
    area = _cages(world, state, b)
    load_kg = state.population[area] * state.root_weight[area] ** 3 / 1000.0
    allowed = np.flatnonzero(state.withdrawal_dd[area] <= 0.0)
    allowed = allowed[np.argsort(-load_kg[allowed], kind="stable")]
    cages = area[allowed]
    crowded = int((load_kg[allowed] * heavier > CROWDED * world.registry.max_biomass_kg[cages]).sum())
    weight_kg = float(load_kg.sum()) / max(int(state.population[area].sum()), 1)
    return Ready(b, cages, np.minimum(load_kg[allowed], week.spell_kg), weight_kg, may_go, late, crowded)


def _cages(world: World, state: State, b: int) -> Integers:
    """Cages of a batch with fish that are not ordered yet."""
    area = world.registry.containers_of(int(world.batch_place[b, Stage.GROW_OUT]), ContainerKind.CAGE)
    free: Integers = area[(state.batch[area] == b) & (state.population[area] > 0) & (state.harvest_start[area] < 0)]
    return free


def _outlook(world: World, state: State, week: Week, batches: Integers, settled: Mask) -> Outlook:
    """Fish and days of batches; those that are ordered count as harvested."""
    p, g = world.parameters, week.geography
    arrival, window = arrivals(world, state, batches), p.stages[Stage.GROW_OUT]
    start = np.array([world.plan.batches[b].start for b in batches], dtype=np.int64)
    weights_g = _bounds_g(world, state, batches)
    early, late = forecast(world, state, g, batches, weights_g)
    middle = (start + cycle_days(p, g)).astype(np.float64)
    expected_g = _between(middle, early, late, weights_g)
    late = np.minimum(late, arrival + window.max_days - p.harvest.reserve_days)
    early = np.maximum(np.minimum(early, late - WEEK_DAYS), arrival + window.min_days)
    urgent = (state.urgent[batches] > 0) & settled
    early, late = np.where(urgent, week.first, early), np.where(urgent, week.first, late)
    left = np.array([state.population[_cages(world, state, int(b))].sum() for b in batches], dtype=np.float64)
    left *= (1.0 - LOSS_PER_DAY) ** np.clip(np.minimum(middle, late) - week.today, 0, None)
    eggs = np.array([world.plan.batches[b].eggs for b in batches])
    expected = eggs * survival_to(p, Stage.GROW_OUT) * p.geography(g).sea.survival
    left = np.where(settled, left, np.where(state.end_day[batches] < 0, expected, 0.0))
    gone = state.harvested_fish[batches] + _ordered_fish(state)[batches]
    aimed_g = p.harvest.target_weight_g
    excess = state.harvested_g[batches] / aimed_g - state.harvested_fish[batches]
    return Outlook(left, gone, middle, turn_days(p, g), early, late, expected_g / aimed_g - 1.0, excess)


def _between(day: Floats, early: Integers, late: Integers, weights_g: Floats) -> Floats:
    """Weight on a day, by the days on which the lowest and the highest of harvest should be reached. [g]"""
    part = np.clip((day - early) / np.maximum(late - early, 1), 0.0, 1.0)
    weight_g: Floats = weights_g[0] + part * (weights_g[1] - weights_g[0])
    return weight_g


def _ordered_fish(state: State) -> Floats:
    """Fish ordered and not yet harvested, by batch."""
    waiting = np.flatnonzero(state.harvest_start >= 0)
    ordered: Floats = np.bincount(state.batch[waiting], state.population[waiting], len(state.stage)).astype(np.float64)
    return ordered


def _bounds_g(world: World, state: State, batches: Integers) -> Floats:
    """Lowest weight of harvest, and the highest or that at which a cage would be full, by batch. (2, batches)"""
    harvest, cap_kg = world.parameters.harvest, world.registry.max_biomass_kg
    weights_g = np.empty((2, len(batches)))
    weights_g[0], weights_g[1] = harvest.lowest_weight_g, harvest.highest_weight_g
    for i, b in enumerate(batches):
        cages = _cages(world, state, int(b))
        if cages.size:
            full_g = 1000.0 * CROWDED * (cap_kg[cages] / state.population[cages]).min()
            weights_g[1, i] = np.clip(full_g, harvest.lowest_weight_g, harvest.highest_weight_g)
    return weights_g
