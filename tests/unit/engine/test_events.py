"""Events at sea: what they do to water, appetite, work and fish; scenarios; their record."""

from pathlib import Path

import numpy as np
import pytest

from aquasim.engine.beginning import make_world
from aquasim.engine.deaths import KINDS, Death
from aquasim.engine.modules.events import Events, Kind
from aquasim.engine.plan import make_plan
from aquasim.engine.tables import EVENT_KINDS
from aquasim.engine.today import Day
from aquasim.engine.world import World
from aquasim.errors import ParameterError
from aquasim.presets import load_parameters
from tests.unit.engine.simulated import DAILY, FAULTS, READINGS, Simulated, day_with_fish, simulate, world_of

LAST = 620
CRASH = """
extends = "smoke"
[[events.oxygen_crash]]
area = "Lambavík"
date = 2018-07-20
days = 5
drop_pct = 60
[[events.sensor_outage]]
place = "Lambavík"
first = 2018-08-01
last = 2018-08-10
"""


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    path = tmp_path_factory.mktemp("scenario") / "crash.toml"
    path.write_text(CRASH, encoding="utf-8")
    return simulate(make_world(make_plan(load_parameters(str(path)))), LAST)


@pytest.fixture(scope="module")
def calm() -> Simulated:
    return simulate(world_of(), LAST)


def struck(run: Simulated) -> np.ndarray:
    daily = run.tables[DAILY]
    area = run.world.area[run.container_of(daily["assignment_id"])]
    at_sea = run.world.at_sea[run.container_of(daily["assignment_id"])]
    date = daily["date"]
    spell = (date >= np.datetime64("2018-07-20")) & (date <= np.datetime64("2018-07-24"))
    return np.flatnonzero(spell & at_sea & (area == 0))


def test_an_oxygen_crash_takes_oxygen_meals_and_fish(crashed: Simulated, calm: Simulated) -> None:
    bad, usual = struck(crashed), struck(calm)
    assert bad.size == usual.size > 0
    worse, better = crashed.tables[DAILY], calm.tables[DAILY]
    drop = better["oxygen_saturation_pct"][usual] - worse["oxygen_saturation_pct"][bad]
    assert (drop > 45).all()
    assert worse["feed_kg"][bad].sum() < 0.5 * better["feed_kg"][usual].sum()
    assert worse["mortality_count"][bad].sum() > 10 * better["mortality_count"][usual].sum()


def test_the_crash_is_on_record_with_the_fish_it_cost(crashed: Simulated) -> None:
    events = crashed.tables["environmental_environmentalevent"]
    mine = np.flatnonzero(
        (events["kind"] == EVENT_KINDS.index("LOW_OXYGEN")) & (events["start_date"] == np.datetime64("2018-07-20"))
    )
    assert len(mine) == 1
    assert events["end_date"][mine[0]] == np.datetime64("2018-07-24")
    assert events["fish_lost"][mine[0]] > 0


def test_a_crash_leaves_batches_elsewhere_untouched(crashed: Simulated, calm: Simulated) -> None:
    elsewhere = crashed.world.area != 0
    np.testing.assert_array_equal(crashed.state.population[elsewhere], calm.state.population[elsewhere])


def test_silent_sensors_send_nothing_and_are_labelled(crashed: Simulated) -> None:
    world, tables = crashed.world, crashed.readings
    place = world.registry.place[tables[READINGS]["container_id"] - 1]
    day = crashed.day_of(tables[READINGS]["reading_time"])
    first, last = 577, 586  # 1 and 10 August 2018
    lambavik = len(world.registry.halls)
    mine = place == lambavik
    assert not (mine & (day >= first) & (day <= last)).any()
    assert (mine & (day == first - 1)).any()
    assert (mine & (day == last + 1)).any()
    faults = tables[FAULTS]
    until = faults["ends_at"] == np.datetime64("2018-08-11T00:00:00")
    long = until & (faults["starts_at"] == np.datetime64("2018-08-01T00:00:00"))
    silent = np.unique(tables[READINGS]["sensor_id"][mine & (day == first - 1)])
    assert set(silent.tolist()) <= set(faults["sensor_id"][long].tolist())


def test_storms_are_recorded_with_their_days_and_waves(calm: Simulated) -> None:
    events, waves_m = calm.tables["environmental_environmentalevent"], calm.climate.wave_height_m
    storms = np.flatnonzero(events["kind"] == EVENT_KINDS.index("STORM"))
    assert storms.size
    for i in storms:
        first, over = calm.day_of(events["start_date"][[i]])[0], calm.day_of(events["end_date"][[i]])[0]
        area = events["area_id"][i] - 1
        blown = waves_m[first:over, area]
        assert blown.min() >= 2.5 > waves_m[over, area]
        assert blown.max() == pytest.approx(events["severity"][i])
    assert storms.size == ((waves_m[: LAST - 1] >= 2.5) & (waves_m[1:LAST] < 2.5)).sum()


def test_events_come_in_their_season(calm: Simulated) -> None:
    events = calm.tables["environmental_environmentalevent"]
    day = events["start_date"].astype("datetime64[D]")
    month = day.astype("datetime64[M]").astype(int) % 12 + 1
    for kind, months in (("ALGAL_BLOOM", range(4, 10)), ("JELLYFISH", range(8, 12)), ("LOW_OXYGEN", range(8, 11))):
        assert set(month[events["kind"] == EVENT_KINDS.index(kind)]) <= set(months)


def test_without_the_module_no_events_are_recorded() -> None:
    bare = simulate(world_of("modules.events=false"), 200)
    assert "environmental_environmentalevent" not in bare.tables


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        ('[[events.oxygen_crash]]\narea="Nowhere"\ndate=2018-01-01\ndays=3\ndrop_pct=40', "no sea area 'Nowhere'"),
        (
            '[[events.sensor_outage]]\nplace="Nowhere"\nfirst=2018-01-01\nlast=2018-01-02',
            "no sea area or hall 'Nowhere'",
        ),
        (
            '[modules]\nevents=false\n[[events.sensor_outage]]\nplace="Nowhere"\nfirst=2018-01-01\nlast=2018-01-02',
            "no sea area or hall 'Nowhere'",
        ),
        (
            '[[events.warm_sea]]\ngeography="iceland"\nfirst=2018-01-01\nlast=2018-01-02\nshift_c=1',
            "no geography 'iceland'",
        ),
    ],
)
def test_a_scenario_for_a_place_that_is_not_there_is_refused(tmp_path: Path, scenario: str, told: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(f'extends = "smoke"\n{scenario}\n', encoding="utf-8")
    with pytest.raises(ParameterError, match=told):
        make_world(make_plan(load_parameters(str(path))))


FORCED = """
extends = "smoke"
[events]
warm_spell_per_year = 1
low_oxygen.per_year = 1
[[events.oxygen_crash]]
area = "Lambavík"
date = 2018-08-01
days = 110
drop_pct = 5
[[events.warm_sea]]
geography = "scotland"
first = 2018-06-01
last = 2018-10-31
shift_c = 1
"""


def test_a_forced_spell_stands_in_place_of_one_of_its_kind_by_chance(tmp_path: Path) -> None:
    """Where every area has one a year: each keeps the forced one alone in its days, and its own in other years."""
    path = tmp_path / "forced.toml"
    path.write_text(FORCED, encoding="utf-8")
    world = make_world(make_plan(load_parameters(str(path))))
    spells = Events(world).spells
    year = [world.date(spell.first).astype(object).year for spell in spells]

    for kind, area in [(Kind.LOW_OXYGEN, 0), *((Kind.WARM_SPELL, area) for area in (5, 6))]:
        mine = [i for i, spell in enumerate(spells) if (spell.kind, spell.area) == (kind, area)]
        assert [year[i] for i in mine] == sorted(set(year))
        assert [spells[i].severity for i in mine if year[i] == 2018] == [1.0]


def test_two_forced_spells_of_a_kind_that_overlap_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.toml"
    path.write_text(FORCED + FORCED[FORCED.index("[[events.warm_sea") :], encoding="utf-8")
    with pytest.raises(ParameterError, match="two overlap in "):
        make_world(make_plan(load_parameters(str(path))))


@pytest.fixture(scope="module")
def crash_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    path = tmp_path_factory.mktemp("scenario") / "crash.toml"
    path.write_text(CRASH, encoding="utf-8")
    return make_world(make_plan(load_parameters(str(path))))


def suffocated(world: World, number: int, fish: int) -> Day:
    """A day on which so many fish of every cage of the first area die for want of oxygen."""
    day = day_with_fish(world, number)
    day.dead_by_kind = np.zeros((len(day.here), KINDS), dtype=np.int32)
    day.dead_by_kind[:, Death.LOW_OXYGEN] = fish
    return day


@pytest.mark.parametrize(("number", "counted"), [(564, 0), (565, 7), (568, 7), (570, 0)])
def test_fish_count_as_lost_to_a_spell_of_low_oxygen_while_it_lasts(
    crash_world: World, number: int, counted: int
) -> None:
    """The crash is on 20 to 24 July 2018, days 565 to 569; those of the last day go into its record at once."""
    day = suffocated(crash_world, number, 7)
    Events(crash_world).record(day)
    lost = day.own("events")["lost"]
    assert lost[0, Kind.LOW_OXYGEN] == counted * len(day.here)


def test_the_record_of_a_spell_holds_the_fish_of_its_own_days(crash_world: World) -> None:
    events, own = Events(crash_world), None
    for number in range(560, 570):
        day = suffocated(crash_world, number, 7)
        day.state.modules["events"] = own = own or day.own("events")
        events.record(day)
    told = day.rows.joined()["environmental_environmentalevent"]
    (mine,) = np.flatnonzero(told["kind"] == Kind.LOW_OXYGEN)
    assert told["fish_lost"][mine] == 5 * 7 * len(day.here)


@pytest.mark.parametrize(("number", "spared"), [(564, False), (565, True), (569, True), (570, False)])
def test_nobody_handles_fish_in_a_spell_of_low_oxygen(crash_world: World, number: int, spared: bool) -> None:
    day = day_with_fish(crash_world, number)
    Events(crash_world).water(day)
    assert (day.no_handling == spared).all()
