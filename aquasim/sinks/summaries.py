"""Readings by hour and by day, where no continuous aggregate keeps them: count, mean, lowest and highest of a sensor.

A part holds whole days of its sensors, so its summaries are whole too and are written with it, in its transaction. By
hour they are worth a table only where sensors read more than once an hour; a view has the same columns.
"""

from typing import Any

import numpy as np

from aquasim.engine.tables import READINGS, TABLES, Column, Columns, Kind, Table, Written
from aquasim.engine.tables.schema import number, ref

EDITION = "SELECT current_setting('timescaledb.license', true) FROM pg_extension WHERE extname = 'timescaledb'"
"""The community edition is `timescale`, and keeps these by itself; no row without the extension."""
HOURS_A_DAY = 24
_SECONDS = {"hour": 3600, "day": 86400}


def _summary(unit: str) -> Table:
    columns = (
        Column(unit, Kind.TIME, f"Start of the {unit}, UTC."),
        ref("sensor_id", "infrastructure_sensor", "Sensor."),
        ref("parameter_id", "environmental_environmentalparameter", "Quantity."),
        Column("readings", Kind.INT, "Readings that came."),
        number("mean", "", "Their mean.", 4),
        number("lowest", "", "The lowest of them.", 2),
        number("highest", "", "The highest of them.", 2),
    )
    return Table(f"readings_by_{unit}", Written.APPEND, columns, key=("sensor_id", unit), month_of=unit)


BY_HOUR, BY_DAY = _summary("hour"), _summary("day")
SUMMARIES = (BY_HOUR, BY_DAY)
_TYPES = {"mean": "double precision", "lowest": "real", "highest": "real"}


def summarised(summary: Table, readings: Columns) -> Columns:
    """Summary of `quantised` readings that are sorted by sensor and time."""
    unit, *_ = summary.column_names
    start = readings["reading_time"] // _SECONDS[unit] * _SECONDS[unit]
    sensor, value = readings["sensor_id"], readings["value"]
    new = np.ones(len(start), dtype=bool)
    new[1:] = (sensor[1:] != sensor[:-1]) | (start[1:] != start[:-1])
    first = np.flatnonzero(new)
    count = np.diff(np.append(first, len(start)))
    resolution = next(column.decimals for column in TABLES[READINGS].columns if column.name == "value")
    mean: Any = np.add.reduceat(value, first) / count / 10.0**resolution
    return {
        unit: start[first],
        "sensor_id": sensor[first],
        "parameter_id": readings["parameter_id"][first],
        "readings": count,
        "mean": np.rint(mean * 1e4).astype(np.int64),
        "lowest": np.minimum.reduceat(value, first),
        "highest": np.maximum.reduceat(value, first),
    }


def create_table(summary: Table) -> str:
    """Statement for PostgreSQL."""
    unit, *others = summary.column_names
    columns = ", ".join(f"{name} {_TYPES.get(name, 'bigint')} NOT NULL" for name in others)
    return (
        f"CREATE TABLE {summary.name} ({unit} timestamp with time zone NOT NULL, {columns}, "
        f"PRIMARY KEY ({', '.join(summary.key)}))"
    )


def create_view(summary: Table, vendor: str) -> str:
    """Statement for `postgresql` or `sqlite`."""
    unit, *_ = summary.column_names
    starts = {
        "postgresql": f"date_trunc('{unit}', reading_time, 'UTC')",
        "sqlite": f"strftime('%Y-%m-%d {'00' if unit == 'day' else '%H'}:00:00', reading_time)",
    }
    return (
        f"CREATE VIEW {summary.name} AS SELECT {starts[vendor]} AS {unit}, sensor_id, parameter_id, "
        "count(*) AS readings, avg(value) AS mean, min(value) AS lowest, max(value) AS highest "
        f"FROM {READINGS} GROUP BY 1, 2, 3"
    )
