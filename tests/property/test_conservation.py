"""Whatever the parameters, no fish is lost, no place is double-booked, and no container too full."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aquasim.domain.stages import ContainerKind, Stage
from aquasim.engine.beginning import first_state
from aquasim.engine.day import simulate_day
from aquasim.engine.plan import make_plan
from aquasim.engine.rows import Rows
from aquasim.engine.world import World
from aquasim.presets import load_parameters
from tests.unit.engine.simulated import DAILY, Simulated, simulate, world_of

READINGS_FREE = "targets.session_1_readings=1"

companies = st.fixed_dictionaries(
    {
        "geographies.faroe.stations": st.integers(1, 12),
        "geographies.faroe.sea_areas": st.integers(1, 16),
        "geographies.scotland.stations": st.integers(1, 12),
        "geographies.scotland.sea_areas": st.integers(1, 12),
        "production.batches_per_year": st.floats(0.5, 30.0).map(lambda value: round(value, 2)),
        "production.initial_batches": st.integers(1, 12),
        "production.initial_interval_days": st.integers(1, 90),
        "production.wait_days_max": st.integers(0, 1000),
        "stations.tray_cleaning_days": st.integers(0, 60),
        "stations.tank_cleaning_days": st.integers(0, 60),
        "sea.fallow_days": st.integers(60, 200),
        "sea.cages_per_area": st.integers(14, 25),
    }
)


@given(companies)
@settings(max_examples=20)
def test_no_place_is_booked_twice_whatever_the_company(values: dict[str, float]) -> None:
    tonnes = 143_000 / 10.5 * values["production.batches_per_year"]
    overrides = [f"{key}={value}" for key, value in values.items()]
    plan = make_plan(load_parameters("company", [*overrides, f"targets.whole_t_per_year={tonnes}", READINGS_FREE]))
    stages = plan.registry.place_stage()
    for place in range(plan.registry.places):
        stage = Stage(int(stages[place]))
        mine = sorted(batch.booked[stage] for batch in plan.batches if batch.places[stage] == place)
        assert all(one[1] <= other[0] for one, other in pairwise(mine))
        assert (plan.booked_containers(place) <= plan.supply(place)).all()
    for shortage in plan.shortages:
        assert shortage.waited_days == -1 or 0 < shortage.waited_days <= values["production.wait_days_max"]


paces = st.fixed_dictionaries(
    {
        "stages.FRY.tgc": st.floats(0.5, 3.0),
        "stages.PARR.tgc": st.floats(0.8, 4.0),
        "stages.SMOLT.tgc": st.floats(0.9, 4.0),
        "stages.POST_SMOLT.tgc": st.floats(1.0, 4.0),
        "geographies.faroe.sea.tgc_mean": st.floats(1.5, 4.5),
        "geographies.scotland.sea.tgc_mean": st.floats(1.5, 4.5),
        "husbandry.pre_transfer_hold_days": st.integers(2, 8),
        "husbandry.sea_transfer_waves": st.integers(1, 4),
        "stations.post_smolt_tanks": st.integers(3, 6),
        "mortality.frailty_sigma": st.floats(0.0, 1.5),
        "seed": st.integers(0, 2**32),
    }
)


FASTEST = {
    "stages.FRY.tgc": 3.0,
    "stages.PARR.tgc": 4.0,
    "stages.SMOLT.tgc": 4.0,
    "stages.POST_SMOLT.tgc": 4.0,
    "husbandry.sea_transfer_waves": 4,
    "stations.post_smolt_tanks": 4,
    "sea.cages_per_area": 4,
    "husbandry.pre_transfer_hold_days": 8,
}
LARGE_TANKS = [
    f"stations.{tank}_tank_volume_m3=5000" for tank in ("fry", "parr", "smolt", "post_smolt", "pre_transfer")
]
"""Fish that outgrow a stage before they may leave it need more room than the preset has, and the plan sees to it."""
SLOWEST = {key: 0.8 for key in FASTEST if key.startswith("stages.")}


@given(paces)
@example(FASTEST)
@example(SLOWEST)
@settings(max_examples=4)
def test_fish_are_conserved_and_keep_to_their_bookings_however_fast_they_grow(values: dict[str, float]) -> None:
    overrides = [f"{key}={value}" for key, value in values.items()]
    simulated = simulate(world_of(*overrides, *LARGE_TANKS, READINGS_FREE, "sessions=[1000]"), 620)
    assert_books_are_kept(simulated)
    assert_fish_stay_in_their_bookings(simulated)


def assert_books_are_kept(simulated: Simulated) -> None:
    daily = simulated.tables[DAILY]
    order = np.lexsort((daily["date"], daily["assignment_id"]))
    rows = {name: np.asarray(values)[order] for name, values in daily.items()}
    first = np.diff(rows["assignment_id"], prepend=0) > 0
    start = np.where(first, 0, np.roll(rows["population"], 1))
    gone = rows["moved_out"] + rows["mortality_count"] + rows["culled"] + rows["harvested"]
    np.testing.assert_array_equal(start + rows["moved_in"] - gone, rows["population"])
    assert rows["population"].min() >= 0
    eggs = sum(batch.eggs for batch in simulated.world.plan.batches if batch.start < len(simulated.traces))
    lost = sum(int(rows[name].sum()) for name in ("mortality_count", "culled", "harvested"))
    assert eggs == lost + simulated.state.population.sum()


def assert_fish_stay_in_their_bookings(simulated: Simulated) -> None:
    daily, p = simulated.tables[DAILY], simulated.world.parameters
    rest = np.array([p.stations.tray_cleaning_days, *[p.stations.tank_cleaning_days] * 4, p.sea.fallow_days])
    batch, stage = simulated.batch_of(daily["assignment_id"]), simulated.stage_of(daily["assignment_id"])
    booked = np.array([one.booked for one in simulated.world.plan.batches])[batch, stage]
    day = simulated.day_of(daily["date"])
    early, late = booked[:, 0] - day, day - (booked[:, 1] - rest[stage])
    assert early.max() <= 0, f"{Stage(int(stage[np.argmax(early)])).name} {early.max()} days before its booking"
    assert late.max() <= 0, f"{Stage(int(stage[np.argmax(late)])).name} {late.max()} days after its booking"


def fullness(world: World, days: int) -> tuple[float, int]:
    """Greatest density over its cap, and most fish in a cage, of all containers and days."""
    state, fullest, most = first_state(world), 0.0, 0
    sea, stages = world.parameters.sea, world.parameters.stages
    cap = np.array([stages[ContainerKind(int(kind)).stage].density_kg_m3 for kind in world.registry.kind])
    cages = world.registry.kind == ContainerKind.CAGE
    for _ in range(days):
        simulate_day(world, state, Rows())
        weight_g = state.root_weight**3
        density = state.population * weight_g / 1000.0 / world.registry.volume_m3
        step = np.searchsorted(sea.density_from_g, weight_g[cages], side="right") - 1
        cap[cages] = np.array(sea.density_kg_m3)[step]
        fullest = max(fullest, float((density / cap).max()))
        most = max(most, int(state.population[cages].max()))
    return fullest, most


@pytest.mark.parametrize("preset", ["company", "smoke"])
def test_no_container_is_ever_fuller_than_its_cap(preset: str) -> None:
    world = world_of(preset=preset)
    fullest, most = fullness(world, 1095)
    assert fullest <= 1.0
    assert most <= world.parameters.sea.fish_per_cage <= 200_000
