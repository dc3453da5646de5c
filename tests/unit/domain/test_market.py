"""Size classes, maturing fish, grades and prices."""

import numpy as np
import pytest

from aquasim.domain import market


def test_shares_of_size_classes_add_up_and_their_means_average_to_the_mean() -> None:
    shares, mean_kg = market.size_classes([2.5, 4.15, 6.0], 0.22)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    np.testing.assert_allclose((shares * mean_kg).sum(axis=1), [2.5, 4.15, 6.0], rtol=2e-3)


def test_half_of_the_fish_are_heavier_than_the_mean_on_a_class_edge() -> None:
    shares, _ = market.size_classes([4.0], 0.2)
    # the normal within one standard deviation of 0.8 kg below 4 kg: 4 - 3 = 1.25 sd, Phi(1.25) = .8944
    assert shares[0, :3].sum() == pytest.approx(0.5)
    assert shares[0, 2] == pytest.approx(0.8944 - 0.5, abs=1e-4)


def test_mean_of_a_class_lies_within_its_bounds() -> None:
    _, mean_kg = market.size_classes([4.15], 0.22)
    edges = [0.0, *market.SIZE_EDGES_KG, np.inf]
    assert ((mean_kg[0] > edges[:-1]) & (mean_kg[0] < edges[1:])).all()


def test_large_fish_mature_in_autumn_and_small_ones_hardly_ever() -> None:
    autumn, spring = market.maturing_share([4000.0, 6500.0], 270.0), market.maturing_share([4000.0, 6500.0], 90.0)
    assert autumn[0] < 0.01 < 0.1 < autumn[1] <= market.MATURING_SHARE_MAX
    assert (spring < autumn).all()


def test_maturing_fish_are_never_superior() -> None:
    shares = market.grade_shares((0.93, 0.05, 0.02), [0.0, 0.1, 1.0], [0.0, 0.0, 0.0])
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    np.testing.assert_allclose(shares[:, 0], [0.93, 0.837, 0.0])


def test_fish_with_wounds_are_never_superior() -> None:
    shares = market.grade_shares((0.93, 0.05, 0.02), [0.0, 0.1, 0.0], [0.2, 0.2, 1.0])
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    np.testing.assert_allclose(shares[:, 0], [0.8 * 0.93, 0.8 * 0.837, 0.0])


def test_season_of_the_price_peaks_in_spring_and_averages_one() -> None:
    index = market.season_index(np.arange(1, 53))
    assert index.mean() == pytest.approx(1.0, abs=0.005)
    assert index[17] == 1.111
    assert index[38] == 0.869


def test_log_prices_keep_the_published_spread_and_memory() -> None:
    normals = np.random.default_rng(1).standard_normal(200_000)
    deviation = market.log_price_deviations(normals, 0.02, 0.065)
    # stationary sd sigma / sqrt(2 theta) = .065 / .2 = .325; memory of a week exp(-.02) = .9802
    assert deviation.std() == pytest.approx(0.325, rel=0.05)
    assert np.corrcoef(deviation[1:], deviation[:-1])[0, 1] == pytest.approx(0.9802, abs=0.002)
    assert np.exp(deviation).mean() == pytest.approx(1.0, abs=0.03)
