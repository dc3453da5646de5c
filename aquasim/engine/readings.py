"""Sensor readings of a window: the water the fish felt, with its course over the day, sensor noise and labelled faults.

The water averages over a day to the daily mean the fish felt; each sensor adds a lasting offset and noise. Noise and
faults are functions of sensor and day alone, and a trace knows the water of the two days before, so a window may be cut
into any parts, by days or by containers, and give the same rows. Faults are drawn by periods of days and run on into
the next period, so what a day shows follows from the draws of two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from aquasim.domain.stages import SensorKind, Stage
from aquasim.domain.water import oxygen_day_shape, settling_day_shape, tidal_current_m_s
from aquasim.engine.catalogue import QUANTITIES
from aquasim.engine.day import Trace
from aquasim.engine.outages import FIRST_PERIOD, Outage, outages, silent
from aquasim.engine.registry import sensor_position
from aquasim.engine.streams import (
    Floats,
    Integers,
    Stream,
    normal,
    runs_of,
    small_normal_table,
    uniform,
    words_of_runs,
)
from aquasim.engine.tables import FAULTS, QUALITY, READINGS, SENSOR_FAULTS, Columns
from aquasim.engine.world import World

ROWS_PER_PART = 150_000
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
SENSOR_SLOTS = 8
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


@dataclass(frozen=True)
class Shard:
    """Containers first .. end - 1, whose readings make one part."""

    first: int
    end: int


def shards(world: World, traces: Sequence[Trace], rows_per_part: int = ROWS_PER_PART) -> list[Shard]:
    """Ranges of containers of a window, cut where their readings pass `rows_per_part`; at least one container each."""
    registry = world.registry
    occupied_days = np.bincount(np.concatenate([trace.container for trace in traces]), minlength=registry.containers)
    rows = np.cumsum(occupied_days * np.diff(registry.first_sensor)) * world.parameters.readings.per_day
    cuts = np.flatnonzero(np.diff(rows // rows_per_part)) + 1
    return [Shard(int(first), int(end)) for first, end in pairwise([0, *cuts, registry.containers])]


def cut(trace: Trace, shard: Shard) -> Trace:
    """The containers of a shard; those of a trace are in order."""
    first, end = np.searchsorted(trace.container, [shard.first, shard.end])
    mine = slice(first, end)
    return Trace(trace.day, trace.container[mine], trace.batch[mine], trace.arrived[mine], trace.lately[mine])


@dataclass
class _Pairs:
    """Sensor-days: one row a sensor and day, sorted by sensor and day."""

    day: Integers
    container: Integers
    batch: Integers
    arrived: Integers
    kind: Integers
    sensor: Integers
    row: Integers  # of `water`
    water: npt.NDArray[np.float32]  # (container-days, 3, SENSED) of the day, the day before and the one before that

    def mean(self, ago: int) -> Floats:
        """Daily mean of what each sensor reads, some days ago."""
        mean: Floats = self.water[self.row, ago, self.kind].astype(np.float64)
        return mean

    def some(self, rows: Integers) -> "_Pairs":
        """These sensor-days alone, in any order."""
        own = {field.name: getattr(self, field.name)[rows] for field in fields(self) if field.name != "water"}
        return replace(self, **own)


def readings(world: World, traces: Sequence[Trace], shard: Shard) -> dict[str, Columns]:
    """Readings and fault labels of a range of containers on the days of `traces`, sorted by sensor and time."""
    traces = [cut(trace, shard) for trace in traces]
    pairs = _pairs(world, traces)
    if not pairs.day.size:
        return {}
    hours = np.arange(world.parameters.readings.per_day) * 24.0 / world.parameters.readings.per_day
    instruments = _Instruments(world, pairs, len(hours))
    values = _true_values(world, pairs, hours)
    instruments.distort(values)
    faults = _faults(world, pairs, len(hours))
    quality, dropped = np.zeros(values.shape, dtype=np.int16), np.zeros(values.shape, dtype=bool)
    for of_a_period in faults:
        stuck_at = _readings_before(world, pairs, instruments, values, of_a_period)
        _disturb(values, quality, dropped, pairs, of_a_period, stuck_at)
    spells = outages(world.parameters, world.registry)
    dropped[silent(spells, world.registry.place[pairs.container], pairs.day)] = True
    keep = ~dropped.ravel()
    kept = len(hours) - np.bincount(np.flatnonzero(dropped) // len(hours), minlength=len(dropped))
    if (pairs.kind == SensorKind.SALINITY).any():
        fresh = (pairs.kind == SensorKind.SALINITY) & ~world.at_sea[pairs.container]
        values[fresh] = 0.0
        quality[fresh] = 0
    start = world.first_date.astype("datetime64[s]") + pairs.day * 86400
    times = start[:, None] + np.arange(len(hours)) * (86400 // len(hours))

    def repeated(column: Integers) -> Integers:
        return np.repeat(column + 1, kept)

    tables: dict[str, Columns] = {
        READINGS: {
            "reading_time": times.ravel()[keep],
            "sensor_id": repeated(pairs.sensor),
            "parameter_id": repeated(pairs.kind),
            "container_id": repeated(pairs.container),
            "batch_id": repeated(pairs.batch),
            "value": np.maximum(values, 0.0).ravel()[keep],
            "quality": quality.ravel()[keep],
        }
    }
    labels = _all_labels(world, pairs, faults, spells, len(hours))
    return tables | ({SENSOR_FAULTS: labels} if len(labels["id"]) else {})


def reading_rows(world: World, traces: Sequence[Trace]) -> tuple[int, int]:
    """How many rows `readings` makes of `traces`, and how many fault labels, without making them."""
    rows = labels = 0
    per_day = world.parameters.readings.per_day
    for shard in shards(world, traces):
        pairs = _pairs(world, [cut(trace, shard) for trace in traces])
        if not len(pairs.day):
            continue
        faults = _faults(world, pairs, per_day)
        spells = outages(world.parameters, world.registry)
        heard = ~silent(spells, world.registry.place[pairs.container], pairs.day)
        missing = sum(_missing(of_a_period, heard, per_day) for of_a_period in faults)
        rows += int(heard.sum()) * per_day - missing
        labels += len(_all_labels(world, pairs, faults, spells, per_day)["id"])
    return rows, labels


def _missing(faults: "_Faults", heard: npt.NDArray[np.bool_], per_day: int) -> int:
    """Readings lost to drop-outs on sensor-days that are heard of otherwise."""
    lost = np.clip(faults.end, 0, per_day) - np.clip(faults.first, 0, per_day)
    return int(lost[(faults.kind == FAULTS.index("DROPOUT")) & heard[faults.rows]].sum())


def _all_labels(
    world: World, pairs: _Pairs, faults: "Sequence[_Faults]", spells: list[Outage], per_day: int
) -> Columns:
    """Labels of single sensors' faults, in the period in which they start, and of outages."""
    of_outages = [_outage_labels(world, pairs, spells, i) for i in range(len(spells))]
    return _joined([_labels(world, pairs, faults[-1], per_day), *of_outages])


def _pairs(world: World, traces: Sequence[Trace]) -> _Pairs:
    day = np.concatenate([np.full(len(t.container), t.day) for t in traces])
    container = np.concatenate([t.container for t in traces])
    batch, arrived = (np.concatenate(columns) for columns in zip(*((t.batch, t.arrived) for t in traces), strict=True))
    water = np.concatenate([t.lately for t in traces])
    positions = {kind: sensor_position(world.registry, container, kind) for kind in SensorKind}
    has = {kind: np.flatnonzero(positions[kind] >= 0) for kind in SensorKind}
    row = np.concatenate([has[kind] for kind in SensorKind])
    sensor = np.concatenate([positions[kind][has[kind]] for kind in SensorKind])
    order = np.argsort(sensor, kind="stable")  # rows of one sensor are already in order of days
    row = row[order]
    return _Pairs(
        day[row],
        container[row],
        batch[row],
        arrived[row],
        np.concatenate([np.full(len(has[kind]), int(kind)) for kind in SensorKind])[order],
        sensor[order],
        row,
        water,
    )


def _true_values(world: World, pairs: _Pairs, hours: Floats, ago: int = 0) -> Floats:
    """Water of the day, or of the day before: from one day's mean to the next it goes over in the course of hours.

    Oxygen falls and CO2 rises after meals, currents follow the tide.
    """
    mean, before = pairs.mean(ago), pairs.mean(ago + 1)
    values: Floats = mean[:, None] + (before - mean)[:, None] * settling_day_shape(hours)
    stage, load = world.stage[pairs.container], np.minimum(pairs.water[pairs.row, ago, -1], 1.3)
    for s in np.unique(stage):
        shape = oxygen_day_shape(hours, np.array(world.parameters.stages[Stage(s)].meal_hours, dtype=np.float64))
        for kind, unfed, fed in ((SensorKind.OXYGEN, 0.01, 0.03), (SensorKind.CO2, 0.0, -0.12)):
            rows = np.flatnonzero((stage == s) & (pairs.kind == kind))
            values[rows] += (mean[rows] * (unfed + fed * load[rows]))[:, None] * shape
    tide = np.flatnonzero(pairs.kind == SensorKind.CURRENT)
    if tide.size:
        values[tide] = _tide(world, pairs.container[tide], pairs.day[tide] - ago, mean[tide], hours)
    return values


def _tide(world: World, container: Integers, day: Integers, mean: Floats, hours: Floats) -> Floats:
    """Current of each sensor-day; computed once per area and day, since all cages of an area share the tide."""
    area = world.area[container]
    code, first, inverse = np.unique(area * 100_000 + day, return_index=True, return_inverse=True)
    epoch_h = world.first_date.astype("datetime64[h]").astype(np.int64)
    when = epoch_h + (code % 100_000)[:, None] * 24 + hours
    phase_h = (code // 100_000)[:, None] * 0.37
    return tidal_current_m_s(when, mean[first][:, None], phase_h)[inverse]


class _Words:
    """Random words of the containers of sensor-days, and of no other, day by day or period by period."""

    def __init__(self, world: World, pairs: _Pairs) -> None:
        key = world.key[pairs.container]
        there = np.zeros(world.keys, dtype=bool)
        there[key] = True
        self._seed, self._runs = world.parameters.seed, runs_of(np.flatnonzero(there))
        self._containers = int(there.sum())
        self._container = (np.cumsum(there) - 1)[key]

    def drawn(self, stream: Stream, ticks: range, width: int, draw: int = 0) -> npt.NDArray[np.uint64]:
        """Words of every tick and container, `width` of them. (ticks, containers, width)"""
        found = [words_of_runs(self._seed, stream, tick, self._runs, width, draw) for tick in ticks]
        return np.concatenate(found).reshape(len(ticks), self._containers, width)

    def row(self, ticks: range, tick: Integers) -> Integers:
        """Where the words of each sensor-day's tick and container are, in the order of `drawn`."""
        rows: Integers = (tick - ticks.start) * self._containers + self._container
        return rows


def _ticks(tick: Integers) -> range:
    return range(int(tick.min()), int(tick.max()) + 1)


class _Instruments:
    """What sensors add to the water: an offset and a level of noise of their own, and noise, four readings a word."""

    def __init__(self, world: World, pairs: _Pairs, per_day: int) -> None:
        of, kinds, days = _Words(world, pairs), len(SensorKind), _ticks(pairs.day)
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


@dataclass
class _Drawn:
    """Faults as drawn, period by period; the last is none at all. Ticks count readings since the first day."""

    kind: Integers
    first: Integers
    end: Integers
    size: Floats  # signed, over the typical one [-]
    number: npt.NDArray[np.int32]  # fault of each place in the draws, and of one period more, which has none
    concerned: npt.NDArray[np.bool_]  # whether a place in the draws has a fault, or one that runs on from before


@dataclass
class _Faults:
    """Faults that show on a sensor-day, one row a sensor-day at most; ticks count readings since its midnight."""

    rows: Integers
    kind: Integers
    first: Integers
    end: Integers
    onset: Integers  # before `first` where an earlier fault hides the beginning; drifts grow from here
    size: Floats  # signed, over the typical one [-]


def _faults(world: World, pairs: _Pairs, per_day: int) -> tuple[_Faults, _Faults]:
    """Faults of each sensor-day that run on from the period before, and those of its own period.

    Where two overlap the earlier wins, and the later shows from its end on. A value sticks at one that was good: with
    another fault, or no fish, just before, nothing sticks.
    """
    period, of = pairs.day // FAULT_PERIOD_DAYS, _Words(world, pairs)
    periods = _ticks(period)
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

    def today(number: Integers, first: Integers, end: Integers) -> _Faults:
        there = np.flatnonzero((first < np.minimum(end, midnight + per_day)) & (end > midnight))
        since, which = midnight[there], number[there]
        ticks = (first[there] - since, end[there] - since, drawn.first[which] - since)
        return _Faults(rows[there], drawn.kind[which], *ticks, drawn.size[which])

    return today(before, drawn.first[before], ended), today(own, shown, drawn.end[own])


def _drawn(world: World, of: _Words, periods: range, per_day: int) -> _Drawn:
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


def _readings_before(world: World, pairs: _Pairs, instruments: _Instruments, values: Floats, faults: _Faults) -> Floats:
    """The reading before each stuck value began, of today or yesterday; of other faults any reading."""
    per_day, at = values.shape[1], faults.onset - 1
    found: Floats = values[faults.rows, np.maximum(at, 0)]
    old = np.flatnonzero((faults.kind == FAULTS.index("STUCK")) & (at < 0))
    if old.size:
        rows, hours = faults.rows[old], np.arange(per_day) * 24.0 / per_day
        yesterday = _true_values(world, pairs.some(rows), hours, ago=1)
        instruments.distort(yesterday, rows, ago=1)
        found[old] = yesterday[np.arange(len(old)), at[old] + per_day]
    return found


def _disturb(
    values: Floats,
    quality: npt.NDArray[np.int16],
    dropped: npt.NDArray[np.bool_],
    pairs: _Pairs,
    faults: _Faults,
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


def _labels(world: World, pairs: _Pairs, faults: _Faults, per_day: int) -> Columns:
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


def _outage_labels(world: World, pairs: _Pairs, spells: list[Outage], number: int) -> Columns:
    """One row a sensor for an outage, on the first day on which the sensor is beside fish and silent."""
    spell, sensors = spells[number], world.registry.sensors
    starts = (pairs.day == spell.first) | ((pairs.day == pairs.arrived) & (pairs.day > spell.first))
    rows = np.flatnonzero(starts & silent([spell], world.registry.place[pairs.container], pairs.day))
    midnight = world.first_date.astype("datetime64[s]")
    return {
        "id": (FIRST_PERIOD + number) * sensors + pairs.sensor[rows] + 1,
        "sensor_id": pairs.sensor[rows] + 1,
        "kind": np.full(len(rows), FAULTS.index("DROPOUT")),
        "starts_at": midnight + pairs.day[rows] * 86400,
        "ends_at": np.full(len(rows), midnight + (spell.last + 1) * 86400),
    }


def _joined(tables: list[Columns]) -> Columns:
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}
