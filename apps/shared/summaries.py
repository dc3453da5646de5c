"""Readings by hour and day: tables and views that stand beside the models and follow every `migrate`.

SQLite has views, since its readings lie in the order of their sensors. PostgreSQL has a table by day, which the
generator fills, and a view by hour, for which the generator makes a table where there are many readings an hour. The
community edition of TimescaleDB keeps continuous aggregates instead.
"""

from django.db import connections

from aquasim.engine.tables import READINGS
from aquasim.sinks.summaries import BY_DAY, EDITION, SUMMARIES, create_table, create_view

_KINDS = {
    "sqlite": "SELECT name, type FROM sqlite_master",
    "postgresql": "SELECT relname, relkind::text FROM pg_class WHERE pg_table_is_visible(oid)",
}
_VIEW = ("view", "v")


def drop_views(using: str, **signal) -> None:
    """Before `migrate`: a table on which a view rests cannot be rebuilt."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = _there(cursor)
        for summary in SUMMARIES:
            if there.get(summary.name) in _VIEW:
                cursor.execute(f"DROP VIEW {summary.name}")


def make_summaries(using: str, **signal) -> None:
    """After `migrate`: what is missing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = _there(cursor)
        if READINGS not in there:
            return
        for summary in SUMMARIES:
            if summary.name not in there:
                as_table = summary is BY_DAY and connection.vendor == "postgresql"
                cursor.execute(create_table(summary) if as_table else create_view(summary, connection.vendor))


def _there(cursor) -> dict[str, str]:
    """Tables and views by name with their kind; none where continuous aggregates do the work."""
    if cursor.db.vendor == "postgresql":
        cursor.execute(EDITION)
        if cursor.fetchone() == ("timescale",):
            return {}
    cursor.execute(_KINDS[cursor.db.vendor])
    return dict(cursor.fetchall())
