"""The harvest budget of a geography: every batch has its turn, and by New Year the fish whose turn it was are gone.

Turns follow one another as batches are laid down, one each `turn_days`, so that each calendar year has the fish of as
many turns as fall into it. What was harvested early or late is carried over into the next year.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from aquasim.domain.planning import even_pace, in_time, pegged
from aquasim.engine.streams import Floats, Integers

WEEK_DAYS = 7


@dataclass(frozen=True)
class Outlook:
    """Batches of a geography: harvested, at sea and to come. Arrays of equal length."""

    left: Floats  # fish that should be harvested yet
    gone: Floats  # fish harvested
    middle: Floats  # day on which its turn is half over
    turn_days: float
    early: Integers  # day from which it may be harvested
    late: Integers  # day by which it is to be gone

    def due(self, day: float) -> float:
        """Fish to be harvested until a day, if every batch went in its turn; negative where too many went. [fish]"""
        over = np.clip((day - self.middle) / self.turn_days + 0.5, 0.0, 1.0)
        return float(((self.left + self.gone) * over - self.gone).sum())


def quota(outlook: Outlook, first: int, weeks: int, new_year: int, capacity: float) -> float:
    """First week of the evenest course that keeps the budget of the year. [fish]

    Parameters
    ----------
    outlook
        What there is to harvest.
    first : int
        First day of the week to plan.
    weeks : int
        How many weeks are evened out.
    new_year : int
        Day on which the next calendar year begins.
    capacity : float
        Most that plants and boats take in a week. [fish]
    """
    ends = first + WEEK_DAYS * np.arange(1, weeks + 1)
    most = np.where(ends[:, None] > outlook.early, outlook.left, 0.0).sum(axis=1)
    least = np.where(ends[:, None] > outlook.late, outlook.left, 0.0).sum(axis=1)
    least = np.minimum(in_time(least, capacity), most)
    peg = round((new_year - first) / WEEK_DAYS) - 1
    if 0 <= peg < weeks:
        most, least = pegged(most, least, peg, outlook.due(new_year))
    return even_pace(most, least, outlook.due(float(ends[-1])))


def new_year_after(first_day: dt.date, day: int) -> int:
    """Simulated day on which the calendar year after that of `day` begins."""
    date = first_day + dt.timedelta(days=day)
    return (dt.date(date.year + 1, 1, 1) - first_day).days
