"""The mechanisms beyond growth and background mortality, in the order in which they take part in a day."""

from importlib.metadata import entry_points

from aquasim.engine.modules.base import Arrays, Module
from aquasim.engine.modules.disease import DiseaseModule
from aquasim.engine.modules.events import Events
from aquasim.engine.modules.feed_supply import FeedSupply
from aquasim.engine.modules.lice import Lice
from aquasim.engine.world import World
from aquasim.errors import ParameterError

__all__ = ["BUILT_IN", "ENTRY_POINTS", "Arrays", "Module", "make_modules"]

BUILT_IN: tuple[type[Module], ...] = (Events, Lice, DiseaseModule, FeedSupply)
ENTRY_POINTS = "aquamind.modules"
"""Group of entry points under which another package offers a module."""


def make_modules(world: World) -> tuple[Module, ...]:
    """The modules that a preset switches on, its own before those of other packages.

    Raises
    ------
    ParameterError
        Where `modules.extra` names a module that no installed package offers.
    """
    switches = world.parameters.modules
    own = [module(world) for module in BUILT_IN if getattr(switches, module.name)]
    return (*own, *(_extra(name)(world) for name in switches.extra))


def _extra(name: str) -> type[Module]:
    offered = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    if name not in offered:
        there = f"there are {', '.join(sorted(offered))}" if offered else "none is installed"
        raise ParameterError(
            f"modules.extra: no installed package offers a module {name!r} under the entry points {ENTRY_POINTS!r}; "
            f"{there}"
        )
    module: type[Module] = offered[name].load()
    if module.name != name:
        raise ParameterError(f"modules.extra: the module behind {name!r} calls itself {module.name!r}; name them alike")
    return module
