"""Windows: the days of a session that are simulated at a time, and written as a few parts."""

import datetime as dt
from itertools import pairwise

WINDOW_DAYS = 30
"""Days of a window unless what takes its rows prefers another length."""
CONTAINER_DAYS_PER_WINDOW = 420_000
_EPOCH = dt.date(1970, 1, 1)


def window_length(containers: int, preferred: int = WINDOW_DAYS) -> int:
    """Days of a window: fewer than preferred in a company so large that its windows would fill the memory."""
    return max(1, min(preferred, CONTAINER_DAYS_PER_WINDOW // containers))


def is_lived_by_day(containers: int) -> bool:
    """Whether a company is so large that memory has room for the rows of a day, once, and for little that waits."""
    return window_length(containers) == 1


def first_window_length(first_date: dt.date, window_days: int) -> int:
    """Days to the next multiple of a window's length since 1970, where a server cuts its chunks too."""
    return window_days - (first_date - _EPOCH).days % window_days


def windows(days: int, first_window_days: int, window_days: int) -> list[range]:
    """Days of each window, counted from the session's first."""
    cuts = [0, *range(first_window_days, days, window_days), days]
    return [range(start, stop) for start, stop in pairwise(cuts)]
