"""A data set from a database or from the simulator: its files, and the words that go with them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from aquasim.engine.tables import TABLES, Table, row_count
from aquasim.errors import CheckpointError, ParameterError, SinkError
from aquasim.export.describe import STATEMENT, citation, datapackage
from aquasim.export.direct import simulate_to
from aquasim.export.duckdb_file import DuckDbFile
from aquasim.export.files import CsvFiles, Files, ParquetFiles
from aquasim.export.folder import MANIFEST, Folder
from aquasim.export.manifest import Manifest
from aquasim.export.selection import Selection
from aquasim.export.spill import Spill, ahead, coalesced
from aquasim.export.tasks import Target
from aquasim.parameters import Parameters
from aquasim.run import Progress
from aquasim.same_world import stored_parameters
from aquasim.sinks import Store
from aquasim.sinks.digest import Sum, Sums, added, sums

FORMATS = ("parquet", "csv", "duckdb")
WRITERS = 2


def export_database(
    store: Store,
    place: str,
    kind: str = "parquet",
    selection: Selection = Selection(),  # noqa: B008 (frozen)
    *,
    gzip: bool = False,
    force: bool = False,
) -> Manifest:
    """Write what a database holds to a folder, or to a URL that fsspec knows.

    Raises
    ------
    ParameterError, CheckpointError, SinkError
        With nothing left in `place`.
    """
    if kind not in FORMATS:
        raise ParameterError(f"--format {kind!r} is unknown; there are {', '.join(FORMATS)}")
    parameters, sessions = _generated(store)
    with Folder(place, force=force) as folder, folder.scratch() as scratch:
        with _files(kind, folder, scratch, selection, gzip) as files:
            found = {table.name: _export(store, table, selection, files, scratch) for table in selection.tables}
        manifest = Manifest.of(parameters, sessions, selection, found)
        _finish(folder, manifest, files)
    return manifest


def export_simulation(
    parameters: Parameters,
    sessions: int,
    place: str,
    *,
    force: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
    strict: bool = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Manifest:
    """Write sessions 1 .. `sessions` to Parquet straight from the simulator; the same rows as by way of a database.

    Workers, with `scheduler` those of a Dask cluster, write to `place` themselves.
    """
    in_memory = place.startswith("memory:")
    if scheduler and in_memory:
        raise SinkError(f"{place} is in the memory of one process; name a folder that all workers share, or a URL")
    with Folder(place, force=force) as folder:
        files = ParquetFiles(folder)
        found = simulate_to(
            parameters,
            sessions,
            files.put,
            workers=workers,
            scheduler=scheduler,
            target=None if in_memory else Target(place, folder.path),
            strict=strict,
            on_progress=on_progress,
        )
        manifest = Manifest.of(parameters, sessions, Selection(), found)
        _finish(folder, manifest, files)
    return manifest


def _generated(store: Store) -> tuple[Parameters, int]:
    """The parameters of the sessions that are wholly there, and how many they are."""
    runs = store.runs()
    if not runs:
        raise CheckpointError("the database holds no session to export; begin with: aquamind generate --session 1")
    for run in runs:
        if (done := store.days_done(run.session)) < run.days:
            raise CheckpointError(
                f"session {run.session} stands at {done}/{run.days} days; go on with `aquamind resume`, then export"
            )
    return stored_parameters(runs[-1]), runs[-1].session


@contextmanager
def _files(kind: str, folder: Folder, scratch: Path, selection: Selection, gzip: bool) -> Iterator[Files]:
    files: Files
    match kind:
        case "csv":
            files = CsvFiles(folder, gzip=gzip)
        case "duckdb":
            files = DuckDbFile(folder, scratch, selection)
        case _:
            files = ParquetFiles(folder)
    yield files
    files.close()


def _export(store: Store, table: Table, selection: Selection, files: Files, scratch: Path) -> dict[str, Sum]:
    """Rows of one table to files; their digest sums by month."""
    spill, found = Spill(table, scratch), list[Sums]()

    for chunk in ahead(coalesced(store.integers(table))):
        chosen = selection.rows(table, chunk)
        if row_count(chosen):
            found.append({table.name: sums(table, chosen)})
            spill.add(chosen)
    with ThreadPoolExecutor(1 if isinstance(files, DuckDbFile) else WRITERS) as pool:
        list(pool.map(lambda month: files.write(table, month, spill.rows(month)), spill.months()))
    return added(found).get(table.name, {})


def _finish(folder: Folder, manifest: Manifest, files: Files) -> None:
    """The words beside the data; the manifest comes last and says that all is there."""
    if not manifest.months:
        chosen = manifest.selection
        days = f" from {chosen.first or 'the first day'} to {chosen.last or 'the last'}" if not chosen.is_whole else ""
        raise SinkError(f"no rows of {', '.join(chosen.names) or 'any table'}{days}; choose other tables or days")
    paths = {table: sorted(files.paths[table]) for table in TABLES if table in files.paths}
    folder.write("LICENSE", STATEMENT)
    folder.write("CITATION.cff", citation(manifest))
    folder.write("datapackage.json", datapackage(manifest, files.kind, paths))
    folder.write(MANIFEST, manifest.to_json(files.kind))
