"""What travels to a worker is enough to make the same readings."""

import numpy as np
import pytest

from aquasim.elsewhere import further_cores, packed, sensing_world, unpacked
from aquasim.engine.readings import readings
from aquasim.engine.sensor_days import Shard, cut
from aquasim.engine.tables import TABLES
from aquasim.sinks.digest import Sums, sums
from aquasim.sinks.encoding import integers_of
from tests.unit.engine.simulated import Simulated, simulate, world_of


@pytest.fixture(scope="module")
def smoke() -> Simulated:
    return simulate(world_of(), 480)


def sums_of(tables: dict) -> Sums:
    return {name: sums(TABLES[name], integers_of(TABLES[name], columns)) for name, columns in tables.items()}


def test_a_worker_makes_the_readings_of_the_process_that_knows_everything(smoke: Simulated) -> None:
    traces, shard = smoke.traces[440:470], Shard(40, 90)
    sent = unpacked(packed([cut(trace, shard) for trace in traces]))
    world = sensing_world(smoke.world.parameters.model_dump_json())
    assert world.plan.batches == ()
    assert sums_of(readings(world, sent, shard)) == sums_of(readings(smoke.world, traces, shard)) != {}


def test_a_cut_trace_holds_the_containers_of_its_shard_and_no_other(smoke: Simulated) -> None:
    trace = smoke.traces[460]
    part = cut(trace, Shard(40, 90))
    mine = (trace.container >= 40) & (trace.container < 90)
    assert 0 < mine.sum() < len(mine)
    np.testing.assert_array_equal(part.container, trace.container[mine])
    np.testing.assert_array_equal(part.lately, trace.lately[mine])
    assert part.day == trace.day


def test_there_is_always_a_core_for_a_worker() -> None:
    assert further_cores() >= 1
