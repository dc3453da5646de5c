"""The tables of an embedded database without their rows, for runs in a temporary folder."""

import sqlite3
from contextlib import closing
from pathlib import Path

from aquasim.errors import SinkError


def copy_schema(source: Path, target: Path) -> Path:
    """Create `target` with the tables and indexes of `source`, and no rows.

    Raises
    ------
    SinkError
        Where `source` is missing or has no tables.
    """
    if not source.is_file():
        raise SinkError(f"there is no database {source}; create it with: python manage.py migrate")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        statements = old.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'index'"
        ).fetchall()
        if not statements:
            raise SinkError(f"{source} has no tables; bring it up to date with: python manage.py migrate")
        new.execute(f"PRAGMA page_size = {old.execute('PRAGMA page_size').fetchone()[0]}")
        for (statement,) in statements:
            new.execute(statement)
        new.commit()
    return target
