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


def test_grades_of_harvests_scatter_about_their_means_and_add_up() -> None:
    z = np.random.default_rng(7).standard_normal((200_000, 2))
    shares = market.sound_grades((0.93, 0.05, 0.02), z)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    np.testing.assert_allclose(shares.mean(axis=0), [0.93, 0.05, 0.02], atol=0.0005)
    # log spread .5: CV sqrt(exp(.25) - 1) = .533; sd of superior = .533 sqrt(.05^2 + .02^2) = .0287
    np.testing.assert_allclose(shares[:, 0].std(), 0.0287, rtol=0.03)


def test_grades_of_the_worst_harvest_are_shares_still() -> None:
    shares = market.sound_grades((0.5, 0.3, 0.2), np.array([[4.4, 4.4]]))
    assert shares[0, 0] == 0.0
    np.testing.assert_allclose(shares.sum(), 1.0)


def test_yields_keep_their_mean() -> None:
    drawn = market.scattered(0.83, 0.01, np.random.default_rng(7).standard_normal(100_000))
    np.testing.assert_allclose(drawn.mean(), 0.83, rtol=0.0002)
    np.testing.assert_allclose(np.log(drawn).std(), 0.01, rtol=0.02)


def test_price_ratios_of_sizes_add_up_from_four_to_five_kilograms_outwards() -> None:
    ratio = market.log_size_ratios(np.array([[0.1, 0.2, 0.3, 9.0, 0.4, 0.5, 0.6]]))
    np.testing.assert_allclose(ratio[0], [0.6, 0.5, 0.3, 0.0, 0.4, 0.9, 1.5])
