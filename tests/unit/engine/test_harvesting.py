"""Harvest: ordered cages within the day's capacity, not in storms; lots by grade and size."""

import numpy as np
import pytest

from aquasim.domain.market import SIZE_CLASSES
from aquasim.domain.stages import Stage
from aquasim.engine.beginning import first_state
from aquasim.engine.harvesting import clear_overdue, harvest
from aquasim.engine.moves import Flow
from aquasim.engine.rows import Rows
from aquasim.engine.standing import standing_rows
from aquasim.engine.state import State
from aquasim.engine.tables import Columns
from aquasim.engine.today import Day
from aquasim.engine.world import World
from tests.unit.engine.simulated import Simulated, world_of

TODAY = 900


def stocked(world: World, fish: list[int], weight_g: float) -> State:
    """The first batch at sea, with fish in its cages, all ordered for today."""
    state = first_state(world)
    cages = np.flatnonzero(world.registry.place == world.batch_place[0, Stage.GROW_OUT])[: len(fish)]
    state.batch[cages], state.population[cages], state.root_weight[cages] = 0, fish, np.cbrt(weight_g)
    state.stage[0], state.harvest_start[cages], state.fast_from[cages] = Stage.GROW_OUT, TODAY, TODAY - 3
    return state


def flow_of(state: State) -> Flow:
    """No moves."""
    return Flow(*(np.zeros_like(state.population) for _ in range(3)))


def harvested(world: World, state: State, number: int, *, storm: bool = False) -> list[int]:
    """Fish taken on a day from each of the first batch's cages that were occupied in the morning."""
    here = np.flatnonzero(state.batch >= 0)
    day = Day(world, state, Rows(), number, flow_of(state), here)
    day.no_handling[:] = storm
    harvest(day)
    taken: list[int] = day.taken[here].tolist()
    return taken


def capacity(plant_kg: int, boats: int, boat_kg: int) -> World:
    keys = {"plant_kg_day": plant_kg, "wellboats": boats, "wellboat_kg": boat_kg}
    return world_of(*(f"geographies.faroe.harvest.{key}={value}" for key, value in keys.items()))


def test_cages_are_emptied_in_turn_while_the_plant_has_room() -> None:
    # 5 kg x 10,000 = 50 t a cage; 110 t a day is two cages, and a fifth of the third is not worth beginning
    world = capacity(110_000, 2, 100_000)
    state = stocked(world, [10_000] * 3, 5000.0)
    assert harvested(world, state, TODAY) == [10_000, 10_000, 0]
    assert harvested(world, state, TODAY + 1) == [0, 0, 10_000]


def test_boats_limit_the_day_as_plants_do() -> None:
    # one boat of 40 t takes 8,000 fish of 5 kg
    world = capacity(500_000, 1, 40_000)
    state = stocked(world, [10_000], 5000.0)
    assert harvested(world, state, TODAY) == [8_000]
    assert harvested(world, state, TODAY + 1) == [2_000]


def test_a_plant_that_is_small_for_its_cages_still_takes_what_it_can_in_a_day() -> None:
    # a quarter of a cage of 4,000 m3 at 25 kg/m3 is 25 t; the plant takes 2,000 fish of 5 kg, the boat 4,000
    world = capacity(10_000, 1, 20_000)
    assert harvested(world, stocked(world, [15_000] * 2, 5000.0), TODAY) == [2_000, 0]


def test_nothing_is_harvested_in_a_storm_or_before_its_day_or_under_withdrawal() -> None:
    world = world_of()
    state = stocked(world, [5_000], 5000.0)
    assert harvested(world, state, TODAY, storm=True) == [0]
    assert harvested(world, state, TODAY - 1) == [0]
    state.withdrawal_dd[:] = 1.0
    assert harvested(world, state, TODAY) == [0]


def test_what_is_left_when_a_booking_ends_is_culled() -> None:
    # the area has to lie fallow, and the fish of the next batch would come on top of those that were left
    world = capacity(110_000, 2, 100_000)
    state, last = stocked(world, [10_000] * 3, 5000.0), world.plan.batches[0].booked[-1][1] - 60
    culled = {}
    for number in (last - 1, last):
        day = Day(world, state, Rows(), number, flow_of(state), np.flatnonzero(state.batch >= 0))
        day.no_handling[:] = True
        clear_overdue(day)
        culled[number] = day.culled.tolist()
    assert culled == {last - 1: [0, 0, 0], last: [10_000] * 3}
    assert not state.population.any()
    assert (state.harvest_start == -1).all()


def test_fish_that_waited_five_days_without_feed_are_fed_again_and_planned_anew() -> None:
    world = world_of()
    state = stocked(world, [5_000], 5000.0)
    for day in range(TODAY, TODAY + 3):
        assert state.harvest_start.max() == TODAY
        harvested(world, state, day, storm=True)
    assert state.harvest_start.max() == -1
    assert state.fast_to.max() == TODAY + 2


def superior_share(flawed: float) -> float:
    """Share of superior fish where so many of a cage have wounds or scars."""
    world = capacity(1_000_000, 4, 500_000)
    state = stocked(world, [100_000], 5000.0)
    flow, rows = Flow(*(np.zeros_like(state.population) for _ in range(3))), Rows()
    day = Day(world, state, rows, TODAY, flow, np.flatnonzero(state.batch >= 0))
    day.no_handling[:] = False
    day.flawed[:] = flawed
    harvest(day)
    lots = rows.joined()["harvest_harvestlot"]
    return float(lots["count"][lots["grade"] == 0].sum() / lots["count"].sum())


def test_fish_with_wounds_cost_a_cage_its_superior_share() -> None:
    # the same draws, so that nothing but the wounds differs
    assert superior_share(0.3) == pytest.approx(0.7 * superior_share(0.0), abs=0.01)


@pytest.fixture(scope="module")
def events(smoke: Simulated) -> Columns:
    return smoke.tables["harvest_harvestevent"]


@pytest.fixture(scope="module")
def lots(smoke: Simulated) -> Columns:
    return smoke.tables["harvest_harvestlot"]


def test_lots_add_up_to_their_harvest_in_fish_and_grams(events: Columns, lots: Columns) -> None:
    assert len(events["id"])
    for event, fish, live_kg in zip(events["id"], events["count"], events["live_weight_kg"], strict=True):
        mine = lots["event_id"] == event
        assert lots["count"][mine].sum() == fish
        assert lots["live_weight_kg"][mine].sum() == pytest.approx(live_kg, abs=1e-6)
    assert len(np.unique(lots["id"])) == len(lots["id"])


def test_nine_in_ten_fish_are_superior(lots: Columns) -> None:
    fish = np.bincount(lots["grade"], lots["count"])
    np.testing.assert_allclose(fish / fish.sum(), [0.91, 0.06, 0.03], atol=0.02)


def test_fish_of_a_lot_weigh_what_its_size_class_says(lots: Columns) -> None:
    gutted_kg = lots["gutted_weight_kg"] / lots["count"]
    large = lots["count"] > 20
    for size, (low, high) in enumerate(zip([0, 2, 3, 4, 5, 6, 7], [2, 3, 4, 5, 6, 7, 15], strict=True)):
        mine = gutted_kg[large & (lots["size_class"] == size)]
        assert ((mine > low * 0.97) & (mine < high * 1.03)).all(), SIZE_CLASSES[size]


def test_gutted_and_fillet_weight_follow_from_the_yields(lots: Columns) -> None:
    event = np.unique(lots["event_id"], return_inverse=True)[1]
    live, gutted, fillet = (np.bincount(event, lots[f"{kind}_weight_kg"]) for kind in ("live", "gutted", "fillet"))
    for mean, weight in ((0.83, gutted), (0.70, fillet)):
        # log spread .01 from harvest to harvest, and so the mean of n within 4 x .01 / sqrt(n)
        told = np.log(weight / live / mean)
        assert abs(told.mean()) <= 0.04 / np.sqrt(len(live))
        assert 0.003 < told.std() < 0.02
        assert len(np.unique(told.round(5))) > len(live) / 2
    assert (lots["gutted_weight_kg"] <= lots["live_weight_kg"]).all()
    assert (lots["fillet_weight_kg"] <= lots["gutted_weight_kg"]).all()


def test_grades_differ_from_harvest_to_harvest(lots: Columns) -> None:
    event = np.unique(lots["event_id"], return_inverse=True)[1]
    superior = np.bincount(event, lots["count"] * (lots["grade"] == 0)) / np.bincount(event, lots["count"])
    assert superior.std() > 0.01


def test_prices_of_sizes_do_not_move_in_step(smoke: Simulated) -> None:
    quoted = smoke.tables["harvest_marketprice"]
    by_size = [quoted["price_per_kg"][quoted["size_class"] == size] for size in range(7)]
    ratio = by_size[4] / by_size[3]
    assert ratio.mean() == pytest.approx(1.03, abs=0.02)
    assert 0.003 < ratio.std() < 0.03


def test_a_batch_was_first_harvested_on_the_day_of_its_first_event(smoke: Simulated, events: Columns) -> None:
    rows = Rows()
    standing_rows(smoke.world, smoke.state, rows)
    results = rows.joined()["harvest_batchresult"]
    first = [events["harvest_date"][events["batch_id"] == batch].min() for batch in results["batch_id"]]
    assert results["first_harvest_date"].tolist() == np.array(first).tolist()


def test_a_harvest_put_off_by_a_storm_is_first_on_the_day_it_is_made() -> None:
    world = capacity(1_000_000, 4, 500_000)
    state = stocked(world, [100_000], 5000.0)
    state.harvest_day[:] = TODAY - 3  # as ordered
    day = Day(world, state, Rows(), TODAY, Flow(*(np.zeros_like(state.population) for _ in range(3))),
              np.flatnonzero(state.batch >= 0))  # fmt: skip
    day.no_handling[:] = False
    harvest(day)
    assert state.harvest_day[state.harvested_fish > 0].tolist() == [TODAY]


def test_a_lot_is_sold_at_the_price_of_its_week_size_and_grade(smoke: Simulated, lots: Columns) -> None:
    quoted = smoke.tables["harvest_marketprice"]
    price = {
        (int(day), int(size)): value
        for day, size, value in zip(
            smoke.day_of(quoted["week_start"]), quoted["size_class"], quoted["price_per_kg"], strict=True
        )
    }
    day = smoke.day_of(lots["harvest_date"])
    monday = day - (day + 6) % 7  # 1 January 2017 was a Sunday
    factor = np.array(smoke.world.parameters.market.grade_factors)[lots["grade"]]
    listed = np.array([price[int(d), int(s)] for d, s in zip(monday, lots["size_class"], strict=True)])
    np.testing.assert_allclose(lots["price_per_kg"], listed * factor, atol=0.0051)
    np.testing.assert_allclose(lots["revenue"], lots["gutted_weight_kg"] * lots["price_per_kg"], atol=0.0051)


def test_a_day_takes_no_more_from_a_geography_than_its_plant(smoke: Simulated, events: Columns) -> None:
    geography = smoke.world.geography[smoke.container_of(events["assignment_id"])]
    by_day = np.bincount(geography * 2000 + smoke.day_of(events["harvest_date"]), events["live_weight_kg"])
    assert by_day.max() <= 30_000


def test_results_of_a_batch_are_the_sums_of_its_lots_and_meals(
    smoke: Simulated, events: Columns, lots: Columns
) -> None:
    rows = Rows()
    from aquasim.engine.harvest_records import result_rows

    result_rows(smoke.world, smoke.state, rows)
    results = rows.joined()["harvest_batchresult"]
    meals = smoke.tables["inventory_feedingevent"]
    for i, batch in enumerate(results["batch_id"]):
        mine = np.isin(lots["event_id"], events["id"][events["batch_id"] == batch])
        assert results["revenue"][i] == pytest.approx(lots["revenue"][mine].sum(), abs=0.001)
        fed = meals["batch_id"] == batch
        assert results["feed_cost"][i] == pytest.approx(meals["feed_cost"][fed].sum(), abs=0.01)
        assert results["feed_kg"][i] == pytest.approx(meals["amount_kg"][fed].sum(), abs=0.001)
