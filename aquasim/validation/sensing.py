"""What the sensor readings of a session say, gathered in one pass over all of them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aquasim.domain.stages import SensorKind, Stage
from aquasim.engine.tables import QUALITY, READINGS, TABLES, Columns
from aquasim.sinks.store import Days
from aquasim.validation.company import Company
from aquasim.validation.daily import DailyStates
from aquasim.validation.lookup import AT_ONCE, SECONDS_A_DAY, Array, ById, Integers, Mask

SAMPLED_KINDS = (SensorKind.TEMPERATURE, SensorKind.OXYGEN)
SAMPLED_CONTAINERS = 200
"""The sensors of so many containers, spread over all that held fish, have their daily means recomputed."""


@dataclass
class Readings:
    """Counts of readings, and daily sums of sampled sensors."""

    first_day: int  # of the session, since 1970-01-01
    by_day: Integers
    by_quality: Integers
    sample: ById  # number of a sampled container; -1: not sampled
    sampled_sum: npt.NDArray[np.float64]  # (kinds, sampled containers, days), good readings alone
    sampled_good: npt.NDArray[np.int16]
    without_fish: int = 0
    not_its_sensor: int = 0
    in_fresh_water: int = 0  # readings of salinity
    salty: int = 0  # of these, above zero

    @property
    def total(self) -> int:
        return int(self.by_day.sum())


class ReadingsPass:
    """Adds up the chunks of the table."""

    def __init__(self, company: Company, daily: DailyStates, days: Days) -> None:
        first = int(np.datetime64(days.first, "D").astype(np.int64))
        self._first, self._days = first, days.length
        self._batch_in = _Occupants(company, daily, first, self._days)
        sensors = company.sensors
        self._container_of = ById.of(sensors["id"], sensors["container_id"])
        self._kind_of = ById.of(sensors["id"], sensors["sensor_type"])
        fresh = company.stage_of_container[sensors["container_id"]] != Stage.GROW_OUT
        self._is_fresh_salt = ById.of(sensors["id"], fresh & (sensors["sensor_type"] == SensorKind.SALINITY), False)
        self._kind_of_quantity = company.kind_of_quantity
        sample = _sampled(self._batch_in.ever())
        self._slot = _slots(company, sample)
        shape = (len(SAMPLED_KINDS), SAMPLED_CONTAINERS, self._days)
        counts = np.zeros(self._days, dtype=np.int64), np.zeros(len(QUALITY), dtype=np.int64)
        self.readings = Readings(first, *counts, sample, np.zeros(shape), np.zeros(shape, dtype=np.int16))

    def take(self, chunk: Columns) -> None:
        sensor, container, value = chunk["sensor_id"], chunk["container_id"], chunk["value"]
        day = chunk["reading_time"] // SECONDS_A_DAY - self._first
        found = self.readings
        found.by_day += np.bincount(np.clip(day, 0, self._days - 1), minlength=self._days)
        found.by_quality += np.bincount(chunk["quality"], minlength=len(QUALITY))
        found.without_fish += _number(self._batch_in.at(container, day) != chunk["batch_id"])
        kind_differs = self._kind_of[sensor] != self._kind_of_quantity[chunk["parameter_id"]]
        found.not_its_sensor += _number(kind_differs | (self._container_of[sensor] != container))
        fresh_salt = self._is_fresh_salt[sensor]
        found.in_fresh_water += _number(fresh_salt)
        found.salty += _number(fresh_salt & (value != 0))
        self._add_sample(self._slot[sensor], day, value, chunk["quality"])

    def _add_sample(self, slot: Array, day: Integers, value: Integers, quality: Integers) -> None:
        chosen = np.flatnonzero((slot >= 0) & (quality == 0) & (day >= 0) & (day < self._days))
        if chosen.size:
            cell = slot[chosen] * self._days + day[chosen]
            np.add.at(self.readings.sampled_sum.reshape(-1), cell, value[chosen] / VALUE_SCALE)
            np.add.at(self.readings.sampled_good.reshape(-1), cell, np.int16(1))


class _Occupants:
    """Batch in each container on each day; 0 where there are no fish, and on every other day or container."""

    def __init__(self, company: Company, daily: DailyStates, first_day: int, days: int) -> None:
        containers = int(company.containers["id"].max(initial=0)) + 2
        self._batch = np.zeros((containers, days + 2), dtype=np.int32)
        for start in range(0, len(daily), AT_ONCE):
            day = daily.date[start : start + AT_ONCE] - first_day
            here = (daily.population[start : start + AT_ONCE] > 0) & (day >= 0) & (day < days)
            rows, day = start + np.flatnonzero(here), day[here]
            assignment = daily.assignment[rows]
            container = company.container_of[assignment]
            self._batch[container, day + 1] = company.batch_of[assignment]

    def ever(self) -> Integers:
        """Containers that held fish on any day."""
        return np.flatnonzero(self._batch.any(axis=1))

    def at(self, container: Integers, day: Integers) -> Array:
        containers, days = self._batch.shape
        row = np.clip(container, 0, containers - 1)
        return self._batch.take(row * days + np.clip(day + 1, 0, days - 1))


def _sampled(container: Array) -> ById:
    """Number of each sampled container."""
    used = container[container > 0]
    chosen = used[np.unique(np.linspace(0, len(used) - 1, min(len(used), SAMPLED_CONTAINERS)).astype(int))]
    return ById.of(chosen, np.arange(len(chosen)))


def _slots(company: Company, sample: ById) -> ById:
    """Row of each sampled sensor in the arrays of sums, kinds and containers flattened; -1: not sampled."""
    sensors = company.sensors
    number = sample[sensors["container_id"]]
    slot = np.full(len(sensors), -1)
    for i, kind in enumerate(SAMPLED_KINDS):
        mine = (sensors["sensor_type"] == kind) & (number >= 0)
        slot[mine] = i * SAMPLED_CONTAINERS + number[mine]
    return ById.of(sensors["id"], slot)


def _number(chosen: Mask) -> int:
    return int(np.count_nonzero(chosen))


VALUE_SCALE = 10.0 ** next(column.decimals for column in TABLES[READINGS].columns if column.name == "value")
