"""What each container was fed on each day, gathered from the feeding events."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from aquasim.engine.tables import TABLES, Columns
from aquasim.validation.company import Company
from aquasim.validation.daily import DailyStates
from aquasim.validation.lookup import ById, Growing

FEEDING_TABLE = "inventory_feedingevent"
SECONDS_A_DAY, SECONDS_A_MINUTE = 86_400, 60
WEIGHT_TOLERANCE = 0.005
"""Weights follow from rounded biomass and counts; at the edge of a pellet's range this much is no mistake."""


@dataclass
class Meals:
    """By row of the daily states: feed, rate and the weight fed; and counts of events that should not be."""

    feed_g: npt.NDArray[np.int32]
    rate_pct: npt.NDArray[np.float32]
    weight_g: npt.NDArray[np.float32]
    events: int = 0
    without_fish: int = 0
    elsewhere: int = 0
    wrong_pellet: int = 0
    all: "AllMeals" = field(default_factory=lambda: AllMeals.of(_gathered()))


@dataclass(frozen=True)
class AllMeals:
    """Every feeding event in order of its id, for those that refer to it."""

    id: npt.NDArray[np.int64]
    grams: npt.NDArray[np.int32]
    cents: npt.NDArray[np.int32]
    feeder: npt.NDArray[np.int32]
    feed: npt.NDArray[np.int8]
    minute: npt.NDArray[np.int32]  # since 1970

    @classmethod
    def of(cls, gathered: "dict[str, Growing]") -> "AllMeals":
        """Columns in order of the id."""
        columns = [column.values for column in gathered.values()]
        if (np.diff(columns[0]) < 0).any():
            order = np.argsort(columns[0])
            columns = [column[order] for column in columns]
        return cls(*columns)

    def row(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Position of each id; -1 where there is none."""
        found = np.searchsorted(self.id, ids)
        there = self.id.take(found, mode="clip") == ids if len(self.id) else np.zeros(len(ids), dtype=bool)
        return np.where(there, found, -1)


_SOURCES: dict[str, Any] = {
    "id": np.int64,
    "amount_kg": np.int32,
    "feed_cost": np.int32,
    "feed_container_id": np.int32,
    "feed_id": np.int8,
    "feeding_time": np.int32,
}


def _gathered() -> dict[str, Growing]:
    return {name: Growing(kind) for name, kind in _SOURCES.items()}


class MealsPass:
    """Adds up the chunks of the table."""

    def __init__(self, company: Company, daily: DailyStates) -> None:
        self._company, self._daily = company, daily
        n = len(daily)
        self._columns = _gathered()
        self.meals = Meals(np.zeros(n, np.int32), np.zeros(n, np.float32), np.zeros(n, np.float32))
        feeds = company.feeds
        heaviest_g = feeds.measured("fish_weight_max_g")
        self._fits_from_g = ById.of(feeds["id"], feeds.measured("fish_weight_min_g"))
        self._fits_to_g = ById.of(feeds["id"], np.where(heaviest_g < 0, np.inf, heaviest_g))  # NULL: no limit

    def take(self, chunk: Columns) -> None:
        for name, column in self._columns.items():
            column.take(chunk[name] // SECONDS_A_MINUTE if name == "feeding_time" else chunk[name])
        meals = self.meals
        assignment = chunk["assignment_id"]
        row = self._daily.row(assignment, chunk["feeding_time"] // SECONDS_A_DAY)
        there = (row >= 0) & (self._daily.fish.take(row, mode="clip") > 0)
        right_place = (chunk["batch_id"] == self._company.batch_of[assignment]) & (
            chunk["container_id"] == self._company.container_of[assignment]
        )
        meals.events += len(row)
        meals.without_fish += int(np.count_nonzero(~there))
        meals.elsewhere += int(np.count_nonzero(~right_place))
        row = row[there]
        np.add.at(meals.feed_g, row, chunk["amount_kg"][there].astype(np.int32))
        np.add.at(meals.rate_pct, row, (chunk["feeding_percentage"][there] / RATE_SCALE).astype(np.float32))
        weight_g = chunk["batch_biomass_kg"][there] / self._daily.fish[row]  # biomass comes in whole grams
        feed = chunk["feed_id"][there]
        fits = (weight_g >= self._fits_from_g[feed] * (1.0 - WEIGHT_TOLERANCE)) & (
            weight_g <= self._fits_to_g[feed] * (1.0 + WEIGHT_TOLERANCE)
        )
        meals.weight_g[row] = weight_g
        meals.wrong_pellet += int(np.count_nonzero(~fits))

    def done(self) -> Meals:
        """All chunks taken."""
        self.meals.all = AllMeals.of(self._columns)
        return self.meals


RATE_SCALE = 10.0 ** next(c.decimals for c in TABLES[FEEDING_TABLE].columns if c.name == "feeding_percentage")
