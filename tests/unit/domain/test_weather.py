"""Rain of days, and the course of a series between noons."""

import numpy as np
import pytest

from aquasim.domain import weather

UNIFORMS = (np.arange(20_000)[:, None] + 0.5) / 20_000  # every quantile once
MEAN_MM = 4.0


def mean_rain_mm(day_of_year: float) -> float:
    return float(weather.rain_mm(UNIFORMS, day_of_year, MEAN_MM).mean())


def test_a_year_of_rain_averages_to_its_mean() -> None:
    assert np.mean([mean_rain_mm(day) for day in range(1, 366, 14)]) == pytest.approx(MEAN_MM, rel=0.02)


def test_october_to_january_are_wettest_and_late_spring_driest() -> None:
    by_month = [mean_rain_mm(15 + 30.4 * month) for month in range(12)]
    assert set(np.argsort(by_month)[-4:]) == {9, 10, 11, 0}
    assert np.argmin(by_month) in (4, 5)


def test_two_days_of_three_see_rain_and_more_of_them_in_winter() -> None:
    winter, summer = (float((weather.rain_mm(UNIFORMS, day, MEAN_MM) > 0.0).mean()) for day in (335, 152))
    assert winter == pytest.approx(0.66 + 0.12, abs=0.01)
    assert summer == pytest.approx(0.66 - 0.12, abs=0.01)


def test_rain_rises_with_its_deviate_even_at_the_ends() -> None:
    rain = weather.rain_mm(np.array([[0.0], [0.3], [0.6], [0.9], [1.0]]), 90, MEAN_MM)[:, 0]
    assert rain[0] == rain[1] == 0.0
    assert (np.diff(rain[1:]) > 0.0).all()
    assert np.isfinite(rain).all()


@pytest.mark.parametrize("per_day", [2, 4, 8, 24])
def test_a_day_averages_to_its_value(per_day: int) -> None:
    course = weather.between_noons([1.0, 5.0], [3.0, -2.0], [2.0, 4.0], np.arange(per_day) * 24.0 / per_day)
    np.testing.assert_allclose(course.mean(axis=1), [3.0, -2.0])


def test_midnight_lies_half_way_between_two_noons() -> None:
    hours = np.arange(0.0, 24.0, 0.01)
    one = weather.between_noons([1.0], [3.0], [7.0], hours)[0]
    next_day = weather.between_noons([3.0], [7.0], [0.0], hours)[0]
    assert next_day[0] == 5.0
    assert one[-1] == pytest.approx(5.0, abs=0.01)


def test_a_single_record_a_day_is_that_of_midnight() -> None:
    np.testing.assert_allclose(weather.between_noons([1.0], [3.0], [7.0], np.zeros(1)), [[2.0]])
