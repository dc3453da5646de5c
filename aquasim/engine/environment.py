"""The water around fish: temperature and salinity from the climate, oxygen, CO2 and pH from what the fish eat."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from aquasim.domain import water
from aquasim.domain.development import egg_set_point_c
from aquasim.domain.stages import Stage
from aquasim.engine.state import State
from aquasim.engine.streams import Floats, Integers, Stream, normal, words
from aquasim.engine.world import World

if TYPE_CHECKING:
    from aquasim.engine.today import Day

CO2_OF_SHORT_OXYGEN = 0.6
"""How far the scatter of CO2 is that of oxygen turned round: poorly aired water is short of one and keeps the other."""
LATE_SUMMER_DEFICIT_PCT, LOWEST_OXYGEN_DAY = 6.0, 250
LEAST_SATURATION_PCT = 1.0
"""What the sea always brings in, however much blooms and a scenario take away."""


@dataclass
class Water:
    """Daily means of some containers' water."""

    temperature_c: Floats
    salinity_psu: Floats
    saturation_pct: Floats
    oxygen_mg_l: Floats
    co2_mg_l: Floats
    ph: Floats
    current_m_s: Floats
    feed_load: Floats

    def sensed(self) -> npt.NDArray[np.float32]:
        """What sensors read: columns in the order of `SensorKind`, and the feed load last. (n, SENSED)"""
        columns = (
            self.temperature_c,
            self.oxygen_mg_l,
            self.ph,
            self.salinity_psu,
            self.co2_mg_l,
            self.current_m_s,
            self.feed_load,
        )
        return np.stack(columns, axis=1, dtype=np.float32, casting="same_kind")


def temperatures(world: World, state: State, containers: Integers, day: int) -> Floats:
    """Mean temperature of the day: the climate at sea, the set point of the stage on land. [degC]"""
    weather = world.climate.on(day)
    set_point = world.of_stage["set_point_c"][world.stage[containers]]
    eggs = world.stage[containers] == Stage.EGG_ALEVIN
    progress = np.where(eggs, state.egg_progress[state.batch[containers]], 0.0)
    on_land = np.where(eggs, egg_set_point_c(progress), set_point) + weather.hall_deviation_c[world.hall[containers]]
    at_sea = weather.sea_temperature_c[world.area[containers]]
    mean_c: Floats = np.where(world.at_sea[containers], at_sea, on_land) + world.temperature_offset_c[containers]
    return mean_c


def salinities(world: World, containers: Integers, day: int) -> Floats:
    """Salinity; zero in every freshwater stage. [PSU]"""
    return np.where(world.at_sea[containers], world.climate.on(day).salinity_psu[world.area[containers]], 0.0)


def _late_summer_deficit_pct(world: World, day: int) -> float:
    """Oxygen that stratified, decaying late-summer water lacks; none from December to May. [%]"""
    age = float(world.day_of_year(day)) - LOWEST_OXYGEN_DAY
    return LATE_SUMMER_DEFICIT_PCT * max(0.0, float(np.cos(2.0 * np.pi * age / 365.25)))


def waters(day: "Day") -> Water:
    """The day's water, given what was fed."""
    world, containers = day.world, day.here
    feed_kg, biomass_kg, temperature = day.feed_g / 1000.0, day.biomass_kg, day.temperature_c
    salinity = salinities(world, containers, day.number)
    weather = world.climate.on(day.number)
    noise = weather.saturation_noise[world.registry.place[containers]]
    own, own_co2, own_ph = (
        normal(world.words_of(Stream.CONTAINER_WATER, day.number + 1, containers, draw)) for draw in range(3)
    )
    stale = np.sqrt(1.0 - CO2_OF_SHORT_OXYGEN**2) * own_co2 - CO2_OF_SHORT_OXYGEN * noise
    load = np.where(world.stage[containers] == Stage.EGG_ALEVIN, 0.2, feed_kg / world.design_feed_kg[containers])
    current = weather.current_m_s[world.area[containers]]
    density = biomass_kg / world.registry.volume_m3[containers]
    fed = feed_kg / np.maximum(biomass_kg, 1e-9)
    cage = water.cage_saturation_pct(density, fed, temperature, current, noise)
    cage = cage - _late_summer_deficit_pct(world, day.number)
    tank = water.tank_saturation_pct(load, noise)
    saturation = np.where(day.at_sea, cage, tank) + 0.4 * own + day.saturation_shift_pct
    saturation = np.maximum(saturation, LEAST_SATURATION_PCT)
    co2 = water.tank_co2_mg_l(load, stale)
    ph = np.where(day.at_sea, water.sea_ph(temperature, -stale), water.tank_ph(co2, own_ph))
    oxygen = saturation / 100.0 * water.oxygen_solubility_mg_l(temperature, salinity)
    return Water(temperature, salinity, saturation, oxygen, co2, ph, current, load)


def treat_water(day: "Day") -> None:
    """Nitrogen of every hall follows what its tanks were fed; an empty hall settles as an unfed one."""
    world, land = day.world, np.flatnonzero(~day.at_sea)
    halls = len(world.registry.halls)
    hall = world.hall[day.here[land]]
    tanks = np.bincount(hall, minlength=halls)
    load = np.bincount(hall, day.water.feed_load[land], halls) / np.maximum(tanks, 1)
    noise = [normal(words(world.parameters.seed, Stream.CHEMISTRY, day.number, halls, draw)) for draw in range(3)]
    nitrogen = day.state.nitrogen_mg_l
    nitrogen[:] = water.advance_nitrogen(nitrogen, load, np.stack(noise, axis=1))
