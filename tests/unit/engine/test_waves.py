"""Waves: in order, even, and of whole tanks where that is near enough."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aquasim.engine.waves import wave_of, wave_shares


@given(st.integers(1, 60), st.integers(1, 60))
def test_waves_are_in_order_and_as_even_as_can_be(containers: int, total: int) -> None:
    total = min(total, containers)
    wave = wave_of(containers, total)
    sizes = np.bincount(wave)
    assert (np.diff(wave) >= 0).all()
    assert len(sizes) == total
    assert np.ptp(sizes) <= 1


def test_waves_take_whole_tanks_where_these_are_nearly_what_the_cages_ask_for() -> None:
    # 12 tanks into 20 cages in 4 waves: 3 tanks each
    assert wave_shares(12, 20, 4) == pytest.approx([3 / 12] * 4)
    # 4 tanks into 3 cages in 2 waves: two thirds are 2.67 tanks, a third of one from the next whole number
    assert wave_shares(4, 3, 2) == pytest.approx([2 / 3, 1 / 3], abs=1e-6)
    # 5 tanks into 2 cages in 2 waves: 2.5 tanks, then what is left
    assert wave_shares(5, 2, 2) == pytest.approx([0.5, 0.5], abs=1e-6)
    # 7 tanks into 4 cages in 3 waves, of 2, 1 and 1: 3.5 tanks; half of 3.5 are 1.75, which leave 2 whole ones
    assert wave_shares(7, 4, 3) == pytest.approx([3.5 / 7, 1.75 / 7, 1.75 / 7], abs=0.04)


@given(st.integers(1, 40), st.integers(1, 64), st.integers(1, 12))
def test_the_waves_take_all_fish(sources: int, dests: int, waves: int) -> None:
    shares = wave_shares(sources, dests, min(waves, sources, dests))
    assert shares.sum() == pytest.approx(1.0)
    assert (shares >= 0).all()
