"""Rows on their way out of the engine: columns gathered piece by piece, joined once a window."""

from collections import defaultdict
from itertools import chain
from typing import Any

import numpy as np

from aquasim.engine.tables import TABLES, Columns, Kind, Table, Written, row_count


class Rows:
    """Pieces of columns by table."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: str, **columns: Any) -> None:
        """Add rows of one table; scalars are repeated to the length of the arrays."""
        if n := length(columns):
            self._pieces[table].append(
                {name: value if _is_column(value) else _stretched(value, n) for name, value in columns.items()}
            )

    def joined(self) -> dict[str, Columns]:
        """Whole columns by table, in the order of `TABLES`; a row that was updated comes once, as it was left.

        Pieces are given up as they are joined, so that a window is not held twice.
        """
        return {name: self._joined(table) for name, table in TABLES.items() if name in self._pieces}

    def _joined(self, table: Table) -> Columns:
        columns = _concatenated(self._pieces.pop(table.name), table.column_names)
        return _last_of_each(table, columns) if table.written is Written.UPSERT else columns


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
    return [value] * n if isinstance(value, str) else np.full(n, value)


def _concatenated(pieces: list[dict[str, Any]], names: tuple[str, ...]) -> Columns:
    columns: dict[str, Any] = {}
    for name in names:
        parts = [piece.pop(name) for piece in pieces]
        columns[name] = list(chain.from_iterable(parts)) if isinstance(parts[0], list) else np.concatenate(parts)
    return columns


def _last_of_each(table: Table, columns: Columns) -> Columns:
    """Of rows with the same key only the last: a server refuses to update a row twice in one statement."""
    n = row_count(columns)
    keys = np.column_stack([np.asarray(columns[name]).astype(np.int64) for name in table.key])
    _, last = np.unique(keys[::-1], axis=0, return_index=True)
    if len(last) == n:
        return columns
    kept = np.sort(n - 1 - last)
    return {
        name: [values[i] for i in kept] if isinstance(values, list) else values[kept]
        for name, values in columns.items()
    }
