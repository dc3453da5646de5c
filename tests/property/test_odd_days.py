"""Days that a calendar makes odd are days like any other: leap days, last days of leap years, days of clock changes."""

import numpy as np
import pytest

from aquasim.engine.tables import Columns
from tests.unit.engine.simulated import DAILY, READINGS, Simulated, simulate, world_of

DAYS, PER_DAY = 590, 4
ODD = ("2019-10-27", "2020-02-29", "2020-03-29", "2020-10-25", "2020-12-31")
"""Clocks jump in both geographies on the last Sundays of March and October; 2020-12-31 is day 366 of its year."""
FEBRUARY = np.datetime64("2020-02-01"), np.datetime64("2020-02-29")


@pytest.fixture(scope="module")
def odd() -> Simulated:
    """The smoke company from June 2019 on, with sensors that never fail."""
    always = (
        "readings.fault_chance_per_period=0",
        f"readings.per_day={PER_DAY}",
        f"readings.weather_per_day={PER_DAY}",
    )
    world = world_of("first_day=2019-06-01", f"sessions=[{DAYS}]", "targets.session_1_readings=1", *always)
    return simulate(world, DAYS)


def on(columns: Columns, time: str, day: str) -> Columns:
    """Rows of a day."""
    rows = np.flatnonzero(columns[time].astype("datetime64[D]") == np.datetime64(day))
    return {name: np.asarray(values)[rows] for name, values in columns.items()}


@pytest.mark.parametrize("day", ODD)
def test_every_sensor_reads_as_often_and_at_the_same_hours(odd: Simulated, day: str) -> None:
    found = on(odd.readings[READINGS], "reading_time", day)
    (number,) = odd.day_of([day])
    due = np.flatnonzero(np.isin(odd.world.registry.sensor_container(), odd.traces[number].container)) + 1
    np.testing.assert_array_equal(found["sensor_id"], np.repeat(due, PER_DAY))
    hours = (found["reading_time"] - np.datetime64(day)).astype("timedelta64[h]").astype(np.int64)
    np.testing.assert_array_equal(hours.reshape(-1, PER_DAY), np.tile([0, 6, 12, 18], (len(due), 1)))


@pytest.mark.parametrize("day", ODD)
def test_every_container_and_area_has_its_rows(odd: Simulated, day: str) -> None:
    (number,) = odd.day_of([day])
    states = on(odd.tables[DAILY], "date", day)
    full = odd.container_of(states["assignment_id"])[states["population"] > 0]
    np.testing.assert_array_equal(np.sort(full), odd.traces[number].container)
    meals = on(odd.tables["inventory_feedingevent"], "feeding_time", day)
    fed = np.array([meals["amount_kg"][meals["assignment_id"] == one].sum() for one in states["assignment_id"]])
    np.testing.assert_allclose(fed, states["feed_kg"], atol=1e-6)
    assert fed.sum() > 0
    weather = on(odd.tables["environmental_weatherdata"], "timestamp", day)
    np.testing.assert_array_equal(np.unique(weather["area_id"], return_counts=True)[1], PER_DAY)
    assert len(weather["area_id"]) == PER_DAY * len(odd.world.registry.areas)


def test_february_ends_on_its_last_day(odd: Simulated) -> None:
    summaries = odd.tables["inventory_batchfeedingsummary"]
    whole = (summaries["container_id"] < 0) & (summaries["period_start"] == FEBRUARY[0])
    assert whole.any()
    assert set(summaries["period_end"][whole]) == {FEBRUARY[1]}
    assert odd.world.day_of_year(odd.day_of("2020-12-31")) == 366
