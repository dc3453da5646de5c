"""What the farm decides at the end of a day."""

import numpy as np

from aquasim.engine.beginning import first_state
from aquasim.engine.husbandry import order_fasting
from tests.unit.engine.simulated import world_of


def test_containers_on_medicated_feed_or_that_fast_are_left_out_of_a_fast() -> None:
    state = first_state(world_of())
    cages = np.arange(4)
    state.medicated_to[1], state.fast_to[2], state.medicated_to[3] = 500, 500, 499
    assert order_fasting(state, cages, 500, 502).tolist() == [0, 3]
    assert state.fast_from[cages].tolist() == [500, -1, -1, 500]
    assert state.fast_to[cages].tolist() == [502, -1, 500, 502]
