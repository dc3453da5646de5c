"""Water chemistry, temperature, current and waves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aquasim.domain import water

SALINITIES_PSU = (0, 15, 30, 33, 35)
# temperature [degC]: dissolved oxygen at saturation [mg/L] at each salinity; Benson & Krause (1984)
OXYGEN_MG_L = {
    0: (14.621, 13.164, 11.853, 11.607, 11.446),
    1: (14.216, 12.813, 11.548, 11.31, 11.155),
    2: (13.83, 12.477, 11.256, 11.026, 10.876),
    3: (13.461, 12.155, 10.976, 10.754, 10.609),
    4: (13.108, 11.848, 10.708, 10.494, 10.353),
    5: (12.771, 11.553, 10.452, 10.244, 10.108),
    6: (12.448, 11.271, 10.206, 10.005, 9.873),
    7: (12.139, 11.001, 9.97, 9.775, 9.648),
    8: (11.843, 10.742, 9.743, 9.555, 9.432),
    9: (11.56, 10.494, 9.526, 9.344, 9.224),
    10: (11.288, 10.255, 9.317, 9.14, 9.024),
    11: (11.027, 10.027, 9.117, 8.945, 8.832),
    12: (10.777, 9.807, 8.924, 8.757, 8.648),
    13: (10.537, 9.596, 8.739, 8.577, 8.471),
    14: (10.306, 9.393, 8.56, 8.403, 8.3),
    15: (10.084, 9.197, 8.389, 8.236, 8.135),
    16: (9.87, 9.009, 8.223, 8.074, 7.977),
    17: (9.665, 8.828, 8.064, 7.919, 7.824),
    18: (9.467, 8.653, 7.91, 7.769, 7.676),
    19: (9.276, 8.485, 7.761, 7.624, 7.534),
    20: (9.092, 8.322, 7.617, 7.484, 7.396),
    21: (8.915, 8.165, 7.479, 7.349, 7.263),
    22: (8.744, 8.014, 7.345, 7.218, 7.134),
    23: (8.578, 7.867, 7.215, 7.091, 7.01),
    24: (8.418, 7.725, 7.089, 6.968, 6.889),
}

PH = (6.5, 6.8, 7.0, 7.2, 7.5, 8.0, 8.2)
# temperature [degC]: un-ionised share [%] at each pH; Emerson et al. (1975)
UNIONISED_PCT = {
    6: (0.0427, 0.0851, 0.1348, 0.2135, 0.4252, 1.3323, 2.0952),
    8: (0.0501, 0.0999, 0.1582, 0.2506, 0.4987, 1.5601, 2.4503),
    10: (0.0587, 0.117, 0.1853, 0.2933, 0.5835, 1.8221, 2.8575),
    12: (0.0685, 0.1366, 0.2164, 0.3425, 0.6811, 2.1226, 3.3229),
    14: (0.0799, 0.1593, 0.2522, 0.3991, 0.7933, 2.4662, 3.8531),
    16: (0.0929, 0.1853, 0.2933, 0.4641, 0.9217, 2.8578, 4.4549),
}

# monthly means [degC], January to December: Faroese coast
FAROE_NORMAL_C = (6.9, 6.4, 6.3, 6.6, 7.4, 8.4, 9.4, 10.1, 10.2, 9.5, 8.6, 7.6)
MID_MONTH = (15, 46, 74, 105, 135, 166, 196, 227, 258, 288, 319, 349)

RNG = np.random.default_rng(20240101)


@pytest.mark.parametrize("temperature_c", OXYGEN_MG_L)
def test_oxygen_solubility_meets_the_table_of_benson_and_krause(temperature_c: int) -> None:
    solubility = water.oxygen_solubility_mg_l(temperature_c, np.array(SALINITIES_PSU))
    np.testing.assert_allclose(solubility, OXYGEN_MG_L[temperature_c], atol=0.02)


@pytest.mark.parametrize("temperature_c", UNIONISED_PCT)
def test_unionised_ammonia_meets_the_table_of_emerson(temperature_c: int) -> None:
    percent = 100.0 * water.unionised_ammonia_fraction(temperature_c, np.array(PH))
    np.testing.assert_allclose(percent, UNIONISED_PCT[temperature_c], atol=6e-5)


def test_the_yearly_cosine_follows_the_faroese_normals() -> None:
    climatology = water.sea_climatology_c(np.array(MID_MONTH), 8.13, 1.95, 246)
    np.testing.assert_allclose(climatology, FAROE_NORMAL_C, atol=0.35)


def test_the_sea_is_warmest_on_its_warmest_day() -> None:
    climatology = water.sea_climatology_c(np.arange(1, 366), 8.13, 1.95, 246)
    assert climatology.argmax() + 1 == 246
    assert climatology.max() == pytest.approx(8.13 + 1.95)


def test_correlated_series_have_their_spread_from_the_first_day_on() -> None:
    series = water.ar1_series(RNG.standard_normal((30, 20_000)), 0.91, 0.11)
    np.testing.assert_allclose(series.std(axis=1), 0.11, rtol=0.03)
    assert np.corrcoef(series[20], series[21])[0, 1] == pytest.approx(0.91, abs=0.01)


def test_a_correlated_series_carries_its_share_of_yesterday() -> None:
    # phi .6, so innovations are scaled by sqrt(1 - .36) = .8: 2; .6 * 2 + .8 * 2 * 1 = 2.8; .6 * 2.8 = 1.68
    series = water.ar1_series(np.array([[1.0], [1.0], [0.0]]), 0.6, 2.0)
    np.testing.assert_allclose(series[:, 0], [2.0, 2.8, 1.68])


def test_rain_lowers_salinity_from_the_next_day_on_and_is_flushed_out() -> None:
    # 10 mm where 4 mm a day keep up 1 PSU: 10 / 4 * (1 - exp(-.2)) = .4532 PSU a day later, beside what is left of 1
    drop = water.runoff_drop_psu(np.array([[10.0], [0.0], [0.0]]), 4.0, 1.0, 0.2)
    left, fresh = np.exp(-0.2), 0.45317
    np.testing.assert_allclose(drop[:, 0], [1.0, left + fresh, left * (left + fresh)], rtol=1e-4)


def test_steady_rain_keeps_up_the_mean_drop() -> None:
    drop = water.runoff_drop_psu(np.full((100, 2), 4.0), 4.0, np.array([0.3, 1.2]), 0.2)
    np.testing.assert_allclose(drop, np.broadcast_to([0.3, 1.2], (100, 2)))


def test_sites_without_runoff_keep_their_salinity() -> None:
    np.testing.assert_array_equal(water.runoff_drop_psu(np.full((9, 1), 50.0), 4.0, 0.0, 0.2), np.zeros((9, 1)))


def test_tanks_lose_oxygen_to_the_feed_they_get() -> None:
    np.testing.assert_allclose(water.tank_saturation_pct(np.array([0.0, 1.0]), 0.0), [100.0, 90.0])


def test_a_lightly_stocked_cage_is_nearly_saturated() -> None:
    assert 92.0 <= water.cage_saturation_pct(8.0, 0.006, 8.0, 0.11, 0.0) <= 100.0


def test_a_dense_cage_in_a_warm_slack_sea_falls_to_sixty_five_to_eighty_percent() -> None:
    saturation = water.cage_saturation_pct(np.array([20.0, 25.0]), 0.005, 13.9, np.array([0.05, 0.06]), 0.0)
    assert (saturation >= 65.0).all()
    assert (saturation <= 80.0).all()


def test_cage_oxygen_falls_with_density_feed_and_warmth_and_rises_with_current() -> None:
    usual = water.cage_saturation_pct(15.0, 0.005, 9.0, 0.08, 0.0)
    assert water.cage_saturation_pct(20.0, 0.005, 9.0, 0.08, 0.0) < usual
    assert water.cage_saturation_pct(15.0, 0.008, 9.0, 0.08, 0.0) < usual
    assert water.cage_saturation_pct(15.0, 0.005, 12.0, 0.08, 0.0) < usual
    assert water.cage_saturation_pct(15.0, 0.005, 9.0, 0.12, 0.0) > usual


def test_salmon_of_three_kilos_breathe_as_measured() -> None:
    # 3^-.13 = exp(-.13 * 1.09861) = .86692; 1.56^.7 = exp(.7 * .44469) = 1.36523; 1.03^10 = 1.34392
    assert water.routine_oxygen_mg_kg_h(10.0) == pytest.approx(93.9 * 0.86692 * 1.36523 * 1.34392, rel=1e-4)


def test_tank_chemistry_follows_the_feed_within_its_ranges() -> None:
    load = np.linspace(0.0, 1.3, 14)
    tan, nitrite, nitrate = water.settled_nitrogen_mg_l(load).T
    ranges = {
        (5.0, 12.0): water.tank_co2_mg_l(load, 0.0),
        (0.2, 1.0): tan,
        (0.02, 0.10): nitrite,
        (20.0, 80.0): nitrate,
    }
    for (low, high), values in ranges.items():
        assert low <= values.min() < values.max() <= high
        assert (np.diff(values) > 0.0).all()


def test_nitrogen_follows_the_feed_in_one_three_and_ten_days() -> None:
    # Feeding stops: of the way from .8, .07 and 65 mg/L to .2, .03 and 30 mg/L exp(-1), exp(-1/3), exp(-1/10) are left
    unfed = water.advance_nitrogen(water.settled_nitrogen_mg_l(np.ones(1)), np.zeros(1), np.zeros((1, 3)))
    expected = [0.2 + 0.6 * np.exp(-1.0), 0.03 + 0.04 * np.exp(-1.0 / 3.0), 30.0 + 35.0 * np.exp(-0.1)]
    np.testing.assert_allclose(unfed, [expected])


def test_nitrogen_scatters_about_what_the_feed_brings_by_eight_twelve_and_four_percent() -> None:
    halls = water.settled_nitrogen_mg_l(np.full(4000, 0.6))
    for _ in range(60):
        halls = water.advance_nitrogen(halls, np.full(4000, 0.6), RNG.standard_normal((4000, 3)))
    np.testing.assert_allclose(np.log(halls).std(axis=0), [0.08, 0.12, 0.04], rtol=0.08)
    np.testing.assert_allclose(halls.mean(axis=0), water.settled_nitrogen_mg_l(0.6), rtol=0.02)


def test_tank_ph_falls_by_the_logarithm_of_carbon_dioxide() -> None:
    # 5 mg/L is .11361 mmol/L: 6.44 + log10(1 / .11361) = 6.44 + .9446 = 7.385; 12 mg/L: 6.44 + .5644 = 7.004
    np.testing.assert_allclose(water.tank_ph(np.array([5.0, 12.0]), 0.0), [7.385, 7.004], atol=0.001)


@given(st.floats(0.0, 2.0), st.floats(-6.0, 6.0), st.floats(0.0, 22.0), st.floats(0.0, 40.0), st.floats(0.0, 1.3))
def test_water_stays_within_the_ranges_of_the_trade(
    load: float, noise: float, temperature_c: float, density_kg_m3: float, current_m_s: float
) -> None:
    co2_mg_l = water.tank_co2_mg_l(load, noise)
    assert 5.0 <= co2_mg_l <= 12.0
    assert 6.5 <= water.tank_ph(co2_mg_l, noise) <= 7.5
    assert 7.9 <= water.sea_ph(temperature_c, noise) <= 8.2
    assert 80.0 <= water.tank_saturation_pct(load, noise) <= 108.0
    assert 55.0 <= water.cage_saturation_pct(density_kg_m3, 0.006, temperature_c, current_m_s, noise) <= 115.0
    settled = water.settled_nitrogen_mg_l(load)
    nitrogen = water.advance_nitrogen(settled, load, np.full(3, noise))
    for mg_l, low, high in zip(nitrogen, (0.1, 0.02, 20.0), (1.0, 0.10, 80.0), strict=True):
        assert low <= mg_l <= high


YEAR_OF_HOURS = 450_000 + np.arange(0.0, 365.25 * 24.0, 0.5)


def test_currents_have_the_mean_and_the_skew_of_measured_ones() -> None:
    speed = water.tidal_current_m_s(YEAR_OF_HOURS, 0.11, 3.0)
    assert speed.min() >= 0.0
    assert speed.mean() == pytest.approx(0.11, rel=0.02)
    assert 0.25 <= np.percentile(speed, 95) <= 0.30


def test_no_current_exceeds_the_strongest_measured() -> None:
    assert water.tidal_current_m_s(YEAR_OF_HOURS, 0.9, 0.0).max() == 1.3


def test_slack_water_comes_every_half_tide() -> None:
    speed = water.tidal_current_m_s(np.array([0.0, 6.2103, 12.4206]) + 7.0, 0.11, 7.0)
    np.testing.assert_allclose(speed, 0.0, atol=1e-12)


def test_springs_run_stronger_than_neaps() -> None:
    # New moon 2024-01-11 11:57 UTC, springs 1.5 d later; neaps a quarter of 29.53 d after the springs
    springs_h = (np.datetime64("2024-01-13T00") - np.datetime64("1970-01-01T00")).astype(int)
    tide_h = np.arange(0.0, 12.4206, 0.1)
    springs = water.tidal_current_m_s(springs_h + tide_h, 0.11, 0.0).mean()
    neaps = water.tidal_current_m_s(springs_h + 29.53 / 4 * 24.0 + tide_h, 0.11, 0.0).mean()
    # 1.4 and .6 of the mean
    assert springs == pytest.approx(0.154, rel=0.03)
    assert neaps == pytest.approx(0.066, rel=0.08)


HALF_HOURS = np.arange(0.0, 24.0, 0.5)


@pytest.mark.parametrize("meal_hours", [[9.0], [8.0, 16.0], [7.0, 11.0, 15.0]])
def test_oxygen_is_lowest_two_to_six_hours_after_a_meal(meal_hours: list[float]) -> None:
    lowest_h = HALF_HOURS[water.oxygen_day_shape(HALF_HOURS, meal_hours).argmin()]
    assert any(2.0 <= lowest_h - meal_h <= 6.0 for meal_h in meal_hours)


@given(
    st.lists(st.floats(0.0, 24.0, exclude_max=True), min_size=1, max_size=48, unique=True),
    st.lists(st.floats(0.0, 24.0, exclude_max=True), max_size=4),
)
def test_the_course_of_a_day_leaves_its_mean_alone(hours: list[float], meal_hours: list[float]) -> None:
    shape = water.oxygen_day_shape(hours, meal_hours)
    assert shape.shape == (len(hours),)
    assert shape.mean() == pytest.approx(0.0, abs=1e-9)
    assert np.abs(shape).max() <= 1.0


@given(st.lists(st.floats(0.0, 24.0, exclude_max=True), min_size=1, max_size=48, unique=True))
def test_water_settles_about_the_mean_of_its_day(hours: list[float]) -> None:
    shape = water.settling_day_shape(np.sort(hours))
    assert shape.mean() == pytest.approx(0.0, abs=1e-9)
    assert (np.diff(shape) <= 0.0).all()


def test_water_at_midnight_is_mostly_that_of_the_day_before() -> None:
    # a reading each three hours keeps exp(-1/2) = .607 of what it had left; the mean of all eight is .312
    shape = water.settling_day_shape(np.arange(8) * 3.0)
    left = 0.6065306597 ** np.arange(8)
    np.testing.assert_allclose(shape, left - left.mean(), atol=1e-9)
    # a change of 1 shows .312 of it at once, and what the last night was away from its mean, -.282 of another: .42
    assert np.hypot(1.0 - shape[0], shape[-1]) == pytest.approx(0.42, abs=0.005)
    assert -np.diff(shape)[0] == pytest.approx(0.39, abs=0.005)


def test_the_course_of_a_day_has_amplitude_one() -> None:
    assert np.abs(water.oxygen_day_shape(np.arange(24), [8, 16])).max() == pytest.approx(1.0)


def test_waves_have_the_distribution_of_farm_sites() -> None:
    # mean .8, 95th percentile 1.7, 99th 2.2 m over the year
    height = water.significant_wave_height_m(RNG.standard_normal((2000, 365)), np.arange(1, 366))
    assert height.mean() == pytest.approx(0.8, rel=0.01)
    assert np.percentile(height, 95) == pytest.approx(1.7, rel=0.05)
    assert np.percentile(height, 99) == pytest.approx(2.2, rel=0.07)


def test_winter_is_rougher_than_summer() -> None:
    assert water.significant_wave_height_m(0.0, 15) > 2.0 * water.significant_wave_height_m(0.0, 197)
