"""How tables are described: columns with kind, unit, choices and references; when rows are written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

Columns = Mapping[str, Any]
"""Rows of one table as equally long columns: numpy arrays, or lists of str for TEXT; CHOICE columns hold codes."""

TRUTH = "Simulated truth."
"""Beside columns that would give away to a model what it is to find out."""

HAND_MADE_FROM = 1 << 40
"""Rows that people add get ids from here on; generated ids stay below."""


class Kind(StrEnum):
    """How a column is held in the engine, and what it becomes in a database."""

    INT = "int"  # int64; -1 is NULL where the column is nullable
    FLOAT = "float"  # float64, quantised to `decimals`; NaN is NULL where nullable
    MONEY = "money"  # float64 holding whole cents / 100
    TEXT = "text"  # list of str
    CHOICE = "choice"  # integer code into `choices`; stored as the label
    DATE = "date"  # datetime64[D]; NaT is NULL where nullable
    TIME = "time"  # datetime64[s], UTC
    BOOL = "bool"


class Written(StrEnum):
    """When a table's rows are written."""

    ONCE = "once"  # with the first part of session 1
    UPSERT = "upsert"  # inserted, then updated while the thing they describe is alive
    APPEND = "append"  # inserted once, never changed


@dataclass(frozen=True)
class Column:
    """One column; `references` names the table whose id it holds."""

    name: str
    kind: Kind
    description: str
    unit: str = ""
    decimals: int = 3
    choices: tuple[str, ...] = ()
    references: str = ""
    nullable: bool = False
    truth: bool = False  # of the simulated world, which a farm learns of only by samples, counts and readings, or never

    @property
    def meaning(self) -> str:
        """The description, with a word of warning where no farm could know the value."""
        return f"{self.description} {TRUTH}" if self.truth else self.description


@dataclass(frozen=True)
class Table:
    """One table; `month_of` names the column that says which month a row's digest belongs to."""

    name: str
    written: Written
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    month_of: str = ""

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def ident() -> Column:
    return Column("id", Kind.INT, "Identifier.")


def ref(name: str, table: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, Kind.INT, description, references=table, nullable=nullable)


def text(name: str, description: str) -> Column:
    return Column(name, Kind.TEXT, description)


def number(name: str, unit: str, description: str, decimals: int = 3, *, nullable: bool = False) -> Column:
    return Column(name, Kind.FLOAT, description, unit, decimals, nullable=nullable)


def count(name: str, description: str, unit: str = "fish") -> Column:
    return Column(name, Kind.INT, description, unit)


def date(name: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, Kind.DATE, description, nullable=nullable)


def truth(*columns: Column) -> tuple[Column, ...]:
    """The same columns, marked as truth."""
    return tuple(replace(column, truth=True) for column in columns)


def choice(name: str, choices: tuple[str, ...], description: str) -> Column:
    return Column(name, Kind.CHOICE, description, choices=choices)


def flag(name: str, description: str) -> Column:
    return Column(name, Kind.BOOL, description)
