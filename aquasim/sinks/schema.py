"""Empty tables for runs beside the real one: copied from an embedded database, or made by the migrations."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from aquasim.commands import HOME, manage
from aquasim.errors import SinkError
from aquasim.sinks.sqlite_errors import MIGRATE


def copy_schema(source: Path, target: Path) -> Path:
    """Create `target` with the tables and indexes of `source`, and no rows.

    Raises
    ------
    SinkError
        Where `source` is missing or has no tables.
    """
    if not source.is_file():
        raise SinkError(f"there is no database {source}; create it with: {manage('migrate')}")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        statements = old.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'index'"
        ).fetchall()
        if not statements:
            raise SinkError(f"{source} has no tables; {MIGRATE}")
        new.execute(f"PRAGMA page_size = {old.execute('PRAGMA page_size').fetchone()[0]}")
        for (statement,) in statements:
            new.execute(statement)
        new.commit()
    return target


def migrate(url: str) -> None:
    """Bring a database up to date, in a process of its own: the simulator knows nothing of Django."""
    command = [sys.executable, str(HOME / "manage.py"), "migrate", "--verbosity", "0"]
    environment = os.environ | {"DATABASE_URL": url}
    done = subprocess.run(command, cwd=HOME, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SinkError(f"{manage('migrate')} could not be carried out: {done.stderr.strip()[-400:]}")
