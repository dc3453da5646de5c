"""What a mechanism of the world is: constants made once, arrays in the state, and steps in the day of all fish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy.typing as npt

if TYPE_CHECKING:
    from aquasim.engine.feedings import Meals
    from aquasim.engine.rows import Rows
    from aquasim.engine.state import State
    from aquasim.engine.today import Day
    from aquasim.engine.world import World

Arrays = dict[str, "npt.NDArray[Any]"]


class Module:
    """A mechanism that can be switched off; a subclass overrides the steps it takes part in.

    A step reads what is known today and before. It writes to its own arrays, to rows, and to what the step's line says.
    Results depend on seed, stream, place and day alone: draw random words by container, area or batch, never in a row.
    """

    name: ClassVar[str]
    """Key of its switch, of its parameters and of its arrays in the state."""
    by_held: ClassVar[Mapping[str, int]] = {}
    """Which of its arrays have rows for the containers of the day alone, as `state.held`, and what a new row holds."""

    def __init__(self, world: World) -> None:
        self.world = world

    def start(self) -> Arrays:
        """Its arrays before the first day; they are carried over interruptions and sessions."""
        return {}

    def catalogue(self, rows: Rows) -> None:
        """Add rows that are written once."""

    def water(self, day: Day) -> None:
        """Change `day.temperature_c`, `day.saturation_shift_pct`, `day.no_handling`."""

    def appetite(self, day: Day) -> None:
        """Lower `day.appetite`."""

    def ration(self, day: Day) -> None:
        """Lower `day.feed_g`; growth follows what is fed."""

    def meals(self, day: Day, meals: Meals) -> None:
        """Draw the meals of the day from stock and set `meals.cost_cents`."""

    def hazards(self, day: Day) -> None:
        """Add hazards of death with `day.add_hazard`."""

    def treat(self, day: Day) -> None:
        """Act on the fish that live: treatments, culls; raise `day.flawed`, of which harvest takes note."""

    def record(self, day: Day) -> None:
        """Write down what is seen of the day."""

    def decide(self, day: Day) -> None:
        """Order what happens from tomorrow on."""

    def standing(self, state: State, rows: Rows) -> None:
        """Add rows that change while what they describe is alive, as they stand after the last simulated day."""
