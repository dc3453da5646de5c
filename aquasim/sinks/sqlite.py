"""The embedded database: one SQLite file, loaded from Arrow through ADBC, whole parts to a transaction."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import adbc_driver_manager
import adbc_driver_sqlite
import pyarrow as pa
from filelock import FileLock, Timeout

from aquasim.commands import manage
from aquasim.engine.tables import TABLES, Kind, Table, Written
from aquasim.errors import SinkError
from aquasim.sinks.adbc import Adbc
from aquasim.sinks.digest import sums
from aquasim.sinks.encoding import integers_from_text, integers_of, text_batch
from aquasim.sinks.sql import SqlStore, generated_only, upsert
from aquasim.sinks.sqlite_errors import MIGRATE, PERMISSIONS, explained
from aquasim.sinks.store import Days, Encoded, Part

COMMIT_SHARE, COMMIT_SECONDS = 0.5, 5.0
"""Parts share a transaction until it has lasted so long, or this share of the session until then: rarer commits write
the ends of the trees less often, and a kill at any time loses little of what there is."""
READ_ROWS = "16384"
"""Rows of a chunk read back; the driver's own 1,024 halve the speed."""

LOADING_CACHE_KIB, READING_CACHE_KIB = 65_536, 8_192
"""Pages kept in memory: the ends of the trees that a load writes to. Who reads, reads a table from end to end."""
BUSY_MS = 30_000
"""How long a commit waits for others to finish reading."""


class SqliteStore(SqlStore):
    """A company in a SQLite file; see `aquasim.sinks.store.Store`."""

    takes_several_writers = False
    window_days = 60  # longer ones write to fewer places of the readings' tree, and need more memory

    def __init__(self, path: Path) -> None:
        self.path, self.url, self.label = path, f"sqlite:///{path}", str(path)
        self._lock = FileLock(f"{path}.lock")
        self._began_at = self._committed_at = time.monotonic()
        self._may_write = _checked(path)
        with self._errors(), ExitStack() as closed_on_error:
            self._adbc = Adbc(adbc_driver_sqlite.connect(str(path)), **{"adbc.sqlite.query.batch_rows": READ_ROWS})
            closed_on_error.callback(self._adbc.close)
            self._run(f"PRAGMA busy_timeout={BUSY_MS}")
            self._check_schema()
            self._run("PRAGMA synchronous=NORMAL")
            self._run(f"PRAGMA cache_size=-{READING_CACHE_KIB}")
            if self._may_write:
                self._rows("PRAGMA journal_mode=PERSIST")
            self._adbc.connection.set_autocommit(False)
            closed_on_error.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._errors():
            self._roll_back()
            self._adbc.connection.set_autocommit(True)
            if self._may_write:
                self._rows("PRAGMA journal_mode=DELETE")
        self._adbc.close()
        self._lock.release()

    def encode(self, part: Part) -> Encoded:
        batches, totals = {}, {}
        for name, columns in part.tables.items():
            table = TABLES[name]
            integers = integers_of(table, columns)
            batches[name] = text_batch(table, integers)
            if table.written is Written.APPEND:
                totals[name] = sums(table, integers)
        return Encoded(part.session, part.window, part.name, batches, totals, part.state)

    def commit(self, part: Encoded) -> bool:
        with self._errors(), self._rolled_back_on_error():
            for name, batch in part.batches.items():
                if TABLES[name].written is Written.APPEND:
                    self._adbc.ingest(name, batch)
                else:
                    self._upsert(TABLES[name], batch)
            self._write_line(part)
            if not self._commit_is_due():
                return False
            self.flush()
        return True

    def _commit_is_due(self) -> bool:
        now = time.monotonic()
        return now - self._committed_at >= min(COMMIT_SECONDS, COMMIT_SHARE * (now - self._began_at))

    def flush(self) -> None:
        with self._errors():
            self._adbc.connection.commit()
        self._committed_at = time.monotonic()

    def beside(self) -> Self:
        raise SinkError(f"{self.path} takes one writer at a time")

    def query(self, sql: str) -> pa.Table:
        with self._errors():
            return self._adbc.table(sql)

    def seal(self) -> None:
        super().seal()
        self._run(f"PRAGMA cache_size=-{READING_CACHE_KIB}")
        self._run("PRAGMA shrink_memory")

    def integers(self, table: Table, days: Days | None = None) -> Iterator[dict[str, Any]]:
        columns = ", ".join(_not_null(column.kind, column.name, column.nullable) for column in table.columns)
        with self._errors():
            for batch in self._adbc.batches(f'SELECT {columns} FROM "{table.name}" {generated_only(table, days)}'):
                yield integers_from_text(table, batch)

    def _check_schema(self) -> None:
        for table in TABLES.values():
            have = {row[1] for row in self._rows(f'PRAGMA table_info("{table.name}")')}
            missing = sorted(set(table.column_names) - have)
            if missing:
                what = f"has no column {', '.join(missing)}" if have else "does not exist"
                raise SinkError(f"{self.path}: table {table.name} {what}; {MIGRATE}")
        if not self._rows(
            "SELECT 1 FROM pragma_table_info('generation_generationrun') WHERE name = 'first_window_days'"
        ):
            raise SinkError(f"{self.path}: the ledger tables are missing or old; {MIGRATE}")

    def _take_lock(self) -> None:
        if not self._may_write:
            raise SinkError(f"{self.path} cannot be written; {PERMISSIONS}")
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise SinkError(
                f"another generator is writing to {self.path}; wait until it has ended, then try again"
            ) from None
        except PermissionError:
            raise SinkError(f"the folder of {self.path} cannot be written; change its permissions") from None
        self._began_at = time.monotonic()

    def _make_room(self, window_days: int) -> None:
        """Cache for a load; a company whose windows are single days has too many ends of trees, and no room."""
        self._run(f"PRAGMA cache_size=-{LOADING_CACHE_KIB if window_days > 1 else READING_CACHE_KIB}")

    def _upsert(self, table: Table, batch: pa.RecordBatch) -> None:
        self._adbc.ingest("incoming", batch, temporary=True)
        self._run(upsert(table, "temp.incoming"))
        self._run("DROP TABLE temp.incoming")

    def _run(self, sql: str, *values: Any) -> None:
        self._adbc.table(sql, *values)

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        columns = self._adbc.table(sql, *values).columns
        return list(zip(*(column.to_pylist() for column in columns), strict=True))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._errors(), self._rolled_back_on_error():
            yield
            self.flush()

    @contextmanager
    def _rolled_back_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        """Undo what is not committed; SQLite has done so by itself where a write failed, as on a full disk."""
        try:
            self._adbc.connection.rollback()
        except adbc_driver_manager.InternalError:
            self._run("BEGIN")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except adbc_driver_manager.Error as error:
            raise SinkError(f"{self.path}: {explained(str(error))}") from error


def _checked(path: Path) -> bool:
    """Whether the file may be written, asked without opening it: to close it would end this process's locks on it."""
    if not path.is_file():
        create = f"DATABASE_URL=sqlite:///{path.as_posix()} {manage('migrate')}"
        raise SinkError(f"there is no database {path}; create it with: {create}")
    if not _may(path, os.R_OK):
        raise SinkError(f"{path} cannot be read; {PERMISSIONS}")
    return _may(path, os.W_OK)


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _not_null(kind: Kind, name: str, nullable: bool) -> str:
    """Select expression whose type the driver can infer from any chunk of rows: no column that begins with NULLs."""
    null = {Kind.INT: "-1", Kind.DATE: "''"}.get(kind)
    return f'coalesce("{name}", {null})' if nullable and null else f'"{name}"'
