"""Counter-based random words and the samplers on top of them."""

from fractions import Fraction
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aquasim.engine.streams import (
    Stream,
    binomial,
    normal,
    runs_of,
    share_below,
    small_normal_table,
    uniform,
    words,
    words_of_runs,
)

SEED = 2017
MILLION = 1_000_000


@given(st.integers(0, 10_000), st.integers(1, 400), st.integers(0, 50), st.integers(0, 3))
def test_the_word_of_a_slot_depends_on_neither_how_many_nor_where_one_begins(
    tick: int, n: int, blocks: int, draw: int
) -> None:
    start = 4 * blocks
    whole = words(SEED, Stream.DEATHS, tick, start + n, draw)
    np.testing.assert_array_equal(words(SEED, Stream.DEATHS, tick, n, draw, start), whole[start:])


@given(st.sets(st.integers(0, 300), min_size=1), st.sampled_from([4, 8, 36]), st.integers(0, 3))
def test_words_of_runs_of_keys_are_those_of_all_keys_without_what_lies_between(
    keys: set[int], width: int, draw: int
) -> None:
    chosen = np.array(sorted(keys))
    runs = runs_of(chosen)
    assert [key for first, end in runs for key in range(first, end)] == chosen.tolist()
    whole = words(SEED, Stream.FAULT, 7, 301 * width, draw).reshape(301, width)
    found = words_of_runs(SEED, Stream.FAULT, 7, runs, width, draw)
    np.testing.assert_array_equal(found.reshape(-1, width), whole[chosen])


@pytest.mark.parametrize(
    "other",
    [
        (SEED + 1, Stream.DEATHS, 5, 0),
        (SEED, Stream.CAUSES, 5, 0),
        (SEED, Stream.DEATHS, 6, 0),
        (SEED, Stream.DEATHS, 5, 1),
    ],
    ids=["seed", "stream", "tick", "draw"],
)
def test_another_seed_stream_tick_or_draw_shares_no_word(other: tuple[int, Stream, int, int]) -> None:
    seed, stream, tick, draw = other
    one, two = words(SEED, Stream.DEATHS, 5, 4000), words(seed, stream, tick, 4000, draw)
    assert not np.intersect1d(one, two).size  # by chance: 4000^2 / 2^64, one in 10^12


def test_stream_numbers_are_told_apart() -> None:
    assert len({int(stream) for stream in Stream}) == len(Stream.__members__)


def test_uniforms_fill_the_unit_interval_evenly() -> None:
    u = uniform(words(SEED, Stream.DEATHS, 0, MILLION))
    assert u.min() >= 0.0
    assert u.max() < 1.0
    # mean 1/2, variance 1/12; five standard errors of a million draws
    assert u.mean() == pytest.approx(0.5, abs=5 * sqrt(1 / 12 / MILLION))
    assert u.var() == pytest.approx(1 / 12, abs=5 * sqrt(1 / 180 / MILLION))
    counts = np.bincount((u * 100).astype(int), minlength=100)
    assert ((counts - MILLION / 100) ** 2 / (MILLION / 100)).sum() < 99 + 5 * sqrt(2 * 99)


def test_uniforms_of_neighbouring_slots_and_ticks_are_unrelated() -> None:
    today, tomorrow = (uniform(words(SEED, Stream.DEATHS, tick, MILLION)) for tick in (1, 2))
    limit = 5 / sqrt(MILLION)
    assert abs(np.corrcoef(today, tomorrow)[0, 1]) < limit
    assert abs(np.corrcoef(today[1:], today[:-1])[0, 1]) < limit


def test_the_extreme_words_give_the_ends_of_the_unit_interval() -> None:
    ends = uniform(np.array([0, 2**64 - 1], dtype=np.uint64))
    np.testing.assert_array_equal(ends, [0.0, 1.0 - 2.0**-53])


def test_normals_have_the_moments_and_tails_of_the_normal_distribution() -> None:
    z = normal(words(SEED, Stream.WAVES, 0, MILLION))
    assert z.mean() == pytest.approx(0.0, abs=5 / sqrt(MILLION))
    assert z.var() == pytest.approx(1.0, abs=5 * sqrt(2 / MILLION))
    assert (z**3).mean() == pytest.approx(0.0, abs=5 * sqrt(15 / MILLION))
    # 2 Phi(-1.95996) = 0.05, 2 Phi(-3.29053) = 0.001
    for bound, share in ((1.95996, 0.05), (3.29053, 0.001)):
        assert (abs(z) > bound).mean() == pytest.approx(share, abs=5 * sqrt(share / MILLION))


@given(st.lists(st.integers(0, 2**64 - 1), min_size=2, max_size=50))
def test_a_larger_word_gives_no_smaller_normal(raw: list[int]) -> None:
    z = normal(np.array(sorted(raw), dtype=np.uint64))
    assert (np.diff(z) >= 0).all()


def test_the_share_below_a_normal_is_the_uniform_it_came_from() -> None:
    raw = words(SEED, Stream.WAVES, 0, 10_000)
    np.testing.assert_allclose(share_below(normal(raw)), uniform(raw), atol=1e-9)
    # Phi(1.95996) = 0.975
    assert share_below(np.array([0.0, 1.95996])).tolist() == pytest.approx([0.5, 0.975], abs=1e-5)


def test_the_table_of_sensor_noise_is_a_standard_normal() -> None:
    table = small_normal_table().astype(np.float64)
    assert table.mean() == pytest.approx(0.0, abs=1e-6)
    assert table.std() == pytest.approx(1.0, abs=2e-3)


def exact_quantile(n: int, p: float, u: float) -> int:
    """Smallest k with P(X <= k) > u, by exact fractions."""
    chance, target, cumulative = Fraction(p), Fraction(u), Fraction(0)
    for k in range(n + 1):
        cumulative += comb(n, k) * chance**k * (1 - chance) ** (n - k)
        if target < cumulative:
            return k
    return n


@given(st.integers(0, 30), st.floats(0.0, 0.5), st.floats(0.0, 1.0, exclude_max=True))
def test_few_deaths_are_the_exact_quantile_of_the_binomial_distribution(n: int, p: float, u: float) -> None:
    drawn = int(binomial(np.array([n]), np.array([p]), np.array([u]))[0])
    # float sums are exact to 1e-13, so that beside a step of the distribution either neighbour is right
    assert exact_quantile(n, p, max(u - 1e-13, 0.0)) <= drawn <= exact_quantile(n, p, min(u + 1e-13, 1.0))


def test_ten_fish_and_one_chance_in_ten() -> None:
    # P(0) = .9^10 = .3487, P(<=1) = .7361, P(<=2) = .9298
    u = np.array([0.0, 0.3486, 0.3487, 0.7360, 0.7361, 0.9298, 0.9299])
    drawn = binomial(np.full(7, 10), np.full(7, 0.1), u)
    np.testing.assert_array_equal(drawn, [0, 0, 1, 1, 2, 2, 3])


@given(
    st.lists(
        st.tuples(st.integers(0, 4_000_000), st.floats(0.0, 0.5), st.floats(0.0, 1.0, exclude_max=True)),
        min_size=1,
        max_size=30,
    )
)
def test_no_more_fish_die_than_there_are_and_none_comes_to_life(draws: list[tuple[int, float, float]]) -> None:
    n, p, u = (np.array(column) for column in zip(*draws, strict=True))
    dead = binomial(n, p, u)
    assert ((dead >= 0) & (dead <= n)).all()
    assert (dead[p == 0.0] == 0).all()


@pytest.mark.parametrize(("n", "p"), [(40, 0.3), (1000, 0.016), (1000, 0.0161), (200_000, 1e-4), (50, 0.5)])
def test_a_larger_uniform_kills_no_fewer(n: int, p: float) -> None:
    u = np.linspace(0.0, 1.0, 20_001)[:-1]
    assert (np.diff(binomial(np.full(20_000, n), np.full(20_000, p), u)) >= 0).all()


@pytest.mark.parametrize(("n", "p"), [(200_000, 3e-5), (200_000, 1e-4), (200_000, 3e-3), (3_500_000, 4e-4), (60, 0.3)])
def test_binomial_mean_and_variance_are_those_of_the_distribution(n: int, p: float) -> None:
    draws = 200_000
    u = uniform(words(SEED, Stream.DEATHS, 1, draws))
    dead = binomial(np.full(draws, n), np.full(draws, p), u)
    variance = n * p * (1 - p)
    assert dead.mean() == pytest.approx(n * p, abs=5 * sqrt(variance / draws))
    assert dead.var() == pytest.approx(variance, rel=0.02)


@pytest.mark.parametrize("mean", [15.9, 16.1, 40.0])
def test_the_two_ways_to_the_binomial_agree_where_they_meet(mean: float) -> None:
    # the uniform lies on the step of the exact distribution function that belongs to the drawn number; above a mean
    # of 16 the quantile is approximate and may miss the step by an eighth of its height, P(X = 16) = 0.1
    n = 4000
    u = np.linspace(0.001, 0.999, 199)
    drawn = binomial(np.full(199, n), np.full(199, mean / n), u)
    pmf = [comb(n, k) * (mean / n) ** k * (1 - mean / n) ** (n - k) for k in range(150)]
    cumulative = np.cumsum(pmf)
    assert (u <= cumulative[drawn] + 0.012).all()
    assert (u >= cumulative[drawn] - np.array(pmf)[drawn] - 0.012).all()


def test_no_fish_die_without_fish_or_without_hazard() -> None:
    u = np.array([0.999999, 0.999999])
    np.testing.assert_array_equal(binomial(np.array([0, 200_000]), np.array([0.01, 0.0]), u), [0, 0])
