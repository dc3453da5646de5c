"""Sensor readings of a window: the water the fish felt, with its course over the day, sensor noise and labelled faults.

The water averages over a day to the daily mean the fish felt; each sensor adds a lasting offset and noise
(`aquasim/engine/instruments.py`), and some are faulty (`aquasim/engine/faults.py`). All that is drawn is a function of
sensor and day alone, and a trace knows the water of the two days before, so a window may be cut into any parts, by days
or by containers, and give the same rows.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from aquasim.domain.stages import SensorKind, Stage
from aquasim.domain.water import oxygen_day_shape, settling_day_shape, tidal_current_m_s
from aquasim.engine.day import Trace
from aquasim.engine.faults import Faults, disturb, fault_labels, faults_of, readings_lost
from aquasim.engine.instruments import Instruments
from aquasim.engine.outages import FIRST_PERIOD, Outage, outages, silent
from aquasim.engine.sensor_days import SensorDays, Shard, cut, sensor_days, shards
from aquasim.engine.streams import Floats, Integers
from aquasim.engine.tables import FAULTS, READINGS, SENSOR_FAULTS, Columns
from aquasim.engine.world import World


def readings(world: World, traces: Sequence[Trace], shard: Shard) -> dict[str, Columns]:
    """Readings and fault labels of a range of containers on the days of `traces`, sorted by sensor and time."""
    traces = [cut(trace, shard) for trace in traces]
    pairs = sensor_days(world, traces)
    if not pairs.day.size:
        return {}
    per_day = world.parameters.readings.per_day
    faults, spells = faults_of(world, pairs, per_day), outages(world.parameters, world.registry)
    values, quality, dropped = _shown(world, pairs, faults)
    dropped[silent(spells, world.registry.place[pairs.container], pairs.day)] = True
    keep = ~dropped.ravel()
    kept = per_day - np.bincount(np.flatnonzero(dropped) // per_day, minlength=len(dropped))
    start = world.first_date.astype("datetime64[s]") + pairs.day * 86400
    times = start[:, None] + np.arange(per_day) * (86400 // per_day)

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
    labels = _all_labels(world, pairs, faults, spells, per_day)
    return tables | ({SENSOR_FAULTS: labels} if len(labels["id"]) else {})


def _shown(
    world: World, pairs: SensorDays, faults: tuple[Faults, ...]
) -> tuple[Floats, npt.NDArray[np.int16], npt.NDArray[np.bool_]]:
    """What sensors show, the quality code of each reading, and which are missing. (sensor-days, readings)"""
    per_day = world.parameters.readings.per_day
    hours = np.arange(per_day) * 24.0 / per_day
    instruments = Instruments(world, pairs, per_day)
    values = _true_values(world, pairs, hours)
    instruments.distort(values)
    quality, dropped = np.zeros(values.shape, dtype=np.int16), np.zeros(values.shape, dtype=bool)
    for of_a_period in faults:
        stuck_at = _readings_before(world, pairs, instruments, values, of_a_period)
        disturb(values, quality, dropped, pairs, of_a_period, stuck_at)
    fresh = (pairs.kind == SensorKind.SALINITY) & ~world.at_sea[pairs.container]
    if fresh.any():
        values[fresh], quality[fresh] = 0.0, 0
    return values, quality, dropped


def reading_rows(world: World, traces: Sequence[Trace]) -> tuple[int, int]:
    """How many rows `readings` makes of `traces`, and how many fault labels, without making them."""
    rows = labels = 0
    per_day = world.parameters.readings.per_day
    for shard in shards(world, traces):
        pairs = sensor_days(world, [cut(trace, shard) for trace in traces])
        if not len(pairs.day):
            continue
        faults = faults_of(world, pairs, per_day)
        spells = outages(world.parameters, world.registry)
        heard = ~silent(spells, world.registry.place[pairs.container], pairs.day)
        missing = sum(readings_lost(of_a_period, heard, per_day) for of_a_period in faults)
        rows += int(heard.sum()) * per_day - missing
        labels += len(_all_labels(world, pairs, faults, spells, per_day)["id"])
    return rows, labels


def _all_labels(
    world: World, pairs: SensorDays, faults: Sequence[Faults], spells: list[Outage], per_day: int
) -> Columns:
    """Labels of single sensors' faults, in the period in which they start, and of outages."""
    of_outages = [_outage_labels(world, pairs, spells, i) for i in range(len(spells))]
    return _joined([fault_labels(world, pairs, faults[-1], per_day), *of_outages])


def _true_values(world: World, pairs: SensorDays, hours: Floats, ago: int = 0) -> Floats:
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


def _readings_before(
    world: World, pairs: SensorDays, instruments: Instruments, values: Floats, faults: Faults
) -> Floats:
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


def _outage_labels(world: World, pairs: SensorDays, spells: list[Outage], number: int) -> Columns:
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
