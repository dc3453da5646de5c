"""Onset, spread, course and medicine of diseases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aquasim.domain import disease
from aquasim.domain.disease import LESIONS, Disease, Organ


@given(chance=st.floats(0.0, 0.99), days=st.integers(1, 366))
def test_a_daily_hazard_gives_back_the_yearly_chance(chance: float, days: int) -> None:
    hazard = float(disease.daily_hazard(chance, days))
    assert 1.0 - (np.exp(-hazard)) ** days == pytest.approx(chance, abs=1e-9)


@pytest.mark.parametrize(("first", "last", "days"), [(182, 334, 153), (305, 120, 181), (1, 366, 366)])
def test_a_season_may_run_over_new_year(first: int, last: int, days: int) -> None:
    # July to November: 31 + 31 + 30 + 31 + 30 = 153 days; November to April: 30 + 31 + 120 = 181
    assert disease.season_length(first, last) == days
    inside = [bool(disease.in_season(day, first, last)) for day in range(1, 366)]
    assert sum(inside) == min(days, 365)
    assert inside[first - 1]
    assert inside[min(last, 365) - 1]


@pytest.mark.parametrize("course", [30, 60, 110])
def test_a_course_kills_the_share_it_was_drawn_for(course: int) -> None:
    total = -np.log1p(-0.12)
    hazard = disease.course_hazard(total, np.arange(course), course)
    assert 1.0 - np.exp(-hazard.sum()) == pytest.approx(0.12, rel=0.01)


def test_a_course_builds_up_peaks_and_declines() -> None:
    hazard = disease.course_hazard(0.1, np.arange(100), 100)
    peak = int(np.argmax(hazard))
    assert 35 <= peak <= 60
    assert (np.diff(hazard[:peak]) >= 0).all()
    assert (np.diff(hazard[60:]) < 0).all()
    assert hazard[:15].sum() < 0.02 * hazard.sum()
    assert (disease.course_hazard(0.1, np.array([-2, 100, 400]), 100) == 0.0).all()


def test_the_pathogen_is_there_before_fish_die_and_after() -> None:
    age = disease.relative_age(np.array([10, 95]), 100)
    assert (disease.load(age) > 0.3).all()
    assert (disease.intensity(age) < 0.15).all()


def test_neighbours_count_less_with_distance_and_a_site_is_not_its_own() -> None:
    weights = disease.neighbour_weights([[0.0, 8.0], [8.0, 0.0]], 8.0, [0, 1])
    np.testing.assert_allclose(weights, [[0.0, np.exp(-1.0)], [np.exp(-1.0), 0.0]])
    np.testing.assert_array_equal(disease.neighbour_weights([[8.0], [0.0]], 8.0, [1]), weights[:, 1:])


def test_losses_lie_in_their_range_and_average_a_third_up() -> None:
    u = (np.arange(10_000) + 0.5) / 10_000
    losses = disease.drawn_loss(0.05, 0.15, u)
    assert losses.min() >= 0.05
    assert losses.max() <= 0.15
    assert losses.mean() == pytest.approx(0.05 + 0.10 / 3.0, rel=1e-4)


def test_more_pathogen_shows_at_a_lower_ct() -> None:
    ct = disease.cycle_threshold(np.array([0.05, 0.3, 1.0]), 0.0)
    assert (np.diff(ct) < 0).all()
    assert ct[-1] == pytest.approx(18.0)
    assert disease.cycle_threshold(0.0, 3.0) < 37.0


def test_a_vaccine_protects_from_600_degree_days_on() -> None:
    # Twelve degrees for 49 and for 50 days: 588 and 600 degree-days
    np.testing.assert_allclose(disease.vaccine_factor(0.6, [588.0, 600.0], 600.0), [1.0, 0.4])


@pytest.mark.parametrize(("withdrawal", "temperature", "days"), [(720.0, 12.0, 60), (150.0, 8.0, 19), (0.0, 8.0, 0)])
def test_withdrawal_is_counted_in_degree_days(withdrawal: float, temperature: float, days: int) -> None:
    # Oxytetracycline 720 / 12 = 60 days; florfenicol 150 / 8 = 18.75, so 19 whole days
    assert disease.withdrawal_days(withdrawal, np.full(10, temperature)) == days


def test_each_disease_marks_the_organs_it_is_known_for() -> None:
    worst = {item: Organ(int(np.argmax(LESIONS[item]))) for item in Disease}
    assert worst == {
        Disease.PD: Organ.PANCREAS,
        Disease.HSMI: Organ.HEART,
        Disease.CMS: Organ.HEART,
        Disease.AGD: Organ.GILL,
        Disease.CGD: Organ.GILL,
        Disease.WINTER_ULCER: Organ.SKIN,
        Disease.ISA: Organ.KIDNEY,
        Disease.IPN: Organ.PANCREAS,
        Disease.YERSINIOSIS: Organ.KIDNEY,
    }


def test_each_death_from_winter_ulcer_leaves_ten_fish_with_scars_that_fade_in_months() -> None:
    share = disease.scarred_share([0.0, 0.1, 0.5], [0.004, 0.0, 0.05])
    # ten times .004; .1 less a day of 120; no more than .6
    np.testing.assert_allclose(share, [0.04, 0.1 * np.exp(-1 / 120), 0.6])
