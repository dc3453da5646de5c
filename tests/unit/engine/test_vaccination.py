"""Vaccination of smolts."""

from aquasim.domain.stages import ContainerKind, Stage
from aquasim.engine.beginning import first_state
from aquasim.engine.vaccination import vaccinate
from aquasim.engine.world import containers_of
from tests.unit.engine.simulated import next_day, world_of


def test_runts_are_culled_at_vaccination() -> None:
    world = world_of("husbandry.cull_fraction=0.02")
    state = first_state(world)
    tanks = containers_of(world.plan, world.plan.batches[0], ContainerKind.SMOLT_TANK)
    state.batch[tanks], state.population[tanks], state.root_weight[tanks] = 0, 10_000, 4.0
    state.stage[0], state.stage_entry_day[0, Stage.SMOLT] = Stage.SMOLT, 300
    day = next_day(world, state, 300 + world.parameters.husbandry.vaccination_day)
    vaccinate(day)
    # two in a hundred of 10,000
    assert day.culled.tolist() == [200] * len(tanks)
    assert state.population[tanks].tolist() == [9_800] * len(tanks)
