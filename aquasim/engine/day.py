"""One day of all fish.

The order of a day; at the steps marked * modules take part, each in its turn
    1.  eggs are laid down, transfers due are carried out
    2.  water: temperature and salinity of the day *
    3.  appetite: temperature, oxygen of the day before, handling, storms, fasting *
    4.  ration = growth that the appetite allows x FCR, as far as there is feed *; growth follows what is fed
    5.  oxygen, CO2, pH, and the nitrogen of halls follow from what was fed
    6.  deaths, from the morning state *
    7.  vaccination, treatments, culls *
    8.  harvest; what is left where a booking ends is culled
    9.  observations: dead fish collected, growth samples, water samples, light, weather *
    10. the ledger of the day: one row a container, exactly start + in - out - dead - culled - harvested = end
    11. decisions for tomorrow *
Rates are computed from the morning state and applied once.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aquasim.domain import feeding, growth, mortality
from aquasim.domain.development import daily_progress
from aquasim.domain.stages import Stage
from aquasim.engine.deaths import BACKGROUND, Death
from aquasim.engine.environment import temperatures, treat_water, waters
from aquasim.engine.feedings import record_feeding
from aquasim.engine.harvest_plan import plan_harvest
from aquasim.engine.harvesting import clear_overdue, harvest
from aquasim.engine.hazards import add_core_hazards
from aquasim.engine.husbandry import decide
from aquasim.engine.market import record_prices
from aquasim.engine.moves import Flow, lay_down_eggs, moves_due
from aquasim.engine.observing import collect_dead, record_light, record_weather, sample_growth, sample_water
from aquasim.engine.rows import Rows
from aquasim.engine.standing import assignment_rows
from aquasim.engine.state import State
from aquasim.engine.streams import Floats, Integers, Stream, binomial, normal, small_normals, uniform, words
from aquasim.engine.today import Day
from aquasim.engine.vaccination import vaccinate
from aquasim.engine.world import World

AT_A_TIME = 4096
"""Containers whose deaths are drawn at a time: more than the company has with fish, and a few megabytes."""


@dataclass
class Trace:
    """Water of occupied containers on one day, from which their sensors read. Arrays of equal length."""

    day: int
    container: Integers
    batch: Integers
    arrived: Integers  # first day of the assignment
    lately: npt.NDArray[np.float32]
    """`Water.sensed` of the day and of the two days before it. (n, 3, SENSED)

    A day on which these fish were not there yet has the values of the next.
    """


def simulate_day(world: World, state: State, rows: Rows) -> Trace:
    """Advance `state` by one day, add the day's rows, and return what sensors see."""
    day = _morning(world, state, rows)
    _feed_and_grow(day)
    day.water = waters(day)
    treat_water(day)
    _die(day)
    vaccinate(day)
    _each(day, "treat")
    harvest(day)
    clear_overdue(day)
    _observe(day)
    _ledger(day)
    trace = _evening(day)
    decide(world, state, day.number)
    plan_harvest(world, state, day.number)
    _each(day, "decide")
    _close(day)
    state.next_day[0] = day.number + 1
    return trace


def _each(day: Day, step: str) -> None:
    """Let every module take part in a step."""
    for module in day.world.modules:
        getattr(module, step)(day)


def _morning(world: World, state: State, rows: Rows) -> Day:
    """Eggs and transfers, then the water that everybody wakes up in."""
    number = int(state.next_day[0])
    flow = Flow(*(np.zeros(len(state.population), dtype=np.int64) for _ in range(3)))
    lay_down_eggs(world, state, number, flow)
    moves_due(world, state, number, flow, rows)
    day = Day(world, state, rows, number, flow, np.flatnonzero(state.batch >= 0))
    day.temperature_c = temperatures(world, state, day.here, number)
    _each(day, "water")
    return day


def _feed_and_grow(day: Day) -> None:
    """Growth that the appetite allows asks for a ration; what of it is fed is what fish grow on."""
    state, here = day.state, day.here
    day.appetite = _appetite(day)
    _each(day, "appetite")
    before_g = day.weight_g
    full_root = growth.advance_root_weight(day.root_weight, _coefficient(day) * day.appetite, day.temperature_c)
    gain_g = full_root**3 - before_g
    day.wanted_g = feeding.ration_g(day.fish * gain_g, _feed_conversion(day))
    day.feed_g = day.wanted_g.copy()
    _each(day, "ration")
    fed = day.feed_g / np.maximum(day.wanted_g, 1)
    state.root_weight[here] = np.where(day.feed_g >= day.wanted_g, full_root, np.cbrt(before_g + gain_g * fed))


def _coefficient(day: Day) -> Floats:
    """Growth coefficient at full appetite: the stage's on land, the batch's at sea."""
    world, here = day.world, day.here
    stage, batch = world.stage[here], day.state.batch[here]
    tgc, set_point_c = world.of_stage["tgc"][stage], world.of_stage["set_point_c"][stage]
    on_land = tgc * world.fresh_growth[batch] * growth.relative_temperature_factor(day.temperature_c, set_point_c)
    at_sea = world.sea_tgc[batch] * growth.temperature_factor(day.temperature_c) * growth.late_sea_factor(day.weight_g)
    return np.where(day.at_sea, at_sea, on_land) * day.state.growth_factor[here]


def _feed_conversion(day: Day) -> Floats:
    """Feed per growth: that of fish of this weight, at sea of this batch, and of this container and day. [kg/kg]"""
    today = mortality.lasting_factor(
        normal(day.words(Stream.FEED_DAY, day.here)), day.world.parameters.husbandry.daily_fcr_cv
    )
    of_batch = np.where(day.at_sea, day.world.sea_fcr[day.state.batch[day.here]], 1.0)
    return feeding.biological_fcr(day.weight_g, day.at_sea) * of_batch * day.state.fcr_factor[day.here] * today


def _appetite(day: Day) -> Floats:
    """Share of a full day's appetite, 0 while fasting."""
    world, state, here = day.world, day.state, day.here
    since_arrival = day.number - state.entered_day[here]
    wave_m = world.climate.on(day.number).wave_height_m[world.area[here]]
    handled = feeding.handling_appetite(np.maximum(day.number - state.handled_day[here], 1))
    at_sea = (
        feeding.sea_transfer_appetite(since_arrival)
        * np.where(state.handled_day[here] > state.entered_day[here], handled, 1.0)
        * feeding.storm_appetite(wave_m)
        * feeding.room_appetite(day.biomass_kg, world.registry.max_biomass_kg[here])
    )
    fasting = (day.number >= state.fast_from[here]) & (day.number <= state.fast_to[here])
    oxygen = feeding.oxygen_appetite(state.saturation_pct[here], day.temperature_c)
    return np.where(fasting, 0.0, oxygen * np.where(day.at_sea, at_sea, handled))


def _die(day: Day) -> None:
    """Fish that die today wait to be collected by kind."""
    world, state, here = day.world, day.state, day.here
    p = world.parameters.mortality
    state.log_noise[here] = mortality.ar1(
        state.log_noise[here], _daily_noise(day, p.place_share), p.weekly_phi ** (1.0 / 7.0), p.weekly_sd
    )
    add_core_hazards(day)
    _each(day, "hazards")
    day.dead_by_kind = np.empty(day.hazard.shape, dtype=np.int32)
    for first in range(0, len(here), AT_A_TIME):
        _draw_deaths(day, slice(first, first + AT_A_TIME))
    state.uncollected += day.dead_by_kind
    state.population[here] -= day.dead
    state.uncollected[:, Death.TRANSFER] += day.flow.died[here]


def _draw_deaths(day: Day, some: slice) -> None:
    """How many fish of some containers die today, and of what."""
    here = day.here[some]
    cumulative = np.cumsum(day.hazard[some], axis=1)
    total = cumulative[:, -1]
    dead = binomial(day.state.population[here], -np.expm1(-total), uniform(day.words(Stream.DEATHS, here)))
    shares = cumulative / np.maximum(total, 1e-300)[:, None]
    by_kind = mortality.split_by_share(dead, shares, uniform(day.words(Stream.CAUSES, here)))
    by_kind[:, BACKGROUND] = _split_background(day, some, by_kind[:, BACKGROUND])
    day.dead[some], day.dead_by_kind[some] = dead, by_kind


def _daily_noise(day: Day, place_share: float) -> Floats:
    """Standard-normal draws of containers, of whose variance those of a hall or area have a share in common."""
    registry = day.world.registry
    raw = words(day.world.parameters.seed, Stream.DAILY_NOISE, day.number, registry.places, draw=1)
    common, own = normal(raw)[registry.place[day.here]], normal(day.words(Stream.DAILY_NOISE, day.here))
    mixed: Floats = np.sqrt(place_share) * common + np.sqrt(1.0 - place_share) * own
    return mixed


def _split_background(day: Day, some: slice, dead: Integers) -> Integers:
    """Background deaths of some containers drawn anew over the recorded causes of each batch. (some, causes)"""
    here, at_sea = day.here[some], day.at_sea[some]
    shares = day.world.cause_shares[day.state.batch[here], at_sea.astype(np.int64)]
    raw = np.stack([day.words(Stream.CAUSES, here, draw) for draw in (1, 2)], axis=1)
    z = small_normals(raw)[:, : shares.shape[1]]
    total = dead.sum(axis=1)
    drawn = np.cumsum(mortality.drawn_shares(shares, total, z), axis=1)
    return mortality.split_by_share(total, drawn, uniform(raw[:, 1]))  # whose upper half makes none of the normals


def _observe(day: Day) -> None:
    world, state, here, rows = day.world, day.state, day.here, day.rows
    record_feeding(day)
    collect_dead(world, state, here, day.number, rows)
    sample_growth(world, state, here, day.number, rows)
    sample_water(world, state, here, day.water, day.number, rows)
    record_light(world, state, here, day.number, rows)
    record_weather(world, day.number, rows)
    record_prices(world, day.number, rows)
    _each(day, "record")


def _ledger(day: Day) -> None:
    world, state, here, water = day.world, day.state, day.here, day.water
    weight_g = state.root_weight[here] ** 3
    biomass_kg = state.population[here] * weight_g / 1000.0
    day.rows.add(
        "batch_dailycontainerstate",
        assignment_id=world.assignment(state.batch[here], here),
        date=world.date(day.number),
        day_number=day.number - state.stage_entry_day[state.batch[here], 0],
        population=state.population[here],
        avg_weight_g=weight_g,
        biomass_kg=biomass_kg,
        density_kg_m3=biomass_kg / world.registry.volume_m3[here],
        temp_c=water.temperature_c,
        oxygen_mg_l=water.oxygen_mg_l,
        oxygen_saturation_pct=water.saturation_pct,
        salinity_psu=water.salinity_psu,
        feed_kg=day.feed_g / 1000.0,
        mortality_count=day.dead + day.flow.died[here],
        culled=day.culled,
        harvested=day.taken[here],
        moved_in=day.flow.moved_in[here],
        moved_out=day.flow.moved_out[here],
    )


def _evening(day: Day) -> Trace:
    """What the day leaves behind: oxygen that tomorrow's appetite knows of, older eggs, medicine worn off."""
    state, here = day.state, day.here
    state.saturation_pct[here] = day.water.saturation_pct
    state.unfed_days[here] = np.where(day.feed_g > 0, 0, state.unfed_days[here] + 1)
    state.withdrawal_dd[here] = np.maximum(state.withdrawal_dd[here] - np.maximum(day.temperature_c, 0.0), 0.0)
    _develop_eggs(day)
    occupied = np.flatnonzero(state.population[here] > 0)
    full, lately = here[occupied], _remember_water(day)[occupied]
    return Trace(day.number, full, state.batch[full], state.assigned_day[full], lately)


def _remember_water(day: Day) -> npt.NDArray[np.float32]:
    """Keep what sensors read for tomorrow; returns it with that of the two days before. (here, 3, SENSED)"""
    state, here = day.state, day.here
    sensed, same_fish = day.water.sensed(), state.assigned_day[here] < day.number
    lately = np.where(same_fish[:, None, None], state.water, sensed[:, None])
    state.water[:, 0], state.water[:, 1] = sensed, lately[:, 0]
    return np.concatenate([sensed[:, None], lately], axis=1)


def _develop_eggs(day: Day) -> None:
    """Progress of each batch's eggs by the mean temperature of its trays."""
    state, here = day.state, day.here
    trays = (day.world.stage[here] == Stage.EGG_ALEVIN) & (state.population[here] > 0)
    n = len(state.stage)
    trays_of = np.bincount(state.batch[here[trays]], minlength=n)
    mean_c = np.bincount(state.batch[here[trays]], day.temperature_c[trays], n) / np.maximum(trays_of, 1)
    state.egg_progress[trays_of > 0] += daily_progress(mean_c[trays_of > 0])


def _close(day: Day) -> None:
    """Close the assignments of emptied containers and the batches of which no fish is left."""
    state, here = day.state, day.here
    empty = here[state.population[here] == 0]
    assignment_rows(day.world, state, empty, day.number, day.rows)
    state.batch[empty] = -1
    alive = np.bincount(state.batch[here[state.population[here] > 0]], minlength=len(state.stage)) > 0
    over = (state.stage >= 0) & (state.end_day < 0) & ~alive
    state.end_day[over] = day.number
