"""Lice in the life of the smoke company: infection, counts as the law asks, breaches and treatments."""

from functools import cache

import numpy as np
import pytest

from aquasim.domain import lice
from aquasim.engine.climate import HANDLING_WAVE_M
from aquasim.engine.modules.base import Arrays
from aquasim.engine.modules.lice import operations as operations_of_lice
from aquasim.engine.modules.lice.cages import Cages, today
from aquasim.engine.modules.lice.operations import rank_in_area
from aquasim.engine.streams import Stream, uniform
from aquasim.engine.tables import DEATH_DETAILS, TREATMENT_TYPES, Columns
from aquasim.engine.today import Day
from aquasim.engine.world import World
from aquasim.errors import ParameterError
from aquasim.presets import load_parameters
from tests.unit.engine.simulated import DAILY, Ints, Simulated, day_with_fish, next_day, simulate, world_of

COUNTS, TREATMENTS = "health_licecount", "health_treatment"
UNTREATED = ("lice.treatments=false", "targets.session_1_readings=1")
BREACH_DAYS = 1095


@cache
def breached() -> Simulated:
    """The smoke company in the summer of the scenario `lice_breach`."""
    return simulate(world_of("targets.session_1_readings=1", preset="smoke+lice_breach"), BREACH_DAYS)


@cache
def untreated() -> Simulated:
    return simulate(world_of(*UNTREATED), BREACH_DAYS)


def operations(simulated: Simulated) -> Columns:
    """Treatments against lice in order of cage and day."""
    table = simulated.tables[TREATMENTS]
    chosen = np.flatnonzero(np.asarray(table["lice_count_id"]) > 0)
    order = np.lexsort((table["start_date"][chosen], table["assignment_id"][chosen]))
    return {
        name: [values[i] for i in chosen[order]] if isinstance(values, list) else values[chosen[order]]
        for name, values in table.items()
    }


def counts(simulated: Simulated) -> Columns:
    table = simulated.tables[COUNTS]
    order = np.lexsort((table["count_date"], table["assignment_id"]))
    return {name: values[order] for name, values in table.items()}


def daily_of(simulated: Simulated, assignment: Ints, day: Ints, name: str) -> np.ndarray:
    """A column of the daily ledger on given days."""
    table = simulated.tables[DAILY]
    key = table["assignment_id"] * 100_000 + simulated.day_of(table["date"])
    order = np.argsort(key)
    found: np.ndarray = table[name][order[np.searchsorted(key, assignment * 100_000 + day, sorter=order)]]
    return found


def test_lice_are_counted_on_working_days(smoke: Simulated) -> None:
    assert np.is_busday(counts(smoke)["count_date"].astype("datetime64[D]")).all()  # Monday to Friday


def test_most_counts_of_an_area_fall_on_a_weekday_of_its_own(smoke: Simulated) -> None:
    c = counts(smoke)
    registry = smoke.world.registry
    area = registry.place[smoke.container_of(c["assignment_id"])] - len(registry.halls)
    weekday = (c["count_date"].astype("datetime64[D]").astype(int) + 3) % 7  # 1970-01-01 was a Thursday
    own = np.array([np.bincount(weekday[area == a], minlength=7).argmax() for a in np.unique(area)])
    np.testing.assert_array_equal(own, np.unique(area) % 5)
    assert (weekday == area % 5).mean() > 0.8  # storms put others off


def test_twenty_fish_of_a_cage_are_counted_at_the_interval_of_the_country(smoke: Simulated) -> None:
    c = counts(smoke)
    assert set(c["fish_sampled"]) == {20}
    same = np.diff(c["assignment_id"]) == 0
    gap = np.diff(smoke.day_of(c["count_date"]))[same]
    scottish = smoke.batch_of(c["assignment_id"][1:][same])
    scottish = np.array([batch.geography for batch in smoke.world.plan.batches])[scottish] == 1
    postponed = smoke.world.parameters.events.low_oxygen.days_max  # storms are shorter than spells of low oxygen
    for interval, gaps in ((14, gap[~scottish]), (7, gap[scottish])):
        assert gaps.min() > interval - 7  # back to the area's own weekday
        assert gaps.max() <= interval + postponed
        assert abs(gaps.mean() - interval) < 0.5


def test_rates_of_a_count_are_its_lice_over_its_fish(smoke: Simulated) -> None:
    c = counts(smoke)
    np.testing.assert_allclose(c["adult_female_per_fish"], c["adult_female_count"] / 20)
    mobile = c["preadult_count"] + c["adult_male_count"] + c["adult_female_count"]
    np.testing.assert_allclose(c["mobile_per_fish"], mobile / 20)


def test_counts_scatter_as_much_as_lice_are_clumped() -> None:
    # all cages of an area share their larvae; without treatments they differ by little but the sample
    c = counts(untreated())
    chosen = (c["attached_count"] > 0) & (c["adult_female_count"] > 0)
    day = untreated().day_of(c["count_date"]) * 1000 + untreated().batch_of(c["assignment_id"])
    spread = {}
    for name, k in (("attached_count", 0.25 * 20), ("adult_female_count", 1.45 * 20)):
        groups = [c[name][chosen & (day == one)] for one in np.unique(day)]
        groups = [one for one in groups if len(one) == 3 and one.mean() > 10]
        variance = np.mean([one.var(ddof=1) for one in groups])
        expected = np.mean([one.mean() + one.mean() ** 2 / k for one in groups])
        spread[name] = variance / expected
    assert 0.6 < spread["attached_count"] < 1.5
    assert 0.6 < spread["adult_female_count"] < 2.0


def test_smolts_arrive_without_lice(smoke: Simulated) -> None:
    c = counts(smoke)
    container = smoke.container_of(c["assignment_id"])
    daily = smoke.tables[DAILY]
    first = {}
    for assignment, day in zip(daily["assignment_id"].tolist(), smoke.day_of(daily["date"]).tolist(), strict=True):
        first[assignment] = min(day, first.get(assignment, day))
    age = smoke.day_of(c["count_date"]) - np.array([first[one] for one in c["assignment_id"].tolist()])
    # at 12 degC, warmer than the water of any smoke cage in its first month, lice need 32 days to become adult
    young = age < 25
    assert young.sum() > 10
    assert container[young].size
    assert c["adult_female_count"][young].max() <= 2
    assert c["adult_female_count"][young].mean() < 0.1


@pytest.mark.parametrize("temperature_c", [6.0, 8.0, 10.0, 12.0, 14.0])
def test_unchecked_lice_grow_by_two_to_five_percent_a_day(temperature_c: float) -> None:
    # a full area of the company: 3.4 M eggs x .895 alive on 20 x 36,700 m3
    p = load_parameters("company")
    fish_per_m3 = 3.4e6 * 0.895 / (p.sea.cages_per_area * p.sea.cage_volume_m3)
    mortality = lice.Mortality(
        p.lice.attached_mortality, p.lice.mobile_mortality, p.lice.adult_mortality, p.lice.caligus_mortality
    )
    burden = lice.Burden(np.full((1, lice.STEPS), 0.01), np.full(1, 0.01), np.full(1, 0.01), np.zeros(1))
    larvae, water = np.full(1, 0.01), np.array([temperature_c])
    females = []
    for _ in range(400):
        larvae = lice.drifting(larvae, burden.females * fish_per_m3, water)
        burden = lice.advanced(burden, p.lice.transmission * larvae, np.zeros(1), water, mortality)
        females.append(float(burden.females[0]))
    growth_pct = (np.log(females[-1] / females[-101])) / 100 * 100
    assert 1.7 <= growth_pct <= 5.4


def test_untreated_lice_multiply_and_large_fish_are_called_in() -> None:
    simulated = untreated()
    assert not operations(simulated)["id"].size
    assert counts(simulated)["adult_female_per_fish"].max() > 3.0  # three times the Faroese limit
    assert simulated.state.urgent.sum() > 0


def test_treatment_keeps_lice_near_their_limit(smoke: Simulated) -> None:
    treated, wild = (counts(one)["adult_female_per_fish"].mean() for one in (smoke, untreated()))
    assert treated < 0.5 < wild


def test_a_surge_of_lice_leads_to_breaches_that_are_acted_on_in_time() -> None:
    simulated = breached()
    c, ops = counts(simulated), operations(simulated)
    batch, day = simulated.batch_of(c["assignment_id"]), simulated.day_of(c["count_date"])
    treated_batch, treated_day = simulated.batch_of(ops["assignment_id"]), simulated.day_of(ops["start_date"])
    breaches = 0
    for b, d in {(b, d) for b, d in zip(batch.tolist(), day.tolist(), strict=True) if d < BREACH_DAYS - 22}:
        here = (batch == b) & (day == d)
        if c["adult_female_per_fish"][here].mean() < c["limit_per_fish"][here][0]:
            continue
        breaches += 1
        acted = (treated_batch == b) & (treated_day > d) & (treated_day <= d + 21)
        harvested = 0 <= simulated.state.harvest_day[b] <= d + 21
        assert acted.any() or harvested, (b, d)
    assert breaches >= 2
    assert c["adult_female_per_fish"].max() > counts(untreated())["limit_per_fish"].min()


def test_operations_in_a_cage_are_days_apart_and_few_a_day() -> None:
    ops, p = operations(breached()), breached().world.parameters.lice
    same = np.diff(ops["assignment_id"]) == 0
    gaps = np.diff(breached().day_of(ops["start_date"]))[same]
    assert gaps.size > 10
    assert gaps.min() >= p.rest_days
    place = breached().world.registry.place[breached().container_of(ops["assignment_id"])]
    a_day = np.unique(place * 10_000 + breached().day_of(ops["start_date"]), return_counts=True)[1]
    assert a_day.max() <= p.cages_per_day


def test_fish_fast_before_an_operation_and_eat_less_after_it() -> None:
    simulated = breached()
    ops, p = operations(simulated), simulated.world.parameters.lice
    day = simulated.day_of(ops["start_date"])
    for before in range(p.fasting_days + 1):
        assert (daily_of(simulated, ops["assignment_id"], day - before, "feed_kg") == 0.0).all()
    # never longer than 72 h before the operation
    longest = daily_of(simulated, ops["assignment_id"], day - p.fasting_days_max - 1, "feed_kg")
    assert (longest > 0).all()


def test_nobody_treats_in_a_storm_or_without_oxygen() -> None:
    simulated = breached()
    ops = operations(simulated)
    day, container = simulated.day_of(ops["start_date"]), simulated.container_of(ops["assignment_id"])
    world = simulated.world
    assert (simulated.climate.wave_height_m[day, world.area[container]] < HANDLING_WAVE_M).all()
    yesterday = daily_of(simulated, ops["assignment_id"], day - 1, "oxygen_saturation_pct")
    assert (yesterday >= world.parameters.lice.least_saturation_pct).all()


def test_a_treatment_names_the_count_that_led_to_it() -> None:
    simulated = breached()
    ops, c = operations(simulated), counts(simulated)
    by_id = {int(one): i for i, one in enumerate(c["id"])}
    for i, count_id in enumerate(ops["lice_count_id"].tolist()):
        count = by_id[count_id]
        assert c["assignment_id"][count] == ops["assignment_id"][i]
        assert c["count_date"][count] < ops["start_date"][i]
        assert f"cage {c['adult_female_per_fish'][count]:.2f} adult" in ops["reason"][i]
        assert str(c["count_date"][count]) in ops["reason"][i]


def ordered(day: Day, world: World) -> tuple[Cages, Arrays]:
    """Cages of the day, the first of which was ordered to be treated the day before."""
    cages, own = Cages(world), day.state.modules["lice"]
    first = day.here[0] - cages.first
    own["ordered_day"][first], own["operation"][first] = day.number - 1, 1
    return cages, own


@pytest.mark.parametrize(
    ("array", "value", "planned"),
    [
        # two days of fasting: the operation is on day 503, twelve days after day 491
        ("handled_day", 491, True),
        ("handled_day", 492, False),
        ("handled_day", 498, False),
        ("medicated_to", 500, True),
        ("medicated_to", 501, False),
        ("medicated_to", 509, False),
    ],
)
def test_a_cage_rests_from_any_operation_and_finishes_its_medicine_before_it_fasts(
    array: str, value: int, planned: bool
) -> None:
    world = world_of()
    day = day_with_fish(world, 500)
    cages, own = ordered(day, world)
    getattr(day.state, array)[day.here[0]] = value
    operations_of_lice.plan(cages, today(cages, day))
    assert own["planned_day"][day.here[0] - cages.first] == (503 if planned else -1)
    assert own["ordered_day"][day.here[0] - cages.first] == 499


def test_the_reason_of_a_treatment_stays_that_of_its_order_when_lice_are_counted_again() -> None:
    world = world_of()
    day = day_with_fish(world, 500)
    cages, own = Cages(world), day.state.modules["lice"]
    t = today(cages, day)
    area, first = t.area[0], t.cage[0]
    own["counted_day"][area], own["area_mean"][area], own["cage_mean"][t.cage] = 500, 1.25, 1.5
    operations_of_lice.order(cages, t)
    own["area_mean"][area], own["cage_mean"][t.cage] = 9.0, 9.5
    own["planned_day"][first] = own["operated_day"][first] = 510
    later = next_day(world, day.state, 510)
    operations_of_lice.remove_lice(cages, today(cages, later))
    (reason,) = later.rows.joined()[TREATMENTS]["reason"]
    assert reason == f"Lice count of {world.date(500)}: area 1.25, cage 1.50 adult females per fish"


def test_treatments_kill_what_they_say_and_cost_fish() -> None:
    simulated = breached()
    ops = operations(simulated)
    assert ((ops["efficacy"] > 0) & (ops["efficacy"] < 1)).all()
    warm = ops["efficacy"][ops["treatment_type"] == TREATMENT_TYPES.index("THERMAL")]
    # mean .75 with an error of its mean of sqrt(.75 x .25 / 7 / n)
    assert warm.mean() == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / 7 / warm.size))
    deaths = simulated.tables["batch_mortalityevent"]
    treated = deaths["detail"] == DEATH_DETAILS.index("TREATMENT")
    assert deaths["count"][treated].sum() > 0
    handled = np.asarray(simulated.tables[TREATMENTS]["assignment_id"])  # a bath against amoebae costs fish, too
    assert set(deaths["assignment_id"][treated]) <= set(handled)
    assert not set(ops["assignment_id"]).isdisjoint(deaths["assignment_id"][treated])


def test_nothing_is_counted_or_treated_where_lice_are_switched_off() -> None:
    off = simulate(world_of("modules.lice=false", "targets.session_1_readings=1"), 700)
    assert COUNTS not in off.tables
    assert not operations(off)["id"].size
    assert "lice" not in off.state.modules


def test_areas_of_different_countries_share_no_lice() -> None:
    cages = Cages(world_of(preset="company"))
    assert (cages.geography[cages.neighbour_from] == cages.geography[cages.neighbour_to]).all()
    own = cages.neighbour_from == cages.neighbour_to
    assert own.sum() == cages.areas
    np.testing.assert_allclose(cages.neighbour_weight[own], 1.0)
    # Norwegian farms: 28 % of lice from neighbours to 66 % from home (Aldrin et al. 2013); ours are as close
    mean = cages.neighbour_weight[~own].sum() / cages.areas
    assert 0.2 < mean < 0.7


def test_a_site_used_again_stands_for_a_coast_of_its_own() -> None:
    cages = Cages(world_of("geographies.faroe.sea_areas=31"))
    twins = [a for a, area in enumerate(cages.world.registry.areas) if area.name.endswith(" 2") and area.geography == 0]
    assert twins
    linked = np.isin(cages.neighbour_from, twins) != np.isin(cages.neighbour_to, twins)
    assert not linked.any()


def test_places_in_the_queue_are_numbered_by_area() -> None:
    assert rank_in_area(np.array([3, 3, 3, 5, 7, 7])).tolist() == [0, 1, 2, 0, 0, 1]


def test_a_surge_in_an_unknown_country_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"lice\.surge_geography 'atlantis' is none of faroe, scotland"):
        load_parameters("smoke", ["lice.surge_geography=atlantis"])


def test_words_of_cages_are_those_of_all_containers() -> None:
    world = world_of()
    cages = Cages(world)
    container = np.arange(cages.first, world.registry.containers)
    expected = uniform(world.words_of(Stream.LICE_KILL, 12, container, 3))
    np.testing.assert_array_equal(cages.draws(Stream.LICE_KILL, 12, container, 3), expected)
