"""A scenario is felt where it says, and nowhere else: with the same seed every other batch is identical to the byte."""

import pytest

from aquasim.domain.stages import Stage
from aquasim.presets import scenario, scenario_names
from tests.property.test_independence import DAYS, batches_of, rows_of
from tests.unit.engine.simulated import Simulated, simulate, world_of


def lived(preset: str) -> Simulated:
    return simulate(world_of("readings.per_day=1", "targets.session_1_readings=1", preset=preset), DAYS)


@pytest.fixture(scope="module")
def usual() -> Simulated:
    return lived("smoke")


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_touches_only_the_geographies_it_names(usual: Simulated, name: str) -> None:
    unusual, told = lived(f"smoke+{name}"), scenario(name)["geographies"]
    for position, geography in enumerate(usual.world.parameters.geographies):
        batches = batches_of(usual, position)
        same = rows_of(usual, batches, Stage) == rows_of(unusual, batches, Stage)
        assert same is (geography not in told), geography


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_says_in_words_what_it_changes(name: str) -> None:
    assert scenario(name)["description"].endswith(".")
