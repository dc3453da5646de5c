"""Orders arrive on the evening of the working day they are due, unless the store is full, a strike or a storm is on."""

import numpy as np

from aquasim.domain.calendar import WORKING_DAYS
from aquasim.engine.modules.base import Arrays
from aquasim.engine.modules.feed_supply.orders import ORDER_ARRAYS, purchase_rows, quantum_g
from aquasim.engine.modules.feed_supply.stock import FEEDS, take_in
from aquasim.engine.registry import feeder_capacity_kg
from aquasim.engine.streams import Integers
from aquasim.engine.today import Day
from aquasim.engine.world import World

PATIENCE_DAYS = 2
"""A load that does not fit waits so long; then what fits is taken and the rest goes back."""


class Deliveries:
    """Which orders arrive when."""

    def __init__(self, world: World) -> None:
        registry = world.registry
        self.world = world
        self.capacity_g = (feeder_capacity_kg(world.parameters, registry) * 1000).astype(np.int64)
        self.geography = registry.place_geography()[registry.feeder_place]
        halls = len(registry.halls)
        self.at_sea = registry.feeder_place >= halls
        self.area = np.where(self.at_sea, registry.feeder_place - halls, 0)
        self.quantum_g = quantum_g(world)
        self.struck = _struck(world)

    def arrive(self, day: Day, own: Arrays) -> None:
        """Take in what is due and fits; lorries and ships come on working days."""
        if day.world.weekday(day.number) >= WORKING_DAYS:
            return
        feeder = own["order_store"] // FEEDS
        storms = self.world.climate.on(day.number).storms[self.area[feeder]]
        shut = self.struck[day.number, self.geography[feeder]] | (self.at_sea[feeder] & storms)
        due = np.flatnonzero((own["order_due"] <= day.number) & ~shut)
        if not due.size:
            return
        due = due[np.lexsort((own["order"][due], own["order_due"][due], feeder[due]))]
        taken_g = self._fitting(own, due, feeder[due], day.number - own["order_due"][due])
        due, taken_g = due[taken_g > 0], taken_g[taken_g > 0]
        if due.size:
            self._take_in(day, own, due, taken_g)

    def _fitting(self, own: Arrays, due: Integers, feeder: Integers, overdue: Integers) -> Integers:
        """Feed taken of each order due, in order of feeder and age: all of it, or what fits after some patience. [g]"""
        level = np.bincount(own["lot_store"] // FEEDS, own["lot_left"], len(self.capacity_g)).astype(np.int64)
        offered = own["order_quantity"][due]
        before = np.cumsum(offered) - offered
        first = np.searchsorted(feeder, feeder)
        room = (self.capacity_g - level)[feeder] - (before - before[first])
        part = np.maximum(room, 0) // self.quantum_g[feeder] * self.quantum_g[feeder]
        return np.where(offered <= room, offered, np.where(overdue >= PATIENCE_DAYS, part, 0))

    def _take_in(self, day: Day, own: Arrays, due: Integers, taken_g: Integers) -> None:
        orders = {name: own[name][due] for name in ORDER_ARRAYS}
        purchase_rows(self.world, orders, taken_g, np.full(len(due), day.number), day.rows)
        cost = taken_g // 1000 * orders["order_cents"]
        take_in(
            day,
            own,
            {
                "lot": orders["order"],
                "lot_store": orders["order_store"],
                "lot_left": taken_g,
                "lot_quantity": taken_g,
                "lot_cost": cost,
                "lot_day": np.full(len(due), day.number),
                "lot_expiry": orders["order_expiry"],
            },
        )
        waiting = np.ones(len(own["order"]), dtype=bool)
        waiting[due] = False
        own.update({name: own[name][waiting] for name in ORDER_ARRAYS})


def _struck(world: World) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Whether nothing is delivered, by day and geography."""
    p = world.parameters
    struck = np.zeros((p.days, len(p.geographies)), dtype=bool)
    for strike in p.feed_supply.strikes:
        first, last = ((day - p.first_day).days for day in (strike.first_day, strike.last_day))
        struck[max(first, 0) : max(last + 1, 0), list(p.geographies).index(strike.geography)] = True
    return struck
