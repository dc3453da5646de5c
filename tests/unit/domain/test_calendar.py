"""Day length."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aquasim.domain.calendar import (
    day_length_hours,
    days_from_working_day,
    days_of_working_days,
    days_to_working_day,
)

EQUINOX, MIDSUMMER, MIDWINTER = 81, 172, 355


def test_equinox_on_the_equator_is_twelve_hours_and_refraction() -> None:
    # Declination 0: 24/180 * acos(sin(-.833 deg)) = 24/180 * 90.833 = 12.11 h
    assert day_length_hours(0.0, EQUINOX) == pytest.approx(12.11, abs=0.005)


def test_equinox_is_about_as_long_everywhere() -> None:
    # 62 N: 24/180 * acos(-.014538 / .469472) = 24/180 * 91.775 = 12.24 h
    assert day_length_hours(62.0, EQUINOX) == pytest.approx(12.24, abs=0.01)


def test_midsummer_in_the_faroes_is_nineteen_hours_and_three_quarters() -> None:
    # acos((-.01454 - .88295 * .39795) / (.46947 * .91741)) = 148.2 deg, /180 * 24 = 19.75 h
    assert day_length_hours(62.0, MIDSUMMER) == pytest.approx(19.75, abs=0.02)


def test_midwinter_in_the_faroes_is_about_five_hours() -> None:
    # acos((-.01454 + .88295 * .39795) / (.46947 * .91741)) = acos(.78207) = 38.55 deg, /180 * 24 = 5.14 h
    assert day_length_hours(62.0, MIDWINTER) == pytest.approx(5.14, abs=0.02)


def test_polar_day_and_night_are_whole() -> None:
    np.testing.assert_array_equal(day_length_hours(75.0, np.array([MIDSUMMER, MIDWINTER])), [24.0, 0.0])


def test_latitudes_and_days_broadcast() -> None:
    assert day_length_hours(np.array([55.0, 62.0])[:, np.newaxis], np.arange(1, 366)).shape == (2, 365)


@given(st.floats(-90.0, 90.0), st.integers(1, 366))
def test_a_day_has_between_none_and_twenty_four_hours_of_light(latitude_deg: float, day_of_year: int) -> None:
    assert 0.0 <= day_length_hours(latitude_deg, day_of_year) <= 24.0


def test_work_rests_on_saturday_and_sunday() -> None:
    assert days_to_working_day(range(7)).tolist() == [0, 0, 0, 0, 0, 2, 1]


def test_the_last_working_day_of_a_weekend_is_friday() -> None:
    # Monday to Friday are working days; Saturday is a day after Friday, Sunday two.
    assert days_from_working_day(np.arange(7)).tolist() == [0, 0, 0, 0, 0, 1, 2]


@pytest.mark.parametrize(
    ("working_days", "weekday", "days"),
    [(3, 0, 3), (3, 1, 3), (3, 2, 5), (5, 0, 7), (1, 4, 3), (6, 4, 10)],  # Monday + 3 is Thursday, Wednesday + 3 Monday
)
def test_working_days_pass_over_weekends(working_days: int, weekday: int, days: int) -> None:
    assert days_of_working_days(working_days, weekday) == days
