"""Modules: what switches them on, what a step may change, and what they carry from day to day."""

from dataclasses import replace

import numpy as np
import pytest

from aquasim.engine.beginning import first_state
from aquasim.engine.day import simulate_day
from aquasim.engine.deaths import Death
from aquasim.engine.modules import Arrays, Module
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from aquasim.engine.tables import DEATH_DETAILS
from aquasim.engine.today import Day
from aquasim.engine.world import World
from aquasim.errors import ParameterError
from aquasim.presets import load_parameters
from tests.unit.engine.simulated import DAILY, world_of

DAYS = 240
FIRST = 120


class Rationing(Module):
    """Gives half of what fish ask for, kills one in a hundred a day with a storm, and counts its days."""

    name = "rationing"

    def start(self) -> Arrays:
        return {"days": np.zeros(1, dtype=np.int64)}

    def ration(self, day: Day) -> None:
        if day.number >= FIRST:
            day.feed_g = day.wanted_g // 2

    def hazards(self, day: Day) -> None:
        day.add_hazard(Death.STORM, np.full(len(day.here), 0.01))

    def decide(self, day: Day) -> None:
        day.own(self.name)["days"] += 1


def lived(world: World) -> tuple[State, dict[str, dict[str, np.ndarray]]]:
    state, rows = first_state(world), Rows()
    for _ in range(DAYS):
        simulate_day(world, state, rows)
    return state, {name: {k: np.asarray(v) for k, v in table.items()} for name, table in rows.joined().items()}


@pytest.fixture(scope="module")
def bare() -> World:
    return replace(world_of(), modules=())


@pytest.fixture(scope="module")
def rationed(bare: World) -> World:
    return replace(bare, modules=(Rationing(bare),))


def test_a_module_halves_meals_and_growth_follows_what_was_fed(bare: World, rationed: World) -> None:
    def on(world: World) -> dict[str, np.ndarray]:
        daily = lived(world)[1][DAILY]
        day = (daily["date"] - world.first_date).astype(int)
        return {name: values[day == FIRST] for name, values in daily.items()}

    half, full = on(rationed), on(bare)
    fed = full["feed_kg"] > 0.1
    assert fed.any()
    # Fish that die of the module's hazard eat nothing: compare feed a fish
    a_fish = (half["feed_kg"] / half["population"])[fed] / (full["feed_kg"] / full["population"])[fed]
    np.testing.assert_allclose(a_fish, 0.5, rtol=0.03)
    assert (half["avg_weight_g"][fed] < full["avg_weight_g"][fed]).all()


def test_deaths_by_a_module_are_collected_under_their_detail(rationed: World) -> None:
    state, tables = lived(rationed)
    storm = tables["batch_mortalityevent"]["detail"] == DEATH_DETAILS.index("STORM")
    assert tables["batch_mortalityevent"]["count"][storm].sum() > 0
    assert state.modules["rationing"]["days"].tolist() == [DAYS]


def test_arrays_of_a_module_are_carried_over_the_bytes_of_a_state(rationed: World) -> None:
    whole, state = first_state(rationed), first_state(rationed)
    for day in range(40):
        simulate_day(rationed, whole, Rows())
        if day == 20:
            state = State.from_bytes(state.to_bytes())
        simulate_day(rationed, state, Rows())
    assert whole.to_bytes() == state.to_bytes()


def test_a_module_that_no_package_offers_is_refused_with_the_entry_points_named() -> None:
    parameters = load_parameters("smoke", ['modules.extra=["tides"]'])
    with pytest.raises(ParameterError, match=r"modules\.extra.*'tides'.*aquamind\.modules"):
        world_of('modules.extra=["tides"]')
    assert parameters.modules.extra == ("tides",)
