"""Rows on their way out of the engine: columns gathered piece by piece, joined once a window."""

from collections import defaultdict
from itertools import chain
from typing import Any

import numpy as np

from aquasim.engine.tables import TABLES, Columns, Kind


class Rows:
    """Pieces of columns by table."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[Columns]] = defaultdict(list)

    def add(self, table: str, **columns: Any) -> None:
        """Add rows of one table; scalars are repeated to the length of the arrays."""
        if n := length(columns):
            self._pieces[table].append({name: _stretched(value, n) for name, value in columns.items()})

    def joined(self) -> dict[str, Columns]:
        """Whole columns by table, in the order of `TABLES`."""
        return {
            name: _concatenated(self._pieces[name], TABLES[name].column_names)
            for name in TABLES
            if name in self._pieces
        }


_NULL = {Kind.INT: -1, Kind.FLOAT: np.nan, Kind.DATE: np.datetime64("NaT", "D")}


def nulls(table: str, n: int) -> dict[str, Any]:
    """NULL in every column of a table that allows it, for rows in which only some of them say something."""
    return {c.name: np.full(n, _NULL[c.kind]) for c in TABLES[table].columns if c.nullable}


def length(columns: Columns) -> int:
    """Rows that columns make, some of which may be single values."""
    return max([len(value) for value in columns.values() if _is_column(value)], default=1)


def _is_column(value: Any) -> bool:
    kind = type(value)  # a look at the type costs a tenth of asking numpy, a hundred times a day
    return kind is list or (kind is np.ndarray and value.ndim > 0)


def _stretched(value: Any, n: int) -> Any:
    if _is_column(value):
        return value
    return [value] * n if isinstance(value, str) else np.full(n, value)


def _concatenated(pieces: list[Columns], names: tuple[str, ...]) -> Columns:
    columns: dict[str, Any] = {}
    for name in names:
        parts = [piece[name] for piece in pieces]
        columns[name] = list(chain.from_iterable(parts)) if isinstance(parts[0], list) else np.concatenate(parts)
    return columns
