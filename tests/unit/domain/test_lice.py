import math

import numpy as np
import pytest

from aquasim.domain import lice
from aquasim.domain.lice import STEPS, Burden, Mortality

NO_DEATHS = Mortality(0.0, 0.0, 0.0, 0.0)
HAMRE_FEMALE_D = {6.0: 68.3, 10.0: 36.0, 14.0: 22.7}


def clean(n: int = 1) -> Burden:
    return Burden(np.zeros((n, STEPS)), np.zeros(n), np.zeros(n), np.zeros(n))


@pytest.mark.parametrize(
    ("temperature_c", "days"),
    [
        (5, 83.5),
        (6, 70.8),
        (7, 60.8),
        (8, 52.7),
        (8.5, 49.3),
        (9, 46.1),
        (10, 40.7),
        (11, 36.1),
        (12, 32.3),
        (14, 26.2),
    ],
)
def test_days_to_adult_female_are_those_of_the_published_table(temperature_c: float, days: float) -> None:
    assert lice.days_to_adult_female(temperature_c) == pytest.approx(days, abs=0.06)


def test_a_second_study_gives_about_the_same_development() -> None:
    for temperature_c, days in HAMRE_FEMALE_D.items():  # Hamre et al. (2019)
        assert lice.days_to_adult_female(temperature_c) == pytest.approx(days, rel=0.16)


def test_larvae_become_infective_in_days() -> None:
    assert lice.days_to_infective(10.0) == pytest.approx((1 / 0.525) ** 2)  # Stien et al. (2005) at 10 degC
    assert lice.days_to_infective(5.0) > lice.days_to_infective(12.0)


@pytest.mark.parametrize("temperature_c", [6.0, 9.0, 13.0])
def test_lice_become_adult_after_the_published_time(temperature_c: float) -> None:
    burden, water, none = clean(), np.array([temperature_c]), np.zeros(1)
    burden = lice.advanced(burden, np.array([1.0]), none, water, NO_DEATHS)
    mean_day, adults = 0.0, 0.0
    for day in range(1, 400):
        burden = lice.advanced(burden, none, none, water, NO_DEATHS)
        grown = float(burden.females[0] + burden.males[0])
        mean_day, adults = mean_day + day * (grown - adults), grown
    assert adults == pytest.approx(1.0, abs=1e-6)
    assert burden.females[0] == pytest.approx(burden.males[0])
    assert mean_day == pytest.approx(float(lice.days_to_adult_female(temperature_c)), rel=1e-3)


def test_no_louse_appears_or_vanishes_without_infection_and_death() -> None:
    rng = np.random.default_rng(1)
    before = Burden(rng.random((5, STEPS)), rng.random(5), rng.random(5), rng.random(5))
    after = lice.advanced(before, np.zeros(5), np.zeros(5), np.linspace(4, 16, 5), NO_DEATHS)
    np.testing.assert_allclose(after.attached + after.mobiles, before.attached + before.mobiles)
    np.testing.assert_allclose(after.caligus, before.caligus)


def test_lice_die_at_the_rate_of_their_class() -> None:
    before = Burden(np.ones((1, STEPS)), np.ones(1), np.ones(1), np.ones(1))
    after = lice.advanced(before, np.zeros(1), np.zeros(1), np.array([-8.0]), Mortality(0.01, 0.02, 0.03, 0.1))
    # at freezing point next to none develops: 10 steps in 249 days
    onward = STEPS / lice.days_to_adult_female(0.0)
    assert after.attached[0] == pytest.approx(4 * 0.99 - 0.99 * onward)
    assert after.females[0] == pytest.approx(0.97 + 0.5 * 0.98 * onward)
    assert after.caligus[0] == pytest.approx(0.9)


def test_attached_lice_survive_warm_water_and_mobiles_do_not() -> None:
    before = Burden(np.ones((2, STEPS)), np.ones(2), np.ones(2), np.ones(2))
    after = lice.treated(before, np.array([0.75, 0.6]), np.array([0.0, 0.5]))
    np.testing.assert_allclose(after.attached, [4.0, 4 * (1 - 0.6 * 0.5)])
    np.testing.assert_allclose(after.mobiles, [8 * 0.25, 8 * 0.4])


def test_salinity_spares_copepodids_from_29_psu_up() -> None:
    np.testing.assert_allclose(lice.salinity_settlement([35.0, 29.0, 22.5, 10.0]), [1.0, 1.0, 0.5, 0.0])


def test_background_swings_between_its_low_and_its_high() -> None:
    days = np.arange(1, 366)
    wave = lice.seasonal_background(days, 0.002, 0.1, 280)
    assert days[wave.argmax()] == 280
    assert wave.max() == pytest.approx(0.1)
    assert wave.min() == pytest.approx(0.002, rel=1e-3)


def test_infection_falls_with_distance_and_ends_at_the_reach() -> None:
    np.testing.assert_allclose(lice.neighbour_infection([0.0, 3.0, 30.1], 3.0, 30.0), [1.0, math.exp(-1), 0.0])


def test_larvae_follow_their_females() -> None:
    larvae, water = np.zeros(1), np.array([10.0])
    for _ in range(60):
        larvae = lice.drifting(larvae, np.array([2.0]), water)
    assert larvae[0] == pytest.approx(2.0, rel=1e-4)


@pytest.mark.parametrize(("mean", "k"), [(0.3, 5.0), (20.0, 29.0), (12.0, 12.0), (180.0, 5.0), (2000.0, 29.0)])
def test_counts_have_the_mean_and_variance_of_a_negative_binomial(mean: float, k: float) -> None:
    u = (np.arange(4000) + 0.5) / 4000
    counts = lice.negative_binomial(np.full(4000, mean), np.full(4000, k), u)
    assert (np.diff(counts) >= 0).all()
    assert counts.mean() == pytest.approx(mean, rel=0.01, abs=0.002)
    assert counts.var() == pytest.approx(mean + mean**2 / k, rel=0.03)


def test_chance_of_a_count_of_none_is_that_of_the_formula() -> None:
    # (1 + m / k)^-k with m = 2, k = 5: 0.186
    none = (1 + 2 / 5) ** -5
    np.testing.assert_array_equal(
        lice.negative_binomial(np.full(2, 2.0), np.full(2, 5.0), np.array([none - 1e-9, none + 1e-9])), [0, 1]
    )
    assert lice.negative_binomial(np.zeros(2), 5.0, np.array([0.0, 1 - 2**-53])).tolist() == [0, 0]


@pytest.mark.parametrize("mean", [0.75, 0.69, 0.51])
def test_kill_has_its_mean_and_spread(mean: float) -> None:
    drawn = lice.beta_quantile(mean, 6.0, (np.arange(2000) + 0.5) / 2000)
    assert drawn.mean() == pytest.approx(mean, abs=0.002)
    assert drawn.var() == pytest.approx(mean * (1 - mean) / 7.0, rel=0.01)
    assert 0.0 <= drawn.min() < drawn.max() <= 1.0


def test_fish_suffer_from_a_tenth_of_a_louse_per_gram_on() -> None:
    weight_g = np.array([1000.0, 1000.0, 1000.0])
    mobiles = np.array([10.0, 100.0, 500.0])
    np.testing.assert_allclose(lice.load_appetite(mobiles, weight_g), [1.0, 0.8, 0.4])
    np.testing.assert_allclose(lice.load_hazard(mobiles, weight_g), [0.0, 0.0005, 0.02])


def test_harm_of_a_treatment_halves_with_its_half_life() -> None:
    np.testing.assert_allclose(lice.after_treatment([-1, 0, 2, 4], 2.0), [0.0, 1.0, 0.5, 0.25])


def test_the_limit_is_stricter_in_the_strict_months() -> None:
    # the Faroes: 1 female a fish, and 0.5 from May to July
    assert lice.limit_per_fish([4, 5, 7, 8], 1.0, 0.5, [5, 6, 7]).tolist() == [1.0, 0.5, 0.5, 1.0]
    assert lice.limit_per_fish(6, 2.0, 2.0, []) == 2.0
