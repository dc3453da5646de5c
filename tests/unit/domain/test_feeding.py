"""Appetite, conversion, ration and pellets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aquasim.domain import feeding, growth
from aquasim.domain.feeding import PELLETS


@pytest.mark.parametrize(
    ("temperature_c", "none_at_pct", "full_at_pct"),
    [(7.0, 24.0, 42.0), (19.0, 40.0, 76.0)],  # the ends of Remen et al. (2016)
)
def test_appetite_falls_with_oxygen_between_the_limits_of_remen(
    temperature_c: float, none_at_pct: float, full_at_pct: float
) -> None:
    half_pct = (none_at_pct + full_at_pct) / 2
    saturation_pct = np.array([none_at_pct - 5, none_at_pct, half_pct, full_at_pct, 100.0])
    appetite = feeding.oxygen_appetite(saturation_pct, temperature_c)
    np.testing.assert_allclose(appetite, [0.0, 0.0, 0.5, 1.0, 1.0], atol=1e-12)


def test_fish_hardly_eat_after_sea_transfer_and_recover_in_four_weeks() -> None:
    appetite = feeding.sea_transfer_appetite(np.array([0, 1, 5, 28, 400]))
    np.testing.assert_allclose(appetite[[0, 1, 3, 4]], [0.2, 0.2, 1.0, 1.0])
    assert appetite[2] <= 0.5


def test_handling_costs_two_days_of_appetite() -> None:
    np.testing.assert_allclose(feeding.handling_appetite(np.array([1, 2, 3, 30])), [0.5, 0.75, 1.0, 1.0])


def test_storms_stop_feeding_at_four_metres() -> None:
    np.testing.assert_allclose(feeding.storm_appetite(np.array([0.8, 2.0, 3.0, 4.0, 6.0])), [1.0, 1.0, 0.5, 0.0, 0.0])


def test_fish_are_given_no_feed_where_a_days_growth_might_pass_the_cap_of_density() -> None:
    # 25 kg/m3 in 36,700 m3 are 917.5 t; fish above 3 kg gain less than 1.5 % of their weight in a day
    np.testing.assert_array_equal(feeding.room_appetite([800e3, 903e3, 904e3, 930e3], 917.5e3), [1.0, 1.0, 0.0, 0.0])
    assert feeding.FULL_CAGE * 1.015 < 1.0


@given(st.floats(0.0, 150.0), st.floats(-1.8, 25.0), st.floats(0.0, 5000.0), st.floats(0.0, 20.0))
def test_appetite_is_a_share(saturation_pct: float, temperature_c: float, days: float, wave_height_m: float) -> None:
    appetites = [
        feeding.oxygen_appetite(saturation_pct, temperature_c),
        feeding.sea_transfer_appetite(days),
        feeding.handling_appetite(days),
        feeding.storm_appetite(wave_height_m),
    ]
    assert all(0.0 <= appetite <= 1.0 for appetite in appetites)


def test_freshwater_fish_convert_feed_as_their_stage_does() -> None:
    fcr = feeding.biological_fcr(np.array([3.0, 30.0, 135.0, 350.0, 600.0]), False)
    np.testing.assert_allclose(fcr[[0, 1, 2, 4]], [0.70, 0.80, 0.90, 1.00], atol=0.005)
    assert 0.95 <= fcr[3] <= 1.00


def test_sea_fish_convert_worse_as_they_grow() -> None:
    # Half way from .5 to 5 kg is 2.75 kg, half way from 1.08 to 1.18 is 1.13
    fcr = feeding.biological_fcr(np.array([500.0, 2750.0, 5000.0, 7000.0]), True)
    np.testing.assert_allclose(fcr, [1.08, 1.13, 1.18, 1.18])


def test_a_ration_is_growth_times_conversion_in_whole_grams() -> None:
    ration = feeding.ration_g(np.array([1000.0, 12_345.6, 0.0, -50.0]), np.array([1.15, 0.9, 1.0, 1.0]))
    assert ration.dtype == np.int64
    assert ration.tolist() == [1150, 11_111, 0, 0]


@given(st.floats(-1e9, 1e9), st.floats(0.5, 2.0))
def test_a_ration_is_never_negative_and_within_half_a_gram(biomass_gain_g: float, fcr: float) -> None:
    ration = feeding.ration_g(biomass_gain_g, fcr)
    assert ration >= 0
    assert ration == pytest.approx(max(biomass_gain_g, 0.0) * fcr, abs=0.5001)


@pytest.mark.parametrize(
    ("weight_g", "size_mm"),
    [
        (0.18, 0.3), (0.3, 0.5), (0.79, 0.5), (0.8, 0.8), (1.5, 1.1), (5.0, 1.65), (9.9, 1.65), (10.0, 2.0),
        (30.0, 3.0), (100.0, 4.0), (250.0, 5.0), (500.0, 6.0), (999.0, 6.0), (1000.0, 7.25), (2000.0, 9.0),
        (3000.0, 11.0), (6000.0, 11.0),
    ],
)  # fmt: skip
def test_fish_get_the_pellet_of_the_fao_table(weight_g: float, size_mm: float) -> None:
    assert PELLETS[int(feeding.pellet_index(weight_g))].size_mm == size_mm


def test_pellets_leave_no_weight_without_feed() -> None:
    assert PELLETS[0].fish_weight_min_g == 0.0
    assert PELLETS[-1].fish_weight_max_g is None
    assert [p.fish_weight_max_g for p in PELLETS[:-1]] == [p.fish_weight_min_g for p in PELLETS[1:]]


def test_lipid_rises_and_protein_falls_over_the_life_of_a_fish() -> None:
    assert [p.lipid_pct for p in PELLETS] == sorted(p.lipid_pct for p in PELLETS)
    assert (PELLETS[0].protein_pct, PELLETS[-1].protein_pct) == (52.5, 40.0)


@given(st.floats(0.0, 2e4))
def test_a_pellet_fits_the_fish_it_is_chosen_for(weight_g: float) -> None:
    pellet = PELLETS[int(feeding.pellet_index(weight_g))]
    assert pellet.fish_weight_min_g <= weight_g
    assert pellet.fish_weight_max_g is None or weight_g < pellet.fish_weight_max_g


@pytest.mark.parametrize(
    ("weight_g", "temperature_c", "at_sea", "rate_pct"),
    [
        (0.2, 8.0, False, 3.02),
        (0.2, 14.0, False, 5.01),
        (500.0, 8.0, False, 0.62),
        (500.0, 14.0, False, 1.03),
        (10.0, 12.0, False, 2.34),
        (100.0, 6.0, True, 0.89),
        (100.0, 14.0, True, 1.93),
        (6000.0, 6.0, True, 0.24),
        (6000.0, 14.0, True, 0.24),
        (3000.0, 9.0, True, 0.48),
        (0.1, 5.0, False, 3.02),
        (8000.0, 20.0, True, 0.24),
    ],
)
def test_reference_rate_meets_its_table_and_holds_at_the_edges(
    weight_g: float, temperature_c: float, at_sea: bool, rate_pct: float
) -> None:
    assert feeding.reference_feeding_rate_pct(weight_g, temperature_c, at_sea) == pytest.approx(rate_pct)


@pytest.mark.parametrize(("weight_g", "tgc"), [(0.2, 1.05), (2.0, 1.05), (20.0, 1.75), (100.0, 1.95), (350.0, 2.05)])
def test_a_freshwater_ration_at_full_appetite_is_near_the_reference_rate(weight_g: float, tgc: float) -> None:
    grown_g = growth.weight_g(growth.advance_root_weight(growth.root_weight(weight_g), tgc, 12.0))
    ration_g = feeding.ration_g(1e6 * (grown_g - weight_g), feeding.biological_fcr(weight_g, False))
    reference_pct = feeding.reference_feeding_rate_pct(weight_g, 12.0, False)
    assert 100.0 * ration_g / (1e6 * weight_g) == pytest.approx(float(reference_pct), rel=0.05)


def test_reference_rate_is_linear_in_temperature_and_in_the_logarithm_of_weight() -> None:
    # 11 degC lies half way between 10 and 12: (.86 + 1.00) / 2; sqrt(1000 * 1500) g half way between .73 and .61
    weights, temperatures = np.array([1000.0, np.sqrt(1000.0 * 1500.0)]), np.array([11.0, 8.0])
    np.testing.assert_allclose(feeding.reference_feeding_rate_pct(weights, temperatures, True), [0.93, 0.67])
