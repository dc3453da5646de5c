"""Water and weather that do not depend on fish, for every place and day: made some days at a time as they are lived."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

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
BLOCK_DAYS = 32
"""Days of weather made at a time: 10 MB in the largest company, and steps long enough to cost little each."""
HANDLING_WAVE_M = 2.5
"""Above this significant wave height nobody works on the cages."""


class Weather(NamedTuple):
    """One day of every area or hall."""

    sea_temperature_c: Floats  # (areas,)
    salinity_psu: Floats  # (areas,)
    wave_height_m: Floats  # (areas,)
    hall_deviation_c: Floats  # (halls,), from the set point
    saturation_noise: Floats  # (places,), standard normal AR(1)
    current_m_s: Floats  # (areas,), mean of the day
    rain_mm: Series  # (areas,)
    log_wave: Series  # (3, areas), logarithm of the wave height on the day before, the day, and the day after
    air_temperature_c: Series  # (3, areas), means of the same days
    wind_direction_deg: Series  # (3, areas), where it blows from; any number of turns

    @property
    def storms(self) -> Flags:
        """Where nobody works on the cages. (areas,)"""
        rough: Flags = self.wave_height_m >= HANDLING_WAVE_M
        return rough


@dataclass(frozen=True)
class Block:
    """Series of some days in a row (rows) by area or hall (columns), in the units of `Weather`."""

    first: int  # simulated day of the first row
    sea_temperature_c: Floats
    salinity_psu: Floats
    wave_height_m: Floats
    hall_deviation_c: Floats
    saturation_noise: Floats
    current_m_s: Floats
    rain_mm: Series
    log_wave: Series
    air_temperature_c: Series
    wind_direction_deg: Series

    @property
    def end(self) -> int:
        """The day after the last row."""
        return self.first + len(self.rain_mm)

    def after(self, before: "Block | None") -> "Block":
        """These days behind the last two of the block before: a day shows its neighbours on both sides."""
        if before is None:
            return self
        joined = (np.concatenate([getattr(before, name)[-2:], getattr(self, name)]) for name in SERIES)
        return Block(self.first - 2, *joined)

    def weather(self, day: int) -> Weather:
        """A day that is followed by another; before the first day of all it was as on that day."""
        row = day - self.first
        around = [max(row - 1, 0), row, row + 1]
        return Weather(
            self.sea_temperature_c[row],
            self.salinity_psu[row],
            self.wave_height_m[row],
            self.hall_deviation_c[row],
            self.saturation_noise[row],
            self.current_m_s[row],
            self.rain_mm[row],
            self.log_wave[around],
            self.air_temperature_c[around],
            self.wind_direction_deg[around],
        )


SERIES = Weather._fields


class Climate:
    """Water and weather of any day, made some days at a time: what is held does not grow with the horizon.

    Days are asked for in order; an earlier one than the block at hand has is made from the first day on.
    """

    def __init__(self, parameters: Parameters, registry: Registry) -> None:
        self._of = parameters, registry
        self._begin()

    def _begin(self) -> None:
        self._blocks = blocks(*self._of)
        self._block = next(self._blocks)
        self._day, self._weather = 0, self._block.weather(0)

    @property
    def days_held(self) -> int:
        return self._block.end - self._block.first

    def on(self, day: int) -> Weather:
        """The weather of a simulated day."""
        if day != self._day:
            self._day, self._weather = day, self._found(day)
        return self._weather

    def _found(self, day: int) -> Weather:
        if day < self._block.first + (self._block.first > 0):
            self._begin()
        while day + 1 >= self._block.end:
            self._block = next(self._blocks).after(self._block)
        return self._block.weather(day)


def day_of_year(parameters: Parameters, days: Integers) -> Integers:
    """Day of the calendar year, from 1, of simulated days."""
    dates = np.datetime64(parameters.first_day, "D") + days
    elapsed: Integers = (dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64)
    return elapsed + 1


def blocks(parameters: Parameters, registry: Registry, length: int = BLOCK_DAYS) -> Iterator[Block]:
    """All series from the first day on, `length` days at a time; a day is the same however it is cut."""
    maker = _Maker(parameters, registry)
    for first in count(0, length):
        yield maker.block(np.arange(first, first + length))


class _Maker:
    """Makes block after block; series that go on from the day before are remembered as they were on the last."""

    def __init__(self, parameters: Parameters, registry: Registry) -> None:
        self.parameters, self.registry = parameters, registry
        self.home = np.array([area.geography for area in registry.areas])  # (areas,)
        self.last: dict[tuple[Stream, int], Floats] = {}
        self.last_runoff: tuple[Floats, Floats] | None = None
        self.yearly_anomaly_c = _yearly_anomaly_c(parameters, registry)

    def block(self, days: Integers) -> Block:
        halls, areas = len(self.registry.halls), len(self.registry.areas)
        sea_c, wave_m, rain_mm = self._sea_temperature(days), self._waves(days), self._rain(days)
        return Block(
            int(days[0]),
            sea_temperature_c=sea_c,
            salinity_psu=self._salinity(days, rain_mm),
            wave_height_m=wave_m,
            hall_deviation_c=self._ar1(days, Stream.HALL_TEMPERATURE, halls, HALL_PHI, HALL_SD_C),
            saturation_noise=self._ar1(days, Stream.SATURATION, halls + areas, SATURATION_PHI),
            current_m_s=self._currents(days),
            rain_mm=rain_mm.astype(np.float32),
            log_wave=np.log(wave_m).astype(np.float32),
            air_temperature_c=self._air_temperature(days, sea_c).astype(np.float32),
            wind_direction_deg=self._wind_direction(days).astype(np.float32),
        )

    def _ar1(self, days: Integers, stream: Stream, n: int, phi: float, sd: float = 1.0, draw: int = 0) -> Floats:
        """Series of `n` columns that go on from the block before. (days, n)"""
        seed = self.parameters.seed
        normals = normal(np.stack([words(seed, stream, day, n, draw) for day in days.tolist()]))
        series = water.ar1_series(normals, phi, sd, self.last.get((stream, draw)))
        self.last[stream, draw] = series[-1].copy()
        return series

    def _shared(self, days: Integers, stream: Stream, phi: float, local_phi: float) -> tuple[Floats, Floats]:
        """Series of unit spread: of the weather that all areas of a geography share, and of each area. (days, areas)"""
        common = self._ar1(days, stream, int(self.home.max()) + 1, phi)
        return common[:, self.home], self._ar1(days, stream, len(self.home), local_phi, draw=1)

    def _by_area(self, field: str) -> Floats:
        """A figure of each area's geography. (areas,)"""
        figures = np.array([getattr(geography.climate, field) for geography in self.registry.geographies])
        of_area: Floats = figures[self.home]
        return of_area

    def _dates(self, days: Integers) -> Integers:
        """Day of the calendar year of each row. (days, 1)"""
        return day_of_year(self.parameters, days)[:, None]

    def _site(self, tick: int) -> Floats:
        """A uniform draw of each area's own, for good. (areas,)"""
        return uniform(words(self.parameters.seed, Stream.SITE_MEAN, tick, len(self.home)))

    def _sea_temperature(self, days: Integers) -> Floats:
        """The season of each area, with the anomaly of the year and of the week. [degC]"""
        mean = self._by_area("mean_c") + (self._site(0) * 2.0 - 1.0) * self._by_area("site_spread_c")
        season = water.sea_climatology_c(
            self._dates(days), mean, self._by_area("amplitude_c"), self._by_area("warmest_day")
        )
        own = self._ar1(days, Stream.SEA_TEMPERATURE, len(self.home), SEA_PHI, SEA_SD_C)
        temperature_c: Floats = season + self._anomaly(days)[:, self.home] + own
        return temperature_c

    def _anomaly(self, days: Integers) -> Floats:
        """Anomaly of the year, linear between the middles of years: no New Year jumps. (days, geographies) [degC]"""
        position, yearly_c = days / DAYS_A_YEAR + 0.5, self.yearly_anomaly_c
        return np.stack([np.interp(position, np.arange(len(yearly_c)), one) for one in yearly_c.T], axis=1)

    def _rain(self, days: Integers) -> Floats:
        """Rain of each day: the weather of the geography, with modest differences between areas. [mm]"""
        common, own = self._shared(days, Stream.RAIN, RAIN_PHI, RAIN_PHI)
        wetness = np.sqrt(1.0 - RAIN_LOCAL_SHARE) * common + np.sqrt(RAIN_LOCAL_SHARE) * own
        return weather.rain_mm(share_below(wetness), self._dates(days), self._by_area("rain_mm_year") / DAYS_A_YEAR)

    def _salinity(self, days: Integers, rain_mm: Floats) -> Floats:
        """Salinity that wanders a little and falls with run-off of the area's own rain. [PSU]"""
        mean_mm, mean_drop_psu = self._by_area("rain_mm_year") / DAYS_A_YEAR, self._by_area("runoff_drop_psu")
        drop = water.runoff_drop_psu(rain_mm, mean_mm, mean_drop_psu, RUNOFF_DECAY_PER_DAY, self.last_runoff)
        self.last_runoff = drop[-1].copy(), rain_mm[-1].copy()
        wandering = self._ar1(days, Stream.SALINITY, len(self.home), SALINITY_PHI, SALINITY_SD_PSU)
        return np.clip(self._by_area("salinity_psu") + wandering - drop, 24.0, 36.0)

    def _air_temperature(self, days: Integers, sea_c: Floats) -> Floats:
        """Mean of each day: that of the sea, the season, and warm and cold spells of some days. [degC]"""
        season = np.cos(2.0 * np.pi * (self._dates(days) - WARMEST_AIR_DAY) / DAYS_A_YEAR)
        common, own = self._shared(days, Stream.AIR_TEMPERATURE, AIR_PHI, AIR_LOCAL_PHI)
        air_c: Floats = sea_c - AIR_BELOW_SEA_C + AIR_SEASON_C * season + AIR_SD_C * common + AIR_LOCAL_SD_C * own
        return air_c

    def _wind_direction(self, days: Integers) -> Floats:
        """Where the wind of each day blows from, about the prevailing direction. [deg]"""
        common, own = self._shared(days, Stream.WIND_DIRECTION, WIND_PHI, WIND_PHI)
        direction: Floats = PREVAILING_WIND_DEG + WIND_SD_DEG * common + WIND_LOCAL_SD_DEG * own
        return direction

    def _waves(self, days: Integers) -> Floats:
        """One sea state for all areas of a geography, with local differences by exposure. [m]"""
        shared = self._ar1(days, Stream.WAVES, len(self.registry.geographies), WAVE_PHI)
        exposure = 0.8 + 0.4 * self._site(1)
        return water.significant_wave_height_m(shared, self._dates(days))[:, self.home] * exposure

    def _currents(self, days: Integers) -> Floats:
        """Mean current of each day: slack and brisk spells of some days about the mean of the geography. [m/s]"""
        spells = self._ar1(days, Stream.CURRENT, len(self.home), CURRENT_PHI, CURRENT_LOG_SD)
        current_m_s: Floats = self._by_area("current_m_s") * np.exp(spells - 0.5 * CURRENT_LOG_SD**2)
        return np.maximum(current_m_s, 0.02)


def _yearly_anomaly_c(parameters: Parameters, registry: Registry) -> Floats:
    """Anomaly of the sea in the middle of each year of the horizon and beyond its ends. (years, geographies) [degC]"""
    years, n = parameters.days // 365 + 3, len(registry.geographies)
    yearly = np.stack([normal(words(parameters.seed, Stream.YEAR_ANOMALY, year, n)) for year in range(years)])
    spread_c = np.array([geography.climate.anomaly_sd_c for geography in registry.geographies])
    anomaly_c: Floats = np.clip(yearly, -2.0, 2.0) * spread_c
    return anomaly_c
