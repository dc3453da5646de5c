"""However the work is cut, the rows are the same."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aquasim.engine.beginning import first_state
from aquasim.engine.day import simulate_day
from aquasim.engine.readings import readings
from aquasim.engine.rows import Rows
from aquasim.engine.sensor_days import Shard, shards
from aquasim.engine.standing import standing_rows
from aquasim.engine.state import State
from aquasim.engine.tables import TABLES, Columns
from aquasim.engine.world import World
from aquasim.sinks.digest import Sums, added, sums
from aquasim.sinks.encoding import integers_of
from tests.unit.engine.simulated import FAULTS, READINGS, Simulated

FIRST_DAY, DAYS = 380, 120  # fish in every kind of container but trays, and a transfer to sea


def sums_of(tables: dict[str, Columns]) -> Sums:
    return {name: sums(TABLES[name], integers_of(TABLES[name], columns)) for name, columns in tables.items()}


@pytest.fixture(scope="module")
def whole(smoke: Simulated) -> Sums:
    traces = smoke.traces[FIRST_DAY : FIRST_DAY + DAYS]
    return sums_of(readings(smoke.world, traces, smoke.every_container()))


def pieces(cuts: Sequence[int], end: int) -> list[tuple[int, int]]:
    return list(pairwise(sorted({0, *cuts, end})))


def test_the_cut_days_hold_fish_of_every_stage_but_eggs(smoke: Simulated, whole: Sums) -> None:
    seen = {int(k) for trace in smoke.traces[FIRST_DAY : FIRST_DAY + DAYS] for k in smoke.world.stage[trace.container]}
    assert seen >= {1, 2, 3, 4, 5}
    assert set(whole) == {READINGS, FAULTS}


@given(st.data())
@settings(max_examples=15)
def test_readings_do_not_depend_on_how_containers_and_days_are_cut(
    smoke: Simulated, whole: Sums, data: st.DataObject
) -> None:
    n = smoke.world.registry.containers
    containers = pieces(data.draw(st.lists(st.integers(1, n - 1), max_size=6)), n)
    days = pieces(data.draw(st.lists(st.integers(1, DAYS - 1), max_size=6)), DAYS)
    parts = data.draw(st.permutations([(c, d) for c in containers for d in days]))
    cut = [
        sums_of(readings(smoke.world, smoke.traces[FIRST_DAY + a : FIRST_DAY + b], Shard(*containers)))
        for containers, (a, b) in parts
    ]
    assert added(cut) == whole


@pytest.mark.parametrize("window", [7, 30, 365])
def test_readings_of_windows_and_their_shards_are_those_of_the_whole(smoke: Simulated, window: int) -> None:
    whole = sums_of(readings(smoke.world, smoke.traces[:730], smoke.every_container()))
    parts = []
    for a, b in pieces(range(window, 730, window), 730):
        traces = smoke.traces[a:b]
        parts += [sums_of(readings(smoke.world, traces, piece)) for piece in shards(smoke.world, traces, 3_000)]
    assert added(parts) == whole


def lived(world: World, days: int, windows: Sequence[int]) -> tuple[Sums, State]:
    """Days lived through in windows, the state passing from one to the next as bytes."""
    state, parts = first_state(world), []
    for a, b in pieces(windows, days):
        rows = Rows()
        for _ in range(a, b):
            simulate_day(world, state, rows)
        parts.append(sums_of(rows.joined()))
        state = State.from_bytes(state.to_bytes())
    rows = Rows()
    standing_rows(world, state, rows)
    return added([*parts, sums_of(rows.joined())]), state


@pytest.fixture(scope="module")
def at_once(smoke: Simulated) -> tuple[Sums, State]:
    """Until the first fish are at sea, in one window."""
    return lived(smoke.world, 470, [])


@given(st.lists(st.integers(1, 469), max_size=8))
@settings(max_examples=4)
def test_events_do_not_depend_on_where_the_windows_end(
    smoke: Simulated, at_once: tuple[Sums, State], windows: list[int]
) -> None:
    (one, state), (other, again) = at_once, lived(smoke.world, 470, windows)
    assert one == other
    np.testing.assert_array_equal(state.root_weight, again.root_weight)
