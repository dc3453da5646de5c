"""What keeps Django's commands from their work and can be mended, told as `aquamind` tells it: one line and exit 2."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import DatabaseError, OperationalError

from aquasim.sinks.postgres_errors import explained, is_known, without_password
from aquasim.sinks.sqlite_errors import explained as explained_by_file

EXIT_MEND = 2


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """A database that cannot be used, settings that contradict, a command that refuses; else the traceback stays."""
    try:
        yield
    except (ImproperlyConfigured, CommandError) as error:
        _end(str(error))
    except DatabaseError as error:
        server = _said_by_server(error)
        if server is None and type(error) in (OperationalError, DatabaseError):
            _end(f"{os.environ.get('DATABASE_URL') or 'var/aquamind.sqlite3'}: {explained_by_file(str(error))}")
        elif server is not None and is_known(server):
            _end(f"{without_password(os.environ['DATABASE_URL'])}: {explained(server)}")
        else:
            raise


def _said_by_server(error: BaseException | None) -> psycopg.Error | None:
    """What the driver raised, at the bottom of what Django made of it; None on SQLite."""
    while error is not None and not isinstance(error, psycopg.Error):
        error = error.__cause__ or error.__context__
    return error


def _end(told: str) -> None:
    print(f"Error: {told}", file=sys.stderr)
    sys.exit(EXIT_MEND)
