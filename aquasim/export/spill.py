"""Rows of one table on their way to files: they come in any order and leave by month, in order of the key."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from aquasim.engine.tables import Columns, Table
from aquasim.export.selection import by_month
from aquasim.sinks.typed import in_order_of_key, schema_of, typed_batch

ROWS_PER_CHUNK = 1 << 16
ROWS_IN_MEMORY = 2_000_000


class Spill:
    """Arrow files on disk, one a month."""

    def __init__(self, table: Table, folder: Path, rows_in_memory: int = ROWS_IN_MEMORY) -> None:
        self._table, self._folder, self._rows_in_memory = table, folder, rows_in_memory
        self._writers: dict[str, Any] = {}
        self._rows: dict[str, int] = {}

    def add(self, integers: Columns) -> None:
        """Keep rows that are already `quantised`."""
        for month, rows in by_month(self._table, integers).items():
            if month not in self._writers:
                self._writers[month] = pa.ipc.new_stream(str(self._path(month)), schema_of(self._table))
            batch = typed_batch(self._table, rows)
            self._writers[month].write_batch(batch)
            self._rows[month] = self._rows.get(month, 0) + batch.num_rows

    def months(self) -> list[str]:
        """Months that have rows, in order, once all rows are there."""
        for writer in self._writers.values():
            writer.close()
        return sorted(self._writers)

    def rows(self, month: str) -> Iterator[pa.Table]:
        """Rows of a month in order of the key; a large month in pieces, each a range of the key's first column."""
        path = self._path(month)
        with pa.memory_map(str(path)) as source:
            stored = pa.ipc.open_stream(source).read_all()
            for piece in self._pieces(stored):
                yield in_order_of_key(self._table, piece)
        path.unlink()

    def _pieces(self, stored: pa.Table) -> Iterator[pa.Table]:
        n = -(-stored.num_rows // self._rows_in_memory)
        if n == 1:
            yield stored
            return
        first = stored.column(self._table.key[0]).cast(pa.int64()).to_numpy()
        edges = np.unique(np.quantile(first, np.linspace(0, 1, n + 1)[1:-1], method="nearest"))
        piece = np.searchsorted(edges, first, side="right")
        for i in range(len(edges) + 1):
            yield stored.take(pa.array(np.flatnonzero(piece == i)))

    def _path(self, month: str) -> Path:
        return self._folder / f"{self._table.name}-{month}.arrow"


def coalesced(chunks: Iterable[Columns], rows: int = ROWS_PER_CHUNK) -> Iterator[Columns]:
    """The same rows in chunks of at least `rows`; a driver may deliver so few that handling a chunk costs more."""
    waiting: list[Columns] = []
    count = 0
    for chunk in chunks:
        waiting.append(chunk)
        count += len(next(iter(chunk.values())))
        if count >= rows:
            yield _together(waiting)
            waiting, count = [], 0
    if count:
        yield _together(waiting)


def _together(chunks: list[Columns]) -> Columns:
    if len(chunks) == 1:
        return chunks[0]
    return {name: _one([chunk[name] for chunk in chunks]) for name in chunks[0]}


def _one(pieces: list[Any]) -> Any:
    return [value for piece in pieces for value in piece] if isinstance(pieces[0], list) else np.concatenate(pieces)


def ahead(chunks: Iterable[Columns]) -> Iterator[Columns]:
    """The same chunks, read by a thread of their own while those before are worked on."""
    iterator = iter(chunks)
    with ThreadPoolExecutor(1, "reader") as pool:
        coming = pool.submit(next, iterator, None)
        while (chunk := coming.result()) is not None:
            coming = pool.submit(next, iterator, None)
            yield chunk
