"""Which window of a session is the first that is not wholly in the ledger."""

import pytest

from aquasim.sinks.store import EVENTS, SETUP, first_unfinished, readings_part, setup_part

FIRST = [(0, SETUP), (0, EVENTS), (0, readings_part(0, 2)), (0, readings_part(1, 2))]
SECOND = [(1, EVENTS), (1, readings_part(0, 1))]


def test_an_empty_ledger_has_no_window():
    assert first_unfinished([]) == 0


@pytest.mark.parametrize("missing", FIRST[1:])
def test_a_window_without_one_of_its_parts_is_unfinished_whatever_came_after(missing: tuple[int, str]):
    assert first_unfinished([part for part in [*SECOND, *FIRST] if part != missing]) == 0


def test_a_window_with_all_its_parts_is_finished_in_whatever_order_they_came():
    assert first_unfinished(FIRST) == 1
    assert first_unfinished([*reversed(SECOND), *reversed(FIRST)]) == 2


def test_a_window_of_which_nothing_came_is_the_first_unfinished():
    assert first_unfinished([*FIRST, (2, EVENTS), (2, readings_part(0, 1))]) == 1


def test_what_stands_before_the_first_day_may_come_in_several_parts() -> None:
    assert [setup_part(number) for number in range(3)] == [SETUP, "setup-2", "setup-3"]
    several = [(0, setup_part(number)) for number in range(3)]
    assert first_unfinished([*several, *FIRST]) == 1
    assert first_unfinished([*several, (0, EVENTS)]) == 0
