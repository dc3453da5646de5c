import pytest
from hypothesis import settings

from tests.unit.engine.simulated import Simulated, simulate, world_of

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def smoke() -> Simulated:
    """The smoke company from its first day to the last of its sessions: several batches are harvested."""
    world = world_of()
    return simulate(world, world.parameters.days)
