"""The site on a database of its own, in place of the test database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections


@contextmanager
def site_on(database: Path) -> Iterator[None]:
    """Whatever Django does here, it does on this SQLite file."""
    usual = connections["default"]
    connections["default"] = type(usual)({**usual.settings_dict, "NAME": str(database)}, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = usual
