"""Growth samples."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aquasim.domain.growth import condition_factor
from aquasim.domain.sampling import (
    SMALLEST_SHARE,
    extreme_probabilities,
    observed_condition_factor,
    sample_fish,
    weight_over_mean,
)

RNG = np.random.default_rng(20240101)
MEAN_Z, SPREAD_Z = RNG.standard_normal((2, 100_000))
ENDS = (-2.3, 2.3)


@pytest.mark.parametrize(("size", "sd"), [(50, 0.0432), (75, 0.0393), (100, 0.0372)])
def test_sample_means_scatter_without_bias_by_the_net_and_by_so_many_fish(size: int, sd: float) -> None:
    # sqrt(.03^2 + .22^2 / n)
    error = sample_fish(1000.0, 0.22, size, MEAN_Z, SPREAD_Z, 1.2, ENDS, False).mean_weight_g / 1000.0 - 1.0
    assert error.mean() == pytest.approx(0.0, abs=0.001)
    assert error.std() == pytest.approx(sd, abs=0.0005)


def test_sample_spread_is_the_coefficient_of_variation_of_the_fish() -> None:
    # The standard error of a standard deviation is sd / sqrt(2 (n - 1)): 1 / sqrt(98) = 10.1 % for 50 fish
    sample = sample_fish(1000.0, 0.22, 50, MEAN_Z, SPREAD_Z, 1.2, ENDS, False)
    observed_cv = sample.standard_deviation_g / sample.mean_weight_g
    assert np.median(observed_cv) == pytest.approx(0.22, rel=0.01)
    assert np.log(observed_cv).std() == pytest.approx(0.101, rel=0.02)


@pytest.mark.parametrize(("sample_size", "deviate"), [(50, 2.249), (100, 2.508)])
def test_extremes_reach_as_far_as_in_the_tables_of_harter(sample_size: int, deviate: float) -> None:
    """Expected largest of n standard-normal values; Harter (1961), Biometrika 48:151-165."""
    quantile = np.vectorize(NormalDist().inv_cdf)
    smallest, largest = (quantile(p) for p in extreme_probabilities(sample_size, *RNG.uniform(size=(2, 20_000))))
    assert largest.mean() == pytest.approx(deviate, abs=0.02)
    assert smallest.mean() == pytest.approx(-deviate, abs=0.02)


def test_extremes_are_distributed_as_those_of_samples_that_are_drawn() -> None:
    drawn = np.sort(RNG.uniform(size=(20_000, 5)), axis=1)
    found = extreme_probabilities(5, *RNG.uniform(size=(2, 20_000)))
    for ours, theirs in zip(found, (drawn[:, 0], drawn[:, -1]), strict=True):
        shares = [0.05, 0.25, 0.5, 0.75, 0.95]
        np.testing.assert_allclose(np.quantile(ours, shares), np.quantile(theirs, shares), atol=0.015)
    # correlation of the extremes of n uniforms: 1 / n
    assert np.corrcoef(*found)[0, 1] == pytest.approx(0.2, abs=0.02)


def test_the_largest_fish_is_none_beyond_all() -> None:
    smallest, largest = extreme_probabilities(100, [0.0, 1.0 - 2.0**-53], [0.0, 1.0 - 2.0**-53])
    assert (smallest <= largest).all()
    assert ((smallest >= 0.0) & (largest < 1.0)).all()


def test_extremes_lie_at_their_deviates_of_lognormal_weights_in_fresh_water_and_normal_ones_at_sea() -> None:
    # CV .2: sigma = sqrt(ln 1.04) = .19804, median = mean / sqrt(1.04); a deviate of -2 or 3
    sample = sample_fish([1000.0, 1000.0], 0.2, 100, [1.0, 1.0], [0.0, 0.0], 1.2, (-2.0, 3.0), [False, True])
    mean = 1000.0 * (1.0 + np.sqrt(0.0013))  # .03 squared and .2 squared over 100 fish
    np.testing.assert_allclose(sample.mean_weight_g, mean)
    median = mean / np.sqrt(1.04)
    np.testing.assert_allclose(sample.min_weight_g, [median * np.exp(-0.39608), mean * 0.6], rtol=1e-4)
    np.testing.assert_allclose(sample.max_weight_g, [median * np.exp(0.59412), mean * 1.6], rtol=1e-4)


def test_the_smallest_fish_at_sea_weighs_something() -> None:
    sample = sample_fish(1000.0, 0.35, 100, [1.0], [0.0], 1.2, (-4.0, 2.0), True)
    assert sample.min_weight_g[0] == pytest.approx(SMALLEST_SHARE * sample.mean_weight_g[0])


def test_length_weight_and_condition_of_a_sample_agree() -> None:
    weights = np.array([20.0, 200.0, 4300.0])
    condition = condition_factor(weights, np.array([False, False, True]))
    sample = sample_fish(weights, 0.2, 60, MEAN_Z[:3], SPREAD_Z[:3], condition, ENDS, False)
    np.testing.assert_allclose(100.0 * sample.mean_weight_g / sample.mean_length_cm**3, sample.condition_factor)


def test_observed_condition_errs_by_a_percent() -> None:
    # CV .08 over 64 fish: .08 / 8 = .01
    observed = observed_condition_factor(1.2, 64, MEAN_Z)
    assert observed.mean() == pytest.approx(1.2, abs=0.001)
    assert observed.std() == pytest.approx(0.012, rel=0.02)


@given(
    st.floats(0.15, 8000.0), st.floats(0.1, 0.35), st.integers(10, 200), st.floats(-6.0, 6.0), st.floats(-6.0, 6.0),
    st.booleans(),
)  # fmt: skip
def test_the_mean_of_a_sample_lies_between_its_smallest_and_largest_fish(
    mean_weight_g: float, cv: float, sample_size: int, normal_mean: float, normal_spread: float, at_sea: bool
) -> None:
    sample = sample_fish(mean_weight_g, cv, sample_size, normal_mean, normal_spread, 1.1, ENDS, at_sea)
    assert 0.0 < sample.min_weight_g <= sample.mean_weight_g <= sample.max_weight_g
    assert sample.standard_deviation_g > 0.0


@pytest.mark.parametrize("at_sea", [True, False])
def test_single_fish_have_the_mean_and_the_spread_of_their_container(at_sea: bool) -> None:
    over_mean = weight_over_mean(MEAN_Z, 0.22, at_sea)
    assert over_mean.mean() == pytest.approx(1.0, abs=0.003)
    assert over_mean.std() == pytest.approx(0.22, abs=0.003)
    assert (over_mean > 0.0).all()
    assert len(np.unique(over_mean)) > 0.99 * len(over_mean)  # no heap at a bound
