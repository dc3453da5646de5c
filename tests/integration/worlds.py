"""Small worlds for tests of the store: presets of a few days, and what a database holds of them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from aquasim.engine.tables import TABLES
from aquasim.sinks import Store, ledger_sums, stored_sums

PRESET = """extends = "smoke"
sessions = {sessions}

[targets]
session_1_readings = 1000
"""


def preset(folder: Path, sessions: list[int], name: str = "little") -> str:
    """Write the smoke preset with other sessions; its name is that of the file, wherever it lies."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(PRESET.format(sessions=sessions), encoding="utf-8")
    return path.as_posix()


def rows_in(database: Path) -> dict[str, int]:
    """Rows of every table of the engine that has any."""
    with closing(sqlite3.connect(database)) as connection:
        counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in TABLES}
    return {name: count for name, count in counts.items() if count}


def broken_references(database: Path) -> list[tuple[str, int, str, int]]:
    """Rows whose foreign key points nowhere."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("PRAGMA foreign_key_check").fetchall()


def assert_ledger_tells_the_truth(store: Store) -> None:
    """What the ledger says is there is there, and nothing else."""
    stored, told = (
        {table: months for table, months in one.items() if months} for one in (stored_sums(store), ledger_sums(store))
    )
    assert stored == told
