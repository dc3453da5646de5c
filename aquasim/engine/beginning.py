"""A world with its modules, and its state before the first day."""

from dataclasses import replace

from aquasim.engine.modules import make_modules
from aquasim.engine.outages import outages
from aquasim.engine.plan import Plan
from aquasim.engine.state import State, empty_state
from aquasim.engine.world import World, bare_world


def make_world(plan: Plan) -> World:
    """Constants of a plan and the modules that take part; pure in the parameters."""
    outages(plan.parameters, plan.registry)  # refuses unknown places before anything is simulated
    world = bare_world(plan)
    return replace(world, modules=make_modules(world))


def first_state(world: World) -> State:
    """No fish anywhere, before the first day."""
    modules = {module.name: module.start() for module in world.modules}
    registry = world.registry
    return empty_state(
        registry.containers, len(world.plan.batches), modules, len(registry.geographies), len(registry.halls)
    )
