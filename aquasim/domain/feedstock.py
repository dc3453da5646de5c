"""Feed in stock: rations when it runs short, draws from lots in order of age and their cost, and what fish will eat.

A store is one feed in one silo or barge. Grams and cents are whole numbers, so that draws add up to lots exactly.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from aquasim.domain.feeding import PELLETS, biological_fcr

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

PELLET_EDGES_G: FloatArray = np.array([*(pellet.fish_weight_min_g for pellet in PELLETS), np.inf])
"""Weights of fish at which one pellet ends and the next begins. [g]"""


class Draws(NamedTuple):
    """Feed drawn for meals out of lots, in order of meal and lot."""

    meal: IntArray  # position of the meal
    lot: IntArray  # position of the lot
    grams: IntArray  # drawn [g]
    left_g: IntArray  # in the lot after the draw [g]


def shared_out(wanted_g: IntArray, store: IntArray, stock_g: IntArray) -> IntArray:
    """Rations where stock may not go round: all who eat from a store get the same share of what they want.

    Parameters
    ----------
    wanted_g : ndarray of int, shape (n,)
        Feed wanted. [g]
    store : ndarray of int, shape (n,)
        Position in `stock_g` of the store each eats from.
    stock_g : ndarray of int, shape (stores,)
        Feed in each store. [g]

    Returns
    -------
    ndarray of int, shape (n,)
        Whole grams, together no more than the store holds. [g]
    """
    asked = np.bincount(store, wanted_g, len(stock_g)).astype(np.int64)
    short = asked > stock_g
    if not short.any():
        return wanted_g
    shared = wanted_g * stock_g[store] // np.maximum(asked, 1)[store]
    return np.where(short[store], shared, wanted_g)


def drawn_by_age(meal_store: IntArray, meal_g: IntArray, lot_store: IntArray, lot_g: IntArray) -> Draws:
    """Meals drawn from lots first in, first out.

    Parameters
    ----------
    meal_store, meal_g : ndarray of int, shape (meals,)
        Store and feed of each meal, sorted by store and then by time; together no more than the store holds. [-, g]
    lot_store, lot_g : ndarray of int, shape (lots,)
        Store and feed left of each lot, sorted by store and then by age, oldest first. [-, g]

    Returns
    -------
    Draws
        One draw for each meal and each lot it touches; a meal of nothing has none.
    """
    lot_end = np.cumsum(lot_g)
    lot_start = lot_end - lot_g
    meal_end = np.cumsum(meal_g)
    before = np.concatenate([[0], meal_end])[np.searchsorted(meal_store, meal_store)]
    offset = np.concatenate([[0], lot_end])[np.searchsorted(lot_store, meal_store)]
    end = meal_end - before + offset
    start = end - meal_g
    first = np.searchsorted(lot_end, start, side="right")
    pieces = np.where(meal_g > 0, np.searchsorted(lot_end, end, side="left") - first + 1, 0)
    meal = np.repeat(np.arange(len(meal_g)), pieces)
    lot = first[meal] + np.arange(len(meal)) - (np.cumsum(pieces) - pieces)[meal]
    stop = np.minimum(end[meal], lot_end[lot])
    return Draws(meal, lot, stop - np.maximum(start[meal], lot_start[lot]), lot_end[lot] - stop)


def share_of_cost(
    cost_cents: IntArray, quantity_g: IntArray, left_before_g: IntArray, left_after_g: IntArray
) -> IntArray:
    """Cost of a part of a lot, so that the parts of a whole lot add up to its cost.

    Parameters
    ----------
    cost_cents, quantity_g : ndarray of int
        Cost and size of the whole lot. [cent, g]
    left_before_g, left_after_g : ndarray of int
        Feed left in the lot before and after the part is taken. [g]

    Returns
    -------
    ndarray of int
        Whole cents: the lot's cost accrued to the gram, rounded down, after less before. [cent]
    """
    accrued: IntArray = cost_cents * (quantity_g - left_after_g) // quantity_g
    before: IntArray = cost_cents * (quantity_g - left_before_g) // quantity_g
    return accrued - before


def expected_feed_g(
    fish: npt.ArrayLike, from_g: FloatArray, to_g: FloatArray, daily_g: FloatArray, at_sea: npt.ArrayLike
) -> FloatArray:
    """Feed that fish need to grow from one weight to another, by pellet.

    Parameters
    ----------
    fish : array_like, shape (n,)
        Number of fish.
    from_g, to_g : ndarray, shape (n,)
        Mean weight now and then. [g]
    daily_g : ndarray, shape (n,)
        Growth of a day; on the day on which fish outgrow a pellet they are fed it until the evening. [g]
    at_sea : array_like of bool, shape (n,)
        True in the sea.

    Returns
    -------
    ndarray, shape (n, pellets)
        Growth within the range of each pellet and the day after, times the feed conversion at the later weight. [g]
    """
    outgrown = PELLET_EDGES_G[1:] + daily_g[:, None] * (from_g[:, None] < PELLET_EDGES_G[1:])
    end = np.clip(outgrown, from_g[:, None], to_g[:, None])
    start = np.clip(PELLET_EDGES_G[:-1], from_g[:, None], to_g[:, None])
    per_gram = np.asarray(fish, dtype=np.float64) * biological_fcr(to_g, at_sea)
    return (end - start) * per_gram[:, None]


def filled_up(want_g: FloatArray, more_g: FloatArray, place: IntArray, least_g: FloatArray) -> FloatArray:
    """Order lines raised until an order is as large as the smallest delivery.

    Parameters
    ----------
    want_g : ndarray, shape (lines,)
        Feed wanted for the days an order should last. [g]
    more_g : ndarray, shape (lines,)
        What would be wanted besides, were the order to last as long as any may. [g]
    place : ndarray of int, shape (lines,)
        Place that orders, a position in `least_g`.
    least_g : ndarray, shape (places,)
        Smallest delivery of each place. [g]

    Returns
    -------
    ndarray, shape (lines,)
        Lines raised in proportion; a part load where even the longest time does not fill the smallest delivery. [g]
    """
    total, spare = (np.bincount(place, x, len(least_g)) for x in (want_g, more_g))
    raised = np.clip((least_g - total) / np.maximum(spare, 1.0), 0.0, 1.0)
    filled: FloatArray = want_g + more_g * raised[place]
    return filled


def fitted(urgent_g: FloatArray, want_g: FloatArray, feeder: IntArray, room_g: FloatArray) -> FloatArray:
    """Order lines cut to the room there will be: what is urgent first, then the rest, each in proportion.

    Parameters
    ----------
    urgent_g, want_g : ndarray, shape (lines,)
        Feed without which fish go hungry, and all feed wanted, at least as much. [g]
    feeder : ndarray of int, shape (lines,)
        Silo or barge of each line, a position in `room_g`.
    room_g : ndarray, shape (feeders,)
        Room on the day of delivery; none where negative. [g]

    Returns
    -------
    ndarray, shape (lines,)
        Lines that fit. [g]
    """
    first = urgent_g * _share(urgent_g, feeder, room_g)
    rest = want_g - urgent_g
    left = room_g - np.bincount(feeder, first, len(room_g))
    fitting: FloatArray = first + rest * _share(rest, feeder, left)
    return fitting


def _share(grams: FloatArray, feeder: IntArray, room_g: FloatArray) -> FloatArray:
    total = np.bincount(feeder, grams, len(room_g))
    share: FloatArray = np.clip(room_g / np.maximum(total, 1.0), 0.0, 1.0)[feeder]
    return share
