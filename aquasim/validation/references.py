"""Every column that names a row of another table names one that is there."""

from collections import defaultdict

import numpy as np

from aquasim.engine.tables import TABLES, Columns, Table
from aquasim.sinks.store import Criterion
from aquasim.validation.lookup import ById, Growing

REFERRING = {name: [column for column in table.columns if column.references] for name, table in TABLES.items()}
REFERRED = {column.references for columns in REFERRING.values() for column in columns}
REFERRERS = {
    name: {table for table, columns in REFERRING.items() if any(column.references == name for column in columns)}
    for name in REFERRED
}
SHOWN = 3


class ReferencesPass:
    """Checks tables as they are read; a table comes after those it refers to, as in `TABLES`."""

    def __init__(self) -> None:
        self._ids: dict[str, Growing] = defaultdict(lambda: Growing(np.int64))
        self._present: dict[str, ById] = {}
        self._missing: dict[str, list[int]] = defaultdict(list)
        self._checked = 0
        self._unread = set(TABLES)

    def take(self, table: Table, chunk: Columns) -> None:
        if table.name in REFERRED:
            self._ids[table.name].take(chunk["id"])
        for column in REFERRING[table.name]:
            ids = chunk[column.name]
            there = self._rows_of(column.references)[ids]
            if not there.all():
                there |= column.nullable & (ids == -1)
                self._missing[f"{table.name}.{column.name}"] += ids[~there].tolist()
            self._checked += len(ids)

    def miss(self, place: str, ids: list[int]) -> None:
        """Rows of which it is known already that they are not there, by whoever looked."""
        self._missing[place] += ids

    def leave(self, name: str) -> None:
        """A table is read to its end: forget the rows that no other table can refer to any more."""
        self._unread.discard(name)
        for referred in [one for one in self._present if not REFERRERS[one] & self._unread]:
            del self._present[referred]

    def _rows_of(self, table: str) -> ById:
        if table not in self._present:
            ids = self._ids.pop(table, Growing(np.int64)).values
            self._present[table] = ById.of(ids, np.ones(len(ids), dtype=bool), False)
        return self._present[table]

    def criterion(self) -> Criterion:
        lost = [_in_words(place, ids) for place, ids in self._missing.items() if ids]
        columns = sum(map(len, REFERRING.values()))
        return Criterion(
            "references point to rows",
            f"each of {columns} columns that name a row of another table names one that is there",
            "; ".join(lost) or f"all of {self._checked:,} references do",
            not lost,
        )


def _in_words(place: str, ids: list[int]) -> str:
    distinct = sorted(set(ids))
    more = ", ..." if len(distinct) > SHOWN else ""
    return f"{place}: {len(ids):,} name no row (id {', '.join(map(str, distinct[:SHOWN]))}{more})"
