"""The weekly harvest plan: inside bookings and weights, fasted, urgent fish first."""

import numpy as np
import pytest

from aquasim.domain.stages import ContainerKind, Stage
from aquasim.engine.beginning import first_state
from aquasim.engine.day import simulate_day
from aquasim.engine.harvest_plan import Ready, _rank, plan_harvest
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from aquasim.engine.streams import Integers
from aquasim.engine.world import World, containers_of
from tests.unit.engine.simulated import Simulated, world_of


def test_every_area_is_empty_before_its_booking_ends(smoke: Simulated) -> None:
    state, window = smoke.state, smoke.world.parameters.stages[Stage.GROW_OUT]
    over = np.flatnonzero(state.end_day >= 0)
    assert over.size
    stay = state.end_day[over] - state.stage_entry_day[over, Stage.GROW_OUT]
    assert ((stay >= window.min_days) & (stay <= window.max_days)).all()


def test_fish_are_fasted_two_to_five_days_before_they_are_taken(smoke: Simulated) -> None:
    fasted = smoke.tables["harvest_harvestevent"]["days_fasted"]
    assert ((fasted >= 2) & (fasted <= 5)).all()


def test_no_cage_is_begun_below_the_lowest_weight(smoke: Simulated) -> None:
    events, p = smoke.tables["harvest_harvestevent"], smoke.world.parameters.harvest
    weight_g = events["live_weight_kg"] / events["count"] * 1000.0
    assert weight_g.min() > p.lowest_weight_g * 0.97


def test_no_fish_are_taken_on_days_with_waves_above_the_limit(smoke: Simulated) -> None:
    events = smoke.tables["harvest_harvestevent"]
    area = smoke.world.area[smoke.container_of(events["assignment_id"])]
    assert smoke.climate.wave_height_m[smoke.day_of(events["harvest_date"]), area].max() < 2.5


def test_fish_told_to_go_are_gone_within_weeks_and_others_elsewhere_feel_nothing() -> None:
    world = world_of()
    start = simulate_until_at_sea()

    def lived(urgent: bool) -> State:
        state = State.from_bytes(start)
        state.urgent[0] = int(urgent)
        for _ in range(60):
            simulate_day(world, state, Rows())
        return state

    told, untold = lived(True), lived(False)
    assert told.end_day[0] >= 0
    assert untold.end_day[0] < 0
    elsewhere = world.geography != world.plan.batches[0].geography
    np.testing.assert_array_equal(told.population[elsewhere], untold.population[elsewhere])


def simulate_until_at_sea() -> bytes:
    """The smoke company when its first batch has been half a year at sea."""
    world = world_of()
    state = first_state(world)
    while state.stage[0] < Stage.GROW_OUT or state.next_day[0] < state.stage_entry_day[0, Stage.GROW_OUT] + 180:
        simulate_day(world, state, Rows())
    return state.to_bytes()


THURSDAY = 900
"""Fish to be taken on the Monday after fast from Friday on."""


def full_cages_of_a_slow_plant() -> tuple[World, State, Integers]:
    # 10 t a day are 60 t a week; of cages of 60 t the fast leaves three days, or 30 t each
    world = world_of("geographies.faroe.harvest.plant_kg_day=10000")
    state = first_state(world)
    cages = containers_of(world.plan, world.plan.batches[0], ContainerKind.CAGE)
    state.batch[cages], state.population[cages], state.root_weight[cages] = 0, 12_000, np.cbrt(5000.0)
    state.stage[0], state.urgent[0], state.next_day[0] = Stage.GROW_OUT, 1, THURSDAY
    state.stage_entry_day[0], state.transition_day[0] = 400, 400
    return world, state, cages


def test_a_plant_that_cannot_empty_a_cage_within_its_fast_goes_on_with_the_next() -> None:
    world, state, cages = full_cages_of_a_slow_plant()
    plan_harvest(world, state, THURSDAY)
    assert state.harvest_start[cages].tolist() == [THURSDAY + 4, THURSDAY + 7, -1]


def test_a_cage_that_fasted_until_today_is_left_to_eat_first() -> None:
    world, state, cages = full_cages_of_a_slow_plant()
    state.fast_from[cages[0]], state.fast_to[cages[0]] = THURSDAY - 2, THURSDAY
    plan_harvest(world, state, THURSDAY)
    assert state.harvest_start[cages].tolist() == [-1, THURSDAY + 7, -1]


@pytest.mark.parametrize(("earlier_days", "first"), [(20, 0), (22, 1)])
def test_a_harvest_that_has_begun_goes_on_before_one_that_presses_a_little_more(earlier_days: int, first: int) -> None:
    """Batch 0 has begun and is to be gone by day 600, batch 1 some days earlier; three weeks are a little."""
    state = first_state(world_of())
    state.harvest_day[0] = 500
    none = np.zeros(0, dtype=np.int64)
    both = [Ready(b, none, none / 1.0, 5.0, True, late, 0) for b, late in ((0, 600), (1, 600 - earlier_days))]
    assert min(both, key=lambda ready: _rank(state, ready)).batch == first
