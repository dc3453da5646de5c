"""Which rows a data set holds: some tables, some days, or all."""

import datetime as dt
import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from aquasim.engine.tables import TABLES, Columns, Kind, Table
from aquasim.errors import ParameterError
from aquasim.sinks.digest import months_of


@dataclass(frozen=True)
class Selection:
    """Tables by name, none named means all; first and last day of tables whose rows have one, both inclusive."""

    names: tuple[str, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def is_whole(self) -> bool:
        return self == Selection()

    @property
    def tables(self) -> list[Table]:
        return [table for table in TABLES.values() if not self.names or table.name in self.names]

    @property
    def complete(self) -> set[str]:
        """Names of the tables that hold every row which others may refer to: of some days, those without a day."""
        of_all_days = self.first is None and self.last is None
        return {table.name for table in self.tables if of_all_days or not table.month_of}

    def rows(self, table: Table, integers: Columns) -> Columns:
        """The selected ones of rows that are already `quantised`."""
        if not table.month_of or (self.first is None and self.last is None):
            return integers
        values = integers[table.month_of]
        seconds = 1 if _column_kind(table) is Kind.DATE else 86400
        keep = np.ones(len(values), dtype=bool)
        if self.first is not None:
            keep &= values >= _day(self.first) * seconds
        if self.last is not None:
            keep &= values < (_day(self.last) + 1) * seconds
        return integers if keep.all() else taken(integers, np.flatnonzero(keep))


def select(names: Iterable[str] = (), first: dt.date | None = None, last: dt.date | None = None) -> Selection:
    """A checked selection; table names may be separated by commas.

    Raises
    ------
    ParameterError
        Where a table is unknown, or the first day comes after the last.
    """
    given = list(names)
    wanted = tuple(dict.fromkeys(name.strip() for item in given for name in item.split(",") if name.strip()))
    if given and not wanted:
        raise ParameterError("--tables names no table; name some, or leave it out for all")
    unknown = [_unknown(name) for name in wanted if name not in TABLES]
    if unknown:
        raise ParameterError("; ".join(unknown))
    if first and last and first > last:
        raise ParameterError(f"--from {first} comes after --to {last}; swap them")
    return Selection(tuple(name for name in TABLES if name in wanted), first, last)


def _unknown(name: str) -> str:
    short = {table.split("_", 1)[1]: table for table in TABLES}
    close = difflib.get_close_matches(name, [*TABLES, *short], n=3, cutoff=0.5)
    hint = ", ".join(dict.fromkeys(short.get(match, match) for match in close))
    return f"--tables: there is no table {name!r}; " + (f"did you mean {hint}?" if hint else f"there are {_all()}")


def _all() -> str:
    return ", ".join(TABLES)


def _column_kind(table: Table) -> Kind:
    return next(column.kind for column in table.columns if column.name == table.month_of)


def _day(date: dt.date) -> int:
    return (date - dt.date(1970, 1, 1)).days


def taken(columns: Columns, positions: Any) -> dict[str, Any]:
    """Rows of columns by position."""
    return {
        name: [values[i] for i in positions] if isinstance(values, list) else values[positions]
        for name, values in columns.items()
    }


def by_month(table: Table, integers: Columns) -> dict[str, Columns]:
    """Rows that are already `quantised`, by the month of their digest; no month is empty."""
    labels, position = months_of(table, integers)
    if len(labels) == 1:
        return {labels[0]: integers}
    pieces = {label: np.flatnonzero(position == i) for i, label in enumerate(labels)}
    return {label: taken(integers, rows) for label, rows in pieces.items() if len(rows)}
