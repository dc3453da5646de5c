"""What feed costs: every supplier has a contract in every geography; a new one follows the market of its first day."""

import numpy as np

from aquasim.engine.feedings import list_price_cents
from aquasim.engine.streams import Floats, Integers, Stream, normal, uniform, words
from aquasim.engine.today import Day
from aquasim.engine.world import World

SUPPLIERS_MAX = 16
CONTRACTS_MAX = 256
"""Numbers that ids of contracts leave room for."""
MONTH_DAYS = 30


class Contracts:
    """Contracts of all slots (geography x 16 + supplier) over all days, drawn before the first and read day by day."""

    def __init__(self, world: World) -> None:
        p = world.parameters
        self.world = world
        self.list_cents = list_price_cents(p)
        self.suppliers = len(p.feed_supply.suppliers)
        self.market = _market(world)
        slots = SUPPLIERS_MAX * len(p.geographies)
        self.first_day: dict[int, list[int]] = {}
        self.index: dict[int, Floats] = {}
        for geography in range(len(p.geographies)):
            for supplier in range(self.suppliers):
                slot = geography * SUPPLIERS_MAX + supplier
                self.first_day[slot] = _first_days(world, slot, slots)
                self.index[slot] = self._indices(slot, slots)

    def _indices(self, slot: int, slots: int) -> Floats:
        """Price over list price of each contract of a slot."""
        p, first = self.world.parameters, self.first_day[slot][:-1]
        tender = np.array(
            [normal(words(p.seed, Stream.FEED_CONTRACT, n, slots, draw=1))[slot] for n in range(len(first))]
        )
        indices: Floats = np.exp(self.market[np.array(first) // MONTH_DAYS] + p.feed_supply.tender_sd * tender)
        return indices

    def valid(self, slot: Integers, day: int) -> Integers:
        """Contract of each slot that holds on a day: slot x 256 + number."""
        found = {s: int(np.searchsorted(self.first_day[s], day, side="right")) - 1 for s in set(slot.tolist())}
        return np.array([s * CONTRACTS_MAX + found[s] for s in slot.tolist()], dtype=np.int64)

    def cents_per_kg(self, contract: Integers, feed: Integers) -> Integers:
        """Price of feeds under contracts, in whole cents. [cent/kg]"""
        index = np.array([self.index[c // CONTRACTS_MAX][c % CONTRACTS_MAX] for c in contract.tolist()])
        cents: Integers = np.rint(self.list_cents[feed] * index).astype(np.int64)
        return cents

    def record(self, day: Day) -> None:
        """Rows of the contracts that begin today."""
        today = [
            (slot, starts.index(day.number)) for slot, starts in self.first_day.items() if day.number in starts[:-1]
        ]
        if not today:
            return
        codes = [geography.code for geography in self.world.registry.geographies]
        names = self.world.parameters.feed_supply.suppliers
        slot, number = np.array(today).T
        last = np.array([self.first_day[s][n + 1] - 1 for s, n in today])
        day.rows.add(
            "inventory_feedcontract",
            id=slot * CONTRACTS_MAX + number + 1,
            contract_number=[
                f"FC-{codes[s // SUPPLIERS_MAX]}-{s % SUPPLIERS_MAX + 1:02d}-{n + 1:03d}" for s, n in today
            ],
            supplier=[names[s % SUPPLIERS_MAX] for s in slot.tolist()],
            geography_id=slot // SUPPLIERS_MAX + 1,
            valid_from=self.world.date(day.number),
            valid_to=self.world.date(last),
            price_index=np.array([self.index[s][n] for s, n in today]),
        )


def _market(world: World) -> Floats:
    """Logarithm of the raw material market over its long-term level, month by month."""
    p = world.parameters
    level, months = 0.0, []
    for month in range(p.days // MONTH_DAYS + 1):
        step = float(normal(words(p.seed, Stream.FEED_MARKET, month, 1))[0])
        level = p.feed_supply.market_phi * level + p.feed_supply.market_sd * step
        months.append(level)
    return np.array(months)


def _first_days(world: World, slot: int, slots: int) -> list[int]:
    """First day of each contract of a slot, and of the one after the last; the first contract is under way already."""
    p = world.parameters
    shortest, longest = p.feed_supply.contract_days_min, p.feed_supply.contract_days_max
    days = [0]
    while days[-1] < p.days:
        u = uniform(words(p.seed, Stream.FEED_CONTRACT, len(days) - 1, slots))[slot]
        length = shortest + int(u * (longest - shortest + 1))
        days.append(days[-1] + (max(length // 3, 1) if len(days) == 1 else length))
    return days
