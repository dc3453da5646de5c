"""The bench on the embedded database: the raw load is Arrow batches, table after table."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

import adbc_driver_sqlite
import pyarrow as pa

from aquasim.bench.orm import orm_load
from aquasim.bench.result import BenchResult, Compared, Speed
from aquasim.engine.tables import TABLES, Written
from aquasim.parameters import Parameters
from aquasim.run import generate
from aquasim.sinks import Encoded
from aquasim.sinks.adbc import Adbc
from aquasim.sinks.schema import copy_schema
from aquasim.sinks.sqlite import SqliteStore


def bench_embedded(parameters: Parameters, schema_of: Path, orm_days: int = 0) -> BenchResult:
    """Generate session 1 in a temporary folder, then load its rows again from ready-made Arrow batches.

    Parameters
    ----------
    parameters : Parameters
        The company.
    schema_of : Path
        A migrated database, whose tables are copied without their rows.
    orm_days : int
        Days that Django's ORM writes for comparison.
    """
    with TemporaryDirectory(prefix="aquamind-bench-") as folder:
        generated = copy_schema(schema_of, Path(folder, "generated.sqlite3"))
        with SqliteStore(generated) as store:
            summary = generate(parameters, store, 1)
        by_orm = orm_load(f"sqlite:///{generated}", orm_days) if orm_days else None
        generated.unlink()
        with _Recorder(copy_schema(schema_of, Path(folder, "ledger.sqlite3")), Path(folder)) as recorder:
            generate(parameters, recorder, 1)
        raw = _load_raw(Path(folder), copy_schema(schema_of, Path(folder, "raw.sqlite3")))
    whole = Compared(Speed(summary.rows, summary.seconds), raw)
    return BenchResult(whole, None, by_orm, summary.peak_memory_mb, summary.seconds_by_step)


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


def _load_raw(folder: Path, database: Path) -> Speed:
    """The plain load: table after table, a transaction each, keys and indexes kept."""
    rows, seconds = 0, 0.0
    with closing(Adbc(adbc_driver_sqlite.connect(str(database)))) as adbc:
        adbc.table("PRAGMA synchronous=NORMAL")
        adbc.table("PRAGMA cache_size=-65536")
        adbc.connection.set_autocommit(False)
        for name in TABLES:
            path = folder / f"{name}.arrow"
            if path.exists():
                for batch in _batches(path):
                    start = time.perf_counter()
                    adbc.ingest(name, batch)
                    seconds += time.perf_counter() - start
                    rows += batch.num_rows
                start = time.perf_counter()
                adbc.connection.commit()
                seconds += time.perf_counter() - start
    return Speed(rows, seconds)
