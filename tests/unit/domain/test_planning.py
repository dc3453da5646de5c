"""The evenest course between what can and what must be done."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aquasim.domain.planning import even_pace, in_time, pegged


def test_between_walls_that_do_not_bind_the_course_is_straight_to_the_aim() -> None:
    assert even_pace([100.0] * 4, [0.0] * 4, 40.0) == pytest.approx(10.0)


def test_what_must_be_done_soon_sets_the_pace() -> None:
    # 30 must be done by the end of the second step: 15 a step
    assert even_pace([100.0] * 4, [0.0, 30.0, 30.0, 30.0], 40.0) == pytest.approx(15.0)


def test_what_can_be_done_limits_the_pace() -> None:
    # no more than 12 can be done in three steps
    assert even_pace([12.0, 12.0, 12.0, 100.0], [0.0] * 4, 40.0) == pytest.approx(4.0)


def test_nothing_is_done_while_nothing_can_be_done() -> None:
    assert even_pace([0.0, 50.0], [0.0, 0.0], 40.0) == 0.0


def test_of_two_needs_the_nearer_one_bends_the_string_only_if_it_is_the_steeper() -> None:
    assert even_pace([100.0] * 4, [5.0, 5.0, 60.0, 60.0], 60.0) == pytest.approx(20.0)


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 50)), min_size=1, max_size=20), st.floats(0, 1))
def test_following_the_pace_step_by_step_stays_between_the_walls(steps: list[tuple[float, float]], lean: float) -> None:
    least = np.cumsum([low for low, _ in steps])
    most = least + np.cumsum([extra for _, extra in steps])
    done = 0.0
    for k in range(len(steps)):
        aim = least[-1] + lean * (most[-1] - least[-1])
        done += even_pace(most[k:] - done, least[k:] - done, aim - done)
        assert least[k] - 1e-6 <= done <= most[k] + 1e-6


def test_a_peg_draws_the_walls_together_at_its_step_and_no_further_than_they_allow() -> None:
    most, least = [10.0, 20.0, 30.0, 40.0], [0.0, 5.0, 5.0, 20.0]
    upper, lower = pegged(most, least, 2, 12.0)
    np.testing.assert_allclose(upper, [10.0, 12.0, 12.0, 40.0])
    np.testing.assert_allclose(lower, [0.0, 5.0, 12.0, 20.0])
    assert pegged(most, least, 2, 50.0)[1][2] == 30.0
    assert pegged(most, least, 2, 1.0)[0][2] == 5.0


def test_what_must_be_done_begins_early_enough_for_the_capacity() -> None:
    # 30 by the end of the fourth step at 8 a step: 22, 14 and 6 by those before
    np.testing.assert_allclose(in_time([0.0, 0.0, 0.0, 30.0], 8.0), [6.0, 14.0, 22.0, 30.0])
    np.testing.assert_allclose(in_time([0.0, 0.0, 25.0, 30.0], 8.0), [9.0, 17.0, 25.0, 30.0])
    np.testing.assert_allclose(in_time([3.0, 4.0, 5.0], 8.0), [3.0, 4.0, 5.0])


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 50)), min_size=1, max_size=20), st.data())
def test_following_the_pace_to_a_peg_has_done_its_amount_by_then(
    steps: list[tuple[float, float]], data: st.DataObject
) -> None:
    least = np.cumsum([low for low, _ in steps])
    most = least + np.cumsum([extra for _, extra in steps])
    step = data.draw(st.integers(0, len(steps) - 1))
    amount = data.draw(st.floats(least[step], max(least[step], most[step])))
    upper, lower = pegged(most, least, step, amount)
    done = 0.0
    for k in range(step + 1):
        done += even_pace(upper[k:] - done, lower[k:] - done, most[-1] - done)
    assert done == pytest.approx(amount, abs=1e-6)
