"""Days of a page."""

import datetime as dt
import itertools

import pytest

from apps.dashboard.when import When

LAST = dt.date(2019, 12, 31)


def when(span: str = "1y", as_of: dt.date = LAST, asked: str = "") -> When:
    return When(as_of, dt.date(2017, 1, 1), LAST, span, True, asked)


@pytest.mark.parametrize(("span", "days"), [("30d", 30), ("90d", 90), ("1y", 365), ("3y", 1095), ("all", 1095)])
def test_series_are_as_long_as_their_span(span, days):
    assert when(span).days == days


def test_series_do_not_begin_before_the_records():
    assert when("3y", dt.date(2017, 3, 1)).start == dt.date(2017, 1, 1)


@pytest.mark.parametrize("most", [10, 100, 400, 5000])
def test_sampled_days_are_even_and_end_with_the_last(most):
    days = when("all").sampled_days(most)
    steps = {(later - earlier).days for earlier, later in itertools.pairwise(days)}

    assert days[-1] == LAST
    assert days[0] >= dt.date(2017, 1, 1)
    assert len(days) <= most
    assert len(steps) == 1


def test_link_carries_only_what_was_asked_for():
    assert when().query == ""
    assert when("90d", asked="2019-12-31").query == "as_of=2019-12-31&span=90d"
