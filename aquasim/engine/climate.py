"""Water and weather that do not depend on fish, for every place and day: known for the whole horizon at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aquasim.domain import water, weather
from aquasim.engine.registry import Registry
from aquasim.engine.streams import Floats, Integers, Stream, normal, share_below, uniform, words
from aquasim.parameters import Parameters

Series = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

SEA_PHI, SEA_SD_C = 0.91, 0.11
HALL_PHI, HALL_SD_C = 0.9, 0.3
SATURATION_PHI = 0.8
WAVE_PHI = 0.7
CURRENT_PHI, CURRENT_LOG_SD = 0.8, 0.4
RUNOFF_DECAY_PER_DAY = 0.22
SALINITY_PHI, SALINITY_SD_PSU = 0.9, 0.08
RAIN_PHI, RAIN_LOCAL_SHARE = 0.5, 0.15
"""Memory of the weather that brings rain from day to day, and the share of its variance that is an area's own."""
AIR_PHI, AIR_SD_C = 0.75, 2.3
AIR_LOCAL_PHI, AIR_LOCAL_SD_C = 0.5, 0.5
AIR_BELOW_SEA_C, AIR_SEASON_C, WARMEST_AIR_DAY = 1.0, 2.5, 205
WIND_PHI, WIND_SD_DEG, WIND_LOCAL_SD_DEG = 0.6, 60.0, 12.0
PREVAILING_WIND_DEG = 225.0
DAYS_A_YEAR = 365.25
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
    rain_mm: Series  # (days, areas)
    log_wave: Series  # (days + 1, areas), logarithm of the wave height: the way to the next noon needs the day after
    air_temperature_c: Series  # (days + 1, areas), mean of the day
    wind_direction_deg: Series  # (days + 1, areas), where it blows from; any number of turns

    def storms(self, day: int) -> Flags:
        """Where nobody works on the cages on a day. (areas,)"""
        rough: Flags = self.wave_height_m[day] >= HANDLING_WAVE_M
        return rough


def day_of_year(parameters: Parameters, days: Integers) -> Integers:
    """Day of the calendar year, from 1, of simulated days."""
    dates = np.datetime64(parameters.first_day, "D") + days
    elapsed: Integers = (dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64)
    return elapsed + 1


def make_climate(parameters: Parameters, registry: Registry, days: int | None = None) -> Climate:
    """All series of the horizon, or of its first `days`; the same day has the same weather however long it is."""
    if days is not None:
        parameters = parameters.model_copy(update={"sessions": (days,)})
    home = np.array([area.geography for area in registry.areas])
    halls, areas, last = len(registry.halls), len(registry.areas), parameters.days

    def normals(stream: Stream, n: int) -> Floats:
        return normal(_daily_words(parameters, stream, n))

    sea_c = _sea_temperature(parameters, registry, home, normals(Stream.SEA_TEMPERATURE, areas))
    wave_m = _waves(parameters, registry, home)
    rain_mm = _rain(parameters, registry, home)
    return Climate(
        sea_temperature_c=sea_c[:last],
        salinity_psu=_salinity(registry, home, rain_mm, normals(Stream.SALINITY, areas))[:last],
        wave_height_m=wave_m[:last],
        hall_deviation_c=water.ar1_series(normals(Stream.HALL_TEMPERATURE, halls), HALL_PHI, HALL_SD_C)[:last],
        saturation_noise=water.ar1_series(normals(Stream.SATURATION, halls + areas), SATURATION_PHI, 1.0)[:last],
        current_m_s=_currents(registry, home, normals(Stream.CURRENT, areas))[:last],
        rain_mm=rain_mm[:last].astype(np.float32),
        log_wave=np.log(wave_m).astype(np.float32),
        air_temperature_c=_air_temperature(parameters, home, sea_c).astype(np.float32),
        wind_direction_deg=_wind_direction(parameters, home).astype(np.float32),
    )


def _days(parameters: Parameters) -> Integers:
    """The days of the horizon and the day after."""
    return np.arange(parameters.days + 1)


def _daily_words(parameters: Parameters, stream: Stream, n: int, draw: int = 0) -> npt.NDArray[np.uint64]:
    return np.stack([words(parameters.seed, stream, day, n, draw) for day in range(parameters.days + 1)])


def _climates(registry: Registry, field: str) -> Floats:
    return np.array([getattr(geography.climate, field) for geography in registry.geographies])


def _sea_temperature(parameters: Parameters, registry: Registry, geography: Integers, normals: Floats) -> Floats:
    days = _days(parameters)
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
    position = _days(parameters) / DAYS_A_YEAR + 0.5
    return np.stack([np.interp(position, np.arange(years), yearly[:, g]) for g in range(n)], axis=1)


def _shared(
    parameters: Parameters, home: Integers, stream: Stream, phi: float, local_phi: float
) -> tuple[Floats, Floats]:
    """Two series of unit spread: of the weather that all areas of a geography share, and of each area. (days, areas)"""
    common = normal(_daily_words(parameters, stream, int(home.max()) + 1))
    own = normal(_daily_words(parameters, stream, len(home), 1))
    return water.ar1_series(common, phi, 1.0)[:, home], water.ar1_series(own, local_phi, 1.0)


def _rain(parameters: Parameters, registry: Registry, home: Integers) -> Floats:
    """Rain of each day: the weather of the geography, with modest differences between areas. [mm]"""
    common, own = _shared(parameters, home, Stream.RAIN, RAIN_PHI, RAIN_PHI)
    wetness = np.sqrt(1.0 - RAIN_LOCAL_SHARE) * common + np.sqrt(RAIN_LOCAL_SHARE) * own
    dates = day_of_year(parameters, _days(parameters))[:, None]
    return weather.rain_mm(share_below(wetness), dates, _climates(registry, "rain_mm_year")[home] / DAYS_A_YEAR)


def _salinity(registry: Registry, home: Integers, rain_mm: Floats, normals: Floats) -> Floats:
    """Salinity that wanders a little and falls with run-off of the area's own rain."""
    mean_mm = _climates(registry, "rain_mm_year")[home] / DAYS_A_YEAR
    drop = water.runoff_drop_psu(rain_mm, mean_mm, _climates(registry, "runoff_drop_psu")[home], RUNOFF_DECAY_PER_DAY)
    wandering = water.ar1_series(normals, SALINITY_PHI, SALINITY_SD_PSU)
    return np.clip(_climates(registry, "salinity_psu")[home] + wandering - drop, 24.0, 36.0)


def _air_temperature(parameters: Parameters, home: Integers, sea_c: Floats) -> Floats:
    """Mean of each day: that of the sea, the season, and warm and cold spells of some days. [degC]"""
    season = np.cos(2.0 * np.pi * (day_of_year(parameters, _days(parameters)) - WARMEST_AIR_DAY) / DAYS_A_YEAR)
    common, own = _shared(parameters, home, Stream.AIR_TEMPERATURE, AIR_PHI, AIR_LOCAL_PHI)
    air_c: Floats = sea_c - AIR_BELOW_SEA_C + AIR_SEASON_C * season[:, None] + AIR_SD_C * common + AIR_LOCAL_SD_C * own
    return air_c


def _wind_direction(parameters: Parameters, home: Integers) -> Floats:
    """Where the wind of each day blows from, about the prevailing direction. [deg]"""
    common, own = _shared(parameters, home, Stream.WIND_DIRECTION, WIND_PHI, WIND_PHI)
    direction: Floats = PREVAILING_WIND_DEG + WIND_SD_DEG * common + WIND_LOCAL_SD_DEG * own
    return direction


def _waves(parameters: Parameters, registry: Registry, geography: Integers) -> Floats:
    """One sea state for all areas of a geography, with local differences by exposure."""
    days = _days(parameters)
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
