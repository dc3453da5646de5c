"""Growth by thermal growth coefficient, condition and length."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aquasim.domain import growth


@pytest.mark.parametrize(
    ("start_g", "tgc", "temperature_c", "root_end", "end_g"),
    [
        (0.18, 1.05, 13.0, 0.56462 + 1.05e-3 * 13.0 * 90, 5.76),  # fry: .5646 + 1.2285 = 1.7931
        (5.76, 1.75, 13.0, 1.79256 + 1.75e-3 * 13.0 * 90, 56.6),  # parr: 1.7926 + 2.0475 = 3.8401
        (56.6, 1.95, 12.5, 3.83946 + 1.95e-3 * 12.5 * 90, 219.6),  # smolt: 3.8395 + 2.1938 = 6.0332
        (219.6, 2.05, 12.0, 6.03314 + 2.05e-3 * 12.0 * 90, 560.9),  # post-smolt: 6.0331 + 2.2140 = 8.2471
    ],
    ids=["fry", "parr", "smolt", "post-smolt"],
)
def test_ninety_days_at_the_set_point_bring_each_stage_to_the_next(
    start_g: float, tgc: float, temperature_c: float, root_end: float, end_g: float
) -> None:
    root = growth.advance_root_weight(growth.root_weight(start_g), tgc, temperature_c, days=90)
    assert root == pytest.approx(root_end, abs=1e-4)
    assert growth.weight_g(root) == pytest.approx(end_g, rel=2e-3)


def test_ninety_single_days_equal_one_step_of_ninety() -> None:
    root = growth.root_weight(np.array([0.18, 5.76]))
    whole = growth.advance_root_weight(root, 1.05, 13.0, days=90)
    for _ in range(90):
        root = growth.advance_root_weight(root, 1.05, 13.0)
    np.testing.assert_allclose(root, whole, rtol=1e-12)


def test_fish_neither_grow_nor_shrink_below_freezing() -> None:
    assert growth.advance_root_weight(8.0, 2.7, -1.0) == 8.0


@given(st.floats(1e-3, 2e4))
def test_a_weight_survives_its_cube_root(weight_g: float) -> None:
    assert growth.weight_g(growth.root_weight(weight_g)) == pytest.approx(weight_g, rel=1e-12)


@pytest.mark.parametrize(
    ("temperature_c", "factor"),
    [(2, 1.0), (6, 1.0), (10, 1.04), (12, 0.97), (14, 0.84), (16, 0.70), (18, 0.55), (20, 0.30), (22, 0.0), (25, 0.0)],
)
def test_growth_follows_temperature_as_measured_by_handeland(temperature_c: float, factor: float) -> None:
    assert growth.temperature_factor(temperature_c) == pytest.approx(factor)


def test_temperature_factor_is_linear_between_the_points() -> None:
    assert growth.temperature_factor(13.0) == pytest.approx((0.97 + 0.84) / 2)


def test_a_net_coefficient_holds_at_its_set_point() -> None:
    assert growth.relative_temperature_factor(13.0, 13.0) == 1.0
    assert growth.relative_temperature_factor(14.0, 12.0) == pytest.approx(0.84 / 0.97)


def test_large_fish_lose_an_eighth_of_their_coefficient_between_three_and_four_kilos() -> None:
    factors = growth.late_sea_factor(np.array([500.0, 3000.0, 3500.0, 4000.0, 6000.0]))
    np.testing.assert_allclose(factors, [1.0, 1.0, 0.94, 0.88, 0.88])


def test_sea_condition_follows_the_measured_length_of_a_transferred_smolt() -> None:
    # L = (500 / .00161)^(1/3.53) = 310559^.28329 = 35.96 cm, K = 50000 / 35.96^3 = 1.075
    assert growth.condition_factor(500.0, True) == pytest.approx(1.075, abs=0.002)


def test_sea_condition_is_nearly_one_and_a_half_at_four_kilos() -> None:
    # L = (4300 / .00161)^(1/3.53) = 66.16 cm, K = 430000 / 66.16^3 = 1.485; measured 1.45
    assert growth.condition_factor(4300.0, True) == pytest.approx(1.485, abs=0.002)


def test_fish_lose_condition_as_they_smoltify() -> None:
    condition = growth.condition_factor(np.array([0.2, 5.0, 30.0, 150.0, 200.0]), False)
    np.testing.assert_allclose(condition[:3], 1.2)
    assert 0.95 <= condition[4] <= condition[3] <= 1.05


@pytest.mark.parametrize("weight_g", [450.0, 500.0, 600.0])
def test_length_hardly_changes_on_the_day_of_sea_transfer(weight_g: float) -> None:
    fresh, sea = (growth.length_cm(weight_g, growth.condition_factor(weight_g, at_sea)) for at_sea in (False, True))
    assert sea == pytest.approx(fresh, rel=0.01)


def test_length_and_condition_agree_with_the_sea_regression() -> None:
    weights = np.array([500.0, 1000.0, 2500.0, 5000.0])
    lengths = growth.length_cm(weights, growth.condition_factor(weights, True))
    np.testing.assert_allclose(0.00161 * lengths**3.53, weights, rtol=1e-9)


@given(st.floats(0.15, 6000.0), st.floats(0.15, 6000.0), st.booleans())
def test_heavier_fish_are_longer(one_g: float, other_g: float, at_sea: bool) -> None:
    light, heavy = np.sort([one_g, other_g])
    length = growth.length_cm(np.array([light, heavy]), growth.condition_factor(np.array([light, heavy]), at_sea))
    assert length[0] <= length[1]
