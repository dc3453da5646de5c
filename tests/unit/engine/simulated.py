"""A company lived through in memory, for tests that look at what the engine says of it."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from aquasim.engine.beginning import first_state, make_world
from aquasim.engine.climate import Block, blocks
from aquasim.engine.day import Trace, simulate_day
from aquasim.engine.moves import Flow
from aquasim.engine.plan import make_plan
from aquasim.engine.readings import readings
from aquasim.engine.registry import Registry
from aquasim.engine.rows import Rows
from aquasim.engine.sensor_days import Shard
from aquasim.engine.state import State
from aquasim.engine.tables import Columns
from aquasim.engine.today import Day
from aquasim.engine.world import World
from aquasim.parameters import LOCAL_CONTAINERS_MAX, Parameters
from aquasim.presets import load_parameters

Ints = npt.NDArray[np.int64]
DAILY = "batch_dailycontainerstate"
READINGS = "environmental_environmentalreading"
FAULTS = "environmental_sensorfault"


@dataclass(repr=False)
class Simulated:
    """The days of a world from the first on: rows by table, what sensors saw, and the state after the last."""

    world: World
    state: State
    tables: dict[str, Columns]
    traces: list[Trace]

    def day_of(self, dates: Any) -> Ints:
        """Simulated day of dates or times."""
        days: Ints = (np.asarray(dates).astype("datetime64[D]") - self.world.first_date).astype(np.int64)
        return days

    def batch_of(self, assignment_id: Ints) -> Ints:
        """Position of the batch of assignments."""
        batches: Ints = (np.asarray(assignment_id) - 1) // LOCAL_CONTAINERS_MAX // 8
        return batches

    def stage_of(self, assignment_id: Ints) -> Ints:
        """Stage of assignments, as the place they are in is built for it."""
        stages: Ints = (np.asarray(assignment_id) - 1) // LOCAL_CONTAINERS_MAX % 8
        return stages

    def container_of(self, assignment_id: Ints) -> Ints:
        """Position of the container of assignments."""
        places = self.world.batch_place[self.batch_of(assignment_id), self.stage_of(assignment_id)]
        local = (np.asarray(assignment_id) - 1) % LOCAL_CONTAINERS_MAX
        containers: Ints = self.world.registry.first_container[places] + local
        return containers

    def every_container(self) -> Shard:
        return Shard(0, self.world.registry.containers)

    @cached_property
    def climate(self) -> Block:
        return whole_climate(self.world.parameters, self.world.registry)

    @cached_property
    def readings(self) -> dict[str, Columns]:
        """Readings and fault labels of every container and day."""
        return readings(self.world, self.traces, self.every_container())


def whole_climate(parameters: Parameters, registry: Registry) -> Block:
    """Water and weather of the whole horizon at once."""
    return next(blocks(parameters, registry, parameters.days))


@cache
def world_of(*overrides: str, preset: str = "smoke") -> World:
    """The world of a preset with overrides; nothing in it changes while fish live."""
    return make_world(make_plan(load_parameters(preset, overrides)))


def day_with_fish(world: World, number: int, batch: int = 0, weight_g: float = 1000.0) -> Day:
    """A calm day on which the first sea area holds a batch since day 0, before anything has happened."""
    state = first_state(world)
    cages = np.flatnonzero(world.registry.place == world.registry.place[world.at_sea][0])
    state.batch[cages], state.population[cages], state.root_weight[cages] = batch, 50_000, weight_g ** (1 / 3)
    state.entered_day[cages] = state.handled_day[cages] = 0
    return next_day(world, state, number)


def next_day(world: World, state: State, number: int) -> Day:
    """A further calm day of the same fish, of ten degrees, on which all are fed."""
    flow = Flow(*(np.zeros_like(state.population) for _ in range(3)))
    day = Day(world, state, Rows(), number, flow, np.flatnonzero(state.batch >= 0))
    day.no_handling[:] = False
    day.temperature_c = np.full(len(day.here), 10.0)
    day.feed_g = np.full(len(day.here), 100_000)
    return day


def simulate(world: World, days: int) -> Simulated:
    """Live through the first days of a world."""
    state = first_state(world)
    rows = Rows()
    traces = [simulate_day(world, state, rows) for _ in range(days)]
    return Simulated(world, state, rows.joined(), traces)
