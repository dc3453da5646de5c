"""Whether draws of feed are the meals they tell of, seen without keeping either table.

A meal and each of its draws get the same word, made of the meal's id, silo, feed and minute. Words times grams, and
words times cents, are added up by silo and day, modulo 2**64: meals less draws leave nothing where every meal was drawn
as it was fed. A difference stays unseen once in 2**64.
"""

import numpy as np
import numpy.typing as npt

from aquasim.sinks.digest import mixed, multiplier
from aquasim.validation.company import Company
from aquasim.validation.daily import DailyStates
from aquasim.validation.lookup import SECONDS_A_DAY, ById, Integers, Mask

SECONDS_A_MINUTE = 60
Words = npt.NDArray[np.uint64]


class Draws:
    """What is left of meals when their draws are taken away, by row of the feeders (then unknown ones) and day."""

    def __init__(self, company: Company, daily: DailyStates) -> None:
        n = len(company.feeders)
        self._feeder = ById.of(company.feeders["id"], np.arange(n), missing=n)
        self._first = int(daily.date.min()) if len(daily) else 0
        self.shape = (n + 1, int(daily.date.max(initial=self._first)) - self._first + 1)
        self._grams, self._cents = (np.zeros(self.shape, dtype=np.uint64) for _ in range(2))

    def cell(self, feeder: Integers, time: Integers) -> tuple[Integers, Integers]:
        """Row and day of feeders (ids) at times (seconds since 1970); what is later or earlier counts at the ends."""
        return self._feeder[feeder], np.clip(time // SECONDS_A_DAY - self._first, 0, self.shape[1] - 1)

    def add(
        self, meal: Integers, feeder: Integers, feed: Integers, time: Integers, amount: tuple[Integers, Integers]
    ) -> None:
        """Add meals, or draws with the negative grams and cents of their movements."""
        word = _word(meal, "meal") + _word(feeder, "feeder") + _word(feed, "feed")
        word = mixed(word + _word(time // SECONDS_A_MINUTE, "minute"))
        cell = self.cell(feeder, time)
        for left, values in zip((self._grams, self._cents), amount, strict=True):
            np.add.at(left, cell, word * values.astype(np.int64).view(np.uint64))

    def differ(self) -> Mask:
        """Where and when draws are not the meals. shape (feeders + 1, days)"""
        left: Mask = (self._grams != 0) | (self._cents != 0)
        return left


def _word(values: Integers, name: str) -> Words:
    return values.astype(np.int64).view(np.uint64) * multiplier(name)
