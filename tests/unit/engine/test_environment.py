"""Water of tanks and halls, as it goes with what the fish eat."""

import numpy as np
import pytest

from aquasim.domain.stages import SensorKind
from aquasim.domain.water import oxygen_solubility_mg_l
from aquasim.engine import environment
from aquasim.engine.beginning import first_state
from aquasim.engine.day import simulate_day
from aquasim.engine.environment import LEAST_SATURATION_PCT, waters
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from tests.unit.engine.simulated import Simulated, day_with_fish, world_of

UNFED_MG_L = (0.2, 0.03, 30.0)


@pytest.fixture(scope="module")
def tanks(smoke: Simulated) -> dict[str, np.ndarray]:
    """Scatter of the water of all tanks and days about what their feed load brings."""
    on_land = [t.lately[~smoke.world.at_sea[t.container], 0].astype(np.float64) for t in smoke.traces]
    water, load = np.concatenate(on_land), np.concatenate(on_land)[:, -1]
    solubility_mg_l = oxygen_solubility_mg_l(water[:, SensorKind.TEMPERATURE], 0.0)
    columns = {
        "saturation_pct": 100.0 * water[:, SensorKind.OXYGEN] / solubility_mg_l,
        "co2_mg_l": water[:, SensorKind.CO2],
        "ph": water[:, SensorKind.PH],
    }
    course = np.stack([np.ones(len(load)), load, load**2], axis=1)
    return {name: y - course @ np.linalg.lstsq(course, y, rcond=None)[0] for name, y in columns.items()}


def test_tanks_short_of_oxygen_are_rich_in_carbon_dioxide(tanks: dict[str, np.ndarray]) -> None:
    assert -0.8 < np.corrcoef(tanks["co2_mg_l"], tanks["saturation_pct"])[0, 1] < -0.4


def test_tanks_rich_in_carbon_dioxide_are_more_acid_with_a_scatter_of_their_own(tanks: dict[str, np.ndarray]) -> None:
    assert -0.95 < np.corrcoef(tanks["co2_mg_l"], tanks["ph"])[0, 1] < -0.5


def of_halls(smoke: Simulated, column: str) -> np.ndarray:
    """A column of the water samples by day and hall; not a number where there is none."""
    samples = smoke.tables["environmental_waterqualitysample"]
    table = np.full((smoke.world.parameters.days, len(smoke.world.registry.halls)), np.nan)
    table[smoke.day_of(samples["sample_date"]), samples["hall_id"] - 1] = samples[column]
    return table


def test_nitrate_does_not_fall_overnight(smoke: Simulated) -> None:
    steps = np.diff(of_halls(smoke, "no3_n_mg_l"), axis=0)
    steps = steps[np.isfinite(steps)]
    # a tenth of the way from full load to none is 3.5 mg/L, and a day scatters by .04 x sqrt(.095 x 1.905) = 1.7 %
    assert abs(steps).max() < 3.5 + 5 * 0.017 * 55.0
    assert steps.std() < 1.5


def test_ammonia_nitrite_and_nitrate_scatter_on_their_own(smoke: Simulated) -> None:
    steps = [np.diff(of_halls(smoke, name), axis=0) for name in ("tan_mg_l", "no2_n_mg_l", "no3_n_mg_l")]
    there = np.isfinite(steps[0])
    correlation = np.corrcoef([step[there] for step in steps])
    assert (correlation[np.triu_indices(3, 1)] < 0.5).all()


def test_empty_halls_begin_as_unfed_ones() -> None:
    np.testing.assert_allclose(first_state(world_of()).nitrogen_mg_l - UNFED_MG_L, 0.0, atol=1e-12)


def test_the_water_of_halls_goes_on_where_a_session_ended() -> None:
    world = world_of()
    state, rows = first_state(world), Rows()
    for _ in range(150):
        simulate_day(world, state, rows)
    again = State.from_bytes(state.to_bytes())
    for one in (state, again):
        for _ in range(20):
            simulate_day(world, one, rows)
    np.testing.assert_array_equal(state.nitrogen_mg_l, again.nitrogen_mg_l)
    assert (state.nitrogen_mg_l[:, 2] > 31.0).any()


def test_no_water_is_without_any_oxygen() -> None:
    """A scenario may take away 95 % of saturation, and a bloom 90 % at the same time."""
    day = day_with_fish(world_of(), 230)
    day.saturation_shift_pct -= 185.0
    water = waters(day)
    assert (water.saturation_pct == LEAST_SATURATION_PCT).all()
    assert (water.oxygen_mg_l > 0.0).all()


@pytest.mark.parametrize(
    ("number", "lacking_pct"),
    # day 250 of the year has the least; 61 days on it is 6 cos(2 pi 61 / 365.25); in March there is none
    [(249, 6.0), (310, 2.988), (70, 0.0)],
)
def test_late_summer_water_lacks_oxygen(monkeypatch: pytest.MonkeyPatch, number: int, lacking_pct: float) -> None:
    day = day_with_fish(world_of(), number)
    saturation_pct = waters(day).saturation_pct
    monkeypatch.setattr(environment, "LATE_SUMMER_DEFICIT_PCT", 0.0)
    np.testing.assert_allclose(waters(day).saturation_pct - saturation_pct, lacking_pct, atol=1e-3)
