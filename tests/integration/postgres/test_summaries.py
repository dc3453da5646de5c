"""Summaries of readings by hour and by day, in tables of our own where no continuous aggregate keeps them."""

import pytest
from postgres.conftest import BRIEFLY, QUICKLY, Farm

COLUMNS = ["sensor_id", "parameter_id", "readings", "mean", "lowest", "highest"]
DIFFERENT = """
    WITH summed AS (
        SELECT date_trunc('{unit}', reading_time, 'UTC') AS {unit}, sensor_id, parameter_id, count(*) AS readings,
               avg(value) AS mean, min(value) AS lowest, max(value) AS highest
        FROM environmental_environmentalreading GROUP BY 1, 2, 3)
    SELECT count(*) FROM summed FULL JOIN readings_by_{unit} AS stored USING ({unit}, sensor_id, parameter_id)
    WHERE stored.readings IS DISTINCT FROM summed.readings OR abs(stored.mean - summed.mean) > 0.0001
          OR stored.lowest <> summed.lowest OR stored.highest <> summed.highest
"""


def kind(farm: Farm, name: str) -> object:
    return farm.value(f"SELECT relkind::text FROM pg_class WHERE relname = '{name}'")


def columns(farm: Farm, name: str) -> list[str]:
    rows = farm.rows(
        f"SELECT attname FROM pg_attribute WHERE attrelid = '{name}'::regclass AND attnum > 0 ORDER BY attnum"
    )
    return [column for (column,) in rows]


def test_summaries_have_the_columns_of_the_continuous_aggregates(migrated: Farm):
    assert columns(migrated, "readings_by_day") == ["day", *COLUMNS]
    assert columns(migrated, "readings_by_hour") == ["hour", *COLUMNS]


@pytest.mark.parametrize("unit", ["hour", "day"])
def test_summaries_are_those_of_the_readings(full: Farm, unit: str):
    assert full.value(f"SELECT count(*) FROM readings_by_{unit}") > 0
    assert full.value(DIFFERENT.format(unit=unit)) == 0


def test_a_few_readings_a_day_are_summed_by_hour_in_a_view_and_by_day_in_a_table(full: Farm):
    assert (kind(full, "readings_by_hour"), kind(full, "readings_by_day")) == ("v", "r")


def test_many_readings_a_day_are_summed_by_hour_in_a_table_too(farm: Farm):
    command = (
        f"aquamind generate {QUICKLY} --readings-per-day 48 --set sessions=[120] --set targets.session_1_readings=1"
    )

    done = farm.run(command)

    assert done.returncode == 0, done.stderr
    assert kind(farm, "readings_by_hour") == "r"
    assert farm.value("SELECT max(readings) FROM readings_by_hour") == 2
    assert [farm.value(DIFFERENT.format(unit=unit)) for unit in ("hour", "day")] == [0, 0]
    assert (
        farm.value("SELECT count(*) FROM pg_index WHERE indrelid = 'readings_by_hour'::regclass AND indisunique") == 1
    )


def test_summaries_go_with_the_readings_and_come_back_with_them(own_brief: Farm):
    assert own_brief.run("aquamind clear --yes").returncode == 0
    assert own_brief.value("SELECT count(*) FROM readings_by_day") == 0

    assert own_brief.run(f"aquamind generate {BRIEFLY}").returncode == 0
    assert own_brief.value(DIFFERENT.format(unit="day")) == 0


def test_the_load_says_what_the_apache_edition_lacks_and_what_there_is_instead(farm: Farm):
    done = farm.run(f"aquamind generate {BRIEFLY}")

    log = (farm.records / "logs" / "session_1.log").read_text(encoding="utf-8")
    assert done.returncode == 0
    assert "without compression and continuous aggregates" in log
    assert "readings_by_day is a plain table" in log
