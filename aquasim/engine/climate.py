"""Water and weather that do not depend on fish, for every place and day: known for the whole horizon at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aquasim.domain import water
from aquasim.engine.registry import Registry
from aquasim.engine.streams import Floats, Integers, Stream, normal, uniform, words
from aquasim.parameters import Parameters

SEA_PHI, SEA_SD_C = 0.91, 0.11
HALL_PHI, HALL_SD_C = 0.9, 0.3
SATURATION_PHI = 0.8
WAVE_PHI = 0.7
CURRENT_PHI, CURRENT_LOG_SD = 0.8, 0.4
RUNOFF_DECAY_PER_DAY = 0.22
HANDLING_WAVE_M = 2.5
"""Above this significant wave height nobody works on the cages."""


@dataclass(frozen=True)
class Climate:
    """Series by day (rows) and area or hall (columns), from the first simulated day to the last of all sessions."""

    sea_temperature_c: Floats  # (days, areas)
    salinity_psu: Floats  # (days, areas)
    wave_height_m: Floats  # (days, areas)
    hall_deviation_c: Floats  # (days, halls), from the set point
    saturation_noise: Floats  # (days, places), standard normal AR(1)
    current_m_s: Floats  # (days, areas), mean of the day


def day_of_year(parameters: Parameters, days: Integers) -> Integers:
    """Day of the calendar year, from 1, of simulated days."""
    dates = np.datetime64(parameters.first_day, "D") + days
    elapsed: Integers = (dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64)
    return elapsed + 1


def make_climate(parameters: Parameters, registry: Registry, days: int | None = None) -> Climate:
    """All series of the horizon, or of its first `days`; the same day has the same weather however long it is."""
    if days is not None:
        parameters = parameters.model_copy(update={"sessions": (days,)})
    area_geography = np.array([area.geography for area in registry.areas])
    halls, areas = len(registry.halls), len(registry.areas)

    def normals(stream: Stream, n: int) -> Floats:
        return normal(_daily_words(parameters, stream, n))

    return Climate(
        _sea_temperature(parameters, registry, area_geography, normals(Stream.SEA_TEMPERATURE, areas)),
        _salinity(parameters, registry, area_geography),
        _waves(parameters, registry, area_geography),
        water.ar1_series(normals(Stream.HALL_TEMPERATURE, halls), HALL_PHI, HALL_SD_C),
        water.ar1_series(normals(Stream.SATURATION, halls + areas), SATURATION_PHI, 1.0),
        _currents(registry, area_geography, normals(Stream.CURRENT, areas)),
    )


def _daily_words(parameters: Parameters, stream: Stream, n: int, draw: int = 0) -> npt.NDArray[np.uint64]:
    return np.stack([words(parameters.seed, stream, day, n, draw) for day in range(parameters.days)])


def _climates(registry: Registry, field: str) -> Floats:
    return np.array([getattr(geography.climate, field) for geography in registry.geographies])


def _sea_temperature(parameters: Parameters, registry: Registry, geography: Integers, normals: Floats) -> Floats:
    days = np.arange(parameters.days)
    site = uniform(words(parameters.seed, Stream.SITE_MEAN, 0, len(geography))) * 2.0 - 1.0
    mean = _climates(registry, "mean_c")[geography] + site * _climates(registry, "site_spread_c")[geography]
    season = water.sea_climatology_c(
        day_of_year(parameters, days)[:, None],
        mean,
        _climates(registry, "amplitude_c")[geography],
        _climates(registry, "warmest_day")[geography],
    )
    temperature_c: Floats = (
        season + _anomaly(parameters, registry)[:, geography] + water.ar1_series(normals, SEA_PHI, SEA_SD_C)
    )
    return temperature_c


def _anomaly(parameters: Parameters, registry: Registry) -> Floats:
    """Yearly anomaly by geography, linear between the middles of years: no New Year jumps. (days, geographies)"""
    years = parameters.days // 365 + 3
    n = len(registry.geographies)
    yearly = np.stack([normal(words(parameters.seed, Stream.YEAR_ANOMALY, year, n)) for year in range(years)])
    yearly = np.clip(yearly, -2.0, 2.0) * _climates(registry, "anomaly_sd_c")
    position = np.arange(parameters.days) / 365.25 + 0.5
    return np.stack([np.interp(position, np.arange(years), yearly[:, g]) for g in range(n)], axis=1)


def _salinity(parameters: Parameters, registry: Registry, geography: Integers) -> Floats:
    uniforms = uniform(_daily_words(parameters, Stream.RUNOFF, len(geography)))
    drop = np.zeros_like(uniforms)
    for g in range(len(registry.geographies)):
        climate, columns = registry.geographies[g].climate, geography == g
        drop[:, columns] = water.runoff_pulses(
            uniforms[:, columns], climate.runoff_per_day, climate.runoff_drop_psu, RUNOFF_DECAY_PER_DAY
        )
    return np.clip(_climates(registry, "salinity_psu")[geography] - drop, 24.0, 36.0)


def _waves(parameters: Parameters, registry: Registry, geography: Integers) -> Floats:
    """One sea state for all areas of a geography, with local differences by exposure."""
    days = np.arange(parameters.days)
    n = len(registry.geographies)
    shared = water.ar1_series(normal(_daily_words(parameters, Stream.WAVES, n)), WAVE_PHI, 1.0)
    height = water.significant_wave_height_m(shared, day_of_year(parameters, days)[:, None])
    exposure = 0.8 + 0.4 * uniform(words(parameters.seed, Stream.SITE_MEAN, 1, len(geography)))
    return height[:, geography] * exposure


def _currents(registry: Registry, geography: Integers, normals: Floats) -> Floats:
    """Mean current of each day: slack and brisk spells of some days about the mean of the geography."""
    spells = water.ar1_series(normals, CURRENT_PHI, CURRENT_LOG_SD)
    current_m_s: Floats = _climates(registry, "current_m_s")[geography] * np.exp(spells - 0.5 * CURRENT_LOG_SD**2)
    return np.maximum(current_m_s, 0.02)
