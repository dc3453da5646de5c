"""Capacity is settled before day 1: bookings, waits, shortages and what is refused."""

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest

from aquasim.domain.stages import ContainerKind, Stage
from aquasim.engine.plan import Plan, make_plan, plan_to_live
from aquasim.engine.production import wanted_batches
from aquasim.errors import CapacityError, ParameterError
from aquasim.presets import load_parameters


def plan_of(*overrides: str, preset: str = "company") -> Plan:
    return make_plan(load_parameters(preset, overrides))


@pytest.fixture(scope="module")
def company() -> Plan:
    return plan_of()


@pytest.fixture(scope="module")
def crowded() -> Plan:
    """A third more batches than the areas of the company have room for."""
    return plan_of("production.batches_per_year=14", "targets.whole_t_per_year=190000")


@pytest.mark.parametrize("preset", ["company", "smoke", "scotland_only"])
def test_presets_have_no_shortage_on_any_day(preset: str) -> None:
    plan = make_plan(load_parameters(preset), strict=True)
    assert plan.shortages == ()
    for place in range(plan.registry.places):
        assert (plan.booked_containers(place) <= plan.supply(place)).all()


def test_company_books_ten_years_of_batches_at_the_day_they_are_wanted(company: Plan) -> None:
    wishes = wanted_batches(load_parameters("company"))
    assert [(batch.start, batch.geography) for batch in company.batches] == [(w.start, w.geography) for w in wishes]
    assert [batch.start for batch in company.batches[:8]] == [0, 30, 60, 90, 120, 150, 180, 210]


def test_about_twenty_five_batches_are_active_in_steady_state(company: Plan) -> None:
    # 10.5 batches a year of 890 days: 25.6
    active = company.active_batches()
    steady = [mean for quarter, mean in active.items() if "2020" <= quarter[:4] <= "2025"]
    assert len(steady) == 24
    assert all(23 <= mean <= 27 for mean in steady)


def test_batch_numbers_name_geography_year_and_turn(company: Plan) -> None:
    numbers = [batch.number for batch in company.batches]
    assert len(set(numbers)) == len(numbers)
    assert {"FO-2017-01", "SCT-2017-01", "FO-2026-01"} <= set(numbers)


def test_a_batch_stays_in_one_station_and_goes_to_one_area_of_its_geography(company: Plan) -> None:
    registry = company.registry
    for batch in company.batches:
        station = registry.stations[batch.station]
        assert batch.places[:5] == tuple(range(station.first_hall, station.first_hall + 5))
        area = registry.areas[batch.places[5] - len(registry.halls)]
        assert (station.geography, area.geography) == (batch.geography, batch.geography)


def test_a_booking_reaches_from_the_earliest_arrival_to_the_latest_departure_and_the_rest_after(company: Plan) -> None:
    batch = company.batches[0]
    # trays: at most 110 days and 7 of cleaning; fry: from day 85 to 110 + 95, and 14
    # sea: the last of four waves six days apart from 5 x 85, so the first from 425 - 18; to 990, and 60 of fallow
    assert batch.booked[Stage.EGG_ALEVIN] == (0, 117)
    assert batch.booked[Stage.FRY] == (85, 219)
    assert batch.booked[Stage.GROW_OUT] == (407, 1050)


def test_no_batch_needs_more_containers_than_its_places_have(company: Plan) -> None:
    for batch in company.batches:
        for stage in Stage:
            assert batch.needed[stage] <= company.supply(batch.places[stage])


def test_pre_transfer_tanks_are_not_counted_as_supply(company: Plan) -> None:
    hall = company.batches[0].places[Stage.POST_SMOLT]
    assert company.supply(hall) == 12
    assert len(company.registry.containers_of(hall, ContainerKind.PRE_TRANSFER_TANK)) == 2


def test_too_few_cages_are_named_with_batch_stage_place_day_need_supply_and_remedy() -> None:
    plan = plan_of("sea.cages_per_area=5")
    first = plan.shortages[0]
    # earliest arrival at sea: 5 x 85 - 3 x 6 = 407 days after 2017-01-01
    assert (first.batch, first.stage, first.day) == ("FO-2017-01", Stage.GROW_OUT, dt.date(2018, 2, 12))
    # 3,471,300 eggs x .8947 to sea x .91 x 5.25 kg = 14,838 t, over 36,700 m3 x 25 kg/m3 a cage: 16.2
    assert (first.need, first.supply) == (17, 5)
    assert first.message == (
        "Batch FO-2017-01 needs 17 cages at any area in Faroe Islands from 2018-02-12, 5 are free; "
        "raise sea.cages_per_area or lower production.eggs_max; it is given up"
    )
    assert plan.batches == ()
    assert len(plan.shortages) == len(make_plan(load_parameters("company")).batches)


def test_too_few_tanks_are_named_by_their_own_key() -> None:
    first = plan_of("stations.post_smolt_tanks=4").shortages[0]
    assert (first.stage, first.supply) == (Stage.POST_SMOLT, 4)
    assert "post-smolt tanks at any station in Faroe Islands" in first.message
    assert "raise stations.post_smolt_tanks" in first.message


def test_strict_refuses_a_shortage_with_its_message() -> None:
    with pytest.raises(
        CapacityError, match=r"Batch FO-2017-01 needs 17 cages .* 5 are free; raise sea\.cages_per_area"
    ):
        make_plan(load_parameters("company", ["sea.cages_per_area=5"]), strict=True)


def test_a_batch_without_room_waits_until_a_place_is_free(crowded: Plan) -> None:
    waits = [shortage for shortage in crowded.shortages if shortage.waited_days >= 0]
    assert waits
    starts = {batch.number: batch.start for batch in crowded.batches}
    for shortage in waits:
        if shortage.batch in starts:
            wanted = (shortage.day - dt.date(2017, 1, 1)).days - 407
            assert (shortage.stage, shortage.supply) == (Stage.GROW_OUT, 0)
            assert "raise geographies.*.sea_areas or lower production.batches_per_year" in shortage.message
            assert shortage.message.endswith(f"it waits {shortage.waited_days} days")
            assert starts[shortage.batch] == wanted + shortage.waited_days


def test_a_batch_that_would_wait_too_long_is_given_up() -> None:
    plan = plan_of("production.batches_per_year=14", "targets.whole_t_per_year=190000", "production.wait_days_max=90")
    given_up = {shortage.batch for shortage in plan.shortages if shortage.waited_days < 0}
    assert given_up
    assert not given_up & {batch.number for batch in plan.batches}
    assert all(shortage.waited_days <= 90 for shortage in plan.shortages)


def test_waiting_batches_still_share_no_place(crowded: Plan) -> None:
    for place in range(crowded.registry.places):
        stage = Stage(int(crowded.registry.place_stage()[place]))
        intervals = sorted(batch.booked[stage] for batch in crowded.batches if batch.places[stage] == place)
        assert all(one[1] <= other[0] for one, other in pairwise(intervals))


def test_more_areas_than_needed_leave_the_plan_of_the_batches_as_it_is(company: Plan) -> None:
    larger = plan_of("sea.cages_per_area=21")
    assert [(b.number, b.start, b.eggs, b.station, b.places) for b in larger.batches] == [
        (b.number, b.start, b.eggs, b.station, b.places) for b in company.batches
    ]


def test_utilisation_adds_up_to_the_bookings(company: Plan) -> None:
    rows = company.utilisation()
    # 20 stations of 5 halls and 25 areas, 2017Q1 to 2026Q4
    assert len(rows) == (20 * 5 + 25) * 40
    quarter = [row for row in rows if row.quarter == "2020Q3" and row.stage is Stage.GROW_OUT]
    first = (dt.date(2020, 7, 1) - dt.date(2017, 1, 1)).days
    areas = [area.place for area in company.registry.areas]
    booked = sum(company.booked_containers(place)[first : first + 92].mean() for place in areas)
    assert sum(row.need for row in quarter) == pytest.approx(booked)
    assert all(0.0 <= row.fraction <= 1.0 for row in rows)


def test_the_busiest_week_is_as_full_as_any(company: Plan) -> None:
    week = company.busiest_week()
    for stage in Stage:
        for geography in (0, 1):
            stages, homes = company.registry.place_stage(), company.registry.place_geography()
            places = np.flatnonzero((stages == stage) & (homes == geography)).tolist()
            booked = np.sum([company.booked_containers(place) for place in places], axis=0)
            weekly = booked[:3647].reshape(-1, 7).mean(axis=1)
            supply = sum(company.supply(place) for place in places)
            assert weekly.max() / supply <= week.need / week.supply + 1e-12
    assert f"booked in the week of {week.first_day}" in company.binding_constraint()


def test_readings_promised_beyond_the_sensors_are_refused_with_the_arithmetic() -> None:
    expected = plan_of().expected_readings(1)
    with pytest.raises(ParameterError) as refused:
        plan_of(f"targets.session_1_readings={expected + 1}")
    assert f"x 8 a day give {expected:,} readings in session 1" in str(refused.value)
    assert f"targets.session_1_readings promises {expected + 1:,}" in str(refused.value)


@pytest.mark.parametrize(("key", "value"), [("plant_kg_day", 100), ("wellboats", 1)])
def test_plants_and_boats_that_cannot_take_the_harvest_are_refused_with_the_arithmetic(key: str, value: int) -> None:
    # 100 kg a day on six days a week, by the plant or the one boat, are 157 t in five years
    boat = "geographies.faroe.harvest.wellboat_kg=100"
    with pytest.raises(CapacityError) as refused:
        plan_of(f"geographies.faroe.harvest.{key}={value}", *[boat] * (key == "wellboats"), preset="smoke")
    assert f"raise geographies.faroe.harvest.{key} or lower production.eggs_max" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_expected_readings_of_one_batch_follow_from_its_sensors() -> None:
    plan = plan_of(
        "production.initial_batches=1",
        "sessions=[100]",
        "targets.session_1_readings=1",
    )
    # one batch for 100 days in 50 trays of 3 sensors, 8 readings a day
    assert len(plan.batches) == 1 + 2
    first = plan.batches[0]
    assert first.start == 0
    assert plan.expected_readings(1) == sum((100 - batch.start) * 50 * 3 * 8 for batch in plan.batches)


def test_a_plan_is_the_same_every_time(company: Plan) -> None:
    assert plan_of().batches == company.batches


def test_pre_transfer_tanks_that_cannot_hold_a_wave_are_named_by_their_own_key() -> None:
    plan = plan_of("husbandry.sea_transfer_waves=1", preset="smoke")
    first = plan.shortages[0]
    # 49,700 eggs x .8947 to sea, all at once, x 577.5 g = 25,679 kg, in tanks of 80 m3 x 75 kg/m3: 4.3
    assert wanted_batches(plan.parameters)[0].eggs == 49_700
    assert (first.stage, first.need, first.supply) == (Stage.POST_SMOLT, 5, 2)
    assert "needs 5 pre-transfer tanks at any station in Faroe Islands from 2017-12-07, 2 are free" in first.message
    assert "raise stations.pre_transfer_tanks or husbandry.sea_transfer_waves, or lower production" in first.message
    assert plan.batches == ()
    assert not plan_of("husbandry.sea_transfer_waves=1", "stations.pre_transfer_tanks=[5]", preset="smoke").shortages


def test_trays_too_small_for_the_weight_of_their_eggs_are_named() -> None:
    first = plan_of("stations.tray_volume_m3=0.02", preset="smoke").shortages[0]
    # 49,700 eggs x 0.21 g = 10.44 kg in trays of 0.02 m3 x 40 kg/m3: 13.05
    assert (first.stage, first.need, first.supply) == (Stage.EGG_ALEVIN, 14, 4)


def test_fish_that_may_not_leave_before_they_have_outgrown_a_tank_are_not_laid_down() -> None:
    days = [f"stages.PARR.{which}_days=120" for which in ("min", "typical", "max")]
    first = plan_of(*days, preset="smoke").shortages[0]
    # (5.7^(1/3) + 1.75 x 13 / 1000 x 120)^3 = 92 g, not 56 g: 49,700 x .9268 x 97 g = 4,456 kg over 25 m3 x 50 kg/m3
    assert (first.stage, first.need, first.supply) == (Stage.PARR, 4, 3)


def test_a_company_without_room_for_any_batch_is_refused_before_anything_is_lived() -> None:
    parameters = load_parameters("smoke", ["sea.cages_per_area=1"])
    with pytest.raises(CapacityError, match=r"nothing to generate: Batch FO-2017-01 needs 3 cages .* 1 are free"):
        plan_to_live(parameters)
