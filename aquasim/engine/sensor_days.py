"""Sensors beside fish, day by day: what readings are made of, cut into parts of a like size, and their random words."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from aquasim.domain.stages import SensorKind
from aquasim.engine.day import Trace
from aquasim.engine.registry import sensor_position
from aquasim.engine.streams import Floats, Integers, Stream, runs_of, words_of_runs
from aquasim.engine.world import World

ROWS_PER_PART = 150_000
SENSOR_SLOTS = 8
"""Words that a container has for its sensors: one for each kind, and a multiple of four."""


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
class SensorDays:
    """Pairs of a sensor and a day on which it stands beside fish, sorted by sensor and day."""

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

    def some(self, rows: Integers) -> "SensorDays":
        """These sensor-days alone, in any order."""
        own = {field.name: getattr(self, field.name)[rows] for field in fields(self) if field.name != "water"}
        return replace(self, **own)


def sensor_days(world: World, traces: Sequence[Trace]) -> SensorDays:
    """The sensors of all containers of some traces, on the days of these."""
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
    return SensorDays(
        day[row],
        container[row],
        batch[row],
        arrived[row],
        np.concatenate([np.full(len(has[kind]), int(kind)) for kind in SensorKind])[order],
        sensor[order],
        row,
        water,
    )


class WordsOfContainers:
    """Random words of the containers of sensor-days, and of no other, day by day or period by period."""

    def __init__(self, world: World, pairs: SensorDays) -> None:
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


def span(tick: Integers) -> range:
    """From the first to the last of some days or periods."""
    return range(int(tick.min()), int(tick.max()) + 1)
