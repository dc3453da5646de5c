"""Is a data set what its manifest says, and does the simulator make the same again?"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from aquasim.engine.tables import Table
from aquasim.errors import SinkError
from aquasim.export.direct import simulate_to
from aquasim.export.duckdb_file import FILE, duckdb_tables, integers_from_duckdb
from aquasim.export.files import csv_tables, integers_from_csv
from aquasim.export.folder import filesystem_of
from aquasim.export.manifest import Manifest, Months, months_in
from aquasim.run import Progress
from aquasim.sinks.digest import Sum, Sums, added, sums
from aquasim.sinks.parquet import integers_from_parquet, parquet_tables

Rows = Callable[[Table], Iterator[dict[str, Any]]]


class Difference(NamedTuple):
    """A table and month that is not what the simulator makes: where, and rows and digest found and made."""

    where: str
    table: str
    month: str
    found: str
    made: str


def verify(
    place: str, *, workers: int | None = None, on_progress: Callable[[Progress], None] = lambda progress: None
) -> list[Difference]:
    """Generate again what a manifest describes, and compare it with the manifest, and with the files beside it.

    Parameters
    ----------
    place : str
        A data set, or only its manifest.json.
    """
    manifest = Manifest.read(place)
    made = months_in(
        simulate_to(
            manifest.parameters,
            manifest.sessions,
            selection=manifest.selection,
            workers=workers,
            on_progress=on_progress,
        )
    )
    differences = list(compared("manifest", manifest.months, made))
    if not place.endswith(".json"):
        differences += compared("files", months_in(folder_sums(place)), made)
    return differences


def compared(where: str, found: Months, made: Months) -> Iterator[Difference]:
    """Every table and month in which two data sets differ."""
    for table in made | found:
        here, there = found.get(table, {}), made.get(table, {})
        for month in sorted(here | there):
            if here.get(month) != there.get(month):
                yield Difference(where, table, month, _told(here.get(month)), _told(there.get(month)))


def _told(entry: tuple[int, str] | None) -> str:
    return f"{entry[0]} rows, {entry[1]}" if entry else "nothing"


def folder_sums(place: str) -> Sums:
    """Digest sums of the files of a data set, in whichever format it is."""
    with stored_rows(place) as (tables, rows):
        return {table.name: _table_sums(table, rows) for table in tables}


@contextmanager
def stored_rows(place: str) -> Iterator[tuple[list[Table], Rows]]:
    """The tables of a data set, and what reads the rows of one of them, `quantised`.

    Raises
    ------
    SinkError
        Where the folder holds no data set, or a file is damaged.
    """
    filesystem, folder = filesystem_of(place)
    if tables := parquet_tables(filesystem, folder):
        yield tables, partial(integers_from_parquet, filesystem, folder)
    elif tables := csv_tables(filesystem, folder):
        yield tables, partial(integers_from_csv, filesystem, folder)
    elif filesystem.get_file_info(f"{folder}/{FILE}").is_file:
        with TemporaryDirectory() as scratch:  # the library reads only local files
            path = Path(scratch, FILE)
            with filesystem.open_input_stream(f"{folder}/{FILE}") as source, path.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
            yield duckdb_tables(path), partial(integers_from_duckdb, path)
    else:
        raise SinkError(f"{place} holds no files of a data set; name a folder that `aquamind export` wrote")


def _table_sums(table: Table, rows: Rows) -> dict[str, Sum]:
    return added({table.name: sums(table, chunk)} for chunk in rows(table)).get(table.name, {})
