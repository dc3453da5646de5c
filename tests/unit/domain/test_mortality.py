"""Hazards, their noise, and the splitting of deaths by cause."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aquasim.domain import mortality
from aquasim.engine.tables import CAUSES

MONTH_D = 30.44
FAROE_PCT = np.array([1.0, 0.5, 0.4, *[0.25] * 6, *[0.45] * 6])
SCOTLAND_PCT = np.array([1.5, 0.8, 0.8, *[0.5] * 6, *[1.1] * 6])


@pytest.mark.parametrize("monthly_pct", [FAROE_PCT, SCOTLAND_PCT], ids=["FO", "SCT"])
def test_a_month_loses_its_percentage(monthly_pct: npt.NDArray[np.float64]) -> None:
    day = (np.arange(len(monthly_pct) * 1000) + 0.5) / 1000.0 * MONTH_D - 0.5  # finely, as months end within days
    monthly = mortality.sea_base_hazard(day, monthly_pct).reshape(-1, 1000).mean(axis=1) * MONTH_D
    np.testing.assert_allclose(100.0 * (1.0 - np.exp(-monthly)), monthly_pct, rtol=1e-4)


@pytest.mark.parametrize("monthly_pct", [FAROE_PCT, SCOTLAND_PCT], ids=["FO", "SCT"])
def test_no_day_at_sea_is_much_deadlier_than_the_day_before(monthly_pct: npt.NDArray[np.float64]) -> None:
    hazard = mortality.sea_base_hazard(np.arange(500), monthly_pct)
    assert np.abs(np.diff(np.log(hazard))).max() < 0.08


@pytest.mark.parametrize(("monthly_pct", "loss_pct"), [(FAROE_PCT, 6.1), (SCOTLAND_PCT, 12.7)], ids=["FO", "SCT"])
def test_fifteen_months_without_events_lose_the_sum_of_the_months(
    monthly_pct: npt.NDArray[np.float64], loss_pct: float
) -> None:
    # Faroe 1 + .5 + .4 + 6 * .25 + 6 * .45 = 6.1; Scotland 1.5 + 2 * .8 + 6 * .5 + 6 * 1.1 = 12.7; less what compounds
    survival = np.exp(-mortality.sea_base_hazard(np.arange(457), monthly_pct).sum())
    assert 100.0 * (1.0 - survival) == pytest.approx(loss_pct, rel=0.08)


@pytest.mark.parametrize("monthly_pct", [FAROE_PCT, SCOTLAND_PCT], ids=["FO", "SCT"])
def test_the_first_three_months_at_sea_are_deadlier_than_the_next_three(monthly_pct: npt.NDArray[np.float64]) -> None:
    hazard = mortality.sea_base_hazard(np.arange(183), monthly_pct)
    assert hazard[:91].sum() >= 1.5 * hazard[92:].sum()


def test_the_last_month_holds_for_older_fish() -> None:
    late = mortality.sea_base_hazard(np.array([456, 500, 900]), SCOTLAND_PCT)
    np.testing.assert_allclose(late, -np.log(0.989) / MONTH_D, rtol=1e-3)


NORMALS = np.random.default_rng(20240101).standard_normal(200_000)


def test_frailty_averages_one_and_spreads_as_asked() -> None:
    frailty = mortality.lasting_factor(NORMALS, 0.5)
    assert frailty.mean() == pytest.approx(1.0, abs=0.01)
    assert np.log(frailty).std() == pytest.approx(0.5, abs=0.01)


def test_log_noise_keeps_the_mean_hazard() -> None:
    assert mortality.log_noise_multiplier(0.8 * NORMALS, 0.8).mean() == pytest.approx(1.0, abs=0.01)


def test_the_daily_correlation_of_hazard_noise_gives_the_weekly_one() -> None:
    phi = 0.52 ** (1.0 / 7.0)
    draws = NORMALS.reshape(8, -1)
    first = series = 0.7 * draws[0]
    for normal in draws[1:]:
        series = mortality.ar1(series, normal, phi, 0.7)
    assert series.std() == pytest.approx(0.7, rel=0.02)
    assert np.corrcoef(first, series)[0, 1] == pytest.approx(0.52, abs=0.02)


def test_cause_shares_are_the_published_ones_in_the_order_of_the_tables() -> None:
    fresh = dict(zip(CAUSES, mortality.FRESHWATER_CAUSE_SHARES, strict=True))
    sea = dict(zip(CAUSES, mortality.SEA_CAUSE_SHARES, strict=True))
    assert fresh == pytest.approx({
        "INFECTIOUS": 0.30, "TRAUMA": 0.15, "PHYSIOLOGICAL": 0.25, "ENVIRONMENT": 0.10, "OTHER": 0.0, "UNKNOWN": 0.20,
    })  # fmt: skip
    # The published sea shares add up to 100.5 %.
    assert {cause: share * 100.5 for cause, share in sea.items()} == pytest.approx({
        "INFECTIOUS": 38.0, "TRAUMA": 33.0, "PHYSIOLOGICAL": 4.5, "ENVIRONMENT": 3.0, "OTHER": 2.0, "UNKNOWN": 20.0,
    })  # fmt: skip


def test_background_causes_leave_room_for_what_mechanisms_explain() -> None:
    # Of 10 points lost, 38 % are infectious: 3.8; diseases explain 1.8, so 2.0 of the 6 points of background are.
    shares = mortality.remaining_shares([0.38, 0.33, 0.29], 0.06, [0.018, 0.012, 0.010])
    np.testing.assert_allclose(shares, [2.0 / 6.0, 2.1 / 6.0, 1.9 / 6.0])


def test_a_cause_explained_twice_over_has_no_background() -> None:
    # Environment: 3 % of 10 points are .3, events explain .8; the other two share the background 3.8 to 5.9
    shares = mortality.remaining_shares([0.38, 0.59, 0.03], 0.092, [0.0, 0.0, 0.008])
    np.testing.assert_allclose(shares, [0.38 / 0.97, 0.59 / 0.97, 0.0])


def test_ten_deaths_split_by_halves_and_a_fifth() -> None:
    # Running sums 5, 8, 10 plus .4, floored: 5, 8, 10; a single death with draw .4 falls where .5 + .4 < 1 <= .8 + .4
    split = mortality.split_by_share(np.array([10, 1]), np.array([0.5, 0.8, 1.0]), np.array([0.4, 0.4]))
    np.testing.assert_array_equal(split, [[5, 3, 2], [0, 1, 0]])


def test_a_split_follows_the_shares_in_the_long_run() -> None:
    uniform = (np.arange(1000) + 0.5) / 1000
    shares = mortality.SEA_CAUSE_SHARES
    split = mortality.split_by_share(np.full(1000, 3), np.cumsum(shares), uniform)
    np.testing.assert_allclose(split.mean(axis=0), 3 * shares, atol=0.002)


@given(
    st.lists(st.tuples(st.integers(0, 2_000_000), st.floats(0.0, 1.0, exclude_max=True)), min_size=1, max_size=20),
    st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8).filter(lambda weights: sum(weights) > 1e-3),
)
def test_a_split_conserves_fish(rows: list[tuple[int, float]], weights: list[float]) -> None:
    counts, uniform = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    shares = np.array(weights) / sum(weights)
    split = mortality.split_by_share(counts, np.cumsum(shares), uniform)
    assert split.dtype == np.int64
    assert split.shape == (len(rows), len(weights))
    assert (split >= 0).all()
    np.testing.assert_array_equal(split.sum(axis=1), counts)
    assert (np.abs(split - counts[:, np.newaxis] * shares) < 1.0 + 1e-6).all()


def test_each_row_may_have_its_own_shares() -> None:
    cumulative = np.cumsum([mortality.FRESHWATER_CAUSE_SHARES, mortality.SEA_CAUSE_SHARES], axis=1)
    split = mortality.split_by_share(np.array([100, 1005]), cumulative, np.array([0.5, 0.5]))
    np.testing.assert_array_equal(split, [[30, 15, 25, 10, 0, 20], [380, 330, 45, 30, 20, 200]])


def test_vaccination_takes_its_toll_in_two_weeks_and_no_longer() -> None:
    hazard = mortality.vaccination_hazard(np.arange(-5, 40), 0.002)
    assert np.exp(-hazard.sum()) == pytest.approx(0.998)
    assert np.flatnonzero(hazard).tolist() == [day + 5 for day in range(1, 15)]


def test_drawn_shares_vary_as_those_of_a_multinomial() -> None:
    rng, n = np.random.default_rng(7), 20_000
    chances = np.array([0.38, 0.33, 0.045, 0.03, 0.02, 0.195])
    drawn = mortality.drawn_shares(np.tile(chances, (n, 1)), np.full(n, 400), rng.standard_normal((n, 6)))
    np.testing.assert_allclose(drawn.sum(axis=1), 1.0)
    np.testing.assert_allclose(drawn.mean(axis=0), chances, rtol=0.01)
    np.testing.assert_allclose(drawn.var(axis=0), chances * (1.0 - chances) / 400, rtol=0.12)


def test_a_cause_that_has_no_share_is_never_drawn() -> None:
    drawn = mortality.drawn_shares([[0.0, 1.0]], [10], [[3.0, -3.0]])
    np.testing.assert_allclose(drawn, [[0.0, 1.0]])
