"""What TimescaleDB adds after a load, where its edition has it: compressed chunks and daily and hourly summaries."""

from collections.abc import Mapping
from typing import Any

import psycopg

from aquasim.engine.tables import READINGS, Table
from aquasim.sinks.chunks import chunk_days
from aquasim.sinks.summaries import BY_DAY, BY_HOUR, EDITION, SUMMARIES, create_table, create_view

COMMUNITY = "timescale"
NOT_IN_APACHE = (
    "TimescaleDB runs with its Apache licence, without compression and continuous aggregates: readings stay as they "
    "were loaded, readings_by_day is a plain table filled by the load, readings_by_hour a table or a view"
)
_HYPERTABLES = """
    SELECT hypertable_name::text, compression_enabled FROM timescaledb_information.hypertables
    WHERE hypertable_schema = current_schema()
"""
_SUMMARY = """
    CREATE MATERIALIZED VIEW IF NOT EXISTS readings_by_{name} WITH (timescaledb.continuous) AS
    SELECT time_bucket('1 {name}', reading_time) AS {name}, sensor_id, parameter_id, count(*) AS readings,
           avg(value) AS mean, min(value) AS lowest, max(value) AS highest
    FROM {readings} GROUP BY 1, 2, 3 WITH NO DATA
"""


def edition(connection: psycopg.Connection[Any]) -> str | None:
    """`apache` or `timescale`; None where the extension is not in this database."""
    rows = connection.execute(EDITION).fetchall()
    return rows[0][0] if rows else None


def hypertables(connection: psycopg.Connection[Any]) -> Mapping[str, bool]:
    """Names of the hypertables, and whether they compress."""
    return dict(connection.execute(_HYPERTABLES).fetchall()) if edition(connection) else {}


def plain_summaries(connection: psycopg.Connection[Any]) -> tuple[Table, ...]:
    """Those that are tables, which a load has to fill."""
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND pg_table_is_visible(oid)"
    ).fetchall()
    return tuple(summary for summary in SUMMARIES if (summary.name,) in rows)


def keep_hours(connection: psycopg.Connection[Any], *, as_table: bool) -> None:
    """Make the summary by hour, which holds no rows of worth yet, a table or a view; aggregates stay what they are."""
    if BY_DAY in plain_summaries(connection) and as_table is not (BY_HOUR in plain_summaries(connection)):
        connection.execute(f"DROP {'VIEW' if as_table else 'TABLE'} {BY_HOUR.name}".encode())
        connection.execute((create_table(BY_HOUR) if as_table else create_view(BY_HOUR, "postgresql")).encode())


def cut_into_chunks(connection: psycopg.Connection[Any], readings_per_day: float, window_days: int) -> None:
    """Set the width of readings' chunks to come; where people have chosen a width, the next session sets it anew."""
    if READINGS in hypertables(connection):
        width = "make_interval(days => %s)"
        connection.execute(
            f"SELECT set_chunk_time_interval('{READINGS}', {width})".encode(),
            [chunk_days(readings_per_day, window_days)],
        )


def after_load(connection: psycopg.Connection[Any]) -> list[str]:
    """Statements that the edition allows, each safe to repeat; the server keeps the summaries up by itself."""
    if edition(connection) != COMMUNITY or READINGS not in hypertables(connection):
        return []
    units = () if plain_summaries(connection) else ("hour", "day")
    return [
        f"ALTER TABLE {READINGS} SET (timescaledb.compress, timescaledb.compress_segmentby = 'sensor_id', "
        "timescaledb.compress_orderby = 'reading_time')",
        f"SELECT compress_chunk(chunk, if_not_compressed => true) FROM show_chunks('{READINGS}') AS chunk",
        *(_SUMMARY.format(name=name, readings=READINGS) for name in units),
        *(
            f"SELECT add_continuous_aggregate_policy('readings_by_{name}', NULL, INTERVAL '1 {name}', "
            f"INTERVAL '1 {name}', if_not_exists => true)"
            for name in units
        ),
    ]
