"""What both databases say in the same SQL: the ledger of sessions and parts, verdicts, and clearing."""

import datetime as dt
import json
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Any

from aquasim.engine.tables import HAND_MADE_FROM, TABLES, Table, Written
from aquasim.errors import CheckpointError, SinkError
from aquasim.sinks.digest import Sum, Sums
from aquasim.sinks.sqlite_errors import STRANGE_ROWS
from aquasim.sinks.store import EVENTS, Criterion, Days, Encoded, LedgerLine, RunRecord, RunStatus, first_unfinished

LEDGER_TABLES = ("generation_generationrun", "generation_generationpart", "generation_validationresult")
_RUN_FIELDS = (
    "id, session, preset, preset_digest, CAST(parameters AS text) AS parameters, seed, dataset_version, "
    "CAST(first_date AS text) AS first_date, days, first_window_days, window_days, status, "
    "CAST(started_at AS text) AS started_at, CAST(finished_at AS text) AS finished_at, peak_memory_mb, "
    "CAST(rows_per_table AS text) AS rows_per_table, digest"
)
_RUN_NAMES = tuple(field.split(" AS ")[-1] for field in _RUN_FIELDS.replace("CAST(", "").split(", "))
_FINAL = (RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.INTERRUPTED)


class SqlStore(ABC):
    """The half of a store that is plain SQL; see `aquasim.sinks.store.Store`. A value's place is marked `?`."""

    label: str
    """The database in words of an error."""

    @abstractmethod
    def _run(self, sql: str, *values: Any) -> None: ...

    @abstractmethod
    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]: ...

    @abstractmethod
    def _errors(self) -> AbstractContextManager[None]:
        """Driver errors in the user's words."""

    @abstractmethod
    def _transaction(self) -> AbstractContextManager[None]:
        """All or nothing, with `_errors`."""

    @abstractmethod
    def _take_lock(self) -> None:
        """Keep a second generator out until this store is closed."""

    def _make_room(self, window_days: int) -> None:  # noqa: B027 (not every database needs it)
        """Memory for a load of windows of so many days."""

    def _prepare(self, run: RunRecord, readings_per_day: float) -> None:  # noqa: B027 (not every database needs it)
        """What a session needs of the database, in the transaction that enters it."""

    @abstractmethod
    def flush(self) -> None:
        """Close a transaction that `commit` left open."""

    def seal(self) -> None:
        """Nothing is put off, so there is only the open transaction to close."""
        self.flush()

    def runs(self) -> list[RunRecord]:
        with self._errors():
            rows = self._rows(f"SELECT {_RUN_FIELDS} FROM generation_generationrun ORDER BY session")
        return [_run_record(dict(zip(_RUN_NAMES, row, strict=True))) for row in rows]

    def days_done(self, session: int) -> int:
        run = self._record(session)
        whole = first_unfinished((line.window, line.part) for line in self.ledger(session))
        return run.days if run.digest else sum(map(len, run.windows[:whole]))

    def begin(self, run: RunRecord, readings_per_day: float) -> None:
        self._take_lock()
        self._make_room(run.window_days)
        if run.session == 1 and (strange := self.strange_rows()):
            raise SinkError(f"{self.label}: {STRANGE_ROWS.format(strange)}")
        with self._transaction():
            self._run(
                "INSERT INTO generation_generationrun (session, preset, preset_digest, parameters, seed, "
                "dataset_version, first_date, days, first_window_days, window_days, status) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run.session,
                run.preset,
                run.preset_digest,
                json.dumps(run.parameters),
                run.seed,
                run.dataset_version,
                str(run.first_date),
                run.days,
                run.first_window_days,
                run.window_days,
                RunStatus.RUNNING,
            )
            self._prepare(run, readings_per_day)

    def resume(self, session: int) -> None:
        self._take_lock()
        self._make_room(self._record(session).window_days)
        self.finish(session, RunStatus.RUNNING)

    def finish(self, session: int, status: str, **values: Any) -> None:
        columns = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in values.items()}
        setters = "".join(f", {name} = ?" for name in columns)
        with self._transaction():
            self._run(
                "UPDATE generation_generationrun SET status = ?, "
                f"finished_at = {'CURRENT_TIMESTAMP' if status in _FINAL else 'NULL'}{setters} WHERE session = ?",
                status,
                *columns.values(),
                session,
            )

    def ledger(self, session: int) -> list[LedgerLine]:
        with self._errors():
            rows = self._rows(
                "SELECT window_index, part, p.rows, CAST(p.digest AS text) FROM generation_generationpart p "
                "JOIN generation_generationrun r ON r.id = p.run_id WHERE r.session = ? ORDER BY p.id",
                session,
            )
        return [LedgerLine(window, part, n, _sums_from_json(digest)) for window, part, n, digest in rows]

    def state(self, session: int, window: int) -> bytes:
        with self._errors():
            rows = self._rows(
                "SELECT p.state FROM generation_generationpart p JOIN generation_generationrun r ON r.id = p.run_id "
                "WHERE r.session = ? AND window_index = ? AND part = ?",
                session,
                window,
                EVENTS,
            )
        if not rows:
            raise CheckpointError(
                f"the ledger holds no state after window {window} of "
                f"session {session}; run `aquamind clear` and generate again"
            )
        return bytes(rows[0][0])

    def record_validation(self, session: int, criteria: list[Criterion]) -> None:
        run = self._record(session)
        with self._transaction():
            self._run("DELETE FROM generation_validationresult WHERE run_id = ?", run.id)
            for c in criteria:
                self._run(
                    "INSERT INTO generation_validationresult (run_id, check_name, expected, observed, passed) "
                    "VALUES (?, ?, ?, ?, ?)",
                    run.id,
                    c.name,
                    c.expected,
                    c.observed,
                    bool(c.passed),
                )

    def strange_rows(self) -> str:
        with self._errors():
            for name, table in TABLES.items():
                where = generated_only(table) if table.written is Written.APPEND else without_dependants(table)
                if self._rows(f'SELECT 1 FROM "{name}" {where} LIMIT 1'):
                    return name
        return ""

    def clear(self) -> int:
        self._take_lock()
        with self._transaction():
            return self._remove_rows()

    def _remove_rows(self) -> int:
        """Take out what was generated and the ledger, in the open transaction; generated rows taken out."""
        removed = sum(self._delete(name, without_dependants(TABLES[name])) for name in reversed(TABLES))
        for name in reversed(LEDGER_TABLES):
            self._delete(name, "")
        return removed

    def _delete(self, name: str, where: str) -> int:
        rows = int(self._rows(f'SELECT count(*) FROM "{name}" {where}')[0][0])
        if rows:
            everything = rows == int(self._rows(f'SELECT count(*) FROM "{name}"')[0][0])
            self._run(f'DELETE FROM "{name}" {"" if everything else where}')
        return rows

    def _record(self, session: int) -> RunRecord:
        for run in self.runs():
            if run.session == session:
                return run
        raise CheckpointError(
            f"{self.label} holds no session {session}; start it with: aquamind generate --session {session}"
        )

    def _enter_once(self, part: Encoded, run: int) -> bool:
        """Enter a part in the ledger unless it is there, or the run is not; whether it was entered."""
        values = part.window, part.name, _rows_of(part), json.dumps(part.sums), run, part.session
        return bool(
            self._rows(
                "INSERT INTO generation_generationpart (run_id, window_index, part, rows, digest) "
                "SELECT id, ?, ?, ?, ? FROM generation_generationrun WHERE id = ? AND session = ? "
                "ON CONFLICT DO NOTHING RETURNING run_id",
                *values,
            )
        )

    def _write_line(self, part: Encoded) -> None:
        """Enter a part in the ledger, in the transaction of its rows."""
        self._run(
            "INSERT INTO generation_generationpart (run_id, window_index, part, rows, digest, state) "
            "SELECT id, ?, ?, ?, ?, ? FROM generation_generationrun WHERE session = ?",
            part.window,
            part.name,
            _rows_of(part),
            json.dumps(part.sums),
            part.state,
            part.session,
        )


def _rows_of(part: Encoded) -> int:
    return sum(batch.num_rows for name, batch in part.batches.items() if TABLES[name].written is not Written.UPSERT)


def generated_only(table: Table, days: Days | None = None) -> str:
    """Clause that leaves out rows that people added, and those of other days where some are named."""
    conditions = [f"id < {HAND_MADE_FROM}"] if table.key == ("id",) else []
    if days is not None:
        conditions.append(f"\"{table.month_of}\" >= '{days.first}' AND \"{table.month_of}\" < '{days.end}'")
        leading = next(column for column in table.columns if column.name == table.key[0])
        if leading.references:  # so that a key of two columns is searched, not read from end to end
            conditions.append(f'"{leading.name}" IN (SELECT id FROM "{leading.references}")')
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""


def upsert(table: Table, incoming: str) -> str:
    """Statement that inserts the rows of another table, or updates those already there."""
    names = ", ".join(f'"{name}"' for name in table.column_names)
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in table.column_names if name not in table.key)
    return (
        f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM {incoming} WHERE true '
        f"ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {updates}"
    )


def without_dependants(table: Table) -> str:
    """Clause for generated rows to which no remaining row refers."""
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


def _run_record(row: dict[str, Any]) -> RunRecord:
    row |= {name: json.loads(row[name] or "{}") for name in ("parameters", "rows_per_table")}
    return RunRecord(**(row | {"first_date": dt.date.fromisoformat(row["first_date"])}))


def _sums_from_json(text: str) -> Sums:
    return {
        table: {month: Sum(*values) for month, values in months.items()} for table, months in json.loads(text).items()
    }
