"""Bars of the production plan stand where their days are."""

import datetime as dt

from apps.dashboard.gantt import lay_out
from apps.dashboard.selectors.production import Row, Stay, _rests

FIRST = dt.date(2020, 1, 1)
DAYS = {"tray": 7, "tank": 14, "area": 60}


def stay(start: str, end: str, *, order: int = 3, area: int | None = None, open_: bool = False) -> Stay:
    hall = None if area else 5
    begin, finish = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    return Stay(1, "FO-2020-01", "Parr", order, hall, area, "Hall A", 30, begin, finish, open_)


def rests(*stays: Stay, until: str = "2021-12-31"):
    return [
        (rest.kind, str(rest.start), str(rest.end)) for rest in _rests(list(stays), DAYS, dt.date.fromisoformat(until))
    ]


def test_bar_covers_its_share_of_the_time():
    """Until 10 April 2020 it is 100 days, and the plan leaves a week of room: 107 days."""
    row = Row("FO-2020-01", "Faroe Islands", ("batch", 1), [stay("2020-01-31", "2020-03-01")])
    chart = lay_out([row], FIRST, dt.date(2020, 4, 10), FIRST, "batch")
    bar = chart.lines[0].bars[0]

    assert chart.days == 107
    assert (round(bar.x, 2), round(bar.width, 2)) == (round(100 * 30 / 107, 2), round(100 * 30 / 107, 2))
    assert bar.link == ("hall", 5)


def test_first_view_begins_where_it_is_asked_to():
    chart = lay_out([], FIRST, dt.date(2020, 4, 10), dt.date(2020, 2, 20), "batch")

    assert chart.window[0] + chart.window[1] == 100
    assert round(chart.window[0], 2) == round(100 * 50 / 107, 2)


def test_calendar_has_a_line_for_every_month():
    chart = lay_out([], FIRST, dt.date(2020, 12, 1), FIRST, "batch")

    assert [tick.rank for tick in chart.ticks] == ["year", *(["month", "month", "quarter"] * 4)[: len(chart.ticks) - 1]]
    assert [tick.label for tick in chart.ticks][:3] == ["2020", "Feb", "Mar"]


def test_tank_is_cleaned_for_two_weeks_and_a_tray_for_one():
    assert rests(stay("2020-01-01", "2020-03-01")) == [("cleaning", "2020-03-01", "2020-03-15")]
    assert rests(stay("2020-01-01", "2020-03-01", order=1)) == [("cleaning", "2020-03-01", "2020-03-08")]


def test_area_lies_fallow_until_the_next_batch_comes():
    first, second = stay("2020-01-01", "2020-03-01", area=2), stay("2020-04-01", "2020-06-01", area=2)

    assert rests(first, second) == [("fallow", "2020-03-01", "2020-04-01"), ("fallow", "2020-06-01", "2020-07-31")]


def test_place_that_is_in_use_does_not_rest():
    assert rests(stay("2020-01-01", "2021-12-31", open_=True)) == []


def test_rest_goes_no_further_than_the_day_of_the_page():
    assert rests(stay("2020-01-01", "2020-03-01"), until="2020-03-05") == [("cleaning", "2020-03-01", "2020-03-05")]
