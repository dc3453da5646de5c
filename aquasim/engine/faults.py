"""Faults of sensors: drop-outs, drifts, spikes and stuck values, drawn by periods of days and labelled.

A fault may run on into the next period, so what a day shows follows from the draws of two.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aquasim.domain.stages import SensorKind
from aquasim.engine.catalogue import QUANTITIES
from aquasim.engine.sensor_days import SENSOR_SLOTS, SensorDays, WordsOfContainers, span
from aquasim.engine.streams import Floats, Integers, Stream, normal, uniform
from aquasim.engine.tables import FAULTS, QUALITY, Columns
from aquasim.engine.world import World

FAULT_PERIOD_DAYS = 8
FAULT_SHARES = np.cumsum([0.60, 0.16, 0.12, 0.12])  # dropout, drift, spike, stuck: the order of FAULTS
FAULT_DAYS = np.array([2.0, 3.0, 0.0, 0.5])
"""Mean length by kind before the limits below; a spike is one reading, a stuck value lasts so long beyond the
shortest, and a day at most. [d]"""
STUCK_READINGS = 3
"""A stuck value is shown so often at least; a value shown twice is nothing that anybody would call stuck."""
FAULT_DAYS_MAX = 7.0
"""Sensors are put right within a week: less than a period, so that a fault reaches into the next and no further, and
not longer than trays are cleaned, so that no fault lasts until other fish come. [d]"""
DRIFT_DAYS_MAX = 1.5
"""A drift grows for so long, then stays. [d]"""
FAULT_SIZE = {
    SensorKind.TEMPERATURE: 1.5,
    SensorKind.OXYGEN: 2.0,
    SensorKind.PH: 0.4,
    SensorKind.SALINITY: 3.0,
    SensorKind.CO2: 3.0,
    SensorKind.CURRENT: 0.15,
}
"""Typical size of half a spike, and of a drift after a day, in the sensor's unit."""
FAULT_SIZE_SIGMA, FAULT_SIZE_Z_MAX = 0.5, 2.5
"""Log-normal spread of sizes about the typical one, and where it is cut off. [-]"""
ALWAYS_LOW = (SensorKind.SALINITY,)
"""Faults lower what these show: fouled conductivity cells read low, and the sea is near the end of their scale."""
PLAUSIBLE = np.array([QUANTITIES[kind][2:4] for kind in SensorKind])
"""A sensor shows nothing beyond the plausible range of its quantity, faulty or not. (kinds, 2)"""


@dataclass
class Faults:
    """Faults that show on a sensor-day, one row a sensor-day at most; ticks count readings since its midnight."""

    rows: Integers
    kind: Integers
    first: Integers
    end: Integers
    onset: Integers  # before `first` where an earlier fault hides the beginning; drifts grow from here
    size: Floats  # signed, over the typical one [-]


def faults_of(world: World, pairs: SensorDays, per_day: int) -> tuple[Faults, Faults]:
    """Faults of each sensor-day that run on from the period before, and those of its own period.

    Where two overlap the earlier wins, and the later shows from its end on. A value sticks at one that was good: with
    another fault, or no fish, just before, nothing sticks.
    """
    period, of = pairs.day // FAULT_PERIOD_DAYS, WordsOfContainers(world, pairs)
    periods = span(period)
    periods = range(max(periods.start - 1, 0), periods.stop)
    drawn = _drawn(world, of, periods, per_day)
    place = of.row(periods, period) * SENSOR_SLOTS + pairs.kind
    rows = np.flatnonzero(drawn.concerned[place])
    own = drawn.number[place[rows]]
    # before the first period of all there is none: negative places are those of the last, empty period
    before = drawn.number[place[rows] - len(drawn.concerned) // len(periods)]
    # sensors are put right before fish arrive, so that every fault begins, and is labelled, beside fish
    arrived, midnight = pairs.arrived[rows] * per_day, pairs.day[rows] * per_day
    stuck = drawn.kind == FAULTS.index("STUCK")
    needed = drawn.first - stuck  # first reading that must be beside these fish
    ended = np.where(needed[before] >= arrived, drawn.end[before], 0)
    shows = (needed[own] >= arrived) & ~(stuck[own] & (ended > needed[own]))
    shown = np.where(shows, np.maximum(drawn.first[own], ended), drawn.end[own])

    def today(number: Integers, first: Integers, end: Integers) -> Faults:
        there = np.flatnonzero((first < np.minimum(end, midnight + per_day)) & (end > midnight))
        since, which = midnight[there], number[there]
        ticks = (first[there] - since, end[there] - since, drawn.first[which] - since)
        return Faults(rows[there], drawn.kind[which], *ticks, drawn.size[which])

    return today(before, drawn.first[before], ended), today(own, shown, drawn.end[own])


@dataclass
class _Drawn:
    """Faults as drawn, period by period; the last is none at all. Ticks count readings since the first day."""

    kind: Integers
    first: Integers
    end: Integers
    size: Floats  # signed, over the typical one [-]
    number: npt.NDArray[np.int32]  # fault of each place in the draws, and of one period more, which has none
    concerned: npt.NDArray[np.bool_]  # whether a place in the draws has a fault, or one that runs on from before


def _drawn(world: World, of: WordsOfContainers, periods: range, per_day: int) -> _Drawn:
    """Faults of every sensor slot of the containers in some periods; one at most begins in each."""
    chance, ticks = world.parameters.readings.fault_chance_per_period, FAULT_PERIOD_DAYS * per_day
    lot = uniform(of.drawn(Stream.FAULT, periods, SENSOR_SLOTS).ravel())
    place = np.flatnonzero(lot < chance)

    def drawn(draw: int) -> npt.NDArray[np.uint64]:
        return of.drawn(Stream.FAULT, periods, SENSOR_SLOTS, draw).ravel()[place]

    halves = drawn(1).view(np.uint32).reshape(-1, 2).astype(np.float64) * 2.0**-32  # two uniforms of one word
    u, where, length = lot[place] / max(chance, 1e-12), halves[:, 0], halves[:, 1]
    kind = np.minimum(np.searchsorted(FAULT_SHARES, u, side="right"), len(FAULTS) - 1)
    per_period = len(lot) // len(periods)
    start = (periods.start + place // per_period) * ticks
    first = start + (where * ticks).astype(np.int64)
    end = first + _length(kind, length, per_day)
    sign = np.where((where * 1e6 % 2 < 1) | np.isin(place % SENSOR_SLOTS, ALWAYS_LOW), -1.0, 1.0)
    size = sign * np.exp(FAULT_SIZE_SIGMA * np.clip(normal(drawn(2)), -FAULT_SIZE_Z_MAX, FAULT_SIZE_Z_MAX))
    number = np.full(len(lot) + per_period, len(place), dtype=np.int32)
    number[place] = np.arange(len(place))
    concerned = lot < chance
    on = place[(end > start + ticks) & (place + per_period < len(lot))]
    concerned[on + per_period] = True
    kind, first, end = (np.append(ticks_or_kind, -1) for ticks_or_kind in (kind, first, end))
    return _Drawn(kind, first, end, np.append(size, 0.0), number, concerned)


def _length(kind: Integers, u: Floats, per_day: int) -> Integers:
    """Readings that faults of some kinds last: exponential beyond the shortest, cut off by the longest.

    A value is stuck for a day at most: no older than the day before is the reading that it shows.
    """
    stuck = kind == FAULTS.index("STUCK")
    most = np.where(stuck, per_day, int(FAULT_DAYS_MAX * per_day))
    least = np.where(stuck, min(STUCK_READINGS, per_day), 1)
    mean = FAULT_DAYS[kind] * per_day
    within = -np.expm1(-(most - least + 1) / np.maximum(mean, 1e-9))
    ticks = least + (-np.log1p(-u * within) * mean).astype(np.int64)
    limited: Integers = np.minimum(ticks, most)
    return limited


def disturb(
    values: Floats,
    quality: npt.NDArray[np.int16],
    dropped: npt.NDArray[np.bool_],
    pairs: SensorDays,
    faults: Faults,
    stuck_at: Floats,
) -> None:
    """Apply faults in place to values, to the quality code of each reading, and to which readings are missing."""
    tick, per_day = np.arange(values.shape[1]), values.shape[1]
    rows, kind, first = faults.rows, faults.kind, faults.first[:, None]
    inside = (tick >= first) & (tick < faults.end[:, None])
    size = (np.array([FAULT_SIZE[k] for k in SensorKind])[pairs.kind[rows]] * faults.size)[:, None]
    drift = size * np.minimum((tick - faults.onset[:, None] + 1) / per_day, DRIFT_DAYS_MAX)
    touched = values[rows]
    low, high = PLAUSIBLE[pairs.kind[rows]].T[:, :, None]
    up = touched + 2.0 * size
    spike = np.where((up < low) | (up > high), touched - 2.0 * size, up)
    for name, disturbed in (("DRIFT", touched + drift), ("SPIKE", spike), ("STUCK", stuck_at[:, None])):
        mine = inside & (kind == FAULTS.index(name))[:, None]
        touched = np.where(mine, np.clip(disturbed, low, high), touched)
        quality[rows] = np.where(mine, QUALITY.index(name), quality[rows])
    values[rows] = touched
    dropped[rows] |= inside & (kind == FAULTS.index("DROPOUT"))[:, None]


def fault_labels(world: World, pairs: SensorDays, faults: Faults, per_day: int) -> Columns:
    """One row a fault, on the sensor-day on which it begins to show, with its end, be it in a later window or not.

    Fresh water has no salt to misread.
    """
    starts = (faults.first >= 0) & (faults.first < per_day)
    no_salt = (pairs.kind[faults.rows] == SensorKind.SALINITY) & ~world.at_sea[pairs.container[faults.rows]]
    starts &= ~(no_salt & (faults.kind != FAULTS.index("DROPOUT")))
    rows = faults.rows[starts]
    step_s = 86400 // per_day
    midnight = world.first_date.astype("datetime64[s]") + pairs.day[rows] * 86400
    return {
        "id": pairs.day[rows] // FAULT_PERIOD_DAYS * world.registry.sensors + pairs.sensor[rows] + 1,
        "sensor_id": pairs.sensor[rows] + 1,
        "kind": faults.kind[starts],
        "starts_at": midnight + faults.first[starts] * step_s,
        "ends_at": midnight + faults.end[starts] * step_s,
    }


def readings_lost(faults: Faults, heard: npt.NDArray[np.bool_], per_day: int) -> int:
    """Readings lost to drop-outs on sensor-days that are heard of otherwise."""
    lost = np.clip(faults.end, 0, per_day) - np.clip(faults.first, 0, per_day)
    return int(lost[(faults.kind == FAULTS.index("DROPOUT")) & heard[faults.rows]].sum())
