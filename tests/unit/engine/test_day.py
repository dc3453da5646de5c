"""A day of all fish: what is true of every container and day of the smoke company."""

import numpy as np
import pytest

from aquasim.domain.feeding import biological_fcr
from aquasim.domain.growth import relative_temperature_factor, temperature_factor
from aquasim.domain.stages import SensorKind, Stage
from aquasim.domain.water import oxygen_solubility_mg_l
from aquasim.engine.tables import Columns
from tests.unit.engine.simulated import DAILY, Ints, Simulated


@pytest.fixture(scope="module")
def daily(smoke: Simulated) -> Columns:
    """Rows of the daily ledger by assignment and day, with the day and the row before."""
    table = smoke.tables[DAILY]
    order = np.lexsort((table["date"], table["assignment_id"]))
    columns = {name: np.asarray(values)[order] for name, values in table.items()}
    first = np.diff(columns["assignment_id"], prepend=0) > 0
    columns["day"], columns["first"] = smoke.day_of(columns["date"]), first
    columns["last"] = np.append(first[1:], True)
    columns["stage"] = smoke.stage_of(columns["assignment_id"])
    columns["batch"] = smoke.batch_of(columns["assignment_id"])
    return columns


def before(columns: Columns, name: str) -> Ints:
    """A column as it stood the day before; 0 on the first day of an assignment."""
    previous: Ints = np.where(columns["first"], 0, np.roll(columns[name], 1))
    return previous


def test_smoke_company_shows_every_mechanism(smoke: Simulated, daily: Columns) -> None:
    assert set(daily["stage"]) == set(range(6))
    assert (smoke.state.end_day >= 0).sum() >= 3
    for name in ("feed_kg", "mortality_count", "culled", "harvested", "moved_in", "moved_out"):
        assert daily[name].sum() > 0, name


def test_every_container_keeps_its_books_every_day(daily: Columns) -> None:
    balance = (
        before(daily, "population")
        + daily["moved_in"]
        - daily["moved_out"]
        - daily["mortality_count"]
        - daily["culled"]
        - daily["harvested"]
    )
    np.testing.assert_array_equal(balance, daily["population"])


def test_no_column_of_fish_is_ever_negative(daily: Columns) -> None:
    for name in ("population", "mortality_count", "culled", "harvested", "moved_in", "moved_out"):
        assert daily[name].min() >= 0, name


def test_an_assignment_has_a_row_on_each_of_its_days(daily: Columns) -> None:
    inside = ~daily["first"]
    assert (daily["day"][inside] - before(daily, "day")[inside] == 1).all()


def test_an_assignment_ends_when_its_container_is_empty(smoke: Simulated, daily: Columns) -> None:
    last = daily["last"]
    still_there = smoke.world.parameters.days - 1 == daily["day"][last]
    assert ((daily["population"][last] == 0) | still_there).all()
    assert (daily["population"][~last] > 0).all()


def test_every_egg_of_a_finished_batch_is_dead_culled_or_harvested(smoke: Simulated, daily: Columns) -> None:
    for b in np.flatnonzero(smoke.state.end_day >= 0):
        mine = daily["batch"] == b
        gone = sum(int(daily[name][mine].sum()) for name in ("mortality_count", "culled", "harvested"))
        assert gone == smoke.world.plan.batches[b].eggs


def test_one_container_holds_one_batch_a_day(smoke: Simulated, daily: Columns) -> None:
    container = smoke.container_of(daily["assignment_id"])
    assert len(np.unique(container * 10_000 + daily["day"])) == len(container)


def test_batches_go_through_the_six_stages_in_order(daily: Columns) -> None:
    for b in np.unique(daily["batch"]):
        entered = [daily["day"][(daily["batch"] == b) & (daily["stage"] == stage)] for stage in Stage]
        first_days = [int(days.min()) for days in entered if days.size]
        assert first_days == sorted(set(first_days))
        assert [days.size > 0 for days in entered] == sorted((days.size > 0 for days in entered), reverse=True)


def test_stages_last_as_long_as_their_windows_allow(smoke: Simulated, daily: Columns) -> None:
    # from the first fish in to the first fish out; post-smolt, who go to sea in waves, to the last
    stages = smoke.world.parameters.stages
    for b in np.unique(daily["batch"]):
        for stage in Stage:
            rows = np.flatnonzero((daily["batch"] == b) & (daily["stage"] == stage))
            left = rows[(daily["moved_out"] + daily["harvested"])[rows] > 0]
            if not left.size or daily["population"][rows[daily["day"][rows] == daily["day"][rows].max()]].any():
                continue
            leaving = daily["day"][left].max() if stage >= Stage.POST_SMOLT else daily["day"][left].min()
            assert stages[stage].min_days <= leaving - daily["day"][rows].min() <= stages[stage].max_days, (b, stage)


def test_fish_are_only_where_and_when_their_batch_has_booked(smoke: Simulated, daily: Columns) -> None:
    p = smoke.world.parameters
    rest = [p.stations.tray_cleaning_days, *[p.stations.tank_cleaning_days] * 4, p.sea.fallow_days]
    booked = np.array([batch.booked for batch in smoke.world.plan.batches])[daily["batch"], daily["stage"]]
    assert (daily["day"] >= booked[:, 0]).all()
    assert (daily["day"] <= booked[:, 1] - np.array(rest)[daily["stage"]]).all()


def test_density_is_biomass_over_volume(smoke: Simulated, daily: Columns) -> None:
    volume = smoke.world.registry.volume_m3[smoke.container_of(daily["assignment_id"])]
    np.testing.assert_allclose(daily["density_kg_m3"], daily["biomass_kg"] / volume)


def test_biomass_is_count_times_weight(daily: Columns) -> None:
    np.testing.assert_allclose(daily["biomass_kg"], daily["population"] * daily["avg_weight_g"] / 1000.0)


def test_post_smolt_and_every_earlier_stage_swim_in_fresh_water(daily: Columns) -> None:
    fresh = daily["stage"] != Stage.GROW_OUT
    assert (daily["salinity_psu"][fresh] == 0.0).all()
    assert (daily["salinity_psu"][~fresh] > 24.0 - 1e-9).all()


def test_oxygen_is_saturation_times_solubility(daily: Columns) -> None:
    solubility = oxygen_solubility_mg_l(daily["temp_c"], daily["salinity_psu"])
    np.testing.assert_allclose(daily["oxygen_mg_l"], daily["oxygen_saturation_pct"] / 100.0 * solubility)


def undisturbed(smoke: Simulated, daily: Columns, stage: Stage) -> np.ndarray:
    """Rows whose fish ate their fill: neither ill, moved, fasted nor handled for three days, with oxygen to spare."""
    ate = (daily["feed_kg"] > 0) & ~daily["first"]
    calm = ate & (daily["oxygen_saturation_pct"] > 80) & (before(daily, "oxygen_saturation_pct") > 80)
    handled = ~ate | (daily["moved_in"] > 0) | (daily["culled"] > 0)
    short = smoke.tables.get("inventory_feedshortage", {"date": np.zeros(0, dtype="datetime64[D]")})
    handled |= np.isin(daily["day"], smoke.day_of(short["date"]))  # what is not fed is not grown
    for _ in range(3):
        handled |= np.roll(handled, 1)
    outbreaks = smoke.tables["health_diseaseoutbreak"]
    ill = np.isin(daily["batch"], outbreaks["batch_id"][outbreaks["hall_id"] > 0] - 1)
    found: np.ndarray = np.flatnonzero(calm & ~handled & ~ill & (daily["stage"] == stage))
    return found


@pytest.mark.parametrize("stage", [Stage.FRY, Stage.PARR, Stage.SMOLT, Stage.POST_SMOLT])
def test_growth_follows_from_the_water_of_the_daily_rows(smoke: Simulated, daily: Columns, stage: Stage) -> None:
    rows, window = undisturbed(smoke, daily, stage), smoke.world.parameters.stages[stage]
    assert len(rows) > 500
    gain = np.cbrt(daily["avg_weight_g"][rows]) - np.cbrt(daily["avg_weight_g"][rows - 1])
    temperature_c = daily["temp_c"][rows]
    factor = relative_temperature_factor(temperature_c, window.set_point_c)
    # Iwama & Tautz (1981): d(W^(1/3)) = TGC / 1000 x T, with the TGC of the stage and of the batch
    expected = window.tgc * factor * smoke.world.fresh_growth[daily["batch"][rows]] / 1000.0 * temperature_c
    # and with a factor of the tank's own, which stays
    _, tank = np.unique(daily["assignment_id"][rows], return_inverse=True)
    ratio = gain / expected
    own = np.bincount(tank, ratio) / np.bincount(tank)
    np.testing.assert_allclose(ratio, own[tank], rtol=1e-6)
    assert own.mean() == pytest.approx(1.0, abs=0.01)
    assert own.std() == pytest.approx(smoke.world.parameters.husbandry.tank_tgc_cv, rel=0.5)


def test_feed_pays_for_growth_at_the_biological_conversion(smoke: Simulated, daily: Columns) -> None:
    rows = np.concatenate([undisturbed(smoke, daily, stage) for stage in (Stage.PARR, Stage.POST_SMOLT)])
    fish, was_g = before(daily, "population")[rows], daily["avg_weight_g"][rows - 1]
    gain_kg = fish * (daily["avg_weight_g"][rows] - was_g) / 1000.0
    log_ratio = np.log(daily["feed_kg"][rows] / (gain_kg * biological_fcr(was_g, False)))
    _, tank = np.unique(daily["assignment_id"][rows], return_inverse=True)
    own = np.bincount(tank, log_ratio) / np.bincount(tank)
    husbandry = smoke.world.parameters.husbandry
    assert log_ratio.mean() == pytest.approx(0.0, abs=0.01)
    assert own.std() == pytest.approx(husbandry.tank_fcr_cv, rel=0.5)
    assert (log_ratio - own[tank]).std() == pytest.approx(husbandry.daily_fcr_cv, rel=0.1)


def test_sea_fish_grow_no_faster_than_their_potential(smoke: Simulated, daily: Columns) -> None:
    rows = np.flatnonzero((daily["stage"] == Stage.GROW_OUT) & ~daily["first"] & (daily["moved_in"] == 0))
    rows = rows[daily["population"][rows] > 0]
    gain = np.cbrt(daily["avg_weight_g"][rows]) - np.cbrt(daily["avg_weight_g"][rows - 1])
    temperature_c = daily["temp_c"][rows]
    potential = smoke.world.sea_tgc[daily["batch"][rows]] * temperature_factor(temperature_c) / 1000.0 * temperature_c
    own = 1.0 + 4.0 * smoke.world.parameters.husbandry.cage_tgc_cv  # cages of a batch differ
    assert (gain <= potential * own + 1e-9).all()
    # farms reach nine tenths of it: lost meals, storms, handling, and the slower growth of large fish
    assert 0.7 < gain.sum() / potential.sum() < 0.95


def test_cages_of_a_batch_differ_in_growth_and_feed(daily: Columns) -> None:
    rows = np.flatnonzero((daily["stage"] == Stage.GROW_OUT) & ~daily["first"] & (daily["feed_kg"] > 0))
    gain = np.cbrt(daily["avg_weight_g"][rows]) - np.cbrt(daily["avg_weight_g"][rows - 1])
    fcr = (
        daily["feed_kg"][rows]
        * 1000.0
        / (before(daily, "population")[rows] * (daily["avg_weight_g"][rows] - daily["avg_weight_g"][rows - 1]))
    )
    own = fcr / biological_fcr(daily["avg_weight_g"][rows - 1], True)
    for b in np.unique(daily["batch"][rows])[:3]:
        mine = daily["batch"][rows] == b
        cages, cage = np.unique(daily["assignment_id"][rows[mine]], return_inverse=True)
        assert len(cages) > 1
        for values in (
            np.bincount(cage, gain[mine]) / np.bincount(cage),
            np.bincount(cage, own[mine]) / np.bincount(cage),
        ):
            assert 0.003 < np.ptp(values) / values.mean() < 0.2


def test_fish_do_not_eat_while_they_fast_before_a_transfer(smoke: Simulated, daily: Columns) -> None:
    fed = dict(
        zip(zip(daily["assignment_id"].tolist(), daily["day"].tolist(), strict=True), daily["feed_kg"], strict=True)
    )
    actions = smoke.tables["batch_transferaction"]
    fasting = smoke.world.parameters.husbandry.transfer_fasting_days
    refilled = set(
        zip(
            daily["assignment_id"][daily["moved_in"] > 0].tolist(),
            daily["day"][daily["moved_in"] > 0].tolist(),
            strict=True,
        )
    )
    checked = 0
    for source, day in zip(
        actions["source_assignment_id"], smoke.day_of(actions["actual_execution_date"]), strict=True
    ):
        for earlier in range(day - fasting, day + 1):
            if (int(source), int(earlier)) not in refilled:  # the next wave in a pre-transfer tank eats
                assert fed[int(source), int(earlier)] == 0.0
                checked += 1
    assert checked > 2.5 * len(actions["id"])


def test_fish_do_not_eat_before_harvest(smoke: Simulated, daily: Columns) -> None:
    days = smoke.world.parameters.husbandry.harvest_fasting_days
    harvested = np.flatnonzero(daily["harvested"])
    assert len(harvested) == len(smoke.tables["harvest_harvestevent"]["id"]) > 0
    for row in harvested:
        assert (daily["feed_kg"][row - days : row + 1] == 0.0).all()


def test_eggs_and_alevins_are_not_fed_and_keep_their_weight(smoke: Simulated, daily: Columns) -> None:
    eggs = daily["stage"] == Stage.EGG_ALEVIN
    assert (daily["feed_kg"][eggs] == 0.0).all()
    own_g = smoke.world.egg_weight_g[smoke.batch_of(daily["assignment_id"][eggs])]
    np.testing.assert_allclose(daily["avg_weight_g"][eggs], own_g, rtol=1e-6)


def test_recorded_deaths_add_up_to_the_fish_that_died(smoke: Simulated, daily: Columns) -> None:
    events = smoke.tables["batch_mortalityevent"]
    n = int(daily["assignment_id"].max()) + 1
    recorded = np.bincount(events["assignment_id"], events["count"], n)
    died = np.bincount(daily["assignment_id"], daily["mortality_count"], n)
    waiting = np.zeros(n)
    full = smoke.state.batch[smoke.state.held] >= 0
    held = smoke.state.held[full]
    waiting[smoke.world.assignment(smoke.state.batch[held], held)] = smoke.state.uncollected[full].sum(axis=1)
    np.testing.assert_array_equal(recorded + waiting, died)
    over = np.isin(np.arange(n), daily["assignment_id"][daily["last"] & (daily["population"] == 0)])
    np.testing.assert_array_equal(recorded[over], died[over])


def test_survival_in_fresh_water_is_near_the_plan(smoke: Simulated) -> None:
    # the plan: .960375 x .965 x .985 x .99 x .99 = .895; frailty moves single batches
    workflows = smoke.state.moved_fish[:, 5]
    arrived = np.flatnonzero((smoke.state.transition_day[:, 5] >= 0) & (smoke.state.stage == Stage.GROW_OUT))
    arrived = arrived[smoke.state.harvest_day[arrived] >= 0]
    eggs = np.array([smoke.world.plan.batches[b].eggs for b in arrived])
    assert workflows[arrived].sum() / eggs.sum() == pytest.approx(0.895, abs=0.02)


def test_harvested_fish_weigh_about_five_kilos(smoke: Simulated) -> None:
    harvest = smoke.tables["harvest_harvestevent"]
    assert harvest["live_weight_kg"].sum() / harvest["count"].sum() == pytest.approx(5.0, abs=0.5)


def test_the_water_that_sensors_see_is_the_water_of_the_daily_rows(smoke: Simulated, daily: Columns) -> None:
    felt = dict(
        zip(
            zip(daily["assignment_id"].tolist(), daily["day"].tolist(), strict=True),
            zip(*(daily[name].astype(np.float32) for name in ("temp_c", "oxygen_mg_l", "salinity_psu")), strict=True),
            strict=True,
        )
    )
    for trace in smoke.traces[::50]:
        ids = smoke.world.assignment(trace.batch, trace.container).tolist()
        water = trace.lately[:, 0, [SensorKind.TEMPERATURE, SensorKind.OXYGEN, SensorKind.SALINITY]]
        np.testing.assert_array_equal([felt[one, trace.day] for one in ids], water)


def test_only_containers_with_fish_are_seen_by_sensors(smoke: Simulated, daily: Columns) -> None:
    full = daily["population"] > 0
    expected = set(
        zip(daily["day"][full].tolist(), smoke.container_of(daily["assignment_id"])[full].tolist(), strict=True)
    )
    seen = {(trace.day, int(container)) for trace in smoke.traces for container in trace.container}
    assert seen == expected
