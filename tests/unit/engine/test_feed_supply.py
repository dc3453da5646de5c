"""Feed supply: contracts, orders, deliveries, lots, draws, shortages, summaries; and the world without it."""

import datetime as dt

import numpy as np
import pytest

from aquasim.domain.feeding import PELLETS
from aquasim.domain.stages import Stage
from aquasim.engine.modules.feed_supply.deliveries import Deliveries
from aquasim.engine.modules.feed_supply.orders import ORDER_ARRAYS
from aquasim.engine.registry import feeder_capacity_kg
from aquasim.engine.tables import MOVEMENTS, PURCHASE_STATUS, Columns
from aquasim.errors import ParameterError
from tests.unit.engine.simulated import DAILY, Simulated, day_with_fish, simulate, world_of

DELIVERY, FEEDING, EXPIRY = (MOVEMENTS.index(name) for name in ("DELIVERY", "FEEDING", "EXPIRY"))
STRIKE = (dt.date(2018, 9, 1), dt.date(2018, 11, 30))
STRIKE_OVERRIDE = 'feed_supply.strikes=[{geography = "faroe", first_day = 2018-09-01, last_day = 2018-11-30}]'
DAYS_WITH_STRIKE = 730


def grams(kilograms: np.ndarray) -> np.ndarray:
    whole: np.ndarray = np.rint(kilograms * 1000).astype(np.int64)
    return whole


def cents(euros: np.ndarray) -> np.ndarray:
    whole: np.ndarray = np.rint(euros * 100).astype(np.int64)
    return whole


@pytest.fixture(scope="module")
def moves(smoke: Simulated) -> Columns:
    return smoke.tables["inventory_feedstockmovement"]


@pytest.fixture(scope="module")
def delivered(smoke: Simulated) -> Columns:
    purchases = smoke.tables["inventory_feedpurchase"]
    came = purchases["status"] == PURCHASE_STATUS.index("DELIVERED")
    return {name: np.asarray(values)[came] for name, values in purchases.items()}


@pytest.fixture(scope="module")
def on_strike() -> Simulated:
    return simulate(world_of(STRIKE_OVERRIDE), DAYS_WITH_STRIKE)


def test_every_meal_is_drawn_from_lots_to_the_gram_and_the_cent(smoke: Simulated, moves: Columns) -> None:
    meals = smoke.tables["inventory_feedingevent"]
    order = np.argsort(meals["id"])
    fed = moves["movement_type"] == FEEDING
    row = np.searchsorted(meals["id"][order], moves["feeding_event_id"][fed])
    assert (meals["id"][order][row] == moves["feeding_event_id"][fed]).all()
    drawn_g = np.bincount(row, -grams(moves["quantity_kg"][fed]), len(order))
    drawn_cents = np.bincount(row, -cents(moves["cost"][fed]), len(order))
    np.testing.assert_array_equal(drawn_g, grams(meals["amount_kg"])[order])
    np.testing.assert_array_equal(drawn_cents, cents(meals["feed_cost"])[order])
    np.testing.assert_array_equal(moves["movement_time"][fed], meals["feeding_time"][order][row])


def test_what_was_delivered_was_fed_or_expired_or_is_there(smoke: Simulated, moves: Columns) -> None:
    own = smoke.state.modules["feed_supply"]
    lots, position = np.unique(moves["feed_purchase_id"], return_inverse=True)
    left_g = np.bincount(position, grams(moves["quantity_kg"]))
    left_cents = np.bincount(position, cents(moves["cost"]))
    there = np.isin(lots, own["lot"])
    in_state = dict(zip(own["lot"].tolist(), own["lot_left"].tolist(), strict=True))
    assert (left_g[~there] == 0).all()
    assert (left_cents[~there] == 0).all()
    assert left_g[there].tolist() == [in_state[lot] for lot in lots[there].tolist()]
    assert (own["lot_left"] > 0).all()


def test_a_delivery_costs_its_kilograms_at_the_price_of_its_contract(delivered: Columns, moves: Columns) -> None:
    came = moves["movement_type"] == DELIVERY
    order = np.argsort(delivered["id"])
    row = order[np.searchsorted(delivered["id"][order], moves["feed_purchase_id"][came])]
    due = np.rint(delivered["quantity_kg"][row]).astype(np.int64) * cents(delivered["cost_per_kg"][row])
    np.testing.assert_array_equal(cents(moves["cost"][came]), due)


def test_no_silo_or_barge_is_ever_overfull_or_below_nothing(smoke: Simulated, moves: Columns) -> None:
    registry = smoke.world.registry
    n, days = len(registry.feeder_place), smoke.world.parameters.days
    change = np.zeros((n, days), dtype=np.int64)
    day = smoke.day_of(moves["movement_time"])
    np.add.at(change, (moves["feed_container_id"] - 1, day), grams(moves["quantity_kg"]))
    level = change.cumsum(axis=1)
    assert level.min() >= 0
    assert (level <= feeder_capacity_kg(smoke.world.parameters, registry)[:, None] * 1000).all()


def test_feed_is_eaten_after_it_came_and_before_it_expires(delivered: Columns, moves: Columns) -> None:
    order = np.argsort(delivered["id"])
    fed = moves["movement_type"] == FEEDING
    row = order[np.searchsorted(delivered["id"][order], moves["feed_purchase_id"][fed])]
    day = moves["movement_time"][fed].astype("datetime64[D]")
    assert (day > delivered["purchase_date"][row]).all()
    assert (day <= delivered["expiry_date"][row]).all()


def test_lots_are_emptied_in_the_order_in_which_they_came(delivered: Columns, moves: Columns) -> None:
    fed = moves["movement_type"] == FEEDING
    lots, position = np.unique(moves["feed_purchase_id"][fed], return_inverse=True)
    seconds = moves["movement_time"][fed].astype(np.int64)
    first, last = np.full(len(lots), seconds.max()), np.zeros(len(lots), dtype=np.int64)
    np.minimum.at(first, position, seconds)
    np.maximum.at(last, position, seconds)
    rows = np.flatnonzero(np.isin(delivered["id"], lots))
    at = np.searchsorted(lots, delivered["id"][rows])
    store = delivered["feed_container_id"][rows] * len(PELLETS) + delivered["feed_id"][rows]
    order = np.lexsort((delivered["id"][rows], delivered["purchase_date"][rows], store))
    same = np.diff(store[order]) == 0
    assert same.sum() > 100
    assert (first[at][order][1:][same] >= last[at][order][:-1][same]).all()


def test_orders_are_delivered_within_three_to_ten_days_unless_the_silo_is_full(delivered: Columns) -> None:
    days = (delivered["purchase_date"] - delivered["order_date"]).astype(int)
    promised = (delivered["promised_date"] - delivered["order_date"]).astype(int)
    assert days.min() >= 3
    assert np.mean(days <= 10) > 0.99
    assert promised.min() >= 3
    assert promised.max() <= 10
    assert 0.03 < np.mean(days > promised) < 0.25  # late_share = .1 of deliveries


def test_feed_is_ordered_promised_and_delivered_on_working_days(delivered: Columns) -> None:
    for column in ("order_date", "promised_date", "purchase_date"):
        assert np.is_busday(delivered[column].astype("datetime64[D]")).all(), column  # Monday to Friday


def test_no_working_day_has_most_of_the_orders(delivered: Columns) -> None:
    weekday = (delivered["order_date"].astype("datetime64[D]").astype(int) + 3) % 7
    assert np.bincount(weekday, minlength=5).max() < 0.5 * len(weekday)


def test_deliveries_are_no_larger_than_a_truck_or_a_ship(smoke: Simulated, delivered: Columns) -> None:
    p, registry = smoke.world.parameters.feed_supply, smoke.world.registry
    on_land = registry.feeder_place[delivered["feed_container_id"] - 1] < len(registry.halls)
    assert delivered["quantity_kg"][on_land].max() <= p.truck_max_kg
    assert delivered["quantity_kg"][~on_land].max() <= p.ship_max_kg
    assert (delivered["quantity_kg"][on_land] % p.bag_kg == 0).all()
    assert (delivered["quantity_kg"][~on_land] % p.hatch_kg == 0).all()


def test_a_months_contract_prices_hold_until_the_next_contract(smoke: Simulated) -> None:
    contracts = smoke.tables["inventory_feedcontract"]
    slot = (contracts["id"] - 1) // 256
    for one in np.unique(slot):
        mine = np.flatnonzero(slot == one)
        mine = mine[np.argsort(contracts["valid_from"][mine])]
        begin, end = contracts["valid_from"][mine], contracts["valid_to"][mine]
        assert begin[0] == np.datetime64(smoke.world.parameters.first_day)
        assert (begin[1:] == end[:-1] + 1).all()
        length = (end - begin).astype(int)[1:] + 1
        assert length.min() >= smoke.world.parameters.feed_supply.contract_days_min
        assert length.max() <= smoke.world.parameters.feed_supply.contract_days_max
    assert len(np.unique(slot)) == 6  # three suppliers in two geographies


def test_purchases_are_made_under_a_contract_that_holds(smoke: Simulated) -> None:
    contracts, purchases = smoke.tables["inventory_feedcontract"], smoke.tables["inventory_feedpurchase"]
    order = np.argsort(contracts["id"])
    row = order[np.searchsorted(contracts["id"][order], purchases["contract_id"])]
    assert (contracts["valid_from"][row] <= purchases["order_date"]).all()
    assert (contracts["valid_to"][row] >= purchases["order_date"]).all()
    assert [contracts["supplier"][i] for i in row] == list(purchases["supplier"])
    listed = np.array(smoke.world.parameters.feed_supply.list_price_eur)[purchases["feed_id"] - 1]
    np.testing.assert_allclose(purchases["cost_per_kg"], listed * contracts["price_index"][row], atol=0.0051)


def test_prices_stay_within_the_published_ranges(smoke: Simulated) -> None:
    # starter 2.5-4, freshwater grower 1.8-2.4, grow-out about 1.2-1.6 EUR/kg
    purchases = smoke.tables["inventory_feedpurchase"]
    size = np.array([pellet.size_mm for pellet in PELLETS])[purchases["feed_id"] - 1]
    for low, high, chosen in ((2.4, 4.2, size < 1.5), (1.7, 2.5, (size >= 1.5) & (size < 6)), (1.15, 1.7, size >= 6)):
        assert low <= purchases["cost_per_kg"][chosen].min()
        assert purchases["cost_per_kg"][chosen].max() <= high


def test_feed_runs_out_rarely(smoke: Simulated) -> None:
    short = smoke.tables.get("inventory_feedshortage", {"containers": np.zeros(1)})
    assert short["containers"].sum() <= 0.005 * np.count_nonzero(smoke.tables[DAILY]["feed_kg"])


def test_feed_that_is_thrown_away_was_replaced_in_time(smoke: Simulated, moves: Columns) -> None:
    """An order counts stock only as far as it can be eaten before it expires, so that no silo is found empty then.

    Feed that nobody ate in its last week is nobody's loss: the first fish to outgrow a pellet may want some days later.
    """
    thrown = moves["movement_type"] == EXPIRY
    assert thrown.any()
    bought, short = smoke.tables["inventory_feedpurchase"], smoke.tables["inventory_feedshortage"]
    lot = np.isin(bought["id"], np.asarray(moves["feed_purchase_id"])[thrown])
    silo, feed = bought["feed_container_id"][lot], bought["feed_id"][lot]
    fed = moves["movement_type"] == FEEDING
    eaten = np.isin(np.asarray(bought["id"])[lot], _fed_in_last_week(smoke, moves, fed))
    lost = set(zip(silo[eaten], feed[eaten], smoke.day_of(bought["expiry_date"][lot][eaten]), strict=True))
    assert lost
    for later in range(4):
        days = smoke.day_of(short["date"]) - later
        assert lost.isdisjoint(zip(short["feed_container_id"], short["feed_id"], days, strict=True))


def _fed_in_last_week(smoke: Simulated, moves: Columns, fed: np.ndarray) -> np.ndarray:
    """Lots that were fed from in the week before they expired."""
    bought = smoke.tables["inventory_feedpurchase"]
    order = np.argsort(bought["id"])
    row = order[np.searchsorted(bought["id"][order], moves["feed_purchase_id"][fed])]
    left = smoke.day_of(bought["expiry_date"][row]) - smoke.day_of(moves["movement_time"][fed])
    lots: np.ndarray = np.unique(bought["id"][row[left < 7]])
    return lots


def test_nothing_is_delivered_in_a_strike_and_fish_grow_less(smoke: Simulated, on_strike: Simulated) -> None:
    registry = on_strike.world.registry
    faroe = registry.place_geography()[registry.feeder_place] == 0
    purchases = on_strike.tables["inventory_feedpurchase"]
    came = purchases["purchase_date"]
    struck = (came >= np.datetime64(STRIKE[0])) & (came <= np.datetime64(STRIKE[1]))
    assert not (struck & faroe[purchases["feed_container_id"] - 1]).any()
    assert (struck & ~faroe[purchases["feed_container_id"] - 1]).any()
    short = on_strike.tables["inventory_feedshortage"]
    assert short["missing_kg"].sum() > 1000
    until = STRIKE[1] + dt.timedelta(30)
    during = (short["date"] >= np.datetime64(STRIKE[0])) & (short["date"] <= np.datetime64(until))
    struck = during & faroe[short["feed_container_id"] - 1]
    assert short["missing_kg"][struck].sum() > 0.95 * short["missing_kg"].sum()
    assert _weight(on_strike, 0, DAYS_WITH_STRIKE - 1) < 0.99 * _weight(smoke, 0, DAYS_WITH_STRIKE - 1)


def _weight(world: Simulated, batch: int, day: int) -> float:
    daily = world.tables[DAILY]
    mine = (world.batch_of(daily["assignment_id"]) == batch) & (world.day_of(daily["date"]) == day)
    return float(daily["avg_weight_g"][mine].mean())


def test_a_shortage_is_what_fish_wanted_and_did_not_get(on_strike: Simulated) -> None:
    short, daily = on_strike.tables["inventory_feedshortage"], on_strike.tables[DAILY]
    assert (short["missing_kg"] > 0).all()
    assert (short["missing_kg"] <= short["wanted_kg"] + 1e-9).all()
    assert (short["containers"] > 0).all()
    none = short["missing_kg"] == short["wanted_kg"]
    assert none.any()  # a strike of three months empties every store
    assert (daily["feed_kg"] >= 0).all()


def test_a_strike_in_one_geography_leaves_the_other_as_it_was(smoke: Simulated, on_strike: Simulated) -> None:
    scottish = [b for b, batch in enumerate(smoke.world.plan.batches) if batch.geography == 1]
    for name in (DAILY, "inventory_feedingevent"):
        rows = []
        for world in (smoke, on_strike):
            table = world.tables[name]
            day = world.day_of(table["date" if name == DAILY else "feeding_time"])
            mine = np.isin(world.batch_of(table["assignment_id"]), scottish) & (day < DAYS_WITH_STRIKE)
            rows.append({column: np.asarray(values)[mine] for column, values in table.items()})
        assert len(rows[0]["assignment_id"]) > 1000
        for column in rows[0]:
            np.testing.assert_array_equal(rows[0][column], rows[1][column])


def test_a_strike_in_an_unknown_geography_is_refused() -> None:
    with pytest.raises(ParameterError, match="no geography 'norway'; choose one of faroe, scotland"):
        world_of('feed_supply.strikes=[{geography = "norway", first_day = 2018-01-01, last_day = 2018-01-02}]')


def test_monthly_sums_are_those_of_the_days(smoke: Simulated) -> None:
    sums, daily = smoke.tables["inventory_batchfeedingsummary"], smoke.tables[DAILY]
    by_batch = sums["container_id"] < 0
    last = sums["period_end"][by_batch].max()  # the month after it is not over
    of_containers = ~by_batch & (sums["period_end"] <= last)
    meals = smoke.tables["inventory_feedingevent"]
    fed_kg = grams(daily["feed_kg"][daily["date"] <= last]).sum()
    spent = cents(meals["feed_cost"][meals["feeding_time"] < last + np.timedelta64(1, "D")]).sum()
    for chosen in (by_batch, of_containers):
        assert grams(sums["feed_kg"][chosen]).sum() == fed_kg
        assert cents(sums["feed_cost"][chosen]).sum() == spent


def test_net_growth_is_what_stands_or_was_harvested_less_what_was_stocked(smoke: Simulated) -> None:
    sums, daily = smoke.tables["inventory_batchfeedingsummary"], smoke.tables[DAILY]
    batch = 0
    mine = (sums["batch_id"] == batch + 1) & (sums["container_id"] < 0)
    of_batch = smoke.batch_of(daily["assignment_id"]) == batch
    day = smoke.day_of(daily["date"])
    laid = of_batch & (day == day[of_batch].min())
    standing = daily["biomass_kg"][of_batch & (day == smoke.world.parameters.days - 1)].sum()
    events = smoke.tables["harvest_harvestevent"]
    harvested = events["live_weight_kg"][events["batch_id"] == batch + 1].sum()
    # within the weight of fry, which are weighed to the milligram, and of fish harvested, to whole fish
    gained = harvested + standing - daily["biomass_kg"][laid].sum()
    assert sums["net_growth_kg"][mine].sum() == pytest.approx(gained, rel=0.002)


def test_net_growth_of_a_batch_is_that_of_its_containers_in_every_month(smoke: Simulated) -> None:
    sums = smoke.tables["inventory_batchfeedingsummary"]
    whole = sums["container_id"] < 0
    over = sums["period_end"] <= sums["period_end"][whole].max()
    month = sums["period_start"].astype("datetime64[M]").astype(np.int64)
    key = sums["batch_id"] * 10_000 + month
    keys, position = np.unique(key[over], return_inverse=True)
    for name in ("growth_kg", "net_growth_kg"):
        parts, told = (np.bincount(position, np.where(rows[over], sums[name][over], 0.0)) for rows in (~whole, whole))
        np.testing.assert_allclose(told, parts, atol=0.05, err_msg=name)
    assert len(keys) == np.count_nonzero(whole)


def test_eggs_that_died_are_told_in_their_own_month(smoke: Simulated) -> None:
    sums, daily = smoke.tables["inventory_batchfeedingsummary"], smoke.tables[DAILY]
    unfed = (sums["feed_kg"] == 0) & (sums["container_id"] < 0)
    assert np.count_nonzero(unfed) >= 3  # months in which a batch was in its trays only
    assert (sums["net_growth_kg"][unfed] < 0).all()
    first = np.flatnonzero(unfed)[np.argmin(sums["period_start"][unfed])]
    mine = (smoke.batch_of(daily["assignment_id"]) == sums["batch_id"][first] - 1) & (
        daily["date"] <= sums["period_end"][first]
    )
    lost_kg = (daily["mortality_count"][mine] * daily["avg_weight_g"][mine]).sum() / 1000.0
    assert -sums["net_growth_kg"][first] == pytest.approx(lost_kg, rel=0.001)


def test_growth_is_what_was_gained_and_what_died_in_a_month_in_which_most_fish_are_lost() -> None:
    """A batch with ISA is culled: its net growth is far below zero, its growth is not."""
    ill = simulate(world_of('disease.forced=[{disease="ISA",area="Lambavík",date=2018-06-01}]'), 640)
    sums, daily = ill.tables["inventory_batchfeedingsummary"], ill.tables[DAILY]
    assert (sums["growth_kg"] >= 0.0).all()
    worst = np.argmin(np.where(sums["container_id"] > 0, sums["net_growth_kg"], 0.0))
    assert sums["net_growth_kg"][worst] < -10_000.0
    assert np.isnan(sums["efcr"][worst])
    container = ill.world.registry.local[sums["container_id"][worst] - 1]
    inside = (daily["date"] >= sums["period_start"][worst]) & (daily["date"] <= sums["period_end"][worst])
    at_sea = ((daily["assignment_id"] - 1) // 64 % 8 == Stage.GROW_OUT) & (
        (daily["assignment_id"] - 1) % 64 == container
    )
    mine = inside & at_sea & (ill.batch_of(daily["assignment_id"]) == sums["batch_id"][worst] - 1)
    lost_kg = (daily["mortality_count"] + daily["culled"])[mine] * daily["avg_weight_g"][mine] / 1000.0
    assert sums["growth_kg"][worst] == pytest.approx(sums["net_growth_kg"][worst] + lost_kg.sum(), abs=0.1)


def test_economic_conversion_is_never_better_than_biological(smoke: Simulated) -> None:
    sums = smoke.tables["inventory_batchfeedingsummary"]
    known = ~np.isnan(sums["efcr"])
    assert known[sums["feed_kg"] > 0].mean() > 0.95
    assert (sums["efcr"][known] >= sums["bfcr"][known] - 1e-9).all()
    whole = sums["container_id"] < 0
    ratio = sums["growth_kg"][whole].sum() / sums["net_growth_kg"][whole].sum()
    assert 1.01 <= ratio <= 1.18  # eFCR over bFCR


def test_without_the_module_feed_costs_its_list_price_and_nothing_is_bought() -> None:
    world = simulate(world_of("modules.feed_supply=false"), 300)
    assert not {name for name in world.tables if name.startswith("inventory_feedp") or "stock" in name}
    meals = world.tables["inventory_feedingevent"]
    price = np.array(world.world.parameters.feed_supply.list_price_eur)[meals["feed_id"] - 1]
    np.testing.assert_allclose(meals["feed_cost"], meals["amount_kg"] * price, atol=0.005001)


def test_hungry_places_do_not_eat_from_the_silos_of_others(smoke: Simulated, moves: Columns) -> None:
    registry = smoke.world.registry
    stage = registry.place_stage()[registry.feeder_place]
    assert (stage[moves["feed_container_id"] - 1] != Stage.EGG_ALEVIN).all()


@pytest.mark.parametrize(("overdue", "taken"), [(0, False), (1, False), (2, True)])
def test_a_load_that_does_not_fit_waits_two_days_and_then_fills_the_silo(overdue: int, taken: bool) -> None:
    """The first silo holds 20 t, and the load is half as much again; feed comes in whole bags."""
    world = world_of()
    day = day_with_fish(world, 500)
    own = day.own("feed_supply")
    own.update({name: np.zeros(1, dtype=np.int64) for name in ORDER_ARRAYS})
    own["order_quantity"][:], own["order_due"][:], own["order_expiry"][:] = 30_000_000, 500 - overdue, 700
    Deliveries(world).arrive(day, own)
    bag_kg = world.parameters.feed_supply.bag_kg
    assert own["lot_left"].tolist() == ([20_000 // bag_kg * bag_kg * 1000] if taken else [])
    assert len(own["order"]) == (0 if taken else 1)
