"""When the batches of a geography should reach given weights, as the planner of the harvest reckons."""

import numpy as np

from aquasim.domain.calendar import WEEK_DAYS
from aquasim.domain.growth import late_sea_factor, temperature_factor
from aquasim.domain.stages import Stage
from aquasim.domain.water import sea_climatology_c
from aquasim.engine.climate import day_of_year
from aquasim.engine.production import stage_entries
from aquasim.engine.state import State
from aquasim.engine.streams import Floats, Integers
from aquasim.engine.world import World
from aquasim.parameters.places import Geography

FORECAST_DAYS = 420
PERFORMANCE_RANGE = (0.75, 1.25)


def forecast(world: World, state: State, geography: int, batches: Integers, weights_g: Floats) -> Integers:
    """Days on which batches should reach each of some weights. (weights, batches), as `weights_g`

    In a normal year, growing as well or badly as each batch has grown so far; those not at sea grow as usual from the
    day they are expected there. Past days are reckoned back at the pace of today.
    """
    home, today = world.parameters.geography(geography), int(state.next_day[0])
    targets, arrival = np.cbrt(weights_g), arrivals(world, state, batches)
    root = _mean_root(world, state, batches)
    performance = _performance(world, state, geography, batches, root)
    never = today + FORECAST_DAYS
    reached = np.full(targets.shape, never)
    steps = np.arange(0, FORECAST_DAYS, WEEK_DAYS)
    for step, warm in zip(steps, _normal_warmth(world, home, today + steps), strict=True):
        gain = performance * home.sea.tgc_mean / 1000.0 * warm * late_sea_factor(root**3)
        gain = np.where(today + step >= arrival, gain, 0.0)
        now = (reached == never) & (root + gain * WEEK_DAYS >= targets) & (gain > 0.0)
        days = np.rint((targets - root) / np.maximum(gain, 1e-9)).astype(np.int64)
        reached = np.where(now, today + step + days, reached)
        root = root + gain * WEEK_DAYS
    return reached


def growth_factor(world: World, state: State, geography: int, batches: Integers, days: int) -> Floats:
    """Weight of batches in so many days over that of today, at the pace of today. [-]"""
    home, today = world.parameters.geography(geography), np.array([int(state.next_day[0])])
    root = _mean_root(world, state, batches)
    performance = _performance(world, state, geography, batches, root)
    gain = performance * home.sea.tgc_mean / 1000.0 * _normal_warmth(world, home, today) * late_sea_factor(root**3)
    factor: Floats = (1.0 + gain * days / root) ** 3
    return factor


def arrivals(world: World, state: State, batches: Integers) -> Integers:
    """Day on which the first fish of each batch came, or should typically come, to sea."""
    start = np.array([world.plan.batches[b].start for b in batches], dtype=np.int64)
    expected = start + stage_entries(world.parameters, "typical")[Stage.GROW_OUT]
    came = state.stage_entry_day[batches, Stage.GROW_OUT]
    return np.where(came >= 0, came, expected)


def _performance(world: World, state: State, geography: int, batches: Integers, root: Floats) -> Floats:
    """Growth of each batch at sea so far over what the geography's fish do in a normal year. [-]"""
    home, today = world.parameters.geography(geography), int(state.next_day[0])
    arrival = np.minimum(state.stage_entry_day[batches, Stage.GROW_OUT], today)
    days = np.arange(int(arrival.min()), today)
    warmth = np.concatenate([[0.0], np.cumsum(_normal_warmth(world, home, days))])
    gained = root - _usual_root(world)
    usual_gain = home.sea.tgc_mean / 1000.0 * (warmth[-1] - warmth[arrival - days[0]])
    ratio = gained / np.maximum(usual_gain, 1e-9)
    return np.where(arrival >= 0, np.clip(ratio, *PERFORMANCE_RANGE), 1.0)


def _normal_warmth(world: World, home: Geography, days: Integers) -> Floats:
    """Temperature of a normal year times its effect on growth. [degC]"""
    climate = home.climate
    normal_c = sea_climatology_c(
        day_of_year(world.parameters, days), climate.mean_c, climate.amplitude_c, climate.warmest_day
    )
    warmth: Floats = normal_c * temperature_factor(normal_c)
    return warmth


def _usual_root(world: World) -> float:
    """Cube root of the weight at which fish should go to sea."""
    return float(np.cbrt(world.parameters.stages[Stage.POST_SMOLT].end_weight_g))


def _mean_root(world: World, state: State, batches: Integers) -> Floats:
    """Cube root of the mean weight of batches, over the fish that are left; as usual while none are at sea."""
    full = np.flatnonzero(state.population > 0)
    n = len(state.stage)
    fish = np.bincount(state.batch[full], state.population[full], n)[batches]
    mass_g = np.bincount(state.batch[full], state.population[full] * state.root_weight[full] ** 3, n)[batches]
    at_sea = (state.stage_entry_day[batches, Stage.GROW_OUT] >= 0) & (fish > 0)
    return np.where(at_sea, np.cbrt(mass_g / np.maximum(fish, 1.0)), _usual_root(world))
