"""The yearly budget of the harvest: turns that follow one another, kept by New Year as far as weights allow."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from aquasim.engine.harvest_budget import Horizon, Outlook, new_year_after, quota

THREE = Outlook(
    left=np.array([600.0, 1000.0, 1000.0]),
    gone=np.array([400.0, 0.0, 0.0]),
    middle=np.array([0.0, 100.0, 200.0]),
    turn_days=100.0,
    early=np.array([0, 0, 0]),
    late=np.array([999, 999, 999]),
    heaviness=np.zeros(3),
    excess=np.zeros(3),
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
    assert quota(THREE, Horizon(0, 20, 98, 1e9, lean=0.0)) == pytest.approx(THREE.due(98) / 14)


def test_fish_that_are_too_light_are_left_for_the_next_year() -> None:
    light = replace(THREE, early=np.array([0, 200, 300]))
    assert quota(light, Horizon(0, 20, 98, 1e9, lean=0.0)) == pytest.approx(600 / 14)


def test_fish_that_are_to_be_gone_go_whatever_the_budget() -> None:
    heavy = replace(THREE, late=np.array([13, 13, 999]))
    # 1600 by day 13, within the first week that ends after it, the second
    assert quota(heavy, Horizon(0, 20, 98, 1e9, lean=0.0)) == pytest.approx(1600 / 2)


def test_a_plant_that_takes_little_begins_earlier() -> None:
    heavy = replace(THREE, late=np.array([69, 69, 999]))
    # 1600 in the ten weeks to day 70, or the 120 a week that the budget of 2600 - .5 x 1000 in 20 weeks would ask for
    assert quota(heavy, Horizon(0, 10, 999, 200.0, lean=0.0)) == pytest.approx(1600 / 10)
    # at 100 a week all ten weeks are full
    assert quota(heavy, Horizon(0, 10, 999, 100.0, lean=0.0)) >= 100.0


def test_a_year_of_heavy_fish_takes_fewer_as_far_as_the_budget_leans_on_weight() -> None:
    # 500 + .98 x 1000 of the turns until day 98, less the 400 gone; those left weigh a fifth more than is aimed at
    heavy = replace(THREE, heaviness=np.full(3, 0.2))
    assert heavy.due_by_weight(98, 0.0) == pytest.approx(heavy.due(98))
    assert heavy.due_by_weight(98, 1.0) == pytest.approx(heavy.due(98) / 1.2)
    assert heavy.due_by_weight(98, 0.5) == pytest.approx(heavy.due(98) / 1.1)


def test_what_was_taken_too_heavy_this_year_counts_and_what_was_taken_last_year_is_forgotten() -> None:
    # the 400 gone weighed as much as 440 should
    taken = replace(THREE, excess=np.array([40.0, 0.0, 0.0]))
    assert taken.due_by_weight(98, 1.0) == pytest.approx(taken.due(98) - 40.0)
    assert taken.due_by_weight(98 + 366, 1.0) == pytest.approx(taken.due(98 + 366))


def test_new_year_is_the_first_of_january_after_the_day() -> None:
    assert new_year_after(dt.date(2017, 1, 1), 0) == 365
    assert new_year_after(dt.date(2017, 1, 1), 364) == 365
    assert new_year_after(dt.date(2017, 1, 1), 365) == 730
    assert new_year_after(dt.date(2017, 7, 1), 0) == 184
