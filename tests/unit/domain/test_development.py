"""Development of eggs and alevins."""

import numpy as np
import pytest

from aquasim.domain.development import HATCH, SWIM_UP, daily_progress, days_to_hatch, egg_set_point_c

# temperature [degC], days to hatch, to swim-up; Crisp (1981, 1988)
CRISP = [
    (3, 140.1, 238.2),
    (4, 116.6, 198.3),
    (5, 98.3, 167.1),
    (6, 83.7, 142.2),
    (7, 71.9, 122.2),
    (8, 62.3, 105.8),
    (9, 54.3, 92.4),
]


@pytest.mark.parametrize(("temperature_c", "hatch_d", "swim_up_d"), CRISP)
def test_eggs_develop_in_the_days_of_crisp(temperature_c: float, hatch_d: float, swim_up_d: float) -> None:
    days = days_to_hatch(temperature_c) * np.array([HATCH, SWIM_UP])
    np.testing.assert_allclose(days, [hatch_d, swim_up_d], atol=0.2)


@pytest.mark.parametrize(("temperature_c", "hatch_d"), [row[:2] for row in CRISP])
def test_a_day_is_its_share_of_the_days_to_hatch(temperature_c: float, hatch_d: float) -> None:
    assert daily_progress(temperature_c) * hatch_d == pytest.approx(1.0, abs=0.002)


def hatchery_days() -> list[tuple[float, float]]:
    """Progress and temperature of each day from fertilisation to swim-up, at the set points."""
    days, progress = [], 0.0
    while progress < SWIM_UP:
        temperature_c = float(egg_set_point_c(progress))
        days.append((progress, temperature_c))
        progress += float(daily_progress(temperature_c))
    return days


def test_eggs_and_alevins_take_about_a_hundred_days() -> None:
    assert len(hatchery_days()) == pytest.approx(100, abs=5)


def test_eggs_hatch_after_about_five_hundred_degree_days() -> None:
    assert sum(t for progress, t in hatchery_days() if progress < HATCH) == pytest.approx(500, abs=15)


def test_fry_swim_up_after_780_to_920_degree_days() -> None:
    assert 780 <= sum(t for _, t in hatchery_days()) <= 920


def test_eggs_are_kept_at_six_to_eight_degrees_and_alevins_at_eight_to_nine_and_a_half() -> None:
    assert all(6.0 <= t <= 8.0 for progress, t in hatchery_days() if progress < HATCH)
    assert all(8.0 <= t <= 9.5 for progress, t in hatchery_days() if progress >= HATCH)
