"""Feed is bought, delivered and drawn from stock, lot by lot; where it runs out, fish eat less and a record says so."""

import numpy as np

from aquasim.domain.feedstock import shared_out
from aquasim.engine.feedings import Meals, store_of
from aquasim.engine.modules.base import Arrays, Module
from aquasim.engine.modules.feed_supply.contracts import Contracts
from aquasim.engine.modules.feed_supply.deliveries import Deliveries
from aquasim.engine.modules.feed_supply.orders import Orders, no_orders, orders_under_way
from aquasim.engine.modules.feed_supply.stock import (
    FEEDS,
    draw,
    no_lots,
    standing_lots,
    stock_by_store,
    stores_of,
    throw_away,
)
from aquasim.engine.modules.feed_supply.summaries import close_months, nothing_summed_up, sum_up
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from aquasim.engine.streams import Integers
from aquasim.engine.today import Day
from aquasim.engine.world import World


class FeedSupply(Module):
    """The feed of a day comes out of lots that arrived the day before at the latest.

    Of a day: rations are cut to what there is; meals are drawn from lots; what has expired is thrown away;
    deliveries arrive in the evening; places whose stock and orders run low order more.
    """

    name = "feed_supply"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.contracts = Contracts(world)
        self.orders = Orders(world, self.contracts)
        self.deliveries = Deliveries(world)

    def start(self) -> Arrays:
        return no_lots() | no_orders() | nothing_summed_up(self.world)

    def ration(self, day: Day) -> None:
        own = day.own(self.name)
        eating = np.flatnonzero(day.feed_g > 0)
        store = store_of(self.world.registry, day.here[eating], day.weight_g[eating])
        wanted_g = day.feed_g[eating]
        fed_g = shared_out(wanted_g, store, stock_by_store(own, stores_of(self.world)))
        if fed_g is not wanted_g:
            day.feed_g[eating] = fed_g
            _record_shortage(day, store, wanted_g, wanted_g - fed_g)

    def meals(self, day: Day, meals: Meals) -> None:
        own = day.own(self.name)
        draw(day, own, meals)
        sum_up(day, own, meals)

    def record(self, day: Day) -> None:
        close_months(day, day.own(self.name))

    def decide(self, day: Day) -> None:
        own = day.own(self.name)
        self.contracts.record(day)
        throw_away(day, own)
        self.deliveries.arrive(day, own)
        self.orders.review(day, own)

    def standing(self, state: State, rows: Rows) -> None:
        own = state.modules[self.name]
        orders_under_way(self.world, own, self.contracts, rows)
        standing_lots(self.world, own, rows)


def _record_shortage(day: Day, store: Integers, wanted_g: Integers, missing_g: Integers) -> None:
    cut = missing_g > 0
    short, position = np.unique(store[cut], return_inverse=True)
    stores = stores_of(day.world)
    day.rows.add(
        "inventory_feedshortage",
        id=day.number * stores + short + 1,
        feed_container_id=short // FEEDS + 1,
        feed_id=short % FEEDS + 1,
        date=day.world.date(day.number),
        containers=np.bincount(position),
        wanted_kg=np.bincount(position, wanted_g[cut]) / 1000.0,
        missing_kg=np.bincount(position, missing_g[cut]) / 1000.0,
    )
