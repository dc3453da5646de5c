"""The embedded database: one SQLite file, loaded from Arrow through ADBC, one transaction a part."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import adbc_driver_manager
import adbc_driver_sqlite.dbapi as adbc
import pyarrow as pa
from filelock import FileLock, Timeout

from aquasim.engine.tables import TABLES, Kind, Table, Written
from aquasim.errors import CheckpointError, SinkError
from aquasim.sinks.digest import Sum, Sums, sums
from aquasim.sinks.encoding import integers_from_text, integers_of, text_batch
from aquasim.sinks.store import Criterion, Encoded, LedgerLine, Part, RunRecord

HAND_MADE_FROM = 1 << 40
"""Rows that people add get ids from here on; generated ids stay below."""
LEDGER_TABLES = ("generation_generationrun", "generation_generationpart", "generation_validationresult")
_RUN_FIELDS = (
    "id, session, preset, preset_digest, parameters, seed, "
    "dataset_version, first_date, days, window_days, status, started_at, "
    "finished_at, peak_memory_mb, rows_per_table, digest"
)


class SqliteStore:
    """A company in a SQLite file; see `aquasim.sinks.store.Store`."""

    def __init__(self, path: Path) -> None:
        self.path, self.url = path, f"sqlite:///{path}"
        self._lock = FileLock(f"{path}.lock")
        _check_file(path)
        with self._errors():
            self._connection = adbc.connect(str(path), autocommit=True)
            self._cursor = self._connection.cursor()
            self._check_schema()
            self._run("PRAGMA synchronous=NORMAL")
            self._run("PRAGMA cache_size=-65536")
            self._connection.adbc_connection.set_autocommit(False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cursor.close()
        self._connection.close()
        self._lock.release()

    # --- the ledger

    def runs(self) -> list[RunRecord]:
        with self._errors():
            rows = self._rows(f"SELECT {_RUN_FIELDS} FROM generation_generationrun ORDER BY session")
        names = _RUN_FIELDS.split(", ")
        return [_run_record(dict(zip(names, row, strict=True))) for row in rows]

    def days_done(self, session: int) -> int:
        run = self._record(session)
        under_way = max((line.window for line in self.ledger(session)), default=0)
        return run.days if run.digest else under_way * run.window_days

    def begin(self, run: RunRecord) -> None:
        self._take_lock()
        with self._transaction():
            self._run(
                "INSERT INTO generation_generationrun (session, preset, "
                "preset_digest, parameters, seed, dataset_version, first_date, "
                "days, window_days, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'RUNNING')",
                run.session,
                run.preset,
                run.preset_digest,
                json.dumps(run.parameters),
                run.seed,
                run.dataset_version,
                str(run.first_date),
                run.days,
                run.window_days,
            )
            for table in TABLES.values():
                if table.key == ("id",):
                    self._reserve_ids(table.name)

    def resume(self, session: int) -> None:
        self._take_lock()
        self.finish(session, "RUNNING")

    def finish(self, session: int, status: str, **values: Any) -> None:
        final = status in ("COMPLETED", "FAILED", "INTERRUPTED")
        columns = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in values.items()}
        setters = "".join(f", {name} = ?" for name in columns)
        with self._transaction():
            self._run(
                "UPDATE generation_generationrun SET status = ?, finished_at "
                f"= {'CURRENT_TIMESTAMP' if final else 'NULL'}{setters} "
                "WHERE session = ?",
                status,
                *columns.values(),
                session,
            )

    def ledger(self, session: int) -> list[LedgerLine]:
        with self._errors():
            rows = self._rows(
                "SELECT window_index, part, p.rows, p.digest FROM generation_generationpart "
                "p JOIN generation_generationrun r ON r.id = p.run_id "
                "WHERE r.session = ? ORDER BY p.id",
                session,
            )
        return [LedgerLine(window, part, n, _sums_from_json(digest)) for window, part, n, digest in rows]

    def state(self, session: int, window: int) -> bytes:
        with self._errors():
            rows = self._rows(
                "SELECT p.state FROM generation_generationpart p JOIN generation_generationrun r ON r.id = p.run_id "
                "WHERE r.session = ? AND window_index = ? AND part = 'events'",
                session,
                window,
            )
        if not rows:
            raise CheckpointError(
                f"the ledger holds no state after window {window} of "
                f"session {session}; run `aquamind clear` and generate again"
            )
        return bytes(rows[0][0])

    # --- rows

    def encode(self, part: Part) -> Encoded:
        batches, totals = {}, {}
        for name, columns in part.tables.items():
            table = TABLES[name]
            integers = integers_of(table, columns)
            batches[name] = text_batch(table, integers)
            if table.written is Written.APPEND:
                totals[name] = sums(table, integers)
        return Encoded(part.session, part.window, part.name, batches, totals, part.state)

    def commit(self, part: Encoded) -> None:
        with self._transaction():
            for name, batch in part.batches.items():
                if TABLES[name].written is Written.APPEND:
                    self._cursor.adbc_ingest(name, batch, mode="append")
                else:
                    self._upsert(TABLES[name], batch)
            self._run(
                "INSERT INTO generation_generationpart (run_id, window_index, part, rows, digest, state) "
                "SELECT id, ?, ?, ?, ?, ? FROM generation_generationrun WHERE session = ?",
                part.window,
                part.name,
                sum(
                    batch.num_rows for name, batch in part.batches.items() if TABLES[name].written is not Written.UPSERT
                ),
                json.dumps(part.sums),
                part.state,
                part.session,
            )

    def query(self, sql: str) -> pa.Table:
        with self._errors():
            self._cursor.execute(sql)
            return self._cursor.fetch_arrow_table()

    def integers(self, table: Table) -> Iterator[dict[str, Any]]:
        columns = ", ".join(_not_null(column.kind, column.name, column.nullable) for column in table.columns)
        with self._errors():
            self._cursor.execute(f'SELECT {columns} FROM "{table.name}" {_generated_only(table)}')
            for batch in self._cursor.fetch_record_batch():
                yield integers_from_text(table, batch)

    def record_validation(self, session: int, criteria: list[Criterion]) -> None:
        run = self._record(session)
        with self._transaction():
            self._run("DELETE FROM generation_validationresult WHERE run_id = ?", run.id)
            for c in criteria:
                self._run(
                    "INSERT INTO generation_validationresult (run_id, check_name, "
                    "expected, observed, passed) VALUES (?, ?, ?, ?, ?)",
                    run.id,
                    c.name,
                    c.expected,
                    c.observed,
                    int(c.passed),
                )

    def clear(self) -> int:
        self._take_lock()
        removed = 0
        with self._transaction():
            for name in reversed(TABLES):
                where = _without_dependants(TABLES[name])
                removed += self._delete(name, where)
            for name in reversed(LEDGER_TABLES):
                self._delete(name, "")
        return removed

    # --- inside

    def _check_schema(self) -> None:
        for table in TABLES.values():
            have = {row[1] for row in self._rows(f'PRAGMA table_info("{table.name}")')}
            missing = sorted(set(table.column_names) - have)
            if missing:
                what = f"has no column {', '.join(missing)}" if have else "does not exist"
                raise SinkError(
                    f"{self.path}: table {table.name} {what}; bring the "
                    "database up to date with: python manage.py migrate"
                )
        if not self._rows("SELECT 1 FROM pragma_table_info('generation_generationrun') WHERE name = 'window_days'"):
            raise SinkError(
                f"{self.path}: the ledger tables are missing or old; bring "
                "the database up to date with: python manage.py migrate"
            )

    def _record(self, session: int) -> RunRecord:
        for run in self.runs():
            if run.session == session:
                return run
        raise CheckpointError(
            f"{self.path} holds no session {session}; start it with: aquamind generate --session {session}"
        )

    def _take_lock(self) -> None:
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise SinkError(
                f"another generator is writing to {self.path}; wait until it has ended, then try again"
            ) from None

    def _reserve_ids(self, name: str) -> None:
        """Let rows that people add begin above every generated id."""
        self._run("DELETE FROM sqlite_sequence WHERE name = ? AND seq < ?", name, HAND_MADE_FROM)
        self._run(
            "INSERT INTO sqlite_sequence (name, seq) SELECT ?, ? WHERE "
            "NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?)",
            name,
            HAND_MADE_FROM,
            name,
        )

    def _upsert(self, table: Table, batch: pa.RecordBatch) -> None:
        names = ", ".join(f'"{name}"' for name in table.column_names)
        updates = ", ".join(f'"{name}" = excluded."{name}"' for name in table.column_names if name not in table.key)
        self._cursor.adbc_ingest("incoming", batch, mode="create", temporary=True)
        self._run(
            f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM temp.incoming WHERE true '
            f"ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {updates}"
        )
        self._run("DROP TABLE temp.incoming")

    def _delete(self, name: str, where: str) -> int:
        rows = int(self._rows(f'SELECT count(*) FROM "{name}" {where}')[0][0])
        if rows:
            everything = rows == int(self._rows(f'SELECT count(*) FROM "{name}"')[0][0])
            self._run(f'DELETE FROM "{name}" {"" if everything else where}')
        return rows

    def _run(self, sql: str, *values: Any) -> None:
        self._cursor.execute(sql, values or None)

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        self._cursor.execute(sql, values or None)
        return list(self._cursor.fetchall())

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        connection = self._connection.adbc_connection
        with self._errors():
            try:
                yield
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Driver errors in the user's words."""
        try:
            yield
        except adbc_driver_manager.Error as error:
            raise SinkError(f"{self.path}: {_explained(str(error))}") from error


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise SinkError(f"there is no database {path}; create it with: python manage.py migrate")
    with path.open("rb") as file:
        header = file.read(16)
    if header and header != b"SQLite format 3\x00":
        raise SinkError(f"{path} is not a SQLite database; name another file in DATABASE_URL")
    try:
        with path.open("r+b"):
            pass
    except PermissionError:
        raise SinkError(
            f"{path} cannot be written; change its permissions or name another file in DATABASE_URL"
        ) from None


def _explained(text: str) -> str:
    for sign, words in (
        ("database or disk is full", "the disk is full; free some space, then go on with: aquamind resume"),
        ("database is locked", "another program holds the database; close it, then go on with: aquamind resume"),
        ("readonly database", "the database or its folder cannot be written; change its permissions"),
        ("malformed", "the file is damaged; move it away and generate again"),
    ):
        if sign in text:
            return words
    return text


def _run_record(row: dict[str, Any]) -> RunRecord:
    row |= {name: json.loads(row[name] or "{}") for name in ("parameters", "rows_per_table")}
    return RunRecord(**(row | {"first_date": dt.date.fromisoformat(row["first_date"])}))


def _sums_from_json(text: str) -> Sums:
    return {
        table: {month: Sum(*values) for month, values in months.items()} for table, months in json.loads(text).items()
    }


def _not_null(kind: Kind, name: str, nullable: bool) -> str:
    """Select expression whose type the driver can infer from any chunk of rows: no column that begins with NULLs."""
    null = {Kind.INT: "-1", Kind.DATE: "''"}.get(kind)
    return f'coalesce("{name}", {null})' if nullable and null else f'"{name}"'


def _generated_only(table: Table) -> str:
    return f"WHERE id < {HAND_MADE_FROM}" if table.key == ("id",) else ""


def _without_dependants(table: Table) -> str:
    """Generated rows to which no remaining row refers."""
    if table.key != ("id",):
        return ""
    conditions = [f"id < {HAND_MADE_FROM}"]
    for other in TABLES.values():
        for column in other.columns:
            if column.references == table.name:
                conditions.append(
                    f'id NOT IN (SELECT "{column.name}" FROM "{other.name}" WHERE "{column.name}" IS NOT NULL)'
                )
    return "WHERE " + " AND ".join(conditions)
