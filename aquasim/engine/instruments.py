"""Instruments: what each sensor adds to the water it stands in, a lasting offset and noise of its own level."""

import numpy as np

from aquasim.domain.stages import SensorKind
from aquasim.engine.sensor_days import SENSOR_SLOTS, SensorDays, WordsOfContainers, span
from aquasim.engine.streams import Floats, Integers, Stream, normal, small_normal_table
from aquasim.engine.world import World

NOISE_SD = {
    SensorKind.TEMPERATURE: 0.03,
    SensorKind.OXYGEN: 0.03,
    SensorKind.PH: 0.01,
    SensorKind.SALINITY: 0.05,
    SensorKind.CO2: 0.1,
    SensorKind.CURRENT: 0.005,
}
"""Noise of a typical sensor, in its unit. [-]"""
NOISE_SPREAD = 0.15
"""Log-normal spread of the noise of sensors about the typical one; judgement. [-]"""
OFFSET_SD = {
    SensorKind.TEMPERATURE: 0.05,
    SensorKind.OXYGEN: 0.1,
    SensorKind.PH: 0.03,
    SensorKind.SALINITY: 0.1,
    SensorKind.CO2: 0.3,
    SensorKind.CURRENT: 0.005,
}
"""Spread of the lasting offsets of sensors, in their unit: half to a third of the accuracy that data sheets state for
calibrated probes (.1-.2 degC, .2 mg/L or 2 % of saturation, .1 pH, .2-.3 PSU, 1 mg/L CO2, .01 m/s)."""


class Instruments:
    """What sensors add to the water: an offset and a level of noise of their own, and noise, four readings a word."""

    def __init__(self, world: World, pairs: SensorDays, per_day: int) -> None:
        of, kinds, days = WordsOfContainers(world, pairs), len(SensorKind), span(pairs.day)
        days = range(max(days.start - 1, 0), days.stop)  # values stick at readings of the day before, too
        width = -(-kinds * per_day // 16) * 4
        drawn = of.drawn(Stream.READING_NOISE, days, width).view(np.uint16)
        self._lanes = drawn[:, :, : kinds * per_day].reshape(-1, per_day)
        self._lane, self._a_day = of.row(days, pairs.day) * kinds + pairs.kind, drawn.shape[1] * kinds
        lasting = (of.drawn(Stream.SENSOR, range(1), SENSOR_SLOTS, draw).ravel() for draw in range(2))
        slot = of.row(range(1), np.zeros_like(pairs.day)) * SENSOR_SLOTS + pairs.kind
        offset, spread = (normal(words)[slot] for words in lasting)
        offset = np.array([OFFSET_SD[kind] for kind in SensorKind])[pairs.kind] * offset
        noise_sd = np.array([NOISE_SD[kind] for kind in SensorKind])[pairs.kind] * np.exp(NOISE_SPREAD * spread)
        self._offset, self._noise_sd = offset.astype(np.float32), noise_sd.astype(np.float32)

    def distort(self, values: Floats, rows: Integers | slice = slice(None), ago: int = 0) -> None:
        """Turn the water of some sensor-days, or of the days before them, into what the sensors show of it."""
        added = small_normal_table()[self._lanes[self._lane[rows] - ago * self._a_day]]
        added *= self._noise_sd[rows, None]
        added += self._offset[rows, None]
        values += added
