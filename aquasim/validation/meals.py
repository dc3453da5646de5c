"""What each container was fed on each day, gathered from the feeding events."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aquasim.engine.tables import TABLES, Columns
from aquasim.validation.company import Company
from aquasim.validation.daily import DailyStates
from aquasim.validation.draws import Draws
from aquasim.validation.lookup import SECONDS_A_DAY, ById, Integers

FEEDING_TABLE = "inventory_feedingevent"
WEIGHT_TOLERANCE = 0.005
"""Weights follow from rounded biomass and counts; at the edge of a pellet's range this much is no mistake."""


@dataclass
class Meals:
    """By row of the daily states: feed, rate and the weight fed; feed and cost by batch; and counts of wrong events."""

    feed_g: npt.NDArray[np.int32]
    rate_pct: npt.NDArray[np.float32]
    weight_g: npt.NDArray[np.float32]
    batch_g: Integers  # by batch id
    batch_cents: Integers
    events: int = 0
    without_fish: int = 0
    elsewhere: int = 0
    wrong_pellet: int = 0


class MealsPass:
    """Adds up the chunks of the table."""

    def __init__(self, company: Company, daily: DailyStates, draws: Draws) -> None:
        self._company, self._daily, self._draws = company, daily, draws
        n = len(daily)
        by_batch = np.zeros((2, int(company.batches["id"].max(initial=0)) + 1), np.int64)
        self.meals = Meals(np.zeros(n, np.int32), np.zeros(n, np.float32), np.zeros(n, np.float32), *by_batch)
        feeds = company.feeds
        heaviest_g = feeds.measured("fish_weight_max_g")
        self._fits_from_g = ById.of(feeds["id"], feeds.measured("fish_weight_min_g"))
        self._fits_to_g = ById.of(feeds["id"], np.where(heaviest_g < 0, np.inf, heaviest_g))  # NULL: no limit

    def take(self, chunk: Columns) -> None:
        amount = chunk["amount_kg"], chunk["feed_cost"]
        self._draws.add(chunk["id"], chunk["feed_container_id"], chunk["feed_id"], chunk["feeding_time"], amount)
        meals = self.meals
        batch = np.clip(chunk["batch_id"], 0, len(meals.batch_g) - 1)
        np.add.at(meals.batch_g, batch, chunk["amount_kg"])
        np.add.at(meals.batch_cents, batch, chunk["feed_cost"])
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
        feed, rounding_g = chunk["feed_id"][there], 0.5 / self._daily.fish[row]
        fits = (weight_g + rounding_g >= self._fits_from_g[feed] * (1.0 - WEIGHT_TOLERANCE)) & (
            weight_g - rounding_g <= self._fits_to_g[feed] * (1.0 + WEIGHT_TOLERANCE)
        )
        meals.weight_g[row] = weight_g
        meals.wrong_pellet += int(np.count_nonzero(~fits))


RATE_SCALE = 10.0 ** next(c.decimals for c in TABLES[FEEDING_TABLE].columns if c.name == "feeding_percentage")
