"""Observations of the truth: growth samples, collected dead fish, water samples, weather, light."""

import numpy as np

from aquasim.domain.calendar import day_length_hours
from aquasim.domain.growth import condition_factor
from aquasim.domain.sampling import observed_condition_factor, sample_fish
from aquasim.domain.stages import Stage
from aquasim.domain.water import nitrate_n_mg_l, nitrite_n_mg_l, tan_mg_l, unionised_ammonia_fraction
from aquasim.engine.climate import HANDLING_WAVE_M
from aquasim.engine.deaths import CAUSE, DETAIL
from aquasim.engine.environment import Water
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from aquasim.engine.streams import Floats, Integers, Stream, normal, uniform, words
from aquasim.engine.world import World

WINTER_SIGNAL_DAYS = range(5, 50)
"""Days in the smolt stage with the short days that start smoltification. [d]"""
COLLECTION_WEEKDAYS = (0, 3)
"""Monday and Thursday: dead fish are taken out of cages twice a week."""
KINDS_MAX = 32
"""Ids leave room for so many kinds of death."""


def collect_dead(world: World, state: State, containers: Integers, day: int, rows: Rows) -> None:
    """Record dead fish: daily on land, twice a week at sea unless it storms, always before a container is closed."""
    weekday = (day + (world.first_date.astype("datetime64[D]").astype(int) + 3)) % 7
    calm = world.climate.wave_height_m[day, world.area[containers]] < HANDLING_WAVE_M
    due = ~world.at_sea[containers] | ((weekday in COLLECTION_WEEKDAYS) & calm) | (state.population[containers] == 0)
    position, kind = np.nonzero((state.uncollected[containers] > 0) & due[:, None])
    where = containers[position]
    count = state.uncollected[where, kind]
    rows.add(
        "batch_mortalityevent",
        id=(day * world.registry.containers + where) * KINDS_MAX + kind + 1,
        batch_id=state.batch[where] + 1,
        assignment_id=world.assignment(state.batch[where], where),
        event_date=np.full(len(where), world.date(day)),
        count=count,
        biomass_kg=count * state.root_weight[where] ** 3 / 1000.0,
        cause=CAUSE[kind],
        detail=DETAIL[kind],
    )
    state.uncollected[where, kind] = 0


def sample_growth(world: World, state: State, containers: Integers, day: int, rows: Rows) -> None:
    """Weigh fish of the containers whose turn it is."""
    interval = world.of_stage["sample_interval_days"][world.stage[containers]]
    age = day - state.entered_day[containers] + 3 * world.registry.local[containers]
    due = containers[(interval > 0) & (age % np.maximum(interval, 1) == 0) & (state.population[containers] > 100)]
    if not due.size:
        return
    draws = [normal(world.words_of(Stream.SAMPLE, day, due, draw)) for draw in range(3)]
    size = 50 + 10 * (day % 6)
    cv = world.of_stage["weight_cv"][world.stage[due]]
    weight_g = state.root_weight[due] ** 3
    k = observed_condition_factor(condition_factor(weight_g, world.at_sea[due]), size, draws[2])
    sample = sample_fish(weight_g, cv, size, draws[0], draws[1], k)
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


def sample_water(world: World, containers: Integers, water: Water, day: int, rows: Rows) -> None:
    """One manual sample of each occupied freshwater hall."""
    land = np.flatnonzero(~world.at_sea[containers])
    if not land.size:
        return
    hall = world.hall[containers[land]]
    halls, position = np.unique(hall, return_inverse=True)
    n = np.bincount(position)

    def mean(values: Floats) -> Floats:
        return np.bincount(position, values[land]) / n

    load = mean(water.feed_load)
    noise = normal(words(world.parameters.seed, Stream.CHEMISTRY, day, len(world.registry.halls)))[halls]
    tan = tan_mg_l(load) * np.exp(0.08 * noise)
    rows.add(
        "environmental_waterqualitysample",
        hall_id=halls + 1,
        sample_date=world.date(day),
        tan_mg_l=tan,
        nh3_ug_l=tan * unionised_ammonia_fraction(mean(water.temperature_c), mean(water.ph)) * 1000.0,
        no2_n_mg_l=nitrite_n_mg_l(load, noise),
        no3_n_mg_l=nitrate_n_mg_l(load, noise),
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
    """Weather of every sea area; wind follows the sea state, air the season and the sea."""
    p, areas = world.parameters, len(world.registry.areas)
    per_day = p.readings.weather_per_day
    hours = np.arange(per_day) * 24.0 / per_day
    draws = [
        normal(words(p.seed, Stream.WEATHER, day, areas * per_day, draw)).reshape(areas, per_day) for draw in range(3)
    ]
    wet = uniform(words(p.seed, Stream.WEATHER, day, areas * per_day, 3)).reshape(areas, per_day)
    wave_m = world.climate.wave_height_m[day][:, None] * np.exp(0.08 * draws[0])
    season = np.cos(2.0 * np.pi * (world.day_of_year(day) - 205) / 365.25)
    air_c = (
        world.climate.sea_temperature_c[day][:, None]
        - 1.0
        + 2.5 * season
        + 1.5 * np.sin(2.0 * np.pi * (hours - 9.0) / 24.0)
        + 0.8 * draws[1]
    )
    base = world.first_date.astype("datetime64[s]") + day * 86400
    rows.add(
        "environmental_weatherdata",
        area_id=np.repeat(np.arange(areas) + 1, per_day),
        timestamp=np.tile(base + np.arange(per_day) * (86400 // per_day), areas),
        air_temperature_c=air_c.ravel(),
        wind_speed_m_s=np.clip(2.0 + 7.5 * np.sqrt(wave_m) + 0.8 * draws[2], 0.0, 45.0).ravel(),
        wind_direction_deg=np.mod(
            225.0 + 60.0 * world.climate.saturation_noise[day, len(world.registry.halls) :][:, None] + 15.0 * draws[2],
            360.0,
        ).ravel(),
        wave_height_m=wave_m.ravel(),
        precipitation_mm=np.where(wet < 0.25, -np.log1p(-np.minimum(wet, 0.25) * 3.9) * 1.5, 0.0).ravel(),
    )
