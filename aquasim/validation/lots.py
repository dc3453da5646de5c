"""The stock of feed as its movements tell it: by lot, and by silo or barge and day."""

from dataclasses import dataclass

import numpy as np

from aquasim.engine.tables import MOVEMENTS, Columns
from aquasim.validation.company import Company
from aquasim.validation.draws import Draws
from aquasim.validation.lookup import ById, Integers

MOVEMENT_TABLE = "inventory_feedstockmovement"
DELIVERY, FEEDING, EXPIRY = (MOVEMENTS.index(name) for name in ("DELIVERY", "FEEDING", "EXPIRY"))
LATEST = np.iinfo(np.int64).max


@dataclass
class LotBook:
    """Sums by row of the purchases (lots), and by row of the feeders and day."""

    moved_g: Integers  # (kinds, lots) with the sign of the movement
    moved_cents: Integers  # (kinds, lots)
    delivered_at: Integers  # (lots,) seconds since 1970; the last moment of all where never
    first_draw: Integers  # (lots,) the same
    last_draw: Integers  # (lots,) -1 where never
    lowest_g: Integers  # (lots,) smallest balance told by a movement
    level_g: Integers  # (feeders + 1, days) change of the day; the last row is of unknown ones
    movements: int = 0
    misplaced: int = 0  # movements of a lot that is not there, or in another silo than its own


class LotsPass:
    """Adds up the chunks of the table."""

    def __init__(self, company: Company, draws: Draws) -> None:
        self._draws, purchases = draws, company.purchases
        lots = len(purchases)
        self._lot = ById.of(purchases["id"], np.arange(lots))
        self._feeder_of_lot, self._feed_of_lot = purchases["feed_container_id"], purchases["feed_id"]
        self.book = LotBook(
            moved_g=np.zeros((len(MOVEMENTS), lots), dtype=np.int64),
            moved_cents=np.zeros((len(MOVEMENTS), lots), dtype=np.int64),
            delivered_at=np.full(lots, LATEST),
            first_draw=np.full(lots, LATEST),
            last_draw=np.full(lots, -1),
            lowest_g=np.full(lots, LATEST),
            level_g=np.zeros(draws.shape, dtype=np.int64),
        )

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
        feeder = chunk["feed_container_id"][known]
        np.add.at(book.level_g, self._draws.cell(feeder, time), grams)
        book.misplaced += int(np.count_nonzero(self._feeder_of_lot[lot] != feeder))
        meal, lot = chunk["feeding_event_id"][known][fed], lot[fed]
        amount = grams[fed], cents[fed]
        self._draws.add(meal, self._feeder_of_lot[lot], self._feed_of_lot[lot], time[fed], amount)
