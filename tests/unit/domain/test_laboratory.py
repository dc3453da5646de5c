"""What a laboratory answers."""

import numpy as np

from aquasim.domain.disease import Disease
from aquasim.domain.laboratory import CONFIRMED_BY, TESTS, Result, amount, answer_days, read


def test_every_disease_has_a_test_that_takes_days_and_misses_some() -> None:
    assert set(CONFIRMED_BY) == set(Disease)
    assert all(0.5 < test.sensitivity < 1.0 and test.days >= 1 for test in TESTS.values())
    assert all(0.98 < test.specificity < 1.0 for test in TESTS.values())


def test_one_weak_fish_proves_nothing_and_several_do() -> None:
    pd = np.full(4, Disease.PD)
    result = read(pd, np.array([0, 1, 1, 3]), np.array([36.0, 35.0, 25.0, 35.0]))
    assert result.tolist() == [Result.NEGATIVE, Result.INCONCLUSIVE, Result.POSITIVE, Result.POSITIVE]


def test_one_colony_of_bacteria_is_to_be_repeated() -> None:
    result = read(np.full(2, Disease.YERSINIOSIS), np.array([1, 2]), np.array([20.0, 20.0]))
    assert result.tolist() == [Result.INCONCLUSIVE, Result.POSITIVE]


def test_amounts_are_in_the_unit_of_the_test() -> None:
    disease = np.array([Disease.PD, Disease.CGD, Disease.YERSINIOSIS])
    np.testing.assert_allclose(amount(disease, np.ones(3), np.full(3, 21.5), np.zeros(3)), [21.5, 18.0, 7.5])


def test_fish_that_have_nothing_are_found_weaker_than_fish_that_have_little() -> None:
    disease = np.array([Disease.CGD, Disease.YERSINIOSIS])
    none, little = (amount(disease, np.full(2, load), np.full(2, 36.0), np.zeros(2)) for load in (0.0, 1e-6))
    np.testing.assert_allclose(none, [2.7, 1.125])  # .15 of 18 points and of 7.5 log10 CFU/g
    np.testing.assert_allclose(little, [6.3, 2.625], atol=1e-4)  # .35 of them


def test_scores_and_bacteria_are_measured_with_noise_within_the_scale() -> None:
    disease, z = np.array([Disease.CGD] * 3 + [Disease.YERSINIOSIS]), np.array([1.0, -1.0, 4.0, 2.0])
    np.testing.assert_allclose(amount(disease, np.ones(4), np.full(4, 21.5), z), [20.0, 16.0, 24.0, 8.5])


def test_answers_come_from_monday_to_friday_and_mostly_as_soon_as_they_may() -> None:
    weekday, u = np.meshgrid(np.arange(7), [0.0, 0.6, 0.8, 0.99])
    days = answer_days(4, weekday, u)
    assert ((weekday + days) % 7 < 5).all()
    # sampled on a Monday, 4 days or 5-7 later: Friday, then over the weekend to Monday
    assert days[:, 0].tolist() == [4, 7, 7, 7]
    assert days[:, 2].tolist() == [5, 5, 6, 7]  # on a Wednesday: Sunday waits for Monday
