"""Where rows go: one class a database, all of the same protocol, chosen by URL."""

from pathlib import Path

from aquasim.engine.tables import TABLES, Written
from aquasim.errors import SinkError
from aquasim.sinks.digest import Sums, added, sums
from aquasim.sinks.store import Criterion, Encoded, LedgerLine, Part, RunRecord, RunStatus, Store


def open_store(url: str) -> Store:
    """The store behind a database URL.

    Raises
    ------
    SinkError
        Where the URL names no known kind of database, or the database cannot be used.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and len(rest) > 1:
        from aquasim.sinks.sqlite import SqliteStore  # its drivers are loaded only where it is used

        return SqliteStore(Path(rest.removeprefix("/")))
    if scheme in ("postgresql", "postgres"):
        from aquasim.sinks.postgres import PostgresStore  # its drivers are loaded only where a server is used

        return PostgresStore(url)
    raise SinkError(
        f"{scheme!r} is no known kind of database; use sqlite:///path/to/file.sqlite3 "
        "or postgresql://user:password@host:5432/database"
    )


def small_table_sums(store: Store) -> Sums:
    """Digest sums of the tables that are not append-only, read back from the database."""
    return {
        table.name: added({table.name: sums(table, chunk)} for chunk in store.integers(table)).get(table.name, {})
        for table in TABLES.values()
        if table.written is not Written.APPEND
    }


def stored_sums(store: Store) -> Sums:
    """Digest sums of every table, read back from the database; what `ledger_sums` should equal."""
    return {
        table.name: added({table.name: sums(table, chunk)} for chunk in store.integers(table)).get(table.name, {})
        for table in TABLES.values()
    }


def ledger_sums(store: Store) -> Sums:
    """Digest sums as the ledger has them, for append-only tables of all sessions, and the small tables read back."""
    lines = [line.sums for run in store.runs() for line in store.ledger(run.session)]
    return added([*lines, small_table_sums(store)])


__all__ = [
    "Criterion",
    "Encoded",
    "LedgerLine",
    "Part",
    "RunRecord",
    "RunStatus",
    "Store",
    "ledger_sums",
    "open_store",
    "stored_sums",
]
