"""The stock of feed as its movements tell it: by lot, by meal, and by silo or barge and day."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aquasim.engine.tables import MOVEMENTS, Columns
from aquasim.validation.company import Company
from aquasim.validation.lookup import ById, Integers
from aquasim.validation.meals import SECONDS_A_DAY, SECONDS_A_MINUTE, AllMeals

MOVEMENT_TABLE = "inventory_feedstockmovement"
DELIVERY, FEEDING, EXPIRY = (MOVEMENTS.index(name) for name in ("DELIVERY", "FEEDING", "EXPIRY"))
LATEST = np.iinfo(np.int64).max


@dataclass
class LotBook:
    """Sums by row of the purchases (lots), by row of the meals, and by row of the feeders and day."""

    moved_g: Integers  # (kinds, lots) with the sign of the movement
    moved_cents: Integers  # (kinds, lots)
    delivered_at: Integers  # (lots,) seconds since 1970; the last moment of all where never
    first_draw: Integers  # (lots,) the same
    last_draw: Integers  # (lots,) -1 where never
    lowest_g: Integers  # (lots,) smallest balance told by a movement
    meal_g: npt.NDArray[np.int32]  # (meals,)
    meal_cents: npt.NDArray[np.int32]  # (meals,)
    level_g: Integers  # (feeders, days) change of the day, from the first delivery on
    movements: int = 0
    misplaced: int = 0  # draws of another feed, silo or time than their meal's, or of a meal or lot that is not there


class LotsPass:
    """Adds up the chunks of the table."""

    def __init__(self, company: Company, meals: AllMeals) -> None:
        self._meals, purchases = meals, company.purchases
        lots, n = len(purchases), len(company.feeders)
        self._lot = ById.of(purchases["id"], np.arange(lots))
        self._feeder = ById.of(company.feeders["id"], np.arange(n))
        self._feeder_of_lot, self._feed_of_lot = purchases["feed_container_id"], purchases["feed_id"]
        known = purchases["purchase_date"][purchases["purchase_date"] > 0]
        self._first = int(known.min(initial=LATEST)) if known.size else 0
        self.book = LotBook(
            moved_g=np.zeros((len(MOVEMENTS), lots), dtype=np.int64),
            moved_cents=np.zeros((len(MOVEMENTS), lots), dtype=np.int64),
            delivered_at=np.full(lots, LATEST),
            first_draw=np.full(lots, LATEST),
            last_draw=np.full(lots, -1),
            lowest_g=np.full(lots, LATEST),
            meal_g=np.zeros(len(meals.id), dtype=np.int32),
            meal_cents=np.zeros(len(meals.id), dtype=np.int32),
            level_g=np.zeros((n, self._days(purchases["purchase_date"])), dtype=np.int64),
        )

    def _days(self, dates: Integers) -> int:
        last = max(
            int(dates.max(initial=0)), int(self._meals.minute.max(initial=0)) * SECONDS_A_MINUTE // SECONDS_A_DAY
        )
        return max(last - self._first + 2, 1)

    def take(self, chunk: Columns) -> None:
        book, kind, time = self.book, chunk["movement_type"], chunk["movement_time"]
        lot = self._lot[chunk["feed_purchase_id"]]
        known = lot >= 0
        book.movements += len(lot)
        book.misplaced += int(np.count_nonzero(~known))
        kind, time, lot = kind[known], time[known], lot[known]
        grams, cents, balance = (chunk[name][known] for name in ("quantity_kg", "cost", "balance_kg"))
        np.add.at(book.moved_g, (kind, lot), grams)
        np.add.at(book.moved_cents, (kind, lot), cents)
        np.minimum.at(book.lowest_g, lot, balance)
        fed, came = kind == FEEDING, kind == DELIVERY
        np.minimum.at(book.delivered_at, lot[came], time[came])
        np.minimum.at(book.first_draw, lot[fed], time[fed])
        np.maximum.at(book.last_draw, lot[fed], time[fed])
        feeder = self._feeder[chunk["feed_container_id"][known]]
        day = np.clip(time // SECONDS_A_DAY - self._first, 0, book.level_g.shape[1] - 1)
        np.add.at(book.level_g, (feeder, day), grams)
        elsewhere = self._feeder_of_lot[lot] != chunk["feed_container_id"][known]
        book.misplaced += int(np.count_nonzero(elsewhere))
        self._take_draws(chunk["feeding_event_id"][known][fed], lot[fed], grams[fed], cents[fed], time[fed])

    def _take_draws(self, event: Integers, lot: Integers, grams: Integers, cents: Integers, time: Integers) -> None:
        book, meals = self.book, self._meals
        row = meals.row(event)
        there = row >= 0
        book.misplaced += int(np.count_nonzero(~there))
        row, lot = row[there], lot[there]
        np.add.at(book.meal_g, row, -grams[there].astype(np.int32))
        np.add.at(book.meal_cents, row, -cents[there].astype(np.int32))
        right = (self._feeder_of_lot[lot] == meals.feeder[row]) & (self._feed_of_lot[lot] == meals.feed[row])
        book.misplaced += int(np.count_nonzero(~(right & (time[there] // SECONDS_A_MINUTE == meals.minute[row]))))
