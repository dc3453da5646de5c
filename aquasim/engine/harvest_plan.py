"""The weekly harvest plan of each geography: how much, which cages, on which days.

Each batch has a day from which it is heavy enough, a day on which it is due and a day by which it is to be gone (before
it grows too heavy, or its booking of the area ends). Added up over the batches these give the most that can and the
least that must have been harvested by every week ahead. The plan takes the evenest course between the two, the way a
string is pulled taut between two walls, and of that the first week: plants and well-boats stay busy, and nobody has to
rush. The week's quota is met from the most urgent batch first, cage by cage.
"""

from dataclasses import dataclass

import numpy as np

from aquasim.domain.growth import late_sea_factor, temperature_factor
from aquasim.domain.planning import even_pace
from aquasim.domain.stages import ContainerKind, Stage
from aquasim.domain.water import sea_climatology_c
from aquasim.engine.climate import day_of_year
from aquasim.engine.husbandry import order_fasting
from aquasim.engine.moves import spacing
from aquasim.engine.state import State
from aquasim.engine.streams import Floats, Integers
from aquasim.engine.world import TO_SEA, World
from aquasim.parameters.places import Geography

PLANNING_WEEKDAY = 3
"""Thursday: fish that fast from Friday on are harvested from Monday on."""
WEEK_DAYS = 7
FORECAST_DAYS = 420
LOSS_PER_DAY = 0.0003
"""Share of fish at sea that the planner expects to lose; one in a hundred a month."""
IN_PROGRESS_DAYS = 21
"""A batch whose harvest has begun comes before others that have to be gone up to so many days earlier."""
PERFORMANCE_RANGE = (0.75, 1.25)
CROWDED = 0.97
"""Share of the density cap from which a cage is emptied at once."""


@dataclass(frozen=True)
class Week:
    """The week to plan, in one geography."""

    geography: int
    today: int
    first: int  # day of the week's first harvest
    daily_kg: float  # that plants and boats can take
    days: int  # of work

    @property
    def capacity_kg(self) -> float:
        return self.daily_kg * self.days


@dataclass(frozen=True)
class Ready:
    """A batch at sea as the planner sees it."""

    batch: int
    cages: Integers  # that can be ordered, fullest first
    biomass_kg: Floats  # of those cages
    fish: int  # that should live to be harvested
    weight_kg: Floats  # of one now or when early, due and late, whichever is more
    may_go: bool
    early: int  # day from which it may be harvested,
    due: int  # on which it is due,
    late: int  # and by which it is to be gone
    crowded: int  # of `cages`, at the front


def plan_harvest(world: World, state: State, day: int) -> None:
    """Once a week, order next week's harvest in every geography."""
    if (world.first_date.astype("datetime64[D]").astype(int) + 3 + day) % WEEK_DAYS != PLANNING_WEEKDAY:
        return
    p = world.parameters
    for g in range(len(world.registry.geographies)):
        capacity = p.geography(g).harvest
        daily_kg = min(capacity.plant_kg_day, capacity.wellboats * capacity.wellboat_kg)
        week = Week(g, day, day + 1 + p.husbandry.harvest_fasting_days, daily_kg, p.harvest.days_per_week)
        batches = _batches_at_sea(world, state, week)
        if batches.size:
            _plan_week(world, state, week, batches)


def _batches_at_sea(world: World, state: State, week: Week) -> Integers:
    """Batches of a geography that are wholly at sea and not yet wholly harvested."""
    here = np.array([batch.geography == week.geography for batch in world.plan.batches], dtype=bool)
    last_wave = state.transition_day[:, TO_SEA] + (world.waves[:, TO_SEA] - 1) * spacing(world, TO_SEA)
    settled = (state.transition_day[:, TO_SEA] >= 0) & (last_wave < week.today)
    return np.flatnonzero(here & settled & (state.stage == Stage.GROW_OUT) & (state.end_day < 0))


def _plan_week(world: World, state: State, week: Week, batches: Integers) -> None:
    early, due, late = forecast(world, state, week, batches)
    every = [
        _ready(world, state, week, int(b), (int(early[i]), int(due[i]), int(late[i]))) for i, b in enumerate(batches)
    ]
    ready = sorted((r for r in every if r.fish), key=lambda r: _rank(state, r))
    until_then_kg = (week.first - week.today - 1) * week.daily_kg
    waiting_kg = max(_ordered_kg(world, state, week.geography) - until_then_kg, 0.0)
    owed_kg = float(state.harvest_owed_kg[week.geography])
    quota_kg = min(_quota_kg(world, week, ready) + owed_kg, week.capacity_kg - waiting_kg)
    chosen, biomass_kg = _chosen(ready, quota_kg)
    largest_kg = float(world.registry.max_biomass_kg[world.at_sea].max())
    state.harvest_owed_kg[week.geography] = np.clip(quota_kg - biomass_kg.sum(), -largest_kg, largest_kg)
    before_kg = waiting_kg + np.cumsum(biomass_kg) - biomass_kg
    _order(world, state, chosen, week.first + (before_kg / week.daily_kg).astype(np.int64))


def _rank(state: State, ready: Ready) -> tuple[bool, int]:
    begun = IN_PROGRESS_DAYS if state.harvest_day[ready.batch] >= 0 else 0
    return not ready.crowded, ready.late - begun


def _quota_kg(world: World, week: Week, ready: list[Ready]) -> float:
    """First week of the evenest course between what can and what must be harvested. [kg]"""
    ends = week.first + WEEK_DAYS * (1 + np.arange(world.parameters.harvest.horizon_weeks))
    most, aim, least = (np.zeros(len(ends)) for _ in range(3))
    for r in ready:
        early_kg, due_kg, late_kg = r.fish * r.weight_kg
        most += np.where(ends > r.early, early_kg, 0.0)
        aim += due_kg * np.clip((ends - r.early) / max(2 * (r.due - r.early), WEEK_DAYS), 0.0, 1.0)
        least += np.where(ends > r.late, late_kg, 0.0)
    pace = even_pace(most, least, float(aim[-1]))
    crowded_kg = sum(float(r.biomass_kg[: r.crowded].sum()) for r in ready)
    return max(pace, crowded_kg)


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
    """Order each cage's harvest and its fast; one that fasts for another reason waits for the next plan."""
    p = world.parameters
    for cage, begin in zip(cages, start, strict=True):
        fast = int(begin) - p.husbandry.harvest_fasting_days
        if order_fasting(state, np.array([cage]), fast, fast + p.harvest.fasting_days_max).size:
            state.harvest_start[cage] = begin
            if state.harvest_day[state.batch[cage]] < 0:
                state.harvest_day[state.batch[cage]] = begin


def _ordered_kg(world: World, state: State, geography: int) -> float:
    """Ordered, and not yet harvested."""
    waiting = np.flatnonzero((state.harvest_start >= 0) & (world.geography == geography))
    return float((state.population[waiting] * state.root_weight[waiting] ** 3).sum() / 1000.0)


def _ready(world: World, state: State, week: Week, b: int, days: tuple[int, int, int]) -> Ready:
    p, arrival = world.parameters, int(state.stage_entry_day[b, Stage.GROW_OUT])
    window = p.stages[Stage.GROW_OUT]
    area = world.registry.containers_of(int(world.batch_place[b, Stage.GROW_OUT]), ContainerKind.CAGE)
    area = area[(state.batch[area] == b) & (state.population[area] > 0) & (state.harvest_start[area] < 0)]
    load_kg = state.population[area] * state.root_weight[area] ** 3 / 1000.0
    fish = int(state.population[area].sum())
    late = min(days[2], arrival + window.max_days - p.harvest.reserve_days)
    late = week.first if state.urgent[b] else late
    early = max(min(days[0], late - WEEK_DAYS), arrival + window.min_days)
    early = late if state.urgent[b] else early
    due = min(max(days[1], early), late)
    allowed = np.flatnonzero(state.withdrawal_dd[area] <= 0.0)
    allowed = allowed[np.argsort(-load_kg[allowed], kind="stable")]
    cages = area[allowed]
    crowded = int((load_kg[allowed] > CROWDED * world.registry.max_biomass_kg[cages]).sum())
    now_kg = float(load_kg.sum()) / max(fish, 1)
    weight_kg = np.array([p.harvest.lowest_weight_g, p.harvest.target_weight_g, p.harvest.highest_weight_g]) / 1000.0
    fish = int(fish * (1.0 - LOSS_PER_DAY) ** max(due - week.today, 0))
    may_go = bool(state.urgent[b]) or week.first >= min(early, late)
    return Ready(b, cages, load_kg[allowed], fish, np.maximum(weight_kg, now_kg), may_go, early, due, late, crowded)


def forecast(world: World, state: State, week: Week, batches: Integers) -> tuple[Integers, Integers, Integers]:
    """Days on which each batch should reach the lowest, the aimed and the highest weight of harvest.

    In a normal year, growing as well or badly as the batch has grown so far; past days are reckoned back at the pace
    of today.
    """
    p = world.parameters
    home = p.geography(week.geography)
    root = _mean_root(state, batches)
    performance = _performance(world, state, week, batches, root)
    targets = np.cbrt([p.harvest.lowest_weight_g, p.harvest.target_weight_g, p.harvest.highest_weight_g])
    reached = np.full((len(targets), len(batches)), week.today + FORECAST_DAYS)
    steps = np.arange(0, FORECAST_DAYS, WEEK_DAYS)
    for step, warm in zip(steps, _normal_warmth(world, home, week.today + steps), strict=True):
        gain = performance * home.sea.tgc_mean / 1000.0 * warm * late_sea_factor(root**3)
        after = root + gain * WEEK_DAYS
        now = np.nonzero((reached == week.today + FORECAST_DAYS) & (after >= targets[:, None]))
        if now[0].size:
            days = np.rint((targets[now[0]] - root[now[1]]) / gain[now[1]]).astype(np.int64)
            reached[now] = week.today + step + days
        root = after
    return reached[0], reached[1], reached[2]


def _performance(world: World, state: State, week: Week, batches: Integers, root: Floats) -> Floats:
    """Growth of each batch at sea so far over what the geography's fish do in a normal year. [-]"""
    p = world.parameters
    home = p.geography(week.geography)
    arrival = state.stage_entry_day[batches, Stage.GROW_OUT]
    days = np.arange(int(arrival.min()), week.today)
    warmth = np.concatenate([[0.0], np.cumsum(_normal_warmth(world, home, days))])
    usual = np.full(len(batches), np.cbrt(p.stages[Stage.POST_SMOLT].end_weight_g))
    gained = root - usual
    usual_gain = home.sea.tgc_mean / 1000.0 * (warmth[-1] - warmth[arrival - days[0]])
    ratio = gained / np.maximum(usual_gain, 1e-9)
    clipped: Floats = np.clip(ratio, *PERFORMANCE_RANGE)
    return clipped


def _normal_warmth(world: World, home: Geography, days: Integers) -> Floats:
    """Temperature of a normal year times its effect on growth. [degC]"""
    climate = home.climate
    normal_c = sea_climatology_c(
        day_of_year(world.parameters, days), climate.mean_c, climate.amplitude_c, climate.warmest_day
    )
    warmth: Floats = normal_c * temperature_factor(normal_c)
    return warmth


def _mean_root(state: State, batches: Integers) -> Floats:
    """Cube root of the mean weight of batches, over the fish that are left."""
    full = np.flatnonzero(state.population > 0)
    n = len(state.stage)
    fish = np.bincount(state.batch[full], state.population[full], n)
    mass_g = np.bincount(state.batch[full], state.population[full] * state.root_weight[full] ** 3, n)
    mean: Floats = np.cbrt(mass_g / np.maximum(fish, 1.0))[batches]
    return mean
