"""Diseases in a company lived through in memory: the smoke preset with an outbreak of ISA that a scenario starts."""

from itertools import pairwise

import numpy as np
import pytest

from aquasim.domain.calendar import WORKING_DAYS
from aquasim.domain.disease import Disease
from aquasim.domain.laboratory import CONFIRMED_BY, TESTS, Result
from aquasim.domain.stages import Stage
from aquasim.engine.beginning import first_state
from aquasim.engine.day import simulate_day
from aquasim.engine.deaths import Death
from aquasim.engine.husbandry import eats_until, vaccination_due
from aquasim.engine.modules.disease import DiseaseModule, epidemic, response, samples, surveillance
from aquasim.engine.rows import Rows
from aquasim.engine.streams import Stream, words
from aquasim.engine.tables import DEATH_DETAILS, TREATMENT_TYPES
from aquasim.engine.tables.disease import JOURNAL_CATEGORIES, SAMPLING_REASONS
from aquasim.engine.world import World
from aquasim.errors import ParameterError
from tests.unit.engine.simulated import DAILY, Simulated, day_with_fish, next_day, simulate, world_of

DAYS = 1095
NAT = np.datetime64("NaT", "D")


@pytest.fixture(scope="module")
def ill() -> Simulated:
    return simulate(world_of(preset="smoke+isa_outbreak"), DAYS)


def disease_of(world: World) -> DiseaseModule:
    return next(module for module in world.modules if isinstance(module, DiseaseModule))


def latest(ill: Simulated) -> list[dict[str, object]]:
    """Outbreaks as their last rows leave them; rows of one id follow each other in time."""
    standing = Rows()
    for module in ill.world.modules:
        module.standing(ill.state, standing)
    found: dict[int, dict[str, object]] = {}
    for table in (ill.tables["health_diseaseoutbreak"], standing.joined().get("health_diseaseoutbreak", {})):
        for i, number in enumerate(table.get("id", [])):
            found[int(number)] = {name: values[i] for name, values in table.items()}
    return list(found.values())


def test_deaths_of_a_disease_are_those_of_its_outbreaks(ill: Simulated) -> None:
    events = ill.tables["batch_mortalityevent"]
    waiting = ill.state.uncollected.sum(axis=0)
    for disease in Disease:
        mine = events["detail"] == DEATH_DETAILS.index(disease.name)
        told = sum(int(o["fish_dead"]) for o in latest(ill) if o["disease_id"] == disease + 1)  # type: ignore[call-overload]
        assert told == events["count"][mine].sum() + waiting[Death[disease.name]]
    assert any(int(o["fish_dead"]) > 0 for o in latest(ill))  # type: ignore[call-overload]


def test_an_outbreak_is_found_after_it_began(ill: Simulated) -> None:
    found = [o for o in latest(ill) if not np.isnat(o["detection_date"])]  # type: ignore[call-overload]
    assert found
    assert all(o["detection_date"] > o["onset_date"] for o in found)  # type: ignore[operator]
    assert all((o["area_id"] > 0) != (o["hall_id"] > 0) for o in found)  # type: ignore[operator]


def test_a_site_with_isa_is_empty_within_two_months(ill: Simulated) -> None:
    (isa,) = (o for o in latest(ill) if o["disease_id"] == Disease.ISA + 1)
    assert isa["onset_date"] == np.datetime64("2019-01-16")
    daily = ill.tables[DAILY]
    batch = int(isa["batch_id"]) - 1  # type: ignore[call-overload]
    at_sea = (ill.batch_of(daily["assignment_id"]) == batch) & (ill.stage_of(daily["assignment_id"]) == Stage.GROW_OUT)
    last = daily["date"][at_sea].max()
    assert isa["detection_date"] < last <= isa["detection_date"] + np.timedelta64(60, "D")  # type: ignore[operator]
    assert ill.state.end_day[batch] == ill.day_of(last)
    emptied = daily["culled"][at_sea].sum() + daily["harvested"][at_sea].sum()
    assert emptied > 0.5 * daily["population"][at_sea & (daily["date"] == isa["onset_date"])].sum()


def test_the_journal_tells_of_every_outbreak_that_was_found(ill: Simulated) -> None:
    journal = ill.tables["health_journalentry"]
    diagnoses = set(journal["outbreak_id"][journal["category"] == JOURNAL_CATEGORIES.index("DIAGNOSIS")].tolist())
    found = {int(o["id"]) for o in latest(ill) if not np.isnat(o["detection_date"])}  # type: ignore[call-overload]
    assert diagnoses == found
    assert all(text.endswith(".") for text in journal["description"])


def test_containers_of_a_place_fall_ill_one_after_the_other(ill: Simulated) -> None:
    spread = [o for o in latest(ill) if int(o["containers_affected"]) > 1]  # type: ignore[call-overload]
    assert spread
    cages = ill.world.parameters.sea.cages_per_area
    once = [o for o in latest(ill) if o["disease_id"] == Disease.HSMI + 1 and int(o["area_id"]) > 0]  # type: ignore[call-overload]
    assert all(int(o["containers_affected"]) <= cages for o in once)  # type: ignore[call-overload]


def test_sick_fish_show_it_where_their_disease_sits(ill: Simulated) -> None:
    fish, events = ill.tables["health_individualfishobservation"], ill.tables["health_healthsamplingevent"]
    lab = ill.tables["health_healthlabsample"]
    sea = ill.stage_of(events["assignment_id"]) == Stage.GROW_OUT
    for disease, organ in ((Disease.AGD, "gill_score"), (Disease.WINTER_ULCER, "skin_score")):
        positive = lab["sampling_event_id"][(lab["disease_id"] == disease + 1) & (lab["fish_positive"] >= 4)]
        sick = np.isin(fish["sampling_event_id"], positive)
        others = np.isin(fish["sampling_event_id"], events["id"][sea]) & ~sick
        assert sick.any()
        assert fish[organ][sick].mean() > 2.0 * fish[organ][others].mean()


def test_tests_miss_sick_fish_and_find_healthy_ones_as_often_as_their_kind_does(ill: Simulated) -> None:
    samplings, fish, diseases = 4000, 10, len(Disease)
    constants = disease_of(ill.world).constants
    raw = words(7, Stream.LABORATORY, 0, samplings * diseases * (fish + 2)).reshape(samplings, diseases, fish + 2)
    tests = [TESTS[CONFIRMED_BY[disease]] for disease in Disease]
    for sick, chance in (
        (False, [1.0 - test.specificity for test in tests]),
        (True, [test.sensitivity for test in tests]),
    ):
        infected = np.full((samplings, fish, diseases), sick)
        positive, result, _ = samples.find(constants, infected, np.full((samplings, diseases), float(sick)), raw)
        share, p = positive.mean(axis=0) / fish, np.array(chance)
        assert (np.abs(share - p) < 5.0 * np.sqrt(p * (1.0 - p) / (samplings * fish))).all()
        assert ((result == Result.NEGATIVE) == (positive == 0)).all()


def test_healthy_batches_have_fish_that_are_found_positive(ill: Simulated) -> None:
    lab = ill.tables["health_healthlabsample"]
    found = {(o["disease_id"], o["batch_id"]) for o in latest(ill)}
    events = ill.tables["health_healthsamplingevent"]
    batch = events["batch_id"][np.searchsorted(events["id"], lab["sampling_event_id"])]
    free = np.array([pair not in found for pair in zip(lab["disease_id"], batch, strict=True)])
    assert lab["fish_positive"][free].sum() > 0  # found in fish of batches that never had the disease


def test_sampled_fish_are_culled(ill: Simulated) -> None:
    events, daily = ill.tables["health_healthsamplingevent"], ill.tables[DAILY]
    culled = {
        (int(a), d): int(n)
        for a, d, n in zip(daily["assignment_id"], daily["date"].astype(np.int64), daily["culled"], strict=True)
    }
    keys = zip(events["assignment_id"].tolist(), events["sampling_date"].astype(np.int64), strict=True)
    assert all(culled[key] >= 10 for key in keys)


def test_antibiotics_leave_their_degree_days_in_the_fish() -> None:
    world = world_of("disease.diseases.WINTER_ULCER.sea_risk.faroe=0.99")
    state, rows = first_state(world), Rows()
    left: list[tuple[float, bool]] = []
    for day in range(900):
        simulate_day(world, state, rows)
        own = state.modules["disease"]
        held = state.held
        fed = (own["fed_from"] <= day) & (state.medicated_to[held] >= day) & (state.population[held] > 0)
        for container in held[fed].tolist():
            left.append((float(state.withdrawal_dd[container]), bool(world.at_sea[container])))
    treatments = rows.joined()["health_treatment"]
    medicated = treatments["treatment_type"] == TREATMENT_TYPES.index("MEDICATED_FEED")
    at_sea = [dd for dd, sea in left if sea]
    assert at_sea
    np.testing.assert_allclose(at_sea, 150.0)
    blocked = treatments["withholding_end"][medicated] - treatments["end_date"][medicated]
    assert blocked.min() >= np.timedelta64(10, "D")


def test_medicated_feed_is_eaten_on_every_day_of_a_course_and_nobody_handles_fish_during_it() -> None:
    simulated = simulate(world_of("disease.diseases.WINTER_ULCER.sea_risk.faroe=0.99"), 1095)
    table = simulated.tables["health_treatment"]
    kind, cage = table["treatment_type"], table["assignment_id"]
    first, last = simulated.day_of(table["start_date"]), simulated.day_of(table["end_date"])
    course = np.flatnonzero(kind == TREATMENT_TYPES.index("MEDICATED_FEED"))
    handled = np.isin(kind, [TREATMENT_TYPES.index(name) for name in ("BATH", "THERMAL", "FRESHWATER", "MECHANICAL")])
    daily = simulated.tables[DAILY]
    assert course.size > 10
    for i in course:
        mine = (daily["assignment_id"] == cage[i]) & (daily["date"] >= table["start_date"][i])
        mine &= daily["date"] <= table["end_date"][i]
        assert (daily["feed_kg"][mine] > 0.0).all()
        assert not (handled & (cage == cage[i]) & (first >= first[i]) & (first <= last[i])).any()


def test_a_course_goes_on_for_the_days_on_which_nothing_was_fed() -> None:
    world = world_of()
    day = day_with_fish(world, 500)
    module, state, cage = disease_of(world), day.state, day.here[:1]
    own = state.modules["disease"]
    own["fed_from"][0], own["fed_left"][0], own["fed_for"][0] = 500, 3, Disease.WINTER_ULCER
    own["fed_dd"][0], state.medicated_to[cage] = 150.0, 502
    for number, fed_g in ((500, 100_000), (501, 0), (502, 100_000), (503, 100_000), (504, 100_000)):
        day = next_day(world, state, number)
        day.feed_g[0] = fed_g
        response.carry_out(day, module.constants, own)
        rows = day.rows.joined().get("health_treatment", {})
        assert bool(rows) == (number == 502)
        if rows:
            assert rows["start_date"] == rows["end_date"] == world.date(503)
    assert state.medicated_to[cage] == 503
    assert own["fed_left"][0] == 0


def test_fish_about_to_be_vaccinated_or_moved_get_no_medicated_feed() -> None:
    world = world_of()
    state = first_state(world)
    p, entry = world.parameters, 300
    state.stage[0], state.stage_entry_day[0, Stage.SMOLT] = Stage.SMOLT, entry
    vaccinated = entry + p.husbandry.vaccination_day
    longest = entry + p.stages[Stage.SMOLT].max_days
    assert not eats_until(world, state, 0, vaccinated - 5, vaccinated + 5)
    assert not eats_until(world, state, 0, vaccinated - 12, vaccinated - 2)
    assert eats_until(world, state, 0, vaccinated - 13, vaccinated - 3)
    assert eats_until(world, state, 0, vaccinated, vaccinated + 10)
    assert not eats_until(world, state, 0, longest - 10, longest)


def test_some_tanks_are_vaccinated_on_each_working_day() -> None:
    world = world_of(preset="company")
    state = first_state(world)
    tanks = np.flatnonzero(world.registry.place == world.plan.batches[0].places[Stage.SMOLT])
    state.batch[tanks], state.population[tanks] = 0, 200_000
    state.stage_entry_day[0, Stage.SMOLT] = 300
    due = {day: vaccination_due(world, state, tanks, day) for day in range(300, 330)}
    p = world.parameters.husbandry
    assert min(day for day, some in due.items() if some.size) >= 300 + p.vaccination_day
    assert {len(some) for some in due.values()} == {0, p.vaccination_tanks_per_day}
    np.testing.assert_array_equal(np.sort(np.concatenate(list(due.values()))), tanks)
    for day, some in due.items():
        assert not some.size or world.weekday(day) < WORKING_DAYS
        assert (state.fast_to[some] == day).all()
        assert (state.fast_from[some] == day - 2).all()


def test_a_container_that_falls_ill_again_is_counted_once_in_an_outbreak() -> None:
    world = world_of()
    day = day_with_fish(world, 500)
    constants, own, place = disease_of(world).constants, day.state.modules["disease"], world.registry.place[day.here[0]]
    epidemic.begin(day, constants, own, day.here, Disease.AGD, 0.0, 0.5)
    epidemic.infect(day, constants, own, day.here[:2], Disease.AGD)
    epidemic.infect(day, constants, own, day.here[1:2], Disease.AGD)
    assert own["affected"][place, Disease.AGD] == 2
    epidemic.begin(day, constants, own, day.here, Disease.AGD, 0.0, 0.5)
    assert own["affected"][place, Disease.AGD] == 1


def test_the_next_outbreak_hits_other_cages_hardest() -> None:
    world = world_of(preset="company")
    burdens = []
    for number in (500, 900):
        day = day_with_fish(world, number)
        own = day.state.modules["disease"]
        epidemic.begin(day, disease_of(world).constants, own, day.here, Disease.PD, 0.0, 0.5)
        epidemic.infect(day, disease_of(world).constants, own, day.here, Disease.PD)
        burdens.append(np.log(own["burden"][:, Disease.PD]))
    assert np.std(burdens[0]) > 0.2
    # twenty pairs of independent numbers: a correlation above .6 comes once in two hundred
    assert abs(np.corrcoef(burdens)[0, 1]) < 0.6


def test_vets_come_on_working_days_and_keep_their_interval(ill: Simulated) -> None:
    events, watch = ill.tables["health_healthsamplingevent"], ill.world.parameters.disease.surveillance
    routine = events["reason"] == SAMPLING_REASONS.index("ROUTINE")
    day = ill.day_of(events["sampling_date"][routine])
    place = ill.world.registry.place[ill.container_of(events["assignment_id"][routine])]
    monday_first = (events["sampling_date"][routine].astype("datetime64[D]").astype(np.int64) + 3) % 7
    assert set(monday_first) <= set(range(5))
    assert len(set(monday_first)) > 1
    for where in np.unique(place):
        interval = watch.sea_interval_days if where >= len(ill.world.registry.halls) else watch.hall_interval_days
        assert (np.diff(np.unique(day[place == where])) % interval == 0).all()


@pytest.mark.parametrize("interval", [30, 42, 45])
def test_visits_keep_an_interval_of_any_length_on_average(interval: int) -> None:
    world = world_of(f"disease.surveillance.sea_interval_days={interval}")
    constants, area = disease_of(world).constants, len(world.registry.halls) + 1
    days = [day for day in range(3000) if surveillance.routine_due(constants, day, world.weekday(day))[area]]
    assert {world.weekday(day) for day in days} == {1}
    assert np.diff(days).mean() == pytest.approx(interval, abs=0.2)
    assert np.abs(np.diff(days) - interval).max() < 7


def test_withdrawal_passes_with_the_warmth_of_the_water() -> None:
    world = world_of()
    state, rows = first_state(world), Rows()
    for _ in range(700):
        simulate_day(world, state, rows)
    cage = int(np.flatnonzero((state.population > 0) & world.at_sea)[0])
    state.withdrawal_dd[cage] = 150.0
    seen = [150.0]
    while seen[-1] > 0.0:
        simulate_day(world, state, rows)
        seen.append(float(state.withdrawal_dd[cage]))
    steps = [before - after for before, after in pairwise(seen[:-1])]
    assert 5.0 < min(steps) <= max(steps) < 16.0


def test_a_late_vaccination_protects_nobody() -> None:
    world = world_of("disease.vaccine_dd=2500")
    ill = simulate(world, 500)
    vaccinations = ill.tables["health_batchvaccination"]
    assert not np.any(vaccinations["protective"])
    assert (ill.state.modules["disease"]["protection"] == 1.0).all()


def test_protection_follows_the_vaccines_of_the_geography(ill: Simulated) -> None:
    protection, world = ill.state.modules["disease"]["protection"], ill.world
    at_sea = np.flatnonzero(ill.state.stage == Stage.GROW_OUT)
    home = np.array([world.plan.batches[b].geography for b in at_sea])
    np.testing.assert_allclose(protection[at_sea, Disease.WINTER_ULCER], 0.4)
    np.testing.assert_allclose(protection[at_sea, Disease.PD], np.where(home == 1, 0.5, 1.0))


def test_without_the_module_nobody_is_ill() -> None:
    well = simulate(world_of("modules.disease=false"), 700)
    assert not {name for name in well.tables if name.startswith("health_") and "outbreak" in name}
    details = set(well.tables["batch_mortalityevent"]["detail"].tolist())
    assert not details & {DEATH_DETAILS.index(disease.name) for disease in Disease}
    assert TREATMENT_TYPES.index("VACCINATION") in well.tables["health_treatment"]["treatment_type"]


def test_a_scenario_names_an_area_that_is_there() -> None:
    with pytest.raises(ParameterError, match=r"disease.forced: no sea area is called 'Lambavik'; there are Lambavík"):
        world_of('disease.forced=[{ disease = "ISA", area = "Lambavik", date = 2019-01-15 }]')


def test_cages_with_winter_ulcer_hold_scarred_fish_and_no_others_do(ill: Simulated) -> None:
    own, daily = ill.state.modules["disease"], ill.tables["batch_mortalityevent"]
    sores = daily["detail"] == DEATH_DETAILS.index("WINTER_ULCER")
    struck = np.unique(ill.container_of(daily["assignment_id"][sores]))
    scarred = np.flatnonzero(own["scarred"])
    assert struck.size
    assert scarred.size
    assert (own["scarred"] < 0.6).all()
    waiting = ill.state.held[ill.state.uncollected[:, Death.WINTER_ULCER] > 0]
    assert set(scarred) <= set(struck) | set(waiting)


def test_sick_fish_are_lighter_and_leaner_than_they_would_be() -> None:
    """At the peak of AGD a sick fish lacks the share of its weight that goes with the appetite it has lost."""
    world = world_of()
    found = []
    for infected in (False, True):
        day = day_with_fish(world, 500)
        constants, own, cage = disease_of(world).constants, day.own("disease"), day.here[:1]
        if infected:
            own["infected"][0, Disease.AGD] = 500 - constants.course_days[Disease.AGD] // 2
        panel = np.zeros((1, len(Disease)), dtype=bool)
        reason, answered = np.array([samples.SUSPICION]), np.zeros(panel.shape, dtype=np.int64)
        taken = samples.Taken(cage, world.registry.place[cage], reason, panel, answered)
        found.append(samples.examine(day, constants, own, taken))
    well, ill = found
    left = ill.weight_g / well.weight_g
    lost = samples.WASTED * disease_of(world).constants.appetite_loss[Disease.AGD]
    assert 1.0 - lost - 1e-9 <= left.min() < 1.0 - 0.5 * lost
    np.testing.assert_allclose(ill.condition / well.condition, left)
