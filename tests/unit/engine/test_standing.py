"""Rows that change while what they describe is alive."""

import numpy as np
import pytest

from aquasim.domain.stages import Stage
from aquasim.engine.beginning import first_state
from aquasim.engine.day import simulate_day
from aquasim.engine.production import expected_life_days
from aquasim.engine.rows import Rows
from aquasim.engine.standing import standing_rows
from aquasim.engine.tables import BATCH_STATUS, WORKFLOW_STATUS, Columns
from tests.unit.engine.simulated import DAILY, Simulated, world_of


@pytest.fixture(scope="module")
def standing(smoke: Simulated) -> dict[str, Columns]:
    rows = Rows()
    standing_rows(smoke.world, smoke.state, rows)
    return rows.joined()


def test_every_batch_laid_down_so_far_has_a_row(smoke: Simulated, standing: dict[str, Columns]) -> None:
    batches = standing["batch_batch"]
    assert batches["batch_number"] == [batch.number for batch in smoke.world.plan.batches]
    assert batches["egg_count"].tolist() == [batch.eggs for batch in smoke.world.plan.batches]
    assert smoke.day_of(batches["start_date"]).tolist() == [batch.start for batch in smoke.world.plan.batches]


def test_a_batch_is_expected_to_end_as_the_plan_of_its_geography_has_it(
    smoke: Simulated, standing: dict[str, Columns]
) -> None:
    batches = standing["batch_batch"]
    life = [expected_life_days(smoke.world.parameters, g) for g in range(2)]
    assert life[0] != life[1]
    told = (batches["expected_end_date"] - batches["start_date"]).astype(np.int64)
    assert told.tolist() == [life[g - 1] for g in batches["geography_id"]]


def test_a_batch_is_complete_once_its_last_cage_is_empty(smoke: Simulated, standing: dict[str, Columns]) -> None:
    batches, daily = standing["batch_batch"], smoke.tables[DAILY]
    complete = batches["status"] == BATCH_STATUS.index("COMPLETED")
    alive = np.unique(smoke.batch_of(daily["assignment_id"][daily["date"] == daily["date"].max()]))
    assert complete.sum() >= 3
    np.testing.assert_array_equal(np.flatnonzero(~complete), alive)
    np.testing.assert_array_equal(np.isnat(batches["actual_end_date"]), ~complete)
    for b in np.flatnonzero(complete):
        assert daily["date"][smoke.batch_of(daily["assignment_id"]) == b].max() == batches["actual_end_date"][b]


def test_a_batch_whose_fish_all_die_on_land_ends_and_its_transfer_is_cancelled() -> None:
    world = world_of()
    state, rows = first_state(world), Rows()
    while state.transition_day[0, Stage.EGG_ALEVIN] < 0:
        simulate_day(world, state, rows)
    state.population[state.batch == 0] = 0
    for _ in range(3):
        simulate_day(world, state, rows)
    standing_rows(world, state, ended := Rows())
    tables = ended.joined()
    assert tables["batch_batch"]["status"][0] == BATCH_STATUS.index("TERMINATED")
    assert tables["batch_batchtransferworkflow"]["status"][0] == WORKFLOW_STATUS.index("CANCELLED")
    assert np.isnat(tables["batch_batchtransferworkflow"]["actual_completion_date"][0])
    assert not (state.batch == 0).any()


def test_standing_assignments_are_those_with_fish(smoke: Simulated, standing: dict[str, Columns]) -> None:
    rows = standing["batch_batchcontainerassignment"]
    assert rows["is_active"].all()
    assert rows["population_count"].sum() == smoke.state.population.sum()
    assert len(np.unique(rows["container_id"])) == len(rows["container_id"])


def test_closed_assignments_know_their_first_and_last_day(smoke: Simulated) -> None:
    closed, daily = smoke.tables["batch_batchcontainerassignment"], smoke.tables[DAILY]
    assert not closed["is_active"].any()
    assert not closed["population_count"].any()
    assert len(np.unique(closed["id"])) == len(closed["id"])
    for one, arrived, left in zip(closed["id"], closed["assignment_date"], closed["departure_date"], strict=True):
        dates = daily["date"][daily["assignment_id"] == one]
        assert (dates.min(), dates.max()) == (arrived, left)


def test_assignments_carry_the_stage_of_their_container(smoke: Simulated) -> None:
    closed = smoke.tables["batch_batchcontainerassignment"]
    np.testing.assert_array_equal(smoke.stage_of(closed["id"]) + 1, closed["lifecycle_stage_id"])
    np.testing.assert_array_equal(smoke.container_of(closed["id"]) + 1, closed["container_id"])


def test_workflows_add_up_their_actions(smoke: Simulated, standing: dict[str, Columns]) -> None:
    workflows, actions = standing["batch_batchtransferworkflow"], smoke.tables["batch_transferaction"]
    n = int(workflows["id"].max()) + 1
    for total, part in (
        ("total_transferred_count", "transferred_count"),
        ("total_mortality_count", "mortality_during_transfer"),
        ("total_biomass_kg", "transferred_biomass_kg"),
    ):
        summed = np.bincount(actions["workflow_id"], actions[part], n)[workflows["id"]]
        np.testing.assert_allclose(workflows[total], summed, rtol=1e-12)


def test_completed_workflows_have_the_dates_of_their_actions(smoke: Simulated, standing: dict[str, Columns]) -> None:
    workflows, actions = standing["batch_batchtransferworkflow"], smoke.tables["batch_transferaction"]
    complete = np.flatnonzero(workflows["status"] == WORKFLOW_STATUS.index("COMPLETED"))
    assert len(complete) > 40
    for row in complete:
        dates = actions["actual_execution_date"][actions["workflow_id"] == workflows["id"][row]]
        assert workflows["planned_start_date"][row] <= workflows["actual_start_date"][row] == dates.min()
        assert workflows["actual_completion_date"][row] == dates.max()


def test_workflows_lead_from_each_stage_to_the_next(standing: dict[str, Columns]) -> None:
    workflows = standing["batch_batchtransferworkflow"]
    steps = set(zip(workflows["source_lifecycle_stage_id"], workflows["dest_lifecycle_stage_id"], strict=True))
    within = Stage.POST_SMOLT.order  # into the pre-transfer tanks
    assert steps == {(1, 2), (2, 3), (3, 4), (4, 5), (within, within), (5, 6)}


def test_before_the_first_eggs_nothing_stands() -> None:

    world, rows = world_of(), Rows()
    standing_rows(world, first_state(world), rows)
    assert rows.joined() == {}
