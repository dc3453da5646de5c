"""What a PostgreSQL server says, in the user's words: one line that ends with the remedy."""

import re

import adbc_driver_manager
import psycopg

from aquasim.address import server_parts
from aquasim.commands import manage
from aquasim.sinks.sqlite_errors import IMPOSSIBLE_VALUE, MIGRATE, STRANGE_ROWS

RESUME = "then go on with: aquamind resume"
LOCKED = f"another program holds a lock on the tables; wait until it has ended, {RESUME}"
FULL = f"the server's disk is full; free some space, {RESUME}"
CROWDED = f"the server takes no more connections ({{0}}); close some, {RESUME}"
LIMITED = (
    f"a limit of this user or database ended the work ({{0}}); raise it with ALTER ROLE or ALTER DATABASE, {RESUME}"
)
_BY_STATE = {
    "42501": "this user may not do that ({0}); grant it, or name another user in DATABASE_URL",
    "53100": FULL,
    "53200": f"the server is out of memory; give it more or stop other programs on it, {RESUME}",
    "53300": CROWDED,
    "53400": LIMITED,
    "57014": LIMITED,
    "57P05": LIMITED,
    "25P03": LIMITED,
    "25P04": LIMITED,
    "25006": "nothing can be written here ({0}); name the primary server in DATABASE_URL, or turn "
    "default_transaction_read_only off for this user and database",
    "3F000": "{0}; create the schema that search_path names, or correct search_path",
    "23505": STRANGE_ROWS,
    "23514": IMPOSSIBLE_VALUE,
    "2BP01": "{0}; drop those, and make them again afterwards",
    "42P01": f"{{0}}; {MIGRATE}",
    "42703": f"{{0}}; {MIGRATE}",
    "58P01": "{0}; the server misses a file, perhaps of an extension that was replaced: try "
    "`ALTER EXTENSION timescaledb UPDATE` as the first command of a fresh psql -X",
    "40P01": LOCKED,
    "55P03": LOCKED,
}
_BY_WORDS = (
    ("too many clients|too many connections|connection slots", CROWDED),
    ("canceling statement|temp_file_limit", LIMITED),
    ("No space left on device", FULL),
    (
        "update or delete on table .* violates foreign key",
        "rows of another table refer to generated ones ({0}); remove those or their reference, then try again",
    ),
    ("violates foreign key", "it lacks rows that others refer to ({0}); start over with `aquamind clear`"),
    (
        "function (set_chunk_time_interval|show_chunks|compress_chunk)",
        "{0}; add the schema of the extension timescaledb to search_path, then try again",
    ),
    ("password authentication failed", "the server refuses the user or the password; correct DATABASE_URL"),
    ("no password supplied", "the server asks for a password; write it into DATABASE_URL or ~/.pgpass"),
    ("role .* does not exist", "the server does not know the user; correct DATABASE_URL or create the user"),
    (
        "database .* does not exist",
        f"there is no such database; create it (`createdb`) and its tables (`{manage('migrate')}`)",
    ),
    ("no pg_hba.conf entry", "the server does not let this machine in; add it to pg_hba.conf"),
    ("permission denied for database", "the user may not connect; grant CONNECT, or name another user in DATABASE_URL"),
    ("could not translate host|resolve host", "the server's name is unknown; correct DATABASE_URL"),
    (
        "Connection refused|timeout expired|timed out|unreachable|No route to host|No such file",
        "the server cannot be reached; start it, or correct DATABASE_URL",
    ),
    ("starting up|shutting down|recovery mode", f"the server is not ready; wait a moment, {RESUME}"),
)
_UNCONNECTED = re.compile(
    r".*?(?:connection failed|connection is bad|Failed to connect): (?:connection to server .*? failed: )?"
)
"""What both drivers say before the reason for which no connection came about, which has no state."""
_OPERATIONAL = (psycopg.OperationalError, adbc_driver_manager.OperationalError)
LOST = f"the connection to the server was lost; start the server or mend the network, {RESUME}"


def explained(error: psycopg.Error | adbc_driver_manager.Error) -> str:
    """One line that says what happened and what to do."""
    text, state = _first_line(error), error.sqlstate
    if state in _BY_STATE:
        return _BY_STATE[state].format(text)
    if state and state[:2] in ("57", "08"):
        return LOST
    for pattern, words in _BY_WORDS:
        if re.search(pattern, str(error), re.IGNORECASE):
            return words.format(text)
    if _UNCONNECTED.match(str(error)):
        return f"no connection comes about ({text}); correct DATABASE_URL, or what the server allows"
    if not state and "ERROR:" not in str(error) and isinstance(error, _OPERATIONAL):
        return LOST
    return f"{text} (SQLSTATE {state})" if state else text


def is_known(error: psycopg.Error) -> bool:
    """Whether it comes from the server or the way to it, and not from a statement that is wrong."""
    return isinstance(error, psycopg.OperationalError) or error.sqlstate in _BY_STATE


def without_password(url: str) -> str:
    """The address of a database as it may be shown."""
    parts = server_parts(url)
    user = f"{parts['user']}@" if "user" in parts else ""
    place = f"{parts.get('host', '').rpartition('@')[2]}:{parts.get('port', 5432)}"
    return f"postgresql://{user}{place}/{parts.get('dbname', parts.get('user', ''))}"


def _first_line(error: psycopg.Error | adbc_driver_manager.Error) -> str:
    if isinstance(error, psycopg.Error) and error.diag.message_primary:
        return error.diag.message_primary
    if told := re.search("(?:ERROR|FATAL): +(.*)", str(error)):
        return told[1]
    return _UNCONNECTED.sub("", str(error).strip().partition("\n")[0])
