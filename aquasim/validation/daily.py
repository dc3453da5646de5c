"""Daily container states as arrays in order of assignment and date."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt

from aquasim.engine.tables import TABLES, Columns, Kind
from aquasim.validation.lookup import AT_ONCE, Array, Growing, Integers, Mask, in_order, iso

DAILY_TABLE = "batch_dailycontainerstate"
DAY_BITS = 20
"""A key holds the assignment above the day since 1970; 20 bits reach the year 4840."""

Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Rare:
    """A column of counts that is zero on nearly every row: where it is not, and what it is there."""

    rows: Counts
    values: Counts

    def dense(self, length: int) -> Counts:
        column = np.zeros(length, dtype=np.int32)
        column[self.rows] = self.values
        return column


@dataclass(frozen=True)
class DailyStates:
    """One array a column: counts, and feed in whole grams, as int32; what is measured as float32."""

    assignment: Counts
    date: Counts  # days since 1970-01-01
    population: Counts
    weight_g: Floats
    biomass_kg: Floats
    density_kg_m3: Floats
    temperature_c: Floats
    oxygen_mg_l: Floats
    saturation_pct: Floats
    salinity_psu: Floats
    feed_g: Counts
    dead: Counts
    rare: Mapping[str, Rare]

    def __len__(self) -> int:
        return len(self.date)

    @property
    def culled(self) -> Counts:
        return self.rare["culled"].dense(len(self))

    @property
    def harvested(self) -> Counts:
        return self.rare["harvested"].dense(len(self))

    @property
    def moved_in(self) -> Counts:
        return self.rare["moved_in"].dense(len(self))

    @property
    def moved_out(self) -> Counts:
        return self.rare["moved_out"].dense(len(self))

    @cached_property
    def key(self) -> Integers:
        return _key(self.assignment, self.date)

    @cached_property
    def is_first(self) -> Mask:
        """The row is the first of its assignment."""
        return _changes(np.diff(self.assignment, prepend=-1))

    @cached_property
    def is_last(self) -> Mask:
        """The row is the last of its assignment."""
        return _changes(np.diff(self.assignment, append=-1))

    @cached_property
    def is_gap(self) -> Mask:
        """Days are missing between the row before of the same assignment and this one."""
        return ~self.is_first & _changes(np.diff(self.date, prepend=0) - 1)

    @cached_property
    def fish(self) -> Counts:
        """Fish there to be fed: after the moves of the day, before its deaths, culls and harvest."""
        taken = self.dead + self.culled + self.harvested
        return np.where(self.moved_out > 0, self.population, self.population + taken)  # else `dead` died on the way

    def before(self, column: Array) -> Array:
        """The column on the row before; zero on the first row of an assignment."""
        shifted = np.roll(column, 1)
        shifted[self.is_first] = 0
        return shifted

    def row(self, assignment: Integers, date: Integers) -> Integers:
        """Row of each assignment and day; -1 where there is none."""
        wanted = _key(assignment, date)
        found = np.searchsorted(self.key, wanted)
        there = self.key.take(found, mode="clip") == wanted if len(self) else np.zeros(len(wanted), dtype=bool)
        return np.where(there, found, -1)

    def warmth(self, rows: Mask, first: int, end: int) -> float:
        """Sum of the mean temperature of some rows over the days after the first and before the end. [degC d]"""
        chosen = rows & (self.date > first) & (self.date < end)
        day = self.date[chosen] - first
        held = np.bincount(day)
        return float((np.bincount(day, self.temperature_c[chosen]) / np.maximum(held, 1)).sum())

    def by_piece(self, rule: Callable[[slice], Array]) -> Array:
        """A rule's answers row by row, asked for some rows at a time: what it reckons with then takes little memory."""
        starts = range(0, max(len(self), 1), AT_ONCE)
        return np.concatenate([rule(slice(start, start + AT_ONCE)) for start in starts])

    def name(self, rows: Mask) -> str:
        """The first of the chosen rows in words; nothing where none is chosen."""
        first = np.flatnonzero(rows)[:1]
        return "".join(f", first: assignment {self.assignment[i]} on {iso(self.date[i])}" for i in first)


def _changes(difference: Array) -> Mask:
    changed: Mask = difference != 0
    return changed


def _key(assignment: Array, date: Array) -> Integers:
    return assignment.astype(np.int64) << DAY_BITS | date.astype(np.int64)


class DailyPass:
    """Gathers the chunks of the table."""

    def __init__(self) -> None:
        self._columns = {name: Growing(_dtype(name)) for name in _SOURCES if name not in RARE}
        self._rare = {name: (Growing(np.int32), Growing(np.int32)) for name in RARE}
        self._rows = 0

    def take(self, chunk: Columns) -> None:
        for name, column in self._columns.items():
            source = _SOURCES[name]
            values = np.asarray(chunk[source.name])
            column.take(values / 10.0**source.decimals if _is_measured(name) else values)
        for name, (rows, counts) in self._rare.items():
            there = np.flatnonzero(chunk[name])
            rows.take(self._rows + there)
            counts.take(np.asarray(chunk[name])[there])
        self._rows += len(chunk["date"])

    def states(self) -> DailyStates:
        columns: dict[str, Array] = {name: column.values for name, column in self._columns.items()}
        rare = {name: Rare(rows.values, counts.values) for name, (rows, counts) in self._rare.items()}
        key = _key(columns["assignment"], columns["date"])
        if not in_order(key):
            order = np.argsort(key, kind="stable")
            columns = {name: column[order] for name, column in columns.items()}
            now_at = np.empty(len(order), dtype=np.int32)
            now_at[order] = np.arange(len(order))
            rare = {name: Rare(now_at[one.rows], one.values) for name, one in rare.items()}
        return DailyStates(**columns, rare=rare)


def _is_measured(name: str) -> bool:
    return _SOURCES[name].kind is Kind.FLOAT and name != "feed_g"


def _dtype(name: str) -> type[np.float32] | type[np.int32]:
    return np.float32 if _is_measured(name) else np.int32


RARE = ("culled", "harvested", "moved_in", "moved_out")
_SOURCES = dict(
    zip(
        (*(field.name for field in fields(DailyStates) if field.name != "rare"), *RARE),
        (column for column in TABLES[DAILY_TABLE].columns if column.name != "day_number"),
        strict=True,
    )
)
"""Column of the table behind each array; both are in the same order."""
