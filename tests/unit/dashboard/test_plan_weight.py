"""The weight a batch is planned to have."""

import datetime as dt

import pytest

from apps.dashboard.selectors.batches import planned_weight

START = dt.date(2020, 1, 1)
POINTS = [(START, 0.2), (dt.date(2020, 4, 10), 0.2), (dt.date(2020, 7, 9), 5.0), (dt.date(2020, 10, 7), 50.0)]


def test_plan_passes_through_the_ends_of_stages():
    assert [planned_weight(POINTS, day) for day, _ in POINTS] == pytest.approx([0.2, 0.2, 5.0, 50.0])


def test_cube_root_of_the_plan_grows_evenly_over_a_stage():
    """Half way from 8 to 64 g by days is half way from 2 to 4 by cube root: 3 cubed."""
    points = [(START, 8.0), (START + dt.timedelta(days=60), 64.0)]

    assert planned_weight(points, START + dt.timedelta(days=30)) == pytest.approx(27.0)


def test_plan_says_nothing_after_its_end():
    assert planned_weight(POINTS, dt.date(2021, 1, 1)) is None
