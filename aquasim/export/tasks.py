"""What can be done in another process: rows of a month to digest sums and whole Parquet files."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from aquasim.elsewhere import sensing_world, unpacked
from aquasim.engine.day import Trace
from aquasim.engine.readings import readings
from aquasim.engine.sensor_days import Shard
from aquasim.engine.tables import READINGS, SENSOR_FAULTS, TABLES, Columns, row_count
from aquasim.engine.world import World
from aquasim.export.folder import write_file
from aquasim.export.selection import Selection, by_month
from aquasim.sinks.digest import Sums, added, sums
from aquasim.sinks.encoding import integers_of
from aquasim.sinks.parquet import file_name, parquet_bytes
from aquasim.sinks.typed import in_order_of_key, typed_batch


class File(NamedTuple):
    """A file of a data set by its path in it; without content where it lies at its place already."""

    table: str
    path: str
    content: bytes | None


class Encoded(NamedTuple):
    """Digest sums of some rows, and their files."""

    sums: Sums
    files: list[File]


class Wanted(NamedTuple):
    """Rows to keep; whether files of them are wanted or only digest sums; and which part of its month a file is."""

    selection: Selection
    files: bool
    part: int = 0


class Target(NamedTuple):
    """Where whoever makes files puts them: the place as the user named it, and its path in that file system."""

    place: str
    path: str


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
                files.append(_file(name, month, wanted.part, parquet_bytes(table, [ordered])))
    return Encoded(found, files)


def _file(table: str, month: str, part: int, content: pa.Buffer) -> File:
    return File(table, file_name(table, month, part, "parquet"), content.to_pybytes())


def selected(name: str, columns: Columns, selection: Selection) -> Columns | None:
    """Selected rows of a table, `quantised`; None where there are none."""
    table = TABLES[name]
    if table not in selection.tables:
        return None
    integers = selection.rows(table, integers_of(table, columns))
    return integers if row_count(integers) else None


def encode_readings(
    world: World, wanted: Wanted, month: str, traces: Sequence[Trace], pieces: Sequence[Shard]
) -> Encoded:
    """Sums and files of the readings of some containers in a month, and of their sensors' faults."""
    found: list[Sums] = []
    faults: list[Columns] = []
    batches = _batches(world, wanted, traces, pieces, found, faults)
    files = [_file(READINGS, month, wanted.part, parquet_bytes(TABLES[READINGS], batches))] if wanted.files else []
    for _ in batches:
        pass  # without files only the sums are wanted
    rest = encode(_joined(faults), wanted)
    return Encoded(added([*found, rest.sums]), [*(files if found else []), *rest.files])


def _batches(
    world: World,
    wanted: Wanted,
    traces: Sequence[Trace],
    pieces: Sequence[Shard],
    found: list[Sums],
    faults: list[Columns],
) -> Iterator[pa.RecordBatch]:
    """Readings shard after shard, which is the order of sensors; their sums and fault labels on the way."""
    for shard in pieces:
        tables = readings(world, traces, shard)
        faults += [columns for name, columns in tables.items() if name != READINGS]
        integers = selected(READINGS, tables[READINGS], wanted.selection) if READINGS in tables else None
        if integers is not None:
            found.append({READINGS: sums(TABLES[READINGS], integers)})
            if wanted.files:
                yield typed_batch(TABLES[READINGS], integers)


def _joined(pieces: list[Columns]) -> dict[str, Columns]:
    if not pieces:
        return {}
    return {SENSOR_FAULTS: {name: np.concatenate([p[name] for p in pieces]) for name in pieces[0]}}


def encode_events(target: Target | None, tables: Mapping[str, Columns], wanted: Wanted) -> Encoded:
    """`encode` in another process."""
    return put(encode(tables, wanted), target)


def encode_nearby(target: Target | None, parameters: str, *arguments: Any) -> Encoded:
    """`encode_readings` in a process of this machine."""
    return put(encode_readings(sensing_world(parameters), *arguments), target)


def encode_far(
    target: Target | None, parameters: str, wanted: Wanted, month: str, parcel: bytes, pieces: Sequence[Shard]
) -> Encoded:
    """`encode_readings` in a process of any machine."""
    return put(encode_readings(sensing_world(parameters), wanted, month, unpacked(parcel), pieces), target)


def put(done: Encoded, target: Target | None) -> Encoded:
    """The same with its files where they belong; without a target they are handed back."""
    if target is None:
        return done
    for file in done.files:
        write_file(target.place, f"{target.path}/{file.path}", file.content or b"")
    return Encoded(done.sums, [file._replace(content=None) for file in done.files])
