"""Readings by hour and by day in the embedded database: views over the readings."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest

from aquasim.sinks.summaries import SUMMARIES
from tests.conftest import Workspace


def rows(database: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize(("unit", "length", "rest"), [("day", 10, " 00:00:00"), ("hour", 13, ":00:00")])
def test_a_view_sums_up_every_reading_of_a_sensor(smoke_world: Workspace, unit: str, length: int, rest: str) -> None:
    where = "WHERE sensor_id = (SELECT min(sensor_id) FROM environmental_environmentalreading)"
    groups: dict[tuple[str, int, int], list[float]] = defaultdict(list)
    for time, sensor, parameter, value in rows(
        smoke_world.database,
        f"SELECT reading_time, sensor_id, parameter_id, value FROM environmental_environmentalreading {where}",
    ):
        groups[time[:length] + rest, sensor, parameter].append(value)
    expected = [
        (*key, len(values), pytest.approx(sum(values) / len(values)), min(values), max(values))
        for key, values in sorted(groups.items())
    ]

    names = ", ".join(next(one for one in SUMMARIES if one.name == f"readings_by_{unit}").column_names)
    found = rows(smoke_world.database, f"SELECT {names} FROM readings_by_{unit} {where} ORDER BY {unit}")

    assert len(found) > 100
    assert found == expected


def test_a_view_of_one_sensor_reads_no_other(smoke_world: Workspace) -> None:
    plan = rows(smoke_world.database, "EXPLAIN QUERY PLAN SELECT * FROM readings_by_day WHERE sensor_id = 1")

    assert any("SEARCH environmental_environmentalreading USING PRIMARY KEY (sensor_id=?)" in line for *_, line in plan)


def test_migrations_pass_the_views_in_both_directions(workspace: Workspace) -> None:
    for target in ("environmental zero", "environmental"):
        done = workspace.run(f"python manage.py migrate {target} --verbosity 0")
        assert done.returncode == 0, done.stderr
        views = [name for (name,) in rows(workspace.database, "SELECT name FROM sqlite_master WHERE type = 'view'")]
        assert len(views) == (0 if target.endswith("zero") else len(SUMMARIES))
