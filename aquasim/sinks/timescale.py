"""What TimescaleDB adds after a load, where its edition has it: compressed chunks and daily and hourly summaries."""

from collections.abc import Mapping
from typing import Any

import psycopg

READINGS = "environmental_environmentalreading"
COMMUNITY = "timescale"
NOT_IN_APACHE = (
    "TimescaleDB runs with its Apache licence: compression and continuous aggregates are not available; "
    "readings stay as they were loaded"
)
_HYPERTABLES = """
    SELECT hypertable_name::text, compression_enabled FROM timescaledb_information.hypertables
    WHERE hypertable_schema = current_schema()
"""
_SUMMARY = """
    CREATE MATERIALIZED VIEW IF NOT EXISTS readings_by_{name} WITH (timescaledb.continuous) AS
    SELECT time_bucket('1 {name}', reading_time) AS {name}, sensor_id, parameter_id, count(*) AS readings,
           avg(value) AS mean, min(value) AS lowest, max(value) AS highest
    FROM environmental_environmentalreading GROUP BY 1, 2, 3 WITH NO DATA
"""


def edition(connection: psycopg.Connection[Any]) -> str | None:
    """`apache` or `timescale`; None where the extension is not in this database."""
    rows = connection.execute("SELECT current_setting('timescaledb.license', true) FROM pg_extension "
                              "WHERE extname = 'timescaledb'").fetchall()  # fmt: skip
    return rows[0][0] if rows else None


def hypertables(connection: psycopg.Connection[Any]) -> Mapping[str, bool]:
    """Names of the hypertables, and whether they compress."""
    return dict(connection.execute(_HYPERTABLES).fetchall()) if edition(connection) else {}


def after_load(connection: psycopg.Connection[Any]) -> list[str]:
    """Statements that the edition allows, each safe to repeat; the server keeps the summaries up by itself."""
    if edition(connection) != COMMUNITY or READINGS not in hypertables(connection):
        return []
    return [
        f"ALTER TABLE {READINGS} SET (timescaledb.compress, timescaledb.compress_segmentby = 'sensor_id', "
        "timescaledb.compress_orderby = 'reading_time')",
        f"SELECT compress_chunk(chunk, if_not_compressed => true) FROM show_chunks('{READINGS}') AS chunk",
        *(_SUMMARY.format(name=name) for name in ("hour", "day")),
        *(
            f"SELECT add_continuous_aggregate_policy('readings_by_{name}', NULL, INTERVAL '1 {name}', "
            f"INTERVAL '1 {name}', if_not_exists => true)"
            for name in ("hour", "day")
        ),
    ]
