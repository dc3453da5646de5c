"""What a laboratory answers."""

import numpy as np

from aquasim.domain.disease import Disease
from aquasim.domain.laboratory import CONFIRMED_BY, TESTS, Result, amount, read


def test_every_disease_has_a_test_that_takes_days_and_misses_some() -> None:
    assert set(CONFIRMED_BY) == set(Disease)
    assert all(0.5 < test.sensitivity < 1.0 and test.days >= 1 for test in TESTS.values())


def test_one_weak_fish_proves_nothing_and_several_do() -> None:
    pd = np.full(4, Disease.PD)
    result = read(pd, np.array([0, 1, 1, 3]), np.array([36.0, 35.0, 25.0, 35.0]))
    assert result.tolist() == [Result.NEGATIVE, Result.INCONCLUSIVE, Result.POSITIVE, Result.POSITIVE]


def test_one_colony_of_bacteria_is_to_be_repeated() -> None:
    result = read(np.full(2, Disease.YERSINIOSIS), np.array([1, 2]), np.array([20.0, 20.0]))
    assert result.tolist() == [Result.INCONCLUSIVE, Result.POSITIVE]


def test_amounts_are_in_the_unit_of_the_test() -> None:
    disease = np.array([Disease.PD, Disease.CGD, Disease.YERSINIOSIS])
    np.testing.assert_allclose(amount(disease, np.ones(3), np.full(3, 21.5)), [21.5, 18.0, 7.5])
