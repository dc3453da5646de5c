"""What can be done in another process: rows of a month to digest sums and whole Parquet files."""

import signal
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from aquasim.engine.day import Trace
from aquasim.engine.readings import Shard, readings
from aquasim.engine.tables import TABLES, Columns, row_count
from aquasim.engine.world import World
from aquasim.export.selection import Selection, by_month
from aquasim.sinks.digest import Sums, added, sums
from aquasim.sinks.encoding import integers_of
from aquasim.sinks.parquet import parquet_bytes
from aquasim.sinks.typed import READINGS, in_order_of_key, typed_batch

FAULTS = "environmental_sensorfault"


class Encoded(NamedTuple):
    """Digest sums of some rows, and their files: table, month, content."""

    sums: Sums
    files: list[tuple[str, str, bytes]]


class Wanted(NamedTuple):
    """Rows to keep, and whether files of them are wanted or only digest sums."""

    selection: Selection
    files: bool


def encode(tables: Mapping[str, Columns], wanted: Wanted) -> Encoded:
    """Sums and files of rows as they leave the engine, in order of their keys."""
    found: Sums = {}
    files = []
    for name in tables:
        integers = selected(name, tables[name], wanted.selection)
        if integers is None:
            continue
        table = TABLES[name]
        found[name] = sums(table, integers)
        if wanted.files:
            for month, rows in by_month(table, integers).items():
                ordered = in_order_of_key(table, typed_batch(table, rows))
                files.append((name, month, parquet_bytes(table, [ordered]).to_pybytes()))
    return Encoded(found, files)


def selected(name: str, columns: Columns, selection: Selection) -> Columns | None:
    """Selected rows of a table, `quantised`; None where there are none."""
    table = TABLES[name]
    if table not in selection.tables:
        return None
    integers = selection.rows(table, integers_of(table, columns))
    return integers if row_count(integers) else None


class Reader:
    """Makes the readings of a month; every process has one, so that the world travels once."""

    def __init__(self, world: World, wanted: Wanted) -> None:
        self._world, self._wanted = world, wanted

    def encode(self, month: str, traces: Sequence[Trace], pieces: Sequence[Shard]) -> Encoded:
        found: list[Sums] = []
        faults: list[Columns] = []
        batches = self._batches(traces, pieces, found, faults)
        files = [(READINGS, month, parquet_bytes(TABLES[READINGS], batches).to_pybytes())] if self._wanted.files else []
        for _ in batches:
            pass  # without files only the sums are wanted
        rest = encode(_joined(faults), self._wanted)
        return Encoded(added([*found, rest.sums]), [*(files if found else []), *rest.files])

    def _batches(
        self, traces: Sequence[Trace], pieces: Sequence[Shard], found: list[Sums], faults: list[Columns]
    ) -> Iterator[pa.RecordBatch]:
        """Readings shard after shard, which is the order of sensors; their sums and fault labels on the way."""
        for shard in pieces:
            tables = readings(self._world, traces, shard)
            faults += [columns for name, columns in tables.items() if name != READINGS]
            integers = selected(READINGS, tables[READINGS], self._wanted.selection) if READINGS in tables else None
            if integers is not None:
                found.append({READINGS: sums(TABLES[READINGS], integers)})
                if self._wanted.files:
                    yield typed_batch(TABLES[READINGS], integers)


def _joined(pieces: list[Columns]) -> dict[str, Columns]:
    if not pieces:
        return {}
    return {FAULTS: {name: np.concatenate([p[name] for p in pieces]) for name in pieces[0]}}


_readers: list[Reader] = []


def begin(world: World, wanted: Wanted) -> None:
    """Prepare a worker process; an interrupt is the first process's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pa.set_memory_pool(pa.system_memory_pool())
    _readers[:] = [Reader(world, wanted)]


def encode_readings(*arguments: Any) -> Encoded:
    """`Reader.encode` of this worker process."""
    return _readers[0].encode(*arguments)
