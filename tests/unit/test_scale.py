"""A company of another size is a company still."""

from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aquasim.engine.feedings import MEALS_MAX
from aquasim.engine.modules.disease.response import TREATMENT_IDS
from aquasim.engine.modules.feed_supply.stock import LOTS_PER_STORE_MAX
from aquasim.engine.observing import KINDS_MAX
from aquasim.engine.plan import make_plan
from aquasim.engine.tables import HAND_MADE_FROM
from aquasim.errors import ParameterError
from aquasim.parameters import Parameters
from aquasim.presets import load_parameters, preset_names
from aquasim.presets.scale import scaled

FACTORS = st.floats(0.01, 4.0).map(lambda value: round(value, 3))


def company(scale: float, *overrides: str, preset: str = "company") -> Parameters:
    return load_parameters(preset, [*overrides, f"scale={scale}"])


@pytest.mark.parametrize("name", preset_names())
def test_scale_one_is_the_preset(name: str) -> None:
    parameters = load_parameters(name)
    assert scaled(parameters, 1.0) == parameters
    assert company(1, preset=name).digest() == parameters.digest()


def test_ten_companies_have_ten_times_the_places_and_batches() -> None:
    one, ten = company(1), company(10)
    assert [(g.stations, g.sea_areas) for g in ten.geographies.values()] == [(100, 150), (100, 100)]
    assert (ten.production.batches_per_year, ten.production.initial_batches) == (105.0, 80)
    assert ten.production.initial_interval_days == pytest.approx(one.production.initial_interval_days / 10)
    for before, after in zip(one.geographies.values(), ten.geographies.values(), strict=True):
        assert after.harvest.plant_kg_day == pytest.approx(10 * before.harvest.plant_kg_day)
        assert after.harvest.wellboats == 10 * before.harvest.wellboats
    assert (ten.stations, ten.sea) == (one.stations, one.sea)
    assert (ten.targets.whole_t_per_year, ten.targets.session_1_readings) == (1_430_000, 30_000_000)


def test_below_two_batches_a_year_batches_shrink() -> None:
    # 10.5 batches a year x 0.01 would be one in ten years: two a year instead, each 0.01 x 10.5 / 2 of its size
    small = company(0.01)
    assert small.production.batches_per_year == pytest.approx(2.0)
    assert small.production.eggs_min == round(3_300_000 * 0.0525)
    assert [(g.stations, g.sea_areas) for g in small.geographies.values()] == [(2, 3), (2, 2)]
    assert (small.stations.trays, small.stations.fry_tanks, small.sea.cages_per_area) == (3, 3, 2)
    assert small.stations.pre_transfer_tanks == (1, 1)


def test_plants_of_a_small_company_take_what_a_boat_brings() -> None:
    # .3 x 600 t a day would be 180 t, but a boat brings 350 t; .8 x 600 = 480 t is enough
    plant_t = [company(scale).geographies["faroe"].harvest.plant_kg_day / 1000 for scale in (0.3, 0.8, 1)]
    assert plant_t == pytest.approx([350, 480, 600])


@given(st.sampled_from(preset_names()), FACTORS)
@settings(max_examples=30, deadline=None)
def test_a_company_of_any_size_keeps_its_promises(name: str, factor: float) -> None:
    one, other = load_parameters(name), company(factor, preset=name)
    plan = make_plan(other)  # refuses assumptions that contradict each other, and readings that are promised in vain
    assert other.scale == factor
    assert all(shortage.waited_days >= 0 for shortage in plan.shortages)  # nothing is given up
    eggs = [p.production.batches_per_year * p.production.eggs_max for p in (one, other)]
    assert eggs[1] == pytest.approx(eggs[0] * factor, rel=1e-3)
    for before, after in zip(one.geographies.values(), other.geographies.values(), strict=True):
        assert after.stations >= max(1, ceil(before.stations * factor - 1e-6))
        assert after.sea_areas >= max(1, ceil(before.sea_areas * factor - 1e-6))


def test_scale_multiplies_what_was_set() -> None:
    assert company(2, "sea.cages_per_area=10").sea.cages_per_area == 10  # of an area: batches do not grow
    assert company(2, "geographies.faroe.sea_areas=7").geographies["faroe"].sea_areas == 14


def test_scale_is_part_of_the_digest() -> None:
    assert len({company(scale).digest() for scale in (0.5, 1, 2)}) == 3


@pytest.mark.parametrize("scale", [0, 0.009, 101, -1])
def test_a_scale_out_of_bounds_is_refused(scale: float) -> None:
    with pytest.raises(ParameterError, match=r"^scale: input should be (greater|less) than or equal to"):
        company(scale)


def test_a_scale_that_leads_another_parameter_out_of_bounds_names_it() -> None:
    with pytest.raises(
        ParameterError, match=r"geographies\.faroe\.sea_areas: input should be less than or equal to 2000"
    ):
        company(100, "geographies.faroe.sea_areas=25")


def test_identifiers_of_the_largest_company_stay_below_those_of_people() -> None:
    largest, reference = company(100), make_plan(company(1))
    days, containers = largest.days, reference.registry.containers * 100
    container_days = (days + 1) * containers
    assert container_days * KINDS_MAX < HAND_MADE_FROM  # deaths: day, container, kind
    assert container_days * MEALS_MAX * LOTS_PER_STORE_MAX * 2 < HAND_MADE_FROM  # feed drawn: meal, lot
    assert TREATMENT_IDS + container_days * 2 < HAND_MADE_FROM
    batches = ceil(largest.production.batches_per_year * days / 365.25) + largest.production.initial_batches
    assert (batches * 8 + 8) * 64 < 1 << 31  # assignments: batch, stage, number
    assert (batches * 8 + 8) * 1024 < 1 << 31  # moves: batch, transition, number
    places = reference.registry.places * 100
    assert places * 64 * 8 < 1 << 31  # sensor slots of random words
