"""The site on a database of its own, in place of the test database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import environ
from django.conf import settings
from django.db import connections
from django.db.utils import ConnectionHandler


@contextmanager
def site_on(database: Path | str) -> Iterator[None]:
    """Whatever Django does here, it does on this SQLite file, or on the database at this address."""
    address = database if isinstance(database, str) else f"sqlite:///{database.as_posix()}"
    config = environ.Env.db_url_config(address)
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = settings.DATABASES["default"].get("OPTIONS", {})
    usual = connections["default"]
    connections["default"] = ConnectionHandler({"default": config})["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = usual
