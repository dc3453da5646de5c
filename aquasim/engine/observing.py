"""Observations of the truth: growth samples, collected dead fish, water samples, weather, light."""

import numpy as np

from aquasim.domain.calendar import WEEK_DAYS, WORKING_DAYS, day_length_hours
from aquasim.domain.growth import condition_factor
from aquasim.domain.mortality import log_noise_multiplier
from aquasim.domain.sampling import extreme_probabilities, observed_condition_factor, sample_fish
from aquasim.domain.stages import Stage
from aquasim.domain.water import unionised_ammonia_fraction
from aquasim.domain.weather import between_noons
from aquasim.engine.climate import HANDLING_WAVE_M, Series, Weather
from aquasim.engine.deaths import CAUSE, DETAIL
from aquasim.engine.environment import Water
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from aquasim.engine.streams import Floats, Integers, Stream, normal, normal_at, uniform, words
from aquasim.engine.world import World

WINTER_SIGNAL_DAYS = range(5, 50)
"""Days in the smolt stage with the short days that start smoltification. [d]"""
COLLECTION_WEEKDAYS = (0, 3)
"""Monday and Thursday: dead fish are taken out of cages twice a week."""
WAVE_LOG_SCATTER, AIR_SCATTER_C, WIND_SCATTER_DEG = 0.08, 0.5, 10.0
"""Scatter of a record of the weather about the course of its day."""
AIR_SWING_C, AIR_SWING_FROM_H = 1.5, 9.0
DRY_RECORDS = 0.35
"""Share of the records of a wet day without rain."""
SAMPLE_SIZES = (50, 60, 70, 80, 90, 100)
"""Fish of a growth sample, as the net brings them up. [fish]"""
KINDS_MAX = 32
"""Ids leave room for so many kinds of death."""


def collect_dead(world: World, state: State, containers: Integers, day: int, rows: Rows) -> None:
    """Record dead fish: daily on land, twice a week at sea unless it storms, always before a container is closed."""
    weekday = world.weekday(day)
    calm = ~world.storms_at(day, containers)
    turn = ~world.at_sea[containers] | ((weekday in COLLECTION_WEEKDAYS) & calm) | (state.population[containers] == 0)
    due = containers[turn]
    dead = state.uncollected[turn]
    position, kind = np.nonzero(dead)
    where, count = due[position], dead[position, kind]
    weight_g = _weight_of_dead_g(world, state, due, dead.sum(axis=1), day)[position]
    rows.add(
        "batch_mortalityevent",
        id=(day * world.registry.containers + where) * KINDS_MAX + kind + 1,
        batch_id=state.batch[where] + 1,
        assignment_id=world.assignment(state.batch[where], where),
        event_date=np.full(len(where), world.date(day)),
        count=count,
        biomass_kg=count * weight_g / 1000.0,
        cause=CAUSE[kind],
        detail=DETAIL[kind],
    )
    state.uncollected[turn] = 0


def _weight_of_dead_g(world: World, state: State, containers: Integers, dead: Integers, day: int) -> Floats:
    """Mean weight of the dead of a collection, weighed together: that of the fish, with the scatter of so many. [g]"""
    count = np.maximum(dead, 1)
    z = normal(world.words_of(Stream.DEAD_WEIGHT, day, containers))
    sd = world.of_stage["weight_cv"][world.stage[containers]] / np.sqrt(count)
    return state.root_weight[containers] ** 3 * log_noise_multiplier(sd * z, sd)


def sample_growth(world: World, state: State, containers: Integers, day: int, rows: Rows) -> None:
    """Weigh fish of the containers whose turn it is, but not in storms; what falls on a weekend is done on Monday."""
    weekday = world.weekday(day)
    if weekday >= WORKING_DAYS:
        return
    interval = world.of_stage["sample_interval_days"][world.stage[containers]]
    age = day - state.entered_day[containers] + 3 * world.registry.local[containers]
    calm = ~world.storms_at(day, containers)
    turn = (interval > 0) & (age % np.maximum(interval, 1) <= (0 if weekday else WEEK_DAYS - WORKING_DAYS))
    due = containers[turn & calm & (state.population[containers] > 100)]
    if not due.size:
        return
    raw = [world.words_of(Stream.SAMPLE, day, due, draw) for draw in range(6)]
    at_sea, cv = world.at_sea[due], world.weight_cv(state.batch[due], due)
    size = np.array(SAMPLE_SIZES)[(uniform(raw[3]) * len(SAMPLE_SIZES)).astype(np.int64)]
    smallest, largest = (normal_at(p) for p in extreme_probabilities(size, uniform(raw[4]), uniform(raw[5])))
    weight_g = state.root_weight[due] ** 3
    k = observed_condition_factor(condition_factor(weight_g, at_sea), size, normal(raw[2]))
    sample = sample_fish(weight_g, cv, size, normal(raw[0]), normal(raw[1]), k, (smallest, largest), at_sea)
    rows.add(
        "batch_growthsample",
        id=day * world.registry.containers + due + 1,
        assignment_id=world.assignment(state.batch[due], due),
        sample_date=world.date(day),
        sample_size=size,
        avg_weight_g=sample.mean_weight_g,
        avg_length_cm=sample.mean_length_cm,
        std_deviation_weight=sample.standard_deviation_g,
        min_weight_g=sample.min_weight_g,
        max_weight_g=sample.max_weight_g,
        condition_factor=sample.condition_factor,
    )


def sample_water(world: World, state: State, containers: Integers, water: Water, day: int, rows: Rows) -> None:
    """One manual sample of each occupied freshwater hall."""
    land = np.flatnonzero(~world.at_sea[containers])
    if not land.size:
        return
    hall = world.hall[containers[land]]
    halls, position = np.unique(hall, return_inverse=True)
    n = np.bincount(position)

    def mean(values: Floats) -> Floats:
        return np.bincount(position, values[land]) / n

    tan, nitrite, nitrate = state.nitrogen_mg_l[halls].T
    rows.add(
        "environmental_waterqualitysample",
        hall_id=halls + 1,
        sample_date=world.date(day),
        tan_mg_l=tan,
        nh3_ug_l=tan * unionised_ammonia_fraction(mean(water.temperature_c), mean(water.ph)) * 1000.0,
        no2_n_mg_l=nitrite,
        no3_n_mg_l=nitrate,
    )


def record_light(world: World, state: State, containers: Integers, day: int, rows: Rows) -> None:
    """Day length at every occupied place: natural at sea, constant on land but for the winter signal of smolts."""
    places, first = np.unique(world.registry.place[containers], return_index=True)
    who = containers[first]
    halls = len(world.registry.halls)
    latitude = np.array([area.latitude for area in world.registry.areas])[np.maximum(places - halls, 0)]
    natural = day_length_hours(latitude, world.day_of_year(day))
    age = day - state.stage_entry_day[state.batch[who], world.stage[who]]
    winter = (world.stage[who] == Stage.SMOLT) & (age >= WINTER_SIGNAL_DAYS.start) & (age < WINTER_SIGNAL_DAYS.stop)
    indoor = np.where(world.stage[who] == Stage.EGG_ALEVIN, 0.0, np.where(winter, 12.0, 24.0))
    at_sea = places >= halls
    rows.add(
        "environmental_photoperioddata",
        id=day * world.registry.places + places + 1,
        area_id=np.where(at_sea, places - halls + 1, -1),
        hall_id=np.where(at_sea, -1, places + 1),
        date=world.date(day),
        day_length_hours=np.where(at_sea, natural, indoor),
    )


def record_weather(world: World, day: int, rows: Rows) -> None:
    """Weather of every sea area; waves, air and wind lead from noon to noon, and the wind blows as the waves are."""
    p, areas, weather = world.parameters, len(world.registry.areas), world.climate.on(day)
    per_day = p.readings.weather_per_day
    hours = np.arange(per_day) * 24.0 / per_day
    raw = [words(p.seed, Stream.WEATHER, day, areas * per_day, draw).reshape(areas, per_day) for draw in range(5)]
    waves, air, speed, direction = (normal(raw[draw]) for draw in (0, 1, 2, 4))
    wave_m = np.exp(_log_wave(weather, hours) + WAVE_LOG_SCATTER * waves)
    daily_swing = AIR_SWING_C * np.sin(2.0 * np.pi * (hours - AIR_SWING_FROM_H) / 24.0)
    air_c = _course(weather.air_temperature_c, hours) + daily_swing + AIR_SCATTER_C * air
    wind_deg = _course(weather.wind_direction_deg, hours) + WIND_SCATTER_DEG * direction
    base = world.first_date.astype("datetime64[s]") + day * 86400
    rows.add(
        "environmental_weatherdata",
        area_id=np.repeat(np.arange(areas) + 1, per_day),
        timestamp=np.tile(base + np.arange(per_day) * (86400 // per_day), areas),
        air_temperature_c=air_c.ravel(),
        wind_speed_m_s=np.clip(2.0 + 7.5 * np.sqrt(wave_m) + 0.8 * speed, 0.0, 45.0).ravel(),
        wind_direction_deg=np.mod(wind_deg, 360.0).ravel(),
        wave_height_m=wave_m.ravel(),
        precipitation_mm=_showers(weather.rain_mm, uniform(raw[3])).ravel(),
    )


def _course(around: Series, hours: Floats) -> Floats:
    """A series within a day, from its values on the day before, the day, and the day after. (areas, hours)"""
    before, today, after = around
    return between_noons(before, today, after, hours)


def _log_wave(weather: Weather, hours: Floats) -> Floats:
    """Logarithm of the wave height within a day; a day on which cages are worked shows no storm. (areas, hours)"""
    most = np.log(np.maximum(weather.wave_height_m, HANDLING_WAVE_M))
    course: Floats = np.minimum(_course(weather.log_wave, hours), most[:, None])
    return course


def _showers(rain_mm: Series, uniforms: Floats) -> Floats:
    """The rain of a day shared among its records, some of them dry. (areas, records)"""
    weight = np.maximum(uniforms - DRY_RECORDS, 0.0)
    total = weight.sum(axis=1, keepdims=True)
    share = np.where(total > 0.0, weight / np.maximum(total, 1e-12), 1.0 / uniforms.shape[1])
    shared: Floats = rain_mm[:, None] * share
    return shared
