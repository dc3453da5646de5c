"""The day under way: what is known of it so far, handed from step to step and to every module."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from aquasim.engine.deaths import KINDS, Death
from aquasim.engine.environment import Water
from aquasim.engine.moves import Flow
from aquasim.engine.rows import Rows
from aquasim.engine.state import State, carried
from aquasim.engine.streams import Floats, Integers, Stream, Words
from aquasim.engine.world import World

Flags = npt.NDArray[np.bool_]
EMPTY = np.zeros(0)


@dataclass
class Day:
    """One day; arrays are by position in `here` unless said otherwise, and filled in the order of the day.

    With the day, the state's arrays by held container come to be by position in `here`.
    """

    world: World
    state: State
    rows: Rows
    number: int  # days since the first simulated day
    flow: Flow  # by container
    here: Integers  # containers that hold a batch after the day's moves
    fish: Integers = field(init=False)  # in the morning
    root_weight: Floats = field(init=False)  # in the morning [g^(1/3)]
    no_handling: Flags = field(init=False)  # storms and the like forbid work at the cage
    saturation_shift_pct: Floats = field(init=False)  # added to the oxygen saturation that fish and feed give
    hazard: Floats = field(init=False)  # (here, kinds) [1/d]
    dead: Integers = field(init=False)
    dead_by_kind: npt.NDArray[np.int32] = field(init=False)  # (here, kinds)
    culled: Integers = field(init=False)
    flawed: Floats = field(init=False)  # share of the fish with wounds or scars, which are not of the best grade
    temperature_c: Floats = field(default_factory=lambda: EMPTY)
    appetite: Floats = field(default_factory=lambda: EMPTY)  # share of a full day's
    wanted_g: Integers = field(default_factory=lambda: EMPTY.astype(np.int64))  # ration that the appetite asks for
    feed_g: Integers = field(default_factory=lambda: EMPTY.astype(np.int64))  # ration that is given
    taken: Integers = field(default_factory=lambda: EMPTY.astype(np.int64))  # harvested, by container
    water: Water = field(init=False)

    def __post_init__(self) -> None:
        n = len(self.here)
        self._hold()
        self.fish = self.state.population[self.here].copy()
        self.root_weight = self.state.root_weight[self.here].copy()
        self.no_handling = self.world.storms_at(self.number, self.here)
        self.saturation_shift_pct, self.hazard = np.zeros(n), np.zeros((n, KINDS))
        self.dead, self.culled = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
        self.flawed = np.zeros(n)

    def _hold(self) -> None:
        """Keep what is known of the containers of the day before for those of today."""
        state, before, now = self.state, self.state.held, self.here
        if np.array_equal(before, now):
            return
        state.water, state.uncollected = (carried(known, before, now) for known in (state.water, state.uncollected))
        for module in self.world.modules:
            own = self.own(module.name)
            own.update({name: carried(own[name], before, now, new) for name, new in module.by_held.items()})
        state.held = now

    @cached_property
    def at_sea(self) -> Flags:
        return self.world.at_sea[self.here]

    @cached_property
    def weight_g(self) -> Floats:
        """Mean weight in the morning. [g]"""
        weight: Floats = self.root_weight**3
        return weight

    @cached_property
    def biomass_kg(self) -> Floats:
        """Live weight in the morning. [kg]"""
        return self.fish * self.weight_g / 1000.0

    @property
    def arrived(self) -> Flags:
        """Where fish arrived today."""
        arrived: Flags = self.state.entered_day[self.here] == self.number
        return arrived

    def position(self, containers: Integers) -> Integers:
        """Where some of the day's containers are in `here`."""
        return np.searchsorted(self.here, containers)

    def own(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """The arrays of a module in the state, to be changed in place."""
        return self.state.modules.setdefault(name, {})

    def words(self, stream: Stream, containers: Integers, draw: int = 0) -> Words:
        """Random words of some containers today."""
        return self.world.words_of(stream, self.number, containers, draw)

    def add_hazard(self, kind: Death, hazard: Floats) -> None:
        """Add to what fish die of today. [1/d]"""
        self.hazard[:, kind] += hazard

    def cull(self, containers: Integers, count: Integers) -> None:
        """Take fish out alive and kill them; they are counted as culled, not as dead."""
        self.state.population[containers] -= count
        self.culled[self.position(containers)] += count
