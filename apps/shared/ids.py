"""Ids of rows that people add: above every id that is generated, from the first migration on."""

from django.db import connections

from aquasim.engine.tables import TABLES

_POSTGRES = """
    SELECT setval(s, %s) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS s) AS of_table
    WHERE coalesce(pg_sequence_last_value(s), 0) < %s
"""
_SQLITE = (
    "DELETE FROM sqlite_sequence WHERE name = %s AND seq < %s",
    "INSERT INTO sqlite_sequence (name, seq) SELECT %s, %s "
    "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
)


def reserve_ids(using: str, **signal) -> None:
    """Let every table that the engine fills count on from `HAND_MADE_FROM`; one that is beyond it stays there.

    Called after every `migrate`: a table made or rebuilt by a migration begins to count anew.
    """
    from aquasim.sinks.sql import HAND_MADE_FROM  # its drivers are loaded only where it is used

    connection = connections[using]
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name in (name for name, table in TABLES.items() if table.key == ("id",) and name in there):
            if connection.vendor == "postgresql":
                cursor.execute(_POSTGRES, [HAND_MADE_FROM, name, HAND_MADE_FROM])
            elif connection.vendor == "sqlite":
                cursor.execute(_SQLITE[0], [name, HAND_MADE_FROM])
                cursor.execute(_SQLITE[1], [name, HAND_MADE_FROM, name])
