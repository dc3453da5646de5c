"""The formats of a data set: files of months in order of their keys, written and read back."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.fs as pafs

from aquasim.engine.tables import TABLES, Kind, Table
from aquasim.errors import SinkError
from aquasim.export.folder import Folder
from aquasim.export.tasks import File
from aquasim.sinks.parquet import ROWS_PER_GROUP, PartNumbers, data_files, parquet_writer
from aquasim.sinks.typed import integers_from_typed, schema_of

SECONDS = pa.timestamp("s", "UTC")


class Files(Protocol):
    """Takes rows month by month, in the order of the tables."""

    kind: str
    paths: dict[str, list[str]]

    def write(self, table: Table, month: str, rows: Iterable[pa.Table]) -> None:
        """Add the rows of a table and month, in order of the key."""

    def close(self) -> None:
        """Settle what the format keeps until the end."""


class ParquetFiles:
    """A Parquet file a table and month."""

    kind = "parquet"

    def __init__(self, folder: Folder) -> None:
        self._folder, self._numbers = folder, PartNumbers()
        self.paths: dict[str, list[str]] = {}

    def write(self, table: Table, month: str, rows: Iterable[pa.Table]) -> None:
        with self._folder.open(self._path(table.name, month)) as stream, parquet_writer(stream, table) as writer:
            for piece in rows:
                writer.write_table(piece, row_group_size=ROWS_PER_GROUP)

    def put(self, file: File) -> None:
        """Add a file that was made elsewhere, or take note of one that was put in its place there."""
        if file.content is None:
            self._folder.check(file.path)
        else:
            self._folder.write(file.path, file.content)
        self.paths.setdefault(file.table, []).append(file.path)

    def _path(self, name: str, month: str) -> str:
        path = self._numbers.path(name, month, "parquet")
        self.paths.setdefault(name, []).append(path)
        return path

    def close(self) -> None: ...


class CsvFiles:
    """A CSV file a table and month, with a header, times in UTC and labels as text; with `gzip` compressed."""

    kind = "csv"

    def __init__(self, folder: Folder, *, gzip: bool = False) -> None:
        self._folder, self._numbers, self._gzip = folder, PartNumbers(), gzip
        self.paths: dict[str, list[str]] = {}

    def write(self, table: Table, month: str, rows: Iterable[pa.Table]) -> None:
        path = self._numbers.path(table.name, month, "csv.gz" if self._gzip else "csv")
        self.paths.setdefault(table.name, []).append(path)
        plain = plain_schema(table)
        with self._folder.open(path) as stream, self._packed(stream) as sink, pacsv.CSVWriter(sink, plain) as writer:
            for piece in rows:
                writer.write_table(piece.cast(plain))

    def _packed(self, stream: Any) -> AbstractContextManager[Any]:
        return pa.CompressedOutputStream(stream, "gzip") if self._gzip else nullcontext(stream)

    def close(self) -> None: ...


def plain_schema(table: Table) -> pa.Schema:
    """Types that text can hold: labels for categories, whole seconds."""
    plain = {Kind.CHOICE: pa.string(), Kind.TIME: SECONDS}
    fields = zip(table.columns, schema_of(table), strict=True)
    return pa.schema([pa.field(c.name, plain.get(c.kind, f.type), c.nullable) for c, f in fields])


def integers_from_csv(filesystem: pafs.FileSystem, folder: str, table: Table) -> Iterator[dict[str, Any]]:
    """All rows of a table in a data set of CSV files, `quantised`, in chunks."""
    types = {field.name: field.type for field in plain_schema(table)}
    options = pacsv.ConvertOptions(column_types=types, include_columns=list(types))
    for suffix, compression in (("csv", None), ("gz", "gzip")):
        for path in data_files(filesystem, folder, table.name, suffix):
            try:
                with filesystem.open_input_stream(path, compression=compression) as source:
                    for batch in pacsv.open_csv(source, convert_options=options):
                        yield integers_from_typed(table, batch)
            except (pa.ArrowException, KeyError) as error:
                raise SinkError(f"{path} is damaged or no file of {table.name} ({error}); export again") from error


def csv_tables(filesystem: pafs.FileSystem, folder: str) -> list[Table]:
    """Tables that a data set has CSV files of."""
    return [t for t in TABLES.values() if any(data_files(filesystem, folder, t.name, s) for s in ("csv", "gz"))]
