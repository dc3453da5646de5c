"""The harvest budget of a geography: every batch has its turn, and by New Year the fish whose turn it was are gone.

Turns follow one another as batches are laid down, one each `turn_days`, so that each calendar year has the fish of as
many turns as fall into it. What was harvested early or late is carried over into the next year.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from aquasim.domain.calendar import WEEK_DAYS
from aquasim.domain.planning import even_pace, in_time, pegged
from aquasim.engine.production import DAYS_PER_YEAR
from aquasim.engine.streams import Floats, Integers


@dataclass(frozen=True)
class Horizon:
    """The weeks ahead that are evened out."""

    first: int  # first day of the week to plan
    weeks: int
    new_year: int  # day on which the next calendar year begins
    capacity: float  # most that plants and boats take in a week [fish]
    lean: float  # of the budget on weight


@dataclass(frozen=True)
class Outlook:
    """Batches of a geography: harvested, at sea and to come. Arrays of equal length."""

    left: Floats  # fish that should be harvested yet
    gone: Floats  # fish harvested
    middle: Floats  # day on which its turn is half over
    turn_days: float
    early: Integers  # day from which it may be harvested
    late: Integers  # day by which it is to be gone
    heaviness: Floats  # weight that those left should have in their turn, over the one aimed at, less one
    excess: Floats  # fish of the weight aimed at in what those gone weighed more

    def due(self, day: float) -> float:
        """Fish to be harvested until a day, if every batch went in its turn; negative where too many went. [fish]"""
        return float(self._due(day).sum())

    def due_by_weight(self, new_year: int, lean: float) -> float:
        """Fish to be harvested until New Year, fewer where the fish of this year's turns are heavy. [fish]

        With a `lean` of 0 the year has the fish of its turns whatever they weigh, with 1 their weight if they weighed
        what is aimed at.
        """
        this_year = (self.middle >= new_year - DAYS_PER_YEAR) & (self.middle < new_year)
        taken = lean * float(self.excess[this_year].sum())
        going = np.maximum(self._due(new_year), 0.0)
        heavier = float((going * self.heaviness).sum()) / max(float(going.sum()), 1.0)
        return (self.due(new_year) - taken) / (1.0 + lean * heavier)

    def _due(self, day: float) -> Floats:
        over = np.clip((day - self.middle) / self.turn_days + 0.5, 0.0, 1.0)
        due: Floats = (self.left + self.gone) * over - self.gone
        return due


def quota(outlook: Outlook, ahead: Horizon) -> float:
    """First week of the evenest course that keeps the budget of the year. [fish]"""
    ends = ahead.first + WEEK_DAYS * np.arange(1, ahead.weeks + 1)
    most = np.where(ends[:, None] > outlook.early, outlook.left, 0.0).sum(axis=1)
    least = np.where(ends[:, None] > outlook.late, outlook.left, 0.0).sum(axis=1)
    least = np.minimum(in_time(least, ahead.capacity), most)
    peg = round((ahead.new_year - ahead.first) / WEEK_DAYS) - 1
    if 0 <= peg < ahead.weeks:
        most, least = pegged(most, least, peg, outlook.due_by_weight(ahead.new_year, ahead.lean))
    return even_pace(most, least, outlook.due(float(ends[-1])))


def new_year_after(first_day: dt.date, day: int) -> int:
    """Simulated day on which the calendar year after that of `day` begins."""
    date = first_day + dt.timedelta(days=day)
    return (dt.date(date.year + 1, 1, 1) - first_day).days
