"""One day of all fish.

The order of a day
    1.  eggs are laid down, transfers due are carried out
    2.  water: temperature and salinity of the day
    3.  appetite: temperature, oxygen of the day before, handling, storms, fasting
    4.  growth that the appetite allows; ration = growth x FCR
    5.  oxygen, CO2 and pH follow from what was fed
    6.  deaths, from the morning state
    7.  vaccination
    8.  harvest
    9.  observations: dead fish collected, growth samples, water samples, light, weather
    10. the ledger of the day: one row a container, exactly start + in - out - dead - culled - harvested = end
    11. decisions for tomorrow
Rates are computed from the morning state and applied once.
"""

from dataclasses import dataclass

import numpy as np

from aquasim.domain import feeding, growth, mortality
from aquasim.domain.development import daily_progress
from aquasim.domain.stages import Stage
from aquasim.engine.environment import Water, temperatures, waters
from aquasim.engine.feedings import record_feeding
from aquasim.engine.harvesting import harvest
from aquasim.engine.hazards import death_hazards
from aquasim.engine.husbandry import decide, vaccination_due
from aquasim.engine.moves import Flow, lay_down_eggs, moves_due
from aquasim.engine.observing import (
    TRANSFER_KIND,
    collect_dead,
    record_light,
    record_weather,
    sample_growth,
    sample_water,
)
from aquasim.engine.rows import Rows
from aquasim.engine.standing import assignment_rows
from aquasim.engine.state import State
from aquasim.engine.streams import Floats, Integers, Stream, binomial, normal, uniform
from aquasim.engine.tables import TREATMENT_TYPES
from aquasim.engine.world import World

ROUTINE_HANDLING_FROM_DAY = 42


@dataclass
class Trace:
    """Water of occupied containers on one day, from which their sensors read. Arrays of equal length."""

    day: int
    container: Integers
    batch: Integers
    arrived: Integers  # first day of the assignment
    water: Water


def simulate_day(world: World, state: State, rows: Rows) -> Trace:
    """Advance `state` by one day, add the day's rows, and return what sensors see."""
    day = int(state.next_day[0])
    flow = Flow(*(np.zeros_like(state.population) for _ in range(3)))
    lay_down_eggs(world, state, day, flow)
    moves_due(world, state, day, flow, rows)
    here = np.flatnonzero(state.batch >= 0)
    temperature_c = temperatures(world, state, here, day)
    before_root = state.root_weight[here].copy()
    fish = state.population[here].copy()
    fcr = feeding.biological_fcr(before_root**3, world.at_sea[here])
    _grow(world, state, here, day, temperature_c)
    gain_g = fish * (state.root_weight[here] ** 3 - before_root**3)
    feed_g = feeding.ration_g(gain_g, fcr)
    water = waters(world, state, here, day, feed_g / 1000.0, fish * before_root**3 / 1000.0)
    dead = _die(world, state, here, day)
    culled = _vaccinate(world, state, here, day, rows)
    taken = harvest(world, state, day, rows)
    state.uncollected[here, TRANSFER_KIND] += flow.died[here]
    record_feeding(world, state, here, day, feed_g, fish * before_root**3 / 1000.0, before_root**3, rows)
    collect_dead(world, state, here, day, rows)
    sample_growth(world, state, here, day, rows)
    sample_water(world, here, water, day, rows)
    record_light(world, state, here, day, rows)
    record_weather(world, day, rows)
    _ledger(world, state, here, day, water, feed_g, flow, dead, culled, taken, rows)
    state.saturation_pct[here] = water.saturation_pct
    _develop_eggs(state, world, here, temperature_c)
    occupied = np.flatnonzero(state.population[here] > 0)
    full = here[occupied]
    trace = Trace(day, full, state.batch[full], state.assigned_day[full], _part(water, occupied))
    decide(world, state, day)
    _close(world, state, here, day, rows)
    state.next_day[0] = day + 1
    return trace


def _grow(world: World, state: State, here: Integers, day: int, temperature_c: Floats) -> None:
    stage, batch, sea = world.stage[here], state.batch[here], world.at_sea[here]
    stages = world.parameters.stages
    tgc = np.array([stages[s].tgc for s in Stage])[stage]
    set_point_c = np.array([stages[s].set_point_c for s in Stage])[stage]
    on_land = tgc * world.fresh_growth[batch] * growth.relative_temperature_factor(temperature_c, set_point_c)
    weight_g = state.root_weight[here] ** 3
    at_sea = world.sea_tgc[batch] * growth.temperature_factor(temperature_c) * growth.late_sea_factor(weight_g)
    appetite = _appetite(world, state, here, day, temperature_c)
    state.root_weight[here] = growth.advance_root_weight(
        state.root_weight[here], np.where(sea, at_sea, on_land) * appetite, temperature_c
    )


def _appetite(world: World, state: State, here: Integers, day: int, temperature_c: Floats) -> Floats:
    """Share of a full day's appetite, 0 while fasting."""
    sea = world.at_sea[here]
    since_arrival = day - state.entered_day[here]
    wave_m = world.climate.wave_height_m[day, world.area[here]]
    at_sea = (
        feeding.sea_transfer_appetite(since_arrival)
        * feeding.storm_appetite(wave_m)
        * _routine_handling(world, here, since_arrival)
    )
    on_land = feeding.handling_appetite(np.maximum(day - state.handled_day[here], 1))
    fasting = (day >= state.fast_from[here]) & (day <= state.fast_to[here])
    oxygen = feeding.oxygen_appetite(state.saturation_pct[here], temperature_c)
    return np.where(fasting, 0.0, oxygen * np.where(sea, at_sea, on_land))


def _routine_handling(world: World, here: Integers, since_arrival: Integers) -> Floats:
    """Cages are handled at intervals (nets, lice): two days of fasting before, appetite back over two days after."""
    interval = np.array([g.sea.handling_interval_days for g in world.registry.geographies])[world.geography[here]]
    phase = since_arrival % interval
    appetite = np.where(phase >= interval - 2, 0.0, feeding.handling_appetite(np.maximum(phase, 1)))
    return np.where(since_arrival >= ROUTINE_HANDLING_FROM_DAY, appetite, 1.0)


def _die(world: World, state: State, here: Integers, day: int) -> Integers:
    """Fish that die today, by container of `here`; they wait to be collected by cause."""
    if day % 7 == 0:
        p = world.parameters.mortality
        state.log_noise[here] = mortality.ar1(
            state.log_noise[here], normal(world.words_of(Stream.WEEKLY_NOISE, day, here)), p.weekly_phi, p.weekly_sd
        )
    total, cumulative_shares = death_hazards(world, state, here, day)
    dead = binomial(state.population[here], -np.expm1(-total), uniform(world.words_of(Stream.DEATHS, day, here)))
    by_kind = mortality.split_by_share(dead, cumulative_shares, uniform(world.words_of(Stream.CAUSES, day, here)))
    state.uncollected[here, : by_kind.shape[1]] += by_kind
    state.population[here] -= dead
    return dead


def _vaccinate(world: World, state: State, here: Integers, day: int, rows: Rows) -> Integers:
    """Vaccinate smolt tanks due today and cull their runts. Returns fish culled by container of `here`."""
    due = vaccination_due(world, state, here, day)
    culled = np.zeros(len(here), dtype=np.int64)
    if not due.size:
        return culled
    runts = (state.population[due] * world.parameters.husbandry.cull_fraction).astype(np.int64)
    state.population[due] -= runts
    culled[np.searchsorted(here, due)] = runts
    state.vaccinated_day[due] = state.handled_day[due] = day
    rows.add(
        "health_treatment",
        id=day * world.registry.containers + due + 1,
        batch_id=state.batch[due] + 1,
        assignment_id=world.assignment(state.batch[due], due),
        treatment_type=TREATMENT_TYPES.index("VACCINATION"),
        vaccination_type_id=1,
        product=["Injectable multivalent vaccine"] * len(due),
        fish_treated=state.population[due],
        dose_ml=0.05,
        start_date=world.date(day),
        end_date=world.date(day),
        withholding_end=np.datetime64("NaT", "D"),
        reason=["Routine vaccination of smolts"] * len(due),
    )
    return culled


def _ledger(
    world: World,
    state: State,
    here: Integers,
    day: int,
    water: Water,
    feed_g: Integers,
    flow: Flow,
    dead: Integers,
    culled: Integers,
    taken: Integers,
    rows: Rows,
) -> None:
    weight_g = state.root_weight[here] ** 3
    biomass_kg = state.population[here] * weight_g / 1000.0
    rows.add(
        "batch_dailycontainerstate",
        assignment_id=world.assignment(state.batch[here], here),
        date=world.date(day),
        day_number=day - state.stage_entry_day[state.batch[here], 0],
        population=state.population[here],
        avg_weight_g=weight_g,
        biomass_kg=biomass_kg,
        density_kg_m3=biomass_kg / world.registry.volume_m3[here],
        temp_c=water.temperature_c,
        oxygen_mg_l=water.oxygen_mg_l,
        oxygen_saturation_pct=water.saturation_pct,
        salinity_psu=water.salinity_psu,
        feed_kg=feed_g / 1000.0,
        mortality_count=dead + flow.died[here],
        culled=culled,
        harvested=taken[here],
        moved_in=flow.moved_in[here],
        moved_out=flow.moved_out[here],
    )


def _develop_eggs(state: State, world: World, here: Integers, temperature_c: Floats) -> None:
    """Progress of each batch's eggs by the mean temperature of its trays."""
    trays = (world.stage[here] == Stage.EGG_ALEVIN) & (state.population[here] > 0)
    n = len(state.stage)
    trays_of = np.bincount(state.batch[here[trays]], minlength=n)
    mean_c = np.bincount(state.batch[here[trays]], temperature_c[trays], n) / np.maximum(trays_of, 1)
    state.egg_progress[trays_of > 0] += daily_progress(mean_c[trays_of > 0])


def _part(water: Water, chosen: Integers) -> Water:
    return Water(*(getattr(water, name)[chosen] for name in Water.__dataclass_fields__))


def _close(world: World, state: State, here: Integers, day: int, rows: Rows) -> None:
    """Close the assignments of emptied containers and the batches whose last cage is empty."""
    empty = here[state.population[here] == 0]
    assignment_rows(world, state, empty, day, rows)
    state.batch[empty] = -1
    alive = np.bincount(state.batch[here[state.population[here] > 0]], minlength=len(state.stage)) > 0
    over = (state.stage == Stage.GROW_OUT) & (state.end_day < 0) & ~alive
    state.end_day[over] = day
