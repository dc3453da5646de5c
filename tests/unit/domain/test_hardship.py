"""Storms and low oxygen."""

import numpy as np

from aquasim.domain.hardship import low_oxygen_hazard, storm_hazard


def test_waves_below_the_limit_hurt_no_fish() -> None:
    np.testing.assert_allclose(storm_hazard([1.0, 2.5, 3.5], 2.5, 0.0002), [0.0, 0.0, 0.0002])


def test_fish_do_not_suffocate_in_ordinary_late_summer_lows() -> None:
    # limiting saturation at 12 degC is 24 + 5 x 16/12 = 30.7 %
    assert not low_oxygen_hazard([60.0, 75.0], 12.0).any()


def test_suffocation_begins_near_the_limiting_saturation_and_grows_below_it() -> None:
    hazard = low_oxygen_hazard([45.0, 36.7, 30.7, 18.7], 12.0)
    assert hazard[0] == 0.0
    np.testing.assert_allclose(hazard[1:], [0.03, 0.06, 0.12], atol=3e-4)


def test_warm_water_needs_more_oxygen() -> None:
    assert low_oxygen_hazard(40.0, 18.0) > low_oxygen_hazard(40.0, 8.0)
