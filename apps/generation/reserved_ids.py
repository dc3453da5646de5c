"""Ids below `HAND_MADE_FROM` are the simulator's, from the first migration on and not only from the first session."""

from django.db import connections

from aquasim.engine.tables import HAND_MADE_FROM, TABLES


def reserve_ids(*, using: str, **kwargs) -> None:
    """Let the rows that people add to simulated tables begin above every generated id; run after each migration."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, table in TABLES.items():
            if name in present and table.key == ("id",):
                _RESERVE[connection.vendor](cursor, name)


def _sqlite(cursor, name: str) -> None:
    cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s AND seq < %s", [name, HAND_MADE_FROM])
    cursor.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT %s, %s "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
        [name, HAND_MADE_FROM, name],
    )


def _postgresql(cursor, name: str) -> None:
    cursor.execute(
        "SELECT setval(s, %s) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS s) "
        "WHERE coalesce(pg_sequence_last_value(s), 0) < %s",
        [HAND_MADE_FROM, name, HAND_MADE_FROM],
    )


_RESERVE = {"sqlite": _sqlite, "postgresql": _postgresql}
