"""The yearly budget of the harvest: turns that follow one another, kept by New Year as far as weights allow."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from aquasim.engine.harvest_budget import Outlook, new_year_after, quota

THREE = Outlook(
    left=np.array([600.0, 1000.0, 1000.0]),
    gone=np.array([400.0, 0.0, 0.0]),
    middle=np.array([0.0, 100.0, 200.0]),
    turn_days=100.0,
    early=np.array([0, 0, 0]),
    late=np.array([999, 999, 999]),
)
"""Three batches of 1000 fish, of which the first is to be taken from day -50 to day 50 and so on; 400 are gone."""


def test_fish_are_due_in_proportion_to_the_turns_that_are_over() -> None:
    # half of the first turn is over on day 0: 500 - 400; on day 100 the first and half the second: 1500 - 400
    assert THREE.due(0) == pytest.approx(100.0)
    assert THREE.due(100) == pytest.approx(1100.0)
    assert THREE.due(1000) == pytest.approx(2600.0)
    assert THREE.due(-60) == pytest.approx(-400.0)


def test_the_week_takes_its_even_share_of_what_is_due_by_new_year() -> None:
    # 1100 fish until day 100: 14 weeks end on day 98, a quarter of a week before
    assert quota(THREE, 0, 20, 98, 1e9) == pytest.approx(THREE.due(98) / 14)


def test_fish_that_are_too_light_are_left_for_the_next_year() -> None:
    light = replace(THREE, early=np.array([0, 200, 300]))
    assert quota(light, 0, 20, 98, 1e9) == pytest.approx(600 / 14)


def test_fish_that_are_to_be_gone_go_whatever_the_budget() -> None:
    heavy = replace(THREE, late=np.array([13, 13, 999]))
    # 1600 by day 13, within the first week that ends after it, the second
    assert quota(heavy, 0, 20, 98, 1e9) == pytest.approx(1600 / 2)


def test_a_plant_that_takes_little_begins_earlier() -> None:
    heavy = replace(THREE, late=np.array([69, 69, 999]))
    # 1600 in the ten weeks to day 70, or the 120 a week that the budget of 2600 - .5 x 1000 in 20 weeks would ask for
    assert quota(heavy, 0, 10, 999, 200.0) == pytest.approx(1600 / 10)
    # at 100 a week all ten weeks are full
    assert quota(heavy, 0, 10, 999, 100.0) >= 100.0


def test_new_year_is_the_first_of_january_after_the_day() -> None:
    assert new_year_after(dt.date(2017, 1, 1), 0) == 365
    assert new_year_after(dt.date(2017, 1, 1), 364) == 365
    assert new_year_after(dt.date(2017, 1, 1), 365) == 730
    assert new_year_after(dt.date(2017, 7, 1), 0) == 184
