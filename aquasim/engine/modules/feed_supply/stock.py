"""Lots in silos and barges: arrays in order of store and age. A lot has the id of the purchase that brought it."""

import numpy as np

from aquasim.domain.feeding import PELLETS
from aquasim.domain.feedstock import drawn_by_age, share_of_cost
from aquasim.engine.feedings import Meals, meal_times
from aquasim.engine.modules.base import Arrays
from aquasim.engine.rows import Rows
from aquasim.engine.streams import Integers
from aquasim.engine.tables import MOVEMENTS
from aquasim.engine.today import Day
from aquasim.engine.world import World

LOT_ARRAYS = ("lot", "lot_store", "lot_left", "lot_quantity", "lot_cost", "lot_day", "lot_expiry")
LOTS_PER_STORE_MAX = 16
"""Lots that a meal may touch; ids of draws leave room for no more, and orders keep to it."""
EXPIRY_HOUR, DELIVERY_HOUR = 20, 21
FEEDS = len(PELLETS)


def no_lots() -> Arrays:
    """Empty silos and barges."""
    return {name: np.zeros(0, dtype=np.int64) for name in LOT_ARRAYS}


def stores_of(world: World) -> int:
    """Number of stores: every feed in every silo and barge."""
    return len(world.registry.feeder_place) * FEEDS


def stock_by_store(own: Arrays, stores: int) -> Integers:
    """Feed in each store. [g]"""
    return np.bincount(own["lot_store"], own["lot_left"], stores).astype(np.int64)


def cost_left(own: Arrays) -> Integers:
    """Cost of what is left of each lot. [cent]"""
    return share_of_cost(own["lot_cost"], own["lot_quantity"], own["lot_left"], np.zeros_like(own["lot_left"]))


def draw(day: Day, own: Arrays, meals: Meals) -> None:
    """Draw the meals from their stores' lots, oldest first, and set what they cost."""
    draws = drawn_by_age(meals.store, meals.grams, own["lot_store"], own["lot_left"])
    lot, left = draws.lot, draws.left_g
    cents = share_of_cost(own["lot_cost"][lot], own["lot_quantity"][lot], left + draws.grams, left)
    meals.cost_cents = np.bincount(draws.meal, cents, len(meals.id)).astype(np.int64)
    own["lot_left"] = own["lot_left"] - np.bincount(lot, draws.grams, len(own["lot"])).astype(np.int64)
    piece = np.arange(len(draws.meal)) - np.searchsorted(draws.meal, draws.meal)
    day.rows.add(
        "inventory_feedstockmovement",
        id=(meals.id[draws.meal] * LOTS_PER_STORE_MAX + piece) * 2,
        feed_container_id=own["lot_store"][lot] // FEEDS + 1,
        feed_purchase_id=own["lot"][lot],
        feeding_event_id=meals.id[draws.meal],
        movement_type=MOVEMENTS.index("FEEDING"),
        movement_time=meal_times(day, meals.hour[draws.meal]),
        quantity_kg=draws.grams / -1000.0,
        balance_kg=left / 1000.0,
        cost=cents / -100.0,
    )
    _remove(day, own, own["lot_left"] == 0)


def throw_away(day: Day, own: Arrays) -> None:
    """Lots whose last day this was leave the stock."""
    over = own["lot_expiry"] <= day.number
    if over.any():
        wasted_g, cents = own["lot_left"][over], cost_left(own)[over]
        _move_whole_lots(day, own, np.flatnonzero(over), "EXPIRY", -wasted_g, -cents)
        own["lot_left"] = np.where(over, 0, own["lot_left"])
        _remove(day, own, over)


def take_in(day: Day, own: Arrays, lots: Arrays) -> None:
    """Add lots that were delivered."""
    joined = {name: np.concatenate([own[name], lots[name]]) for name in LOT_ARRAYS}
    new = np.arange(len(own["lot"]), len(joined["lot"]))
    _move_whole_lots(day, joined, new, "DELIVERY", lots["lot_left"], lots["lot_cost"])
    order = np.argsort(joined["lot_store"], kind="stable")
    own.update({name: values[order] for name, values in joined.items()})


def _move_whole_lots(day: Day, own: Arrays, lots: Integers, kind: str, grams: Integers, cents: Integers) -> None:
    code = MOVEMENTS.index(kind)
    hour = np.full(len(lots), DELIVERY_HOUR if kind == "DELIVERY" else EXPIRY_HOUR)
    day.rows.add(
        "inventory_feedstockmovement",
        id=(own["lot"][lots] * len(MOVEMENTS) + code) * 2 + 1,
        feed_container_id=own["lot_store"][lots] // FEEDS + 1,
        feed_purchase_id=own["lot"][lots],
        feeding_event_id=-1,
        movement_type=code,
        movement_time=meal_times(day, hour),
        quantity_kg=grams / 1000.0,
        balance_kg=np.maximum(grams, 0) / 1000.0,
        cost=cents / 100.0,
    )


def _remove(day: Day, own: Arrays, gone: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
    """Close the rows of lots of which nothing is left."""
    if gone.any():
        out = {name: own[name][gone] for name in LOT_ARRAYS}
        _stock_rows(day.world, out, day.world.date(np.full(len(out["lot"]), day.number)), day.rows)
        own.update({name: own[name][~gone] for name in LOT_ARRAYS})


def standing_lots(world: World, own: Arrays, rows: Rows) -> None:
    """Lots as they stand."""
    if len(own["lot"]):
        _stock_rows(world, own, np.full(len(own["lot"]), np.datetime64("NaT", "D")), rows)


def _stock_rows(
    world: World, lots: Arrays, emptied: np.ndarray[tuple[int], np.dtype[np.datetime64]], rows: Rows
) -> None:
    rows.add(
        "inventory_feedcontainerstock",
        id=lots["lot"],
        feed_container_id=lots["lot_store"] // FEEDS + 1,
        feed_purchase_id=lots["lot"],
        quantity_kg=lots["lot_left"] / 1000.0,
        cost_left=cost_left(lots) / 100.0,
        entry_date=world.date(lots["lot_day"]),
        emptied_date=emptied,
    )
