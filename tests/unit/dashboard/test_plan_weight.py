"""The weight a batch is planned to have."""

import datetime as dt

import pytest

from apps.dashboard.selectors.batches import planned_weight

START = dt.date(2020, 1, 1)
POINTS = [(START, 0.2), (dt.date(2020, 4, 10), 0.2), (dt.date(2020, 7, 9), 5.0), (dt.date(2020, 10, 7), 50.0)]


def test_plan_passes_through_the_ends_of_stages():
    assert [planned_weight(POINTS, day) for day, _ in POINTS] == pytest.approx([0.2, 0.2, 5.0, 50.0])


def test_plan_grows_by_the_same_share_every_day_of_a_stage():
    """Half way from 5 to 50 g by days is half way by logarithm: the root of 5 x 50."""
    assert planned_weight(POINTS, dt.date(2020, 8, 23)) == pytest.approx((5 * 50) ** 0.5)


def test_plan_says_nothing_after_its_end():
    assert planned_weight(POINTS, dt.date(2021, 1, 1)) is None
