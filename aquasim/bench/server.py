"""The bench on a server: the raw load is the session's own COPY buffers, sent from a file.

Databases are made beside the named one and dropped again. The fastest raw load is the readings alone, by one COPY into
the empty table, and their key after; then the other bulk tables, their indexes after, their references left out.
"""

import mmap
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from aquasim.address import beside, server_parts
from aquasim.bench.orm import orm_load
from aquasim.bench.result import BenchResult, Compared, Speed
from aquasim.engine.tables import READINGS, TABLES, Written
from aquasim.errors import SinkError
from aquasim.parameters import Parameters
from aquasim.run import generate
from aquasim.sinks.copy_binary import HEADER, TRAILER
from aquasim.sinks.postgres import PostgresStore
from aquasim.sinks.postgres_errors import explained
from aquasim.sinks.postponed import NOTES, Postponed
from aquasim.sinks.schema import migrate
from aquasim.sinks.store import Encoded, Part, RunRecord
from aquasim.sinks.timescale import cut_into_chunks

_SETTINGS = "SET synchronous_commit = off; SET maintenance_work_mem = '256MB'; SET timezone = 'UTC'"


def bench_server(parameters: Parameters, url: str, orm_days: int = 0, workers: int = 1) -> BenchResult:
    """Generate session 1, then its readings alone, then load the rows again from ready-made buffers.

    Parameters
    ----------
    parameters : Parameters
        The company.
    url : str
        A database on the server, as a user who may create others beside it.
    orm_days : int
        Days that Django's ORM writes for comparison.
    workers : int
        Connections of the generator.
    """
    with TemporaryDirectory(prefix="aquamind-bench-") as folder:
        path = Path(folder, "buffers")
        with _told(), _databases(url) as database:
            with database() as own:  # first: memory is the most this process ever had
                with PostgresStore(own) as store:
                    whole = generate(parameters, store, 1, workers=workers)
                by_orm = orm_load(own, orm_days) if orm_days else None
            with database() as own, _ReadingsOnly(own) as store:
                readings = generate(parameters, store, 1, workers=workers)
            with database() as own, _Recorder(own, path) as recorder:
                generate(parameters, recorder, 1)
            with database() as own:
                raw_readings_s, raw_s = _load_raw(own, path, recorder)
    of_readings = recorder.rows[READINGS]
    return BenchResult(
        Compared(Speed(whole.rows, whole.seconds), Speed(sum(recorder.rows.values()), raw_s)),
        Compared(Speed(of_readings, readings.seconds), Speed(of_readings, raw_readings_s)),
        by_orm,
        whole.peak_memory_mb,
        whole.seconds_by_step,
    )


class _Recorder(PostgresStore):
    """Keeps the buffers of append-only tables in a file instead of the database."""

    def __init__(self, url: str, path: Path) -> None:
        super().__init__(url)
        self._file = path.open("wb")
        self.blocks: dict[str, list[slice]] = defaultdict(list)
        self.rows: dict[str, int] = defaultdict(int)

    def _prepare(self, run: RunRecord, readings_per_day: float) -> None:
        self.chunks_of = readings_per_day, run.window_days
        super()._prepare(run, readings_per_day)

    def commit(self, part: Encoded) -> bool:
        small = {}
        for name, rows in part.batches.items():
            if TABLES[name].written is not Written.APPEND:
                small[name] = rows
                continue
            self.rows[name] += rows.num_rows
            for block in rows.blocks:
                start = self._file.tell()
                self._file.write(block.data)
                self.blocks[name].append(slice(start, start + block.nbytes))
        return super().commit(Encoded(part.session, part.window, part.name, small, part.sums, part.state))

    def __exit__(self, *error: Any) -> None:
        self._file.close()
        super().__exit__(*error)


class _ReadingsOnly(PostgresStore):
    """Leaves out every other bulk table, and the summaries."""

    def encode(self, part: Part) -> Encoded:
        kept = {
            name: columns
            for name, columns in part.tables.items()
            if name == READINGS or TABLES[name].written is not Written.APPEND
        }
        encoded = super().encode(Part(part.session, part.window, part.name, kept, part.state))
        encoded.summaries.clear()
        return encoded


@contextmanager
def _databases(url: str) -> Iterator[Callable[[], AbstractContextManager[str]]]:
    """Makes databases with empty tables, each there while it is needed; their template is migrated once."""
    with psycopg.connect(url, autocommit=True) as server, _database(server, url) as template:
        migrate(template)
        name = server_parts(template)["dbname"]
        # TimescaleDB's workers connect to every database that admits them, and a template must have no connection.
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield lambda: _database(server, url, name)


@contextmanager
def _database(server: psycopg.Connection[Any], url: str, template: str = "template1") -> Iterator[str]:
    """The address of a new database, which is dropped again."""
    name = f"aquamind_bench_{secrets.token_hex(4)}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    try:
        yield beside(url, name)
    finally:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise SinkError(f"the bench makes databases of its own, and {explained(error)}") from error


def _load_raw(url: str, path: Path, recorder: _Recorder) -> tuple[float, float]:
    """Seconds of the readings with their key, and of everything; into chunks as wide as the generator's."""
    blocks = recorder.blocks
    with psycopg.connect(url, autocommit=True) as connection, _bytes_of(path) as content:
        connection.execute(_SETTINGS.encode())
        cut_into_chunks(connection, *recorder.chunks_of)
        postponed = Postponed(connection)
        with connection.transaction():
            postponed.put_off()
        # What the rows refer to is not loaded here, so references are left out, and the raw load is the faster for it.
        which = "statement LIKE '%FOREIGN KEY%' OR statement LIKE '%VALIDATE%'"
        connection.execute(f"DELETE FROM {NOTES} WHERE {which}".encode())
        began = time.perf_counter()
        _copy(connection, READINGS, content, blocks[READINGS])
        postponed.build_key(READINGS)
        readings_s = time.perf_counter() - began
        for table in blocks:
            if table != READINGS:
                _copy(connection, table, content, blocks[table])
        postponed.make_good()
        return readings_s, time.perf_counter() - began


@contextmanager
def _bytes_of(path: Path) -> Iterator[memoryview]:
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        memoryview(content) as view,
    ):
        yield view


def _copy(connection: psycopg.Connection[Any], table: str, content: memoryview, blocks: list[slice]) -> None:
    columns = ", ".join(f'"{name}"' for name in TABLES[table].column_names)
    statement = f"COPY {table} ({columns}) FROM STDIN BINARY".encode()
    with connection.cursor() as cursor, cursor.copy(statement) as stream:
        stream.write(HEADER)
        for block in blocks:
            with content[block] as piece:
                stream.write(piece)
        stream.write(TRAILER)
