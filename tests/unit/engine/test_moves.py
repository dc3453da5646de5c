"""Transfers conserve fish and biomass, action by action."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aquasim.domain.stages import ContainerKind, Stage
from aquasim.engine.beginning import first_state
from aquasim.engine.climate import HANDLING_WAVE_M
from aquasim.engine.moves import Flow, _shares, lay_down_eggs, moves_due, spacing
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from aquasim.engine.tables import TRANSFER_METHODS, Columns
from aquasim.engine.waves import wave_of
from aquasim.engine.world import ROUTES, TO_PRE_TRANSFER, TO_SEA, World, containers_of
from tests.unit.engine.simulated import DAILY, Simulated, whole_climate, world_of

ACTIONS = "batch_transferaction"
CAGE = ContainerKind.CAGE
LOSSLESS = [f"stages.{stage.name}.transfer_loss=0" for stage in Stage]


@pytest.fixture(scope="module")
def lossless() -> World:
    """A smoke company in which no fish dies on the way."""
    return world_of(*LOSSLESS)


def moved(world: World, transition: int, fish: list[int], weights_g: list[float]) -> tuple[State, Flow, Columns]:
    """One wave of one transition of the first batch, out of containers with the given fish."""
    state = first_state(world)
    sources = containers_of(world.plan, world.plan.batches[0], ROUTES[transition].source)
    filled = sources[: len(fish)]
    state.batch[sources] = 0
    state.population[filled] = fish
    state.root_weight[filled] = np.cbrt(weights_g)
    state.stage[0] = ROUTES[transition].source.stage
    state.transition_day[0, transition] = 200
    flow, rows = Flow(*(np.zeros_like(state.population) for _ in range(3))), Rows()
    for day in range(200, 200 + 40):
        moves_due(world, state, day, flow, rows)
    return state, flow, rows.joined()[ACTIONS]


tanks_of_parr = st.lists(st.tuples(st.integers(1, 40_000), st.floats(20.0, 80.0)), min_size=1, max_size=3)


@given(tanks_of_parr)
def test_a_move_without_loss_keeps_every_fish_and_gram(tanks: list[tuple[int, float]]) -> None:
    world = world_of(*LOSSLESS)
    fish, weights_g = [n for n, _ in tanks], [weight_g for _, weight_g in tanks]
    state, flow, actions = moved(world, int(Stage.PARR), fish, weights_g)
    dests = containers_of(world.plan, world.plan.batches[0], ROUTES[Stage.PARR].dest)
    assert state.population[dests].sum() == sum(fish) == actions["transferred_count"].sum()
    assert flow.moved_in.sum() == flow.moved_out.sum() == sum(fish)
    assert not flow.died.any()
    biomass_g = state.population[dests] * state.root_weight[dests] ** 3
    # each action is booked in whole grams
    assert biomass_g.sum() == pytest.approx(np.dot(fish, weights_g), abs=0.51 * len(actions["transferred_count"]))


@given(tanks_of_parr)
def test_fish_that_die_on_the_way_are_booked_once(tanks: list[tuple[int, float]]) -> None:
    world = world_of("stages.PARR.transfer_loss=0.1")
    state, flow, actions = moved(world, int(Stage.PARR), [n for n, _ in tanks], [w for _, w in tanks])
    alive = state.population.sum()
    assert alive + flow.died.sum() == sum(n for n, _ in tanks)
    assert actions["mortality_during_transfer"].sum() == flow.died.sum() == state.moved_dead[0, Stage.PARR]
    assert actions["transferred_count"].sum() == alive == state.moved_fish[0, Stage.PARR]


def test_fish_are_spread_evenly_over_the_destinations_of_a_wave(lossless: World) -> None:
    # 3 parr tanks into 3 smolt tanks in 3 waves of one tank each; 4 fry tanks into 3 parr tanks in 2 waves
    state, _, actions = moved(lossless, int(Stage.FRY), [10_001, 10_000, 5_000, 5_000], [5.0] * 4)
    dests = containers_of(lossless.plan, lossless.plan.batches[0], ContainerKind.PARR_TANK)
    waves = wave_of(len(dests), 2)
    for wave, total in ((0, 20_001), (1, 10_000)):
        share = state.population[dests[waves == wave]]
        assert share.sum() == total
        assert np.ptp(share) <= 1
    assert sorted(set(actions["actual_execution_date"].astype(str))) == ["2017-07-20", "2017-07-21"]  # days 200, 201


def test_batches_have_egg_weights_of_their_own_within_the_published_band(smoke: Simulated) -> None:
    """First-feeding weight .15-.20 g; domain reference, section 3."""
    daily = smoke.tables[DAILY]
    eggs = smoke.stage_of(daily["assignment_id"]) == Stage.EGG_ALEVIN
    batch, weight_g = smoke.batch_of(daily["assignment_id"][eggs]), daily["avg_weight_g"][eggs]
    assert weight_g.min() >= 0.15
    assert weight_g.max() <= 0.20
    means = np.array([weight_g[batch == b].mean() for b in np.unique(batch)])
    assert len(np.unique(np.round(means, 4))) == len(means)
    np.testing.assert_allclose(weight_g, smoke.world.egg_weight_g[batch], atol=5e-5)  # eggs do not grow


def test_eggs_of_a_supplier_are_more_alike_than_those_of_all() -> None:
    world = world_of(preset="company")
    supplier = np.array([batch.supplier for batch in world.plan.batches])
    weight_g = world.egg_weight_g
    within = np.mean([weight_g[supplier == one].var() for one in np.unique(supplier)])
    assert within < 0.8 * weight_g.var()


def test_eggs_are_spread_evenly_over_the_trays_on_the_first_day(lossless: World) -> None:
    state = first_state(lossless)
    flow = Flow(*(np.zeros_like(state.population) for _ in range(3)))
    lay_down_eggs(lossless, state, 0, flow)
    first = lossless.plan.batches[0]
    trays = containers_of(lossless.plan, first, ContainerKind.TRAY)
    assert state.population.sum() == state.population[trays].sum() == flow.moved_in.sum() == first.eggs
    assert np.ptp(state.population[trays]) <= 1


def test_waves_to_sea_wait_for_the_pre_transfer_tanks(lossless: World) -> None:
    hold = lossless.parameters.husbandry.pre_transfer_hold_days
    assert [spacing(lossless, t) for t in range(len(ROUTES))] == [1, 1, 1, 1, hold, hold]


def test_fish_stay_in_the_pre_transfer_tanks_as_long_as_the_preset_says_and_while_it_storms(smoke: Simulated) -> None:
    actions, hold = smoke.tables[ACTIONS], smoke.world.parameters.husbandry.pre_transfer_hold_days
    storms, halls = smoke.climate.wave_height_m >= HANDLING_WAVE_M, len(smoke.world.registry.halls)
    transition = (actions["workflow_id"] - 1) % 8
    day = smoke.day_of(actions["actual_execution_date"])
    batch = smoke.batch_of(actions["source_assignment_id"])
    for b in np.unique(batch[transition == TO_SEA]):
        arrivals = np.unique(day[(batch == b) & (transition == TO_PRE_TRANSFER)])
        departures = np.unique(day[(batch == b) & (transition == TO_SEA)])
        stormy = storms[:, smoke.world.plan.batches[b].places[-1] - halls]
        for arrived, left in zip(arrivals, departures, strict=False):
            assert stormy[arrived + hold : left].all()
            assert not stormy[left]


def test_a_wave_to_sea_waits_for_calm() -> None:
    world = world_of()
    batch = world.plan.batches[0]
    tanks, cages = (containers_of(world.plan, batch, ROUTES[TO_SEA].source), containers_of(world.plan, batch, CAGE))
    storms = whole_climate(world.parameters, world.registry).wave_height_m[:, world.area[cages[0]]] >= HANDLING_WAVE_M
    stormy = int(np.flatnonzero(storms[:-1] & ~storms[1:])[0])
    state = first_state(world)
    state.batch[tanks], state.population[tanks], state.root_weight[tanks] = 0, 10_000, np.cbrt(450.0)
    state.stage[0], state.stage_entry_day[0, Stage.POST_SMOLT] = Stage.POST_SMOLT, stormy - 60
    state.transition_day[0, TO_SEA] = stormy
    flow, rows = Flow(*(np.zeros_like(state.population) for _ in range(3))), Rows()
    moves_due(world, state, stormy, flow, rows)
    assert not state.population[cages].any()
    moves_due(world, state, stormy + 1, flow, rows)
    assert state.population[cages].any()


def test_the_cages_of_a_wave_are_stocked_unevenly_and_none_beyond_its_limit() -> None:
    world = world_of(preset="company")
    cages, most = np.flatnonzero(world.at_sea), world.parameters.sea.fish_per_cage
    share = _shares(world, 700, cages, 150_000 * len(cages))
    assert share.sum() == 150_000 * len(cages)
    assert share.std() / share.mean() == pytest.approx(world.parameters.husbandry.cage_stocking_cv, rel=0.1)
    crowded = _shares(world, 700, cages, (most - 1_000) * len(cages))
    assert crowded.sum() == (most - 1_000) * len(cages)
    assert most - 100 < crowded.max() <= most


def test_the_dead_of_a_tank_are_shared_by_the_moves_out_of_it(smoke: Simulated) -> None:
    actions = smoke.tables[ACTIONS]
    day = smoke.day_of(actions["actual_execution_date"])
    _, tank = np.unique(np.stack([actions["source_assignment_id"], day]), axis=1, return_inverse=True)
    died, fish = actions["mortality_during_transfer"], actions["transferred_count"]
    due = np.bincount(tank, died)[tank] * fish / np.bincount(tank, fish)[tank]
    assert np.abs(died - due).max() < 1.0
    assert (np.bincount(tank) > 1).any()


def test_every_action_joins_two_assignments_of_its_batch_along_its_route(smoke: Simulated) -> None:
    actions = smoke.tables[ACTIONS]
    batch, transition = np.divmod(actions["workflow_id"] - 1, 8)
    for side, kinds in (
        ("source_assignment_id", [route.source for route in ROUTES]),
        ("dest_assignment_id", [route.dest for route in ROUTES]),
    ):
        np.testing.assert_array_equal(smoke.batch_of(actions[side]), batch)
        kind = smoke.world.registry.kind[smoke.container_of(actions[side])]
        np.testing.assert_array_equal(kind, np.array(kinds)[transition])
    method = np.array([TRANSFER_METHODS.index(route.method) for route in ROUTES])[transition]
    np.testing.assert_array_equal(actions["transfer_method"], method)


def test_actions_of_a_workflow_are_numbered_without_gap(smoke: Simulated) -> None:
    actions = smoke.tables[ACTIONS]
    for workflow in np.unique(actions["workflow_id"]):
        numbers = actions["action_number"][actions["workflow_id"] == workflow]
        assert sorted(numbers.tolist()) == list(range(1, len(numbers) + 1))
    assert len(np.unique(actions["id"])) == len(actions["id"])


def test_actions_add_up_to_what_containers_gave_and_got(smoke: Simulated) -> None:
    actions, daily = smoke.tables[ACTIONS], smoke.tables[DAILY]
    day, action_day = smoke.day_of(daily["date"]), smoke.day_of(actions["actual_execution_date"])
    given_up = np.bincount(daily["assignment_id"] * 2000 + day, daily["moved_out"])
    by_action = np.bincount(
        actions["source_assignment_id"] * 2000 + action_day, actions["transferred_count"], len(given_up)
    )
    np.testing.assert_array_equal(by_action, given_up)
    eggs = (
        day
        == smoke.day_of(np.array([smoke.world.date(b.start) for b in smoke.world.plan.batches]))[
            smoke.batch_of(daily["assignment_id"])
        ]
    )
    got = np.bincount((daily["assignment_id"] * 2000 + day)[~eggs], daily["moved_in"][~eggs], len(given_up))
    arrived = np.bincount(actions["dest_assignment_id"] * 2000 + action_day, actions["transferred_count"], len(got))
    np.testing.assert_array_equal(arrived, got)


def test_transfer_biomass_is_count_times_the_weight_of_the_source(smoke: Simulated) -> None:
    actions, daily = smoke.tables[ACTIONS], smoke.tables[DAILY]
    weights = dict(
        zip(
            zip(daily["assignment_id"].tolist(), smoke.day_of(daily["date"]).tolist(), strict=True),
            daily["avg_weight_g"].tolist(),
            strict=True,
        )
    )
    day = smoke.day_of(actions["actual_execution_date"]) - 1
    before_g = np.array(
        [weights[key] for key in zip(actions["source_assignment_id"].tolist(), day.tolist(), strict=True)]
    )
    np.testing.assert_allclose(
        actions["transferred_biomass_kg"], actions["transferred_count"] * before_g / 1000.0, atol=0.00051
    )
