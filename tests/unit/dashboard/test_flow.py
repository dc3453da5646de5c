"""The drawing of a batch's way keeps fish together."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.dashboard.flow import HEIGHT, draw
from apps.dashboard.selectors.batches import Move, Stop

DAY = dt.date(2020, 1, 1)


def stop(number: int, order: int) -> Stop:
    return Stop(number, 1000 + number, f"Container {number:02}", f"Kind {order}", order, DAY)


@given(st.lists(st.integers(1, 500_000), min_size=9, max_size=9))
def test_bands_into_a_container_are_as_high_as_the_container(fish):
    """Three containers, each emptied into each of three others."""
    stops = [stop(number, 1 + number // 3) for number in range(6)]
    moves = [Move(k // 3, 3 + k % 3, count) for k, count in enumerate(fish)]
    drawn = draw(stops, moves)
    scale = (HEIGHT - 3) / sum(fish)
    heights = {node.title.split(":")[0]: node.height for node in drawn.nodes}

    for number in range(3, 6):
        arriving = sum(move.fish for move in moves if move.dest == number)
        assert heights[f"Container {number:02}"] == pytest.approx(max(arriving * scale, 0.5), abs=0.01)
    assert sum(band.width for band in drawn.bands) >= 0.99 * sum(fish) * scale


def test_columns_are_kinds_of_containers_in_the_order_of_life():
    drawn = draw([stop(1, 2), stop(2, 1), stop(3, 1)], [Move(2, 1, 10), Move(3, 1, 20)])

    assert [(name, count) for name, count, _ in drawn.columns] == [("Kind 1", 2), ("Kind 2", 1)]


def test_batch_that_never_moved_has_no_drawing():
    assert draw([stop(1, 1)], []).nodes == []
