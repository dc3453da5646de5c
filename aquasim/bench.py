"""Speed of a session end to end against the raw load of the same rows into the same tables, in one run."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import adbc_driver_sqlite.dbapi as adbc
import pyarrow as pa

from aquasim.engine.tables import TABLES, Written
from aquasim.parameters import Parameters
from aquasim.run import generate
from aquasim.sinks import Encoded
from aquasim.sinks.schema import copy_schema
from aquasim.sinks.sqlite import SqliteStore


@dataclass(frozen=True)
class BenchResult:
    """What a session took, and what its rows took when they lay ready."""

    rows: int
    rows_per_second: float
    raw_rows_per_second: float
    peak_memory_mb: float
    seconds_by_step: dict[str, float]

    @property
    def ratio(self) -> float:
        """End to end over raw: 1 would be a generator that costs nothing beside the database."""
        return self.rows_per_second / self.raw_rows_per_second


def run_bench(parameters: Parameters, schema_of: Path) -> BenchResult:
    """Generate session 1 in a temporary folder, then load its rows again from ready-made Arrow batches.

    Parameters
    ----------
    parameters : Parameters
        The company.
    schema_of : Path
        A migrated database, whose tables are copied without their rows.
    """
    with TemporaryDirectory(prefix="aquamind-bench-") as folder:
        with SqliteStore(copy_schema(schema_of, Path(folder, "generated.sqlite3"))) as store:
            summary = generate(parameters, store, 1)
        Path(folder, "generated.sqlite3").unlink()
        with _Recorder(copy_schema(schema_of, Path(folder, "ledger.sqlite3")), Path(folder)) as recorder:
            generate(parameters, recorder, 1)
        rows, seconds = _load_raw(Path(folder), copy_schema(schema_of, Path(folder, "raw.sqlite3")))
    return BenchResult(
        summary.rows, summary.rows / summary.seconds, rows / seconds, summary.peak_memory_mb, summary.seconds_by_step
    )


class _Recorder(SqliteStore):
    """Keeps the encoded batches of append-only tables in Arrow files instead of the database."""

    def __init__(self, path: Path, folder: Path) -> None:
        super().__init__(path)
        self._folder, self._files, self._stack = folder, dict[str, pa.ipc.RecordBatchFileWriter](), ExitStack()

    def commit(self, part: Encoded) -> bool:
        kept = {}
        for name, batch in part.batches.items():
            if TABLES[name].written is not Written.APPEND:
                kept[name] = batch
                continue
            if name not in self._files:
                writer = pa.ipc.new_file(str(self._folder / f"{name}.arrow"), batch.schema)
                self._files[name] = self._stack.enter_context(writer)
            self._files[name].write_batch(batch)
        return super().commit(Encoded(part.session, part.window, part.name, kept, part.sums, part.state))

    def __exit__(self, *error: object) -> None:
        self._stack.close()
        super().__exit__(None, None, None)


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(str(path)) as source:
        reader = pa.ipc.open_file(source)
        for i in range(reader.num_record_batches):
            yield reader.get_batch(i)


def _load_raw(folder: Path, database: Path) -> tuple[int, float]:
    """Rows and seconds of the plain load: table after table, a transaction each, keys and indexes kept."""
    rows, seconds = 0, 0.0
    connection = adbc.connect(str(database), autocommit=True)
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA cache_size=-65536")
    connection.adbc_connection.set_autocommit(False)
    for name in TABLES:
        path = folder / f"{name}.arrow"
        if path.exists():
            for batch in _batches(path):
                start = time.perf_counter()
                cursor.adbc_ingest(name, batch, mode="append")
                seconds += time.perf_counter() - start
                rows += batch.num_rows
            start = time.perf_counter()
            connection.adbc_connection.commit()
            seconds += time.perf_counter() - start
    cursor.close()
    connection.close()
    return rows, seconds
