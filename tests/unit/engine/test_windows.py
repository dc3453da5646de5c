"""How the days of a session are cut."""

import datetime as dt

import pytest

from aquasim.engine.windows import first_window_length, window_length, windows


def test_windows_are_shorter_in_a_very_large_company() -> None:
    # 420,000 days of containers: 30 days of up to 14,000 containers, 12 days of 34,900, one day of 349,000
    assert [window_length(n) for n in (100, 3_490, 14_000, 34_900, 349_000, 10**7)] == [30, 30, 30, 12, 1, 1]
    assert [window_length(n, preferred=60) for n in (100, 3_490, 14_000, 34_900)] == [60, 60, 30, 12]


@pytest.mark.parametrize(
    ("first_date", "days"),
    [
        (dt.date(1970, 1, 1), 30),
        (dt.date(1970, 1, 2), 29),
        (dt.date(1970, 1, 30), 1),
        (dt.date(1969, 12, 31), 1),
        (dt.date(2017, 1, 1), 23),  # day 17,167 = 572 * 30 + 7
    ],
)
def test_the_first_window_ends_at_a_multiple_of_its_length_since_1970(first_date: dt.date, days: int) -> None:
    assert first_window_length(first_date, 30) == days


@pytest.mark.parametrize(
    ("days", "first", "expected"),
    [
        (70, 5, [range(0, 5), range(5, 35), range(35, 65), range(65, 70)]),
        (60, 30, [range(0, 30), range(30, 60)]),
        (23, 23, [range(0, 23)]),
        (3, 23, [range(0, 3)]),
    ],
)
def test_every_day_is_in_one_window(days: int, first: int, expected: list[range]) -> None:
    assert windows(days, first, 30) == expected
