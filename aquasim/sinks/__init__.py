"""Where rows go: one class a database, all of the same protocol, chosen by URL."""

import re
from pathlib import Path

from aquasim.engine.tables import TABLES, Written
from aquasim.errors import SinkError
from aquasim.sinks.digest import Sums, added, sums
from aquasim.sinks.sqlite import SqliteStore
from aquasim.sinks.store import Criterion, Encoded, LedgerLine, Part, RunRecord, Store


def open_store(url: str) -> Store:
    """The store behind a database URL.

    Raises
    ------
    SinkError
        Where the URL names no known kind of database, or the database cannot be used.
    """
    match = re.fullmatch(r"sqlite:///(.+)", url)
    if not match:
        raise SinkError(f"{url.split(':')[0]!r} is no known kind of database; use sqlite:///path/to/file.sqlite3")
    return SqliteStore(Path(match[1]))


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
    "Store",
    "ledger_sums",
    "open_store",
    "stored_sums",
]
