"""Parquet files of a data set: one folder a table, one a month within it, rows in order of the key."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq

from aquasim.engine.tables import READINGS, TABLES, Kind, Table
from aquasim.errors import SinkError
from aquasim.sinks.digest import ALL_MONTHS
from aquasim.sinks.typed import integers_from_typed, schema_of

ROWS_PER_GROUP = 128 * 1024
LEVEL = 1


def file_name(table: str, month: str, part: int, suffix: str) -> str:
    """Path of a file within a data set, with the month as a Hive partition."""
    partition = "" if month == ALL_MONTHS else f"month={month}/"
    return f"{table}/{partition}part-{part}.{suffix}"


class PartNumbers:
    """The next free file name of each table and month."""

    def __init__(self) -> None:
        self._next: dict[tuple[str, str], int] = defaultdict(int)

    def path(self, table: str, month: str, suffix: str) -> str:
        part = self._next[table, month]
        self._next[table, month] += 1
        return file_name(table, month, part, suffix)


@contextmanager
def parquet_writer(sink: Any, table: Table) -> Iterator[pq.ParquetWriter]:
    """A writer of rows of one table, zstd-compressed, with units in the schema."""
    options = {"compression": "zstd", "compression_level": LEVEL, "use_dictionary": _repeating(table) or False}
    with pq.ParquetWriter(sink, schema_of(table), **options) as writer:
        yield writer


def _repeating(table: Table) -> list[str]:
    """Columns worth a dictionary: labels, and values of readings, which take a seventh less room with one.

    Of other numbers zstd finds the repetitions itself, in two thirds of the time.
    """
    if table.name == READINGS:
        return ["value"]
    return [column.name for column in table.columns if column.kind in (Kind.CHOICE, Kind.TEXT)]


def parquet_bytes(table: Table, batches: Iterable[pa.RecordBatch]) -> pa.Buffer:
    """A whole Parquet file in memory, for a task whose outcome another process stores."""
    sink = pa.BufferOutputStream()
    with parquet_writer(sink, table) as writer:
        for batch in batches:
            writer.write_batch(batch, row_group_size=ROWS_PER_GROUP)
    return sink.getvalue()


def data_files(filesystem: pafs.FileSystem, folder: str, table: str, suffix: str = "parquet") -> list[str]:
    """Paths of the files of a table, in order."""
    selector = pafs.FileSelector(f"{folder}/{table}", recursive=True, allow_not_found=True)
    return sorted(i.path for i in filesystem.get_file_info(selector) if i.is_file and i.extension == suffix)


def integers_from_parquet(filesystem: pafs.FileSystem, folder: str, table: Table) -> Iterator[dict[str, Any]]:
    """All rows of a table in a data set, `quantised`, in chunks.

    Raises
    ------
    SinkError
        Where a file is damaged or of another shape.
    """
    for path in data_files(filesystem, folder, table.name):
        try:
            with filesystem.open_input_file(path) as source, pq.ParquetFile(source) as file:
                for batch in file.iter_batches(ROWS_PER_GROUP, columns=list(table.column_names)):
                    if batch.num_rows:
                        yield integers_from_typed(table, batch)
        except (pa.ArrowException, KeyError) as error:
            raise SinkError(f"{path} is damaged or no file of {table.name} ({error}); export again") from error


def parquet_tables(filesystem: pafs.FileSystem, folder: str) -> list[Table]:
    """Tables that a data set has files of."""
    return [table for table in TABLES.values() if data_files(filesystem, folder, table.name)]
