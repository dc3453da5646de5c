"""The evenest course between what can and what must be done."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aquasim.domain.planning import even_pace


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
