"""The address of a server, read by the driver itself: it knows sockets, several hosts and every option."""

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
    return parts
