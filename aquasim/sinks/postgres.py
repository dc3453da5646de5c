"""The database server: PostgreSQL, with or without TimescaleDB, loaded by binary COPY, one transaction a part."""

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from types import TracebackType
from typing import Any, Self

import adbc_driver_manager
import psycopg
import pyarrow as pa

from aquasim.engine.tables import HAND_MADE_FROM, READINGS, TABLES, Table, Written
from aquasim.engine.windows import WINDOW_DAYS
from aquasim.errors import SinkError
from aquasim.sinks.arrow_reader import UNLIMITED, ArrowReader
from aquasim.sinks.copy_binary import HEADER, TRAILER, CopyRows, copy_rows
from aquasim.sinks.digest import sums
from aquasim.sinks.encoding import integers_of
from aquasim.sinks.postgres_errors import explained, without_password
from aquasim.sinks.postponed import Postponed
from aquasim.sinks.sql import LEDGER_TABLES, SqlStore, generated_only, upsert
from aquasim.sinks.sqlite_errors import MIGRATE
from aquasim.sinks.store import Days, Encoded, Part, RunRecord, RunStatus
from aquasim.sinks.summaries import HOURS_A_DAY, SUMMARIES, summarised
from aquasim.sinks.timescale import NOT_IN_APACHE, cut_into_chunks, edition, keep_hours, plain_summaries

LOG = logging.getLogger(__name__)
LOCK = 0x41_51_55_41
"""Key of the advisory lock of generators, the same in every release."""
BESIDE_LOCK = LOCK + 1
"""Key of the lock that connections beside a generator's own share: they may outlive it by a moment."""
LOCK_WAIT_S = 5.0
CONNECT_S = 10
_SESSION = {
    "timezone": "UTC",
    "datestyle": "ISO",
    "client_min_messages": "warning",
    "client_connection_check_interval": "1s",  # a long statement of a killed generator ends, and its lock with it
    "synchronous_commit": "off",  # rows and ledger line vanish together in a crash, and resume writes them again
    "maintenance_work_mem": "256MB",
    "lock_timeout": "60s",
    "default_transaction_isolation": "read committed",  # a part that another connection wrote meanwhile is seen
}


class PostgresStore(SqlStore):
    """A company on a server; see `aquasim.sinks.store.Store`."""

    takes_several_writers = True
    window_days = WINDOW_DAYS  # longer ones leave the server without rows for longer

    def __init__(self, url: str) -> None:
        self.url = self.label = without_password(url)
        self._address = url
        with self._errors(), ExitStack() as closed_on_error:
            self._connection = closed_on_error.enter_context(closing(self._connect()))
            self._types = self._column_types()
            self._summaries = plain_summaries(self._connection)
            self._check_schema()
            self._reader = ArrowReader(url, self._errors)
            self._postponed = Postponed(self._connection)
            closed_on_error.pop_all()
        self._loading = False  # whether a part was committed with keys and references put off

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()
        self._connection.close()

    def begin(self, run: RunRecord, readings_per_day: float) -> None:
        super().begin(run, readings_per_day)
        self._summaries, self._types = plain_summaries(self._connection), self._column_types()

    def _prepare(self, run: RunRecord, readings_per_day: float) -> None:
        cut_into_chunks(self._connection, readings_per_day, run.window_days)
        if run.session == 1:
            keep_hours(self._connection, as_table=run.parameters["readings"]["per_day"] > HOURS_A_DAY)

    def encode(self, part: Part) -> Encoded:
        batches: dict[str, CopyRows] = {}
        totals, summaries = {}, {}
        for name, columns in part.tables.items():
            table = TABLES[name]
            integers = integers_of(table, columns)
            batches[name] = copy_rows(table, integers, self._types[name])
            if table.written is Written.APPEND:
                totals[name] = sums(table, integers)
            if name == READINGS:
                for one in self._summaries:
                    summaries[one.name] = copy_rows(one, summarised(one, integers), self._types[one.name])
        return Encoded(part.session, part.window, part.name, batches, totals, part.state, summaries)

    def commit(self, part: Encoded) -> bool:
        with self._transaction():
            if not self._loading:
                self._postponed.put_off()
            self._write_rows(part)
            self._write_line(part)
        self._loading = True
        return True

    def _write_rows(self, part: Encoded) -> None:
        """Rows of a part and their summaries, in the transaction that is open."""
        for name, rows in part.batches.items():
            if TABLES[name].written is Written.APPEND:
                self._copy(name, TABLES[name], rows)
            else:
                self._upsert(TABLES[name], rows)
        for summary in self._summaries:
            if summary.name in part.summaries:
                self._copy(summary.name, summary, part.summaries[summary.name])

    def flush(self) -> None:
        """Nothing to do: every part closes its transaction."""

    @property
    def address(self) -> str:
        """The URL with its password, for a worker that opens a connection of its own."""
        return self._address

    def make_way(self) -> None:
        """Put off keys and references, so that others may commit parts beside this connection."""
        if not self._loading:
            with self._transaction():
                self._postponed.put_off()
            self._loading = True

    def commit_once(self, part: Encoded, run: int) -> bool:
        """Rows of append-only tables with their ledger line, unless the run is gone or the part there already.

        For a worker that another may have replaced: its line comes first, so a second one waits for it and then stops.
        """
        with self._transaction():
            self._rows("SELECT pg_advisory_xact_lock_shared(?)", BESIDE_LOCK)
            if not self._enter_once(part, run):
                return False
            self._write_rows(part)
        return True

    def beside(self) -> Self:
        self.make_way()
        other = type(self)(self._address)
        other._loading = True
        with other._errors():
            other._rows("SELECT pg_advisory_lock_shared(?)", BESIDE_LOCK)
        return other

    def finish(self, session: int, status: str, **values: Any) -> None:
        if status == RunStatus.COMPLETED:
            self._take_lock()  # a check holds none, and another generator may be loading without its keys
        if values.get("digest") or status == RunStatus.COMPLETED:
            self.seal()
        super().finish(session, status, **values)

    def seal(self) -> None:
        """Build the keys, references and indexes that were put off for the load; safe to repeat."""
        self._loading = False
        with self._errors(), self._connect() as second:
            if self._postponed.make_good(second) and edition(self._connection) == "apache":
                LOG.info(NOT_IN_APACHE)

    def query(self, sql: str) -> pa.Table:
        return self._reader.table(sql)

    def integers(self, table: Table, days: Days | None = None) -> Iterator[dict[str, Any]]:
        yield from self._reader.integers(table, generated_only(table, days))

    def _remove_rows(self) -> int:
        """Without the references of bulk tables: a server looks for dependants once for every row it takes out."""
        self._postponed.put_off()
        filled = [summary.name for summary in self._summaries]
        owned = [*TABLES, *LEDGER_TABLES, *filled]
        if self._hand_made_rows() or self._references_from_others(owned):
            removed = super()._remove_rows()
            for name in filled:
                self._run(f'DELETE FROM "{name}"')
        else:
            removed = sum(int(self._rows(f'SELECT count(*) FROM "{name}"')[0][0]) for name in TABLES)
            self._run("TRUNCATE " + ", ".join(f'"{name}"' for name in owned))
        self._postponed.make_good()
        return removed

    def _hand_made_rows(self) -> bool:
        with_id = [name for name, table in TABLES.items() if table.key == ("id",)]
        some = " OR ".join(f'EXISTS (SELECT 1 FROM "{name}" WHERE id >= {HAND_MADE_FROM})' for name in with_id)
        return bool(self._rows(f"SELECT {some}")[0][0])

    def _references_from_others(self, owned: list[str]) -> bool:
        return bool(
            self._rows(
                "SELECT 1 FROM pg_constraint WHERE contype = 'f' AND confrelid = ANY (?::regclass[]) "
                "AND conrelid <> ALL (?::regclass[]) LIMIT 1",
                owned,
                owned,
            )
        )

    def _connect(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(self._address, autocommit=True, connect_timeout=CONNECT_S)
        for name, value in _SESSION.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        connection.execute(UNLIMITED)
        return connection

    def _column_types(self) -> dict[str, dict[str, str]]:
        rows = self._rows(
            "SELECT c.relname, a.attname, t.typname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "JOIN pg_type t ON t.oid = a.atttypid WHERE pg_table_is_visible(c.oid) AND c.relname = ANY (?) "
            "AND a.attnum > 0 AND NOT a.attisdropped",
            names := [*TABLES, *LEDGER_TABLES, *(summary.name for summary in SUMMARIES)],
        )
        types: dict[str, dict[str, str]] = {name: {} for name in names}
        for table, column, database_type in rows:
            types[table][column] = database_type
        return types

    def _check_schema(self) -> None:
        for name in (*TABLES, *LEDGER_TABLES):
            wanted, have = TABLES[name].column_names if name in TABLES else ("id",), self._types[name]
            missing = sorted(set(wanted) - set(have))
            if missing:
                what = f"has no column {', '.join(missing)}" if have else "does not exist"
                raise SinkError(f"{self.label}: table {name} {what}; {MIGRATE}")

    def _take_lock(self) -> None:
        """Waits a little, because a killed generator's connection may outlive it by a moment."""
        until = time.monotonic() + LOCK_WAIT_S
        with self._errors():
            for key in (LOCK, BESIDE_LOCK):
                while not self._rows("SELECT pg_try_advisory_lock(?)", key)[0][0]:
                    if time.monotonic() > until:
                        raise SinkError(
                            f"another generator is writing to {self.label}; wait until it has ended, then try again"
                        )
                    time.sleep(0.1)
            self._rows("SELECT pg_advisory_unlock(?)", BESIDE_LOCK)

    def _upsert(self, table: Table, rows: CopyRows) -> None:
        names = ", ".join(f'"{name}"' for name in table.column_names)
        self._run(f'CREATE TEMPORARY TABLE incoming AS SELECT {names} FROM "{table.name}" WITH NO DATA')
        self._copy("incoming", table, rows)
        self._run(upsert(table, "incoming"))
        self._run("DROP TABLE incoming")

    def _copy(self, target: str, table: Table, rows: CopyRows) -> None:
        names = ", ".join(f'"{name}"' for name in table.column_names)
        with self._connection.cursor() as cursor, cursor.copy(f'COPY "{target}" ({names}) FROM STDIN BINARY') as copy:
            copy.write(HEADER)
            for block in rows.blocks:
                copy.write(block.data)
            copy.write(TRAILER)

    def _run(self, sql: str, *values: Any) -> None:
        self._connection.execute(_with_places(sql), values)

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(_with_places(sql), values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._errors(), self._connection.transaction():
            yield

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (psycopg.Error, adbc_driver_manager.Error) as error:
            raise SinkError(f"{self.label}: {explained(error)}") from error


def _with_places(sql: str) -> bytes:
    """The statement with psycopg's mark for a value; no statement of ours holds `%` or a literal `?`."""
    return sql.replace("?", "%s").encode()
