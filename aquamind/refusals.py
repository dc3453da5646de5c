"""What keeps Django's commands from their work and can be mended, told as `aquamind` tells it: one line and exit 2."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import DatabaseError, OperationalError

EXIT_MEND = 2


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """A database that cannot be used, settings that contradict, a command that refuses; else the traceback stays."""
    try:
        yield
    except (ImproperlyConfigured, CommandError) as error:
        _end(str(error))
    except DatabaseError as error:
        told = _of_server(error) if os.environ.get("DATABASE_URL", "").startswith("postgres") else _of_file(error)
        if told is None:
            raise
        _end(told)


def _of_file(error: DatabaseError) -> str | None:
    from aquasim.sinks.sqlite_errors import explained

    if type(error) not in (OperationalError, DatabaseError):
        return None
    return f"{os.environ.get('DATABASE_URL') or 'var/aquamind.sqlite3'}: {explained(str(error))}"


def _of_server(error: BaseException | None) -> str | None:
    """In the words for what the driver raised, which lies at the bottom of what Django made of it."""
    import psycopg  # the drivers of a server take a fifth of a second, and are loaded only where one is used

    from aquasim.sinks.postgres_errors import explained, is_known, without_password

    while error is not None and not isinstance(error, psycopg.Error):
        error = error.__cause__ or error.__context__
    if error is None or not is_known(error):
        return None
    return f"{without_password(os.environ['DATABASE_URL'])}: {explained(error)}"


def _end(told: str) -> None:
    print(f"Error: {told}", file=sys.stderr)
    sys.exit(EXIT_MEND)
