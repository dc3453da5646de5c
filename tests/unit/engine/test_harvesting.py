"""Harvest: cage by cage within the day's capacity, in lots by grade."""

import numpy as np
import pytest

from aquasim.domain.stages import Stage
from aquasim.engine.beginning import first_state
from aquasim.engine.harvesting import harvest
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from aquasim.engine.tables import GRADES, Columns
from aquasim.engine.world import World
from tests.unit.engine.simulated import Simulated, world_of


def stocked(world: World, fish: list[int], weight_g: float) -> State:
    """The first batch at sea, its harvest ordered for today, with fish in its cages."""
    state = first_state(world)
    cages = np.flatnonzero(world.registry.place == world.batch_place[0, Stage.GROW_OUT])[: len(fish)]
    state.batch[cages], state.population[cages], state.root_weight[cages] = 0, fish, np.cbrt(weight_g)
    state.stage[0], state.harvest_day[0] = Stage.GROW_OUT, 900
    return state


def days_to_empty(world: World, state: State) -> list[list[int]]:
    """Fish taken from each occupied cage on each day until none is left."""
    cages = np.flatnonzero(state.population)
    taken = []
    for day in range(900, 930):
        if not state.population.any():
            break
        taken.append(harvest(world, state, day, Rows())[cages].tolist())
    return taken


def test_whole_cages_are_taken_while_the_day_has_room() -> None:
    # 5 kg x 10,000 = 50 t a cage; 120 t a day is two cages
    world = world_of("harvest.capacity_kg_day=120000")
    assert days_to_empty(world, stocked(world, [10_000] * 3, 5000.0)) == [[10_000, 10_000, 0], [0, 0, 10_000]]


def test_a_cage_larger_than_the_day_is_taken_in_parts() -> None:
    # 20 t a day is 4,000 fish of 5 kg; the small cage waits its turn
    world = world_of("harvest.capacity_kg_day=20000")
    assert days_to_empty(world, stocked(world, [10_000, 1_000], 5000.0)) == [[4_000, 0], [4_000, 0], [2_000, 1_000]]


def test_nothing_is_harvested_before_its_day() -> None:
    world = world_of()
    assert not harvest(world, stocked(world, [10_000], 5000.0), 899, Rows()).any()


@pytest.fixture(scope="module")
def events(smoke: Simulated) -> Columns:
    return smoke.tables["harvest_harvestevent"]


@pytest.fixture(scope="module")
def lots(smoke: Simulated) -> Columns:
    return smoke.tables["harvest_harvestlot"]


def test_lots_add_up_to_their_harvest(events: Columns, lots: Columns) -> None:
    for event, fish, live_kg in zip(events["id"], events["count"], events["live_weight_kg"], strict=True):
        mine = lots["event_id"] == event
        assert lots["grade"][mine].tolist() == list(range(len(GRADES)))
        assert lots["count"][mine].sum() == fish
        assert lots["live_weight_kg"][mine].sum() == pytest.approx(live_kg, abs=0.002)


def test_grades_come_in_the_shares_of_the_preset(lots: Columns) -> None:
    fish = np.bincount(lots["grade"], lots["count"])
    np.testing.assert_allclose(fish / fish.sum(), [0.91, 0.06, 0.03], atol=0.001)


def test_gutted_and_fillet_weight_follow_from_the_yields(lots: Columns) -> None:
    np.testing.assert_allclose(lots["gutted_weight_kg"], 0.83 * lots["live_weight_kg"])
    np.testing.assert_allclose(lots["fillet_weight_kg"], 0.70 * lots["live_weight_kg"])


def test_a_day_takes_no_more_from_an_area_than_its_capacity(smoke: Simulated, events: Columns) -> None:
    area = smoke.world.area[smoke.container_of(events["assignment_id"])]
    by_day = np.bincount(area * 2000 + smoke.day_of(events["harvest_date"]), events["live_weight_kg"])
    assert by_day.max() <= smoke.world.parameters.harvest.capacity_kg_day
