"""Orders: a place that will soon run out of a feed orders a delivery, of every feed it needs, for all its silos."""

import numpy as np

from aquasim.domain.calendar import WEEK_DAYS, WORKING_DAYS, days_from_working_day, days_of_working_days
from aquasim.domain.feedstock import filled_up, fitted
from aquasim.engine.modules.base import Arrays
from aquasim.engine.modules.feed_supply.contracts import CONTRACTS_MAX, SUPPLIERS_MAX, Contracts
from aquasim.engine.modules.feed_supply.forecast import Forecast
from aquasim.engine.modules.feed_supply.stock import FEEDS, LOTS_PER_STORE_MAX, stores_of
from aquasim.engine.registry import feeder_capacity_kg
from aquasim.engine.rows import Rows
from aquasim.engine.streams import Floats, Integers, Stream, uniform, words
from aquasim.engine.tables import PURCHASE_STATUS
from aquasim.engine.today import Day, Flags
from aquasim.engine.world import World
from aquasim.parameters.feed_supply import FeedSupply

ORDER_ARRAYS = (
    "order", "order_store", "order_quantity", "order_cents", "order_day",
    "order_promised", "order_due", "order_contract", "order_expiry",
)  # fmt: skip
REVIEW_WEEKDAYS_SEA = ((0, 3), (1, 4))
"""Monday and Thursday or Tuesday and Friday, by area in turn; halls, whose silos may hold little more than a weekend's
feed, look on every working day."""
SUPPLIER_DAYS = 182
"""A place buys from one supplier for half a year."""
SAFETY_DAYS = 6
"""Days by which the cover exceeds the usual time to delivery over a weekend, if the bounds of the cover allow."""
FILL = 0.98
"""Share of a silo that orders count on."""
WORTH_ADDING = 0.5
"""A feed that is not short joins an order when so much of what an order lasts for is missing."""


def no_orders() -> Arrays:
    """Nothing under way."""
    return {name: np.zeros(0, dtype=np.int64) for name in ORDER_ARRAYS}


def quantum_g(world: World) -> Integers:
    """Feed comes in multiples of this, by feeder. [g]"""
    p = world.parameters.feed_supply
    return np.where(world.registry.feeder_place < len(world.registry.halls), p.bag_kg, p.hatch_kg) * 1000


class Orders:
    """Who orders what, when, from whom."""

    def __init__(self, world: World, contracts: Contracts) -> None:
        registry, p = world.registry, world.parameters.feed_supply
        self.world, self.contracts = world, contracts
        self.feeder_place = registry.feeder_place
        self.capacity_g = feeder_capacity_kg(world.parameters, registry) * 1000.0
        self.quantum_g = quantum_g(world)
        on_land = np.arange(registry.places) < len(registry.halls)
        turn = np.arange(registry.places) % len(REVIEW_WEEKDAYS_SEA)
        at_sea = np.array([[day in days for day in range(WEEK_DAYS)] for days in REVIEW_WEEKDAYS_SEA])[turn]
        self.reviewed = (on_land[:, None] | at_sea) & (np.arange(WEEK_DAYS) < WORKING_DAYS)  # place, weekday
        self.least_g = np.where(on_land, p.truck_min_kg, p.ship_min_kg) * 1000.0
        self.most_g = np.where(on_land, p.truck_max_kg, p.ship_max_kg) * 1000.0
        u = uniform(words(world.parameters.seed, Stream.FEED_LEAD, 0, registry.places))
        leads = _leads(p)
        self.lead = leads[(u * len(leads)).astype(np.int64)]  # [working days]
        longest = days_of_working_days(self.lead, WORKING_DAYS - 1)
        self.cover = np.clip(longest + SAFETY_DAYS, p.cover_min_days, p.cover_max_days).astype(np.float64)
        self.forecast = Forecast(world, self.cover)

    def review(self, day: Day, own: Arrays) -> None:
        """Look at the places whose turn it is, and order where stock and orders last no longer than the cover."""
        turn = self.reviewed[:, day.world.weekday(day.number)]
        if not turn.any():
            return
        eaters = self.forecast.eaters(day, turn)
        need = self.forecast.need_g(eaters, self.cover)
        lead = days_of_working_days(self.lead, day.world.weekday(day.number))
        reach = self._reach(need, lead)
        tight = reach < self.cover
        if tight.any():
            less = self.forecast.need_g(eaters.at(tight), reach)
            need = np.where(tight[self.feeder_place][:, None], less, need)
        ordered = _by_store(own["order_store"], own["order_quantity"], len(need))
        position = _by_store(own["lot_store"], self._eaten_in_time(day, own, need), len(need)) + ordered
        short = (position < need) & turn[self.feeder_place][:, None]
        if not short.any():
            return
        ordering = np.zeros(len(turn), dtype=bool)
        ordering[self.feeder_place[short.any(axis=1)]] = True
        eaters = eaters.at(ordering)
        p = self.world.parameters.feed_supply
        long = self.forecast.need_g(eaters, np.minimum(self.cover + p.order_days, reach))
        longest = self.forecast.need_g(eaters, np.minimum(p.stretch_days, reach))
        want, more = np.maximum(long - position, 0.0), np.maximum(longest - np.maximum(long, position), 0.0)
        line = (short | (want > WORTH_ADDING * (long - need))) & (want > 0) & self._lots_allow(own, len(need))
        feeder, feed = np.nonzero(line & ordering[self.feeder_place][:, None])
        urgent = np.maximum(need - position, 0.0)[feeder, feed]
        filled = filled_up(want[feeder, feed], more[feeder, feed], self.feeder_place[feeder], self.least_g)
        held = _by_store(own["lot_store"], own["lot_left"], len(need)) + ordered
        grams = self._deliverable(feeder, urgent, filled, self._room_g(held, need, lead))
        self._place(day, own, (feeder * FEEDS + feed)[grams > 0], grams[grams > 0])

    def _eaten_in_time(self, day: Day, own: Arrays, need: Floats) -> Floats:
        """Feed of each lot in stock that can be eaten before it expires. [g]"""
        store, left, life = own["lot_store"], own["lot_left"], own["lot_expiry"] - day.number
        cover = self.cover[self.feeder_place[store // FEEDS]]
        return np.where(life < cover, np.minimum(left, need.ravel()[store] * life / cover), left)

    def _reach(self, need: Floats, lead: Integers) -> Floats:
        """Days by place for which orders can provide: until delivery, and as long as a full silo lasts then."""
        daily = need.sum(axis=1) / self.cover[self.feeder_place]
        lasts = lead[self.feeder_place] + FILL * self.capacity_g / np.maximum(daily, 1.0)
        reach = np.full(len(self.cover), np.inf)
        np.minimum.at(reach, self.feeder_place, lasts)
        return reach

    def _lots_allow(self, own: Arrays, feeders: int) -> Flags:
        lots = np.bincount(np.concatenate([own["lot_store"], own["order_store"]]), minlength=feeders * FEEDS)
        allowed: Flags = (lots < LOTS_PER_STORE_MAX - 1).reshape(feeders, FEEDS)
        return allowed

    def _room_g(self, held: Floats, need: Floats, lead: Integers) -> Floats:
        """Room in each feeder when an order of today arrives, if fish eat until then as expected. [g]"""
        eaten = need.sum(axis=1) * np.minimum(lead / self.cover, 1.0)[self.feeder_place]
        room: Floats = FILL * self.capacity_g - held.sum(axis=1) + eaten
        return room

    def _deliverable(self, feeder: Integers, urgent: Floats, want: Floats, room: Floats) -> Integers:
        """Lines no larger than a delivery or the room, in whole bags or hatches; small ones only if urgent. [g]"""
        quantum, most = self.quantum_g[feeder], self.most_g[self.feeder_place[feeder]]
        grams = np.minimum(fitted(urgent, want, feeder, room), most)
        fits_up = np.bincount(feeder, grams + quantum, len(room)) <= room
        units = np.where(fits_up[feeder] & (grams + quantum <= most), np.ceil(grams / quantum), grams // quantum)
        return units.astype(np.int64) * quantum

    def _place(self, day: Day, own: Arrays, store: Integers, grams: Integers) -> None:
        if not store.size:
            return
        world, p = self.world, self.world.parameters.feed_supply
        seed, places = world.parameters.seed, world.registry.places
        place = self.feeder_place[store // FEEDS]
        late = uniform(words(seed, Stream.FEED_DELAY, day.number, places))[place]
        weekday, lead = world.weekday(day.number), self.lead[place]
        delay = (late < p.late_share).astype(np.int64) + (late < p.late_share / 4)
        promised = day.number + days_of_working_days(lead, weekday)
        delayed = day.number + days_of_working_days(lead + delay, weekday)
        latest = day.number + p.lead_max_days
        latest -= int(days_from_working_day(world.weekday(latest)))
        due = np.maximum(promised, np.minimum(delayed, latest))
        supplier = words(seed, Stream.FEED_SUPPLIER, day.number // SUPPLIER_DAYS, places)[place] % np.uint64(
            self.contracts.suppliers
        )
        slot = self.forecast.geography[place] * SUPPLIERS_MAX + supplier.astype(np.int64)
        contract = self.contracts.valid(slot, day.number)
        age = uniform(words(seed, Stream.FEED_AGE, day.number, stores_of(world)))[store] * (p.age_max_days + 1)
        new = {
            "order": day.number * stores_of(world) + store + 1,
            "order_store": store,
            "order_quantity": grams,
            "order_cents": self.contracts.cents_per_kg(contract, store % FEEDS),
            "order_day": np.full(len(store), day.number),
            "order_promised": promised,
            "order_due": due,
            "order_contract": contract,
            "order_expiry": due + p.shelf_life_days - age.astype(np.int64),
        }
        own.update({name: np.concatenate([own[name], new[name]]) for name in ORDER_ARRAYS})


def _leads(p: FeedSupply) -> Integers:
    """Times to delivery that keep to their bounds whatever the weekday of the order; at least one. [working days]"""
    leads = np.arange(1, p.lead_max_days + 1)
    least, most = days_of_working_days(leads, 0), days_of_working_days(leads, WORKING_DAYS - 1)
    slow_enough: Integers = leads[least >= p.lead_min_days]
    return slow_enough[: max(int((most[least >= p.lead_min_days] <= p.lead_max_days).sum()), 1)]


def _by_store(store: Integers, grams: Integers | Floats, feeders: int) -> Floats:
    total = np.bincount(store, grams, feeders * FEEDS).astype(np.float64)
    by_store: Floats = total.reshape(feeders, FEEDS)
    return by_store


def orders_under_way(world: World, own: Arrays, contracts: Contracts, rows: Rows) -> None:
    """Purchases that have not come yet."""
    if len(own["order"]):
        purchase_rows(world, own, own["order_quantity"], np.full(len(own["order"]), -1), rows)


def purchase_rows(world: World, orders: Arrays, quantity_g: Integers, delivered: Integers, rows: Rows) -> None:
    """Rows of purchases delivered on a day, or under way where it is -1."""
    store, day = orders["order_store"], orders["order_day"]
    place = world.registry.feeder_place[store // FEEDS]
    names = world.parameters.feed_supply.suppliers
    supplier = orders["order_contract"] // CONTRACTS_MAX % SUPPLIERS_MAX
    lots = list(zip(supplier.tolist(), orders["order"].tolist(), strict=True))
    rows.add(
        "inventory_feedpurchase",
        id=orders["order"],
        order_number=[f"PO-{p + 1:04d}-{d}" for p, d in zip(place.tolist(), world.date(day).tolist(), strict=True)],
        contract_id=orders["order_contract"] + 1,
        feed_id=store % FEEDS + 1,
        feed_container_id=store // FEEDS + 1,
        supplier=[names[s] for s in supplier.tolist()],
        status=np.where(delivered < 0, PURCHASE_STATUS.index("ORDERED"), PURCHASE_STATUS.index("DELIVERED")),
        order_date=world.date(day),
        promised_date=world.date(orders["order_promised"]),
        purchase_date=np.where(delivered < 0, np.datetime64("NaT", "D"), world.date(delivered)),
        ordered_kg=orders["order_quantity"] / 1000.0,
        quantity_kg=quantity_g / 1000.0,
        cost_per_kg=orders["order_cents"] / 100.0,
        batch_number=[f"{names[s][:2].upper()}{lot:010d}" for s, lot in lots],
        expiry_date=world.date(orders["order_expiry"]),
    )
