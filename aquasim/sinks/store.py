"""What every database sink offers: a ledger of runs and parts, one transaction a part, and rows read back as Arrow."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from types import TracebackType
from typing import Any, Protocol, Self

import pyarrow as pa

from aquasim.engine.tables import Columns, Table
from aquasim.engine.windows import windows
from aquasim.sinks.digest import Sums

SETUP, EVENTS = "setup", "events"
"""Names of parts: what stands before the first day, and what happened in a window."""


def setup_part(number: int) -> str:
    """Name of the part with a piece of what stands before the first day; only a large company has several."""
    return f"{SETUP}-{number + 1}" if number else SETUP


def readings_part(number: int, of: int) -> str:
    """Name of the part with one shard of a window's readings; each tells how many the window has."""
    return f"readings-{number + 1}-of-{of}"


def first_unfinished(parts: Iterable[tuple[int, str]]) -> int:
    """First window, counted from 0, of which the ledger lacks a part; several writers commit in any order."""
    names: dict[int, set[str]] = defaultdict(set)
    for window, name in parts:
        names[window].add(name)
    return next(window for window in count() if not _is_whole(names[window]))


def _is_whole(names: set[str]) -> bool:
    shards = [name for name in names if name.startswith("readings-")]
    return EVENTS in names and bool(shards) and len(shards) == int(shards[0].rpartition("-")[2])


@dataclass(frozen=True)
class Days:
    """Some days in a row."""

    first: dt.date
    length: int

    @property
    def end(self) -> dt.date:
        """The day after the last."""
        return self.first + dt.timedelta(days=self.length)


class RunStatus(StrEnum):
    """How far a session is, as the database says it."""

    RUNNING = "RUNNING"
    INTERRUPTED = "INTERRUPTED"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"


@dataclass(frozen=True)
class RunRecord:
    """A session as the ledger knows it."""

    id: int
    session: int
    preset: str
    preset_digest: str
    parameters: dict[str, Any]
    seed: int
    dataset_version: str
    first_date: dt.date
    days: int
    first_window_days: int
    window_days: int
    status: str
    started_at: str
    finished_at: str | None = None
    peak_memory_mb: float | None = None
    rows_per_table: dict[str, int] = field(default_factory=dict)
    digest: str = ""

    @property
    def span(self) -> Days:
        return Days(self.first_date, self.days)

    @property
    def windows(self) -> list[range]:
        """Days of each window, counted from the session's first."""
        return windows(self.days, self.first_window_days, self.window_days)


@dataclass(frozen=True)
class Part:
    """Rows that are wholly there or not there: a window's events, or its readings of one shard."""

    session: int
    window: int
    name: str
    tables: dict[str, Columns]
    state: bytes | None = None


@dataclass(frozen=True)
class Encoded:
    """A part ready to load: Arrow batches by table, and its line in the ledger."""

    session: int
    window: int
    name: str
    batches: dict[str, pa.RecordBatch]
    sums: Sums
    state: bytes | None
    summaries: dict[str, Any] = field(default_factory=dict)
    """Rows that follow from the others, for tables that are no part of the data set."""

    @property
    def rows(self) -> int:
        return sum(batch.num_rows for batch in self.batches.values())


@dataclass(frozen=True)
class LedgerLine:
    """A committed part."""

    window: int
    part: str
    rows: int
    sums: Sums


@dataclass(frozen=True)
class Criterion:
    """One check of the stored rows."""

    name: str
    expected: str
    observed: str
    passed: bool


class Store(Protocol):
    """A database that holds a generated company. All errors are `SinkError` or `CheckpointError`."""

    url: str
    takes_several_writers: bool
    window_days: int
    """Length of a window that suits the database; rows do not depend on it."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def runs(self) -> list[RunRecord]:
        """Sessions in order."""

    def days_done(self, session: int) -> int:
        """Simulated days of a session whose every part is committed."""

    def begin(self, run: RunRecord, readings_per_day: float) -> None:
        """Write the line of a session that starts, and take the lock that keeps a second generator out.

        The first is refused where there are rows already that no session wrote.
        The readings that a day is expected to have tell a database how to cut their table.
        """

    def resume(self, session: int) -> None:
        """Mark a session running again, and take the lock."""

    def finish(self, session: int, status: str, **values: Any) -> None:
        """Set the status of a session, and `rows_per_table`, `digest`, `peak_memory_mb` where given."""

    def ledger(self, session: int) -> list[LedgerLine]:
        """Committed parts of a session."""

    def state(self, session: int, window: int) -> bytes:
        """State of all fish after a window of a session."""

    def encode(self, part: Part) -> Encoded:
        """Rows in the form the database loads fastest; may run beside `commit` of another part."""

    def commit(self, part: Encoded) -> bool:
        """Rows, state and ledger line in one transaction; whether it is closed, or stays open for the next part."""

    def flush(self) -> None:
        """Close a transaction that `commit` left open."""

    def beside(self) -> Self:
        """Another connection, which commits parts beside this one, after `begin` or `resume`."""

    def seal(self) -> None:
        """Build what was put off while rows were loaded: keys, references, indexes; safe to repeat."""

    def query(self, sql: str) -> pa.Table:
        """Rows of a query; for reports and checks."""

    def integers(self, table: Table, days: Days | None = None) -> Iterator[dict[str, Any]]:
        """Rows of a table that were generated, of all days or some, `quantised`, in chunks."""

    def record_validation(self, session: int, criteria: list[Criterion]) -> None:
        """Store the outcome of the checks."""

    def strange_rows(self) -> str:
        """Where the ledger is empty: a table with rows that would get into a session's way, or nothing.

        Rows that people added, and what they refer to, are in nobody's way.
        """

    def clear(self) -> int:
        """Remove generated rows, and only those; returns how many."""
