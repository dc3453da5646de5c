"""Feed in stock: shares when it runs short, draws first in first out, their cost, and what fish will need."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aquasim.domain import feedstock
from aquasim.domain.feeding import PELLETS, biological_fcr


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_feed_that_goes_round_is_given_as_wanted() -> None:
    wanted = ints(400, 600, 50)
    assert feedstock.shared_out(wanted, ints(0, 0, 1), ints(1000, 50)) is wanted


def test_feed_that_does_not_go_round_is_shared_in_proportion() -> None:
    # 100 g for 300 + 100 wanted: a quarter each; the other store is not touched
    shared = feedstock.shared_out(ints(300, 100, 70), ints(0, 0, 1), ints(100, 80))
    assert shared.tolist() == [75, 25, 70]


def test_an_empty_store_gives_nothing() -> None:
    assert feedstock.shared_out(ints(300, 100), ints(1, 1), ints(500, 0)).tolist() == [0, 0]


def test_a_meal_empties_the_oldest_lot_before_it_touches_the_next() -> None:
    # Store 2 holds lots of 30, 50 and 40 g; meals of 20, 45 and 15 g leave 40 g of the last
    draws = feedstock.drawn_by_age(ints(2, 2, 2), ints(20, 45, 15), ints(2, 2, 2), ints(30, 50, 40))
    assert draws.meal.tolist() == [0, 1, 1, 2]
    assert draws.lot.tolist() == [0, 0, 1, 1]
    assert draws.grams.tolist() == [20, 10, 35, 15]
    assert draws.left_g.tolist() == [10, 0, 15, 0]


def test_stores_do_not_mix() -> None:
    draws = feedstock.drawn_by_age(ints(1, 4), ints(5, 6), ints(1, 3, 4), ints(9, 7, 6))
    assert draws.lot.tolist() == [0, 2]
    assert draws.left_g.tolist() == [4, 0]


STORES = st.lists(
    st.tuples(
        st.lists(st.integers(1, 10**9), min_size=1, max_size=5),  # lots
        st.lists(st.floats(0, 1), min_size=0, max_size=6),  # meals, as shares of what is left
    ),
    min_size=1,
    max_size=4,
)


@given(STORES)
def test_draws_are_the_meals_to_the_gram_and_take_lots_in_order(stores: list[tuple[list[int], list[float]]]) -> None:
    lot_store, lot_g, meal_store, meal_g = [], [], [], []
    for store, (lots, shares) in enumerate(stores):
        lot_store += [store] * len(lots)
        lot_g += lots
        left = sum(lots)
        for share in shares:
            meal_store.append(store)
            meal_g.append(int(share * left))
            left -= meal_g[-1]
    draws = feedstock.drawn_by_age(ints(*meal_store), ints(*meal_g), ints(*lot_store), ints(*lot_g))
    assert np.bincount(draws.meal, draws.grams, len(meal_g)).astype(int).tolist() == meal_g
    assert (draws.grams > 0).all()
    assert (np.array(lot_store)[draws.lot] == np.array(meal_store, dtype=int)[draws.meal]).all()
    left = np.array(lot_g)
    for lot, grams, after in zip(draws.lot.tolist(), draws.grams.tolist(), draws.left_g.tolist(), strict=True):
        older = [i for i in range(lot) if lot_store[i] == lot_store[lot]]
        assert (left[older] == 0).all()
        left[lot] -= grams
        assert left[lot] == after >= 0


@given(st.integers(1, 500_000_000), st.integers(0, 100_000_000), st.lists(st.integers(0, 500_000_000), max_size=8))
def test_parts_of_a_lot_cost_the_lot_to_the_cent(quantity: int, cost: int, cuts: list[int]) -> None:
    edges = sorted({0, quantity, *(cut for cut in cuts if cut < quantity)}, reverse=True)
    parts = [
        int(feedstock.share_of_cost(ints(cost), ints(quantity), ints(before), ints(after))[0])
        for before, after in pairwise(edges)
    ]
    assert sum(parts) == cost
    assert min(parts) >= 0


def test_feed_is_expected_by_pellet_for_the_growth_within_its_range() -> None:
    # 1,000 fish from 80 to 120 g at sea: 3 mm for 20 g and the day on which they pass 100 g, then 4 mm; FCR of 120 g
    feed = feedstock.expected_feed_g(ints(1000), np.array([80.0]), np.array([120.0]), np.array([1.5]), np.array([True]))
    fcr = float(biological_fcr(120.0, True))
    sizes = [pellet.size_mm for pellet in PELLETS]
    assert feed[0, sizes.index(3.0)] == pytest.approx(21.5 * 1000 * fcr)
    assert feed[0, sizes.index(4.0)] == pytest.approx(20.0 * 1000 * fcr)
    assert np.count_nonzero(feed) == 2


def test_fish_that_have_outgrown_a_pellet_need_no_more_of_it() -> None:
    feed = feedstock.expected_feed_g(ints(10), np.array([100.0]), np.array([101.0]), np.array([1.0]), np.array([True]))
    assert np.flatnonzero(feed[0]).tolist() == [[pellet.size_mm for pellet in PELLETS].index(4.0)]


def test_an_order_below_the_smallest_delivery_is_raised_to_it() -> None:
    # 3 t wanted of 5 t: the 2 t lacking come half from each line, which could use 3 t more each
    filled = feedstock.filled_up(np.array([1000.0, 2000.0]), np.array([3000.0, 3000.0]), ints(0, 0), np.array([5000.0]))
    np.testing.assert_allclose(filled, [2000.0, 3000.0])


def test_a_part_load_comes_where_nobody_could_eat_more() -> None:
    filled = feedstock.filled_up(np.array([1000.0]), np.array([500.0]), ints(0), np.array([5000.0]))
    np.testing.assert_allclose(filled, [1500.0])


def test_what_is_urgent_gets_the_room_first() -> None:
    # Room for 10: urgent 4 and 2 come whole, the other 16 + 8 share the last 4
    fitted = feedstock.fitted(np.array([4.0, 2.0]), np.array([20.0, 10.0]), ints(0, 0), np.array([10.0]))
    np.testing.assert_allclose(fitted, [4 + 16 / 6, 2 + 8 / 6])


def test_a_full_silo_orders_nothing() -> None:
    assert feedstock.fitted(np.array([4.0]), np.array([20.0]), ints(0), np.array([-3.0])).tolist() == [0.0]
