import datetime as dt
import itertools
from dataclasses import dataclass

from aquasim.cli.progress import Lines, progress_line


@dataclass(frozen=True)
class Day:
    """What the engine reports after a commit."""

    day: int
    days: int = 1095
    rows: int = 31_204_118
    seconds: float = 38.4
    rows_per_second: float = 812_607.2

    @property
    def date(self) -> dt.date:
        return dt.date(2017, 1, 1) + dt.timedelta(days=self.day - 1)


def lines_shown(days, seconds_between, seconds_per_day=1.0):
    shown: list[str] = []
    clock = itertools.count(step=seconds_per_day)
    lines = Lines(shown.append, seconds_between, clock=lambda: next(clock))
    for day in days:
        lines(Day(day, days=days[-1]))
    return [line.split()[1] for line in shown]


def test_line_says_days_date_rows_speed_and_memory():
    line = progress_line(Day(420), memory_mb=211.7)
    assert line == "Processed 420/1095 days, 2018-02-24, 31,204,118 rows, 812,607 rows/s, 212 MB, 38 s"


def test_lines_come_at_a_bounded_rate_and_the_last_day_always():
    shown = lines_shown(range(1, 21), seconds_between=8.0)
    assert shown[0] == "1/20"
    assert shown[-1] == "20/20"
    assert len(shown) <= 4  # 20 days, a tick or two of the clock each, eight ticks between lines


def test_a_day_is_shown_once_however_many_parts_it_has():
    assert lines_shown([30, 30, 30, 60, 60, 90, 90], seconds_between=0.0) == ["30/90", "60/90", "90/90"]
