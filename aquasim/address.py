"""The address of a server, read by the driver itself: it knows sockets, several hosts and every option."""

from contextlib import suppress
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from aquasim.errors import SinkError


def server_parts(url: str) -> dict[str, str]:
    """Its parts by PostgreSQL's names for them.

    Raises
    ------
    SinkError
        Where it is none; the driver's reason stays unsaid, because a piece of the password may be in it.
    """
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except ProgrammingError:
        parts = {"port": "none"}
    if not parts.get("port", "5432").replace(",", "").isdigit():  # as behind a password that holds a bare /
        raise SinkError(
            "DATABASE_URL is no address of a PostgreSQL database; write postgresql://user:password@host:5432/database, "
            "with %2F for / in a password, and so on, and after a ? only what PostgreSQL knows, such as sslmode=require"
        )
    if not _is_number(parts.get("connect_timeout", "0")):
        raise SinkError(
            "DATABASE_URL gives a connect_timeout that is no number of seconds; write connect_timeout=10, or leave it "
            "out"
        )
    return parts


def _is_number(text: str) -> bool:
    with suppress(ValueError, OverflowError):
        int(float(text))
        return True
    return False


def beside(url: str, database: str) -> str:
    """The address of another database on the same server, whichever way this one is named."""
    parts = urlsplit(url)
    options = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "dbname"]
    query = urlencode(options, quote_via=quote)
    return f"{parts.scheme}://{parts.netloc}/{quote(database)}" + (f"?{query}" if query else "")
