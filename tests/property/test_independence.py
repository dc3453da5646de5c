"""A batch does not change because of something that cannot touch it."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pytest

from aquasim.domain.stages import Stage
from aquasim.engine.tables import TABLES, Columns
from tests.unit.engine.simulated import DAILY, READINGS, Simulated, simulate, world_of

DAYS = 880
"""Until the first batch is being harvested."""
LAND = tuple(stage for stage in Stage if stage is not Stage.GROW_OUT)
EVENTS = (
    "batch_mortalityevent",
    "batch_growthsample",
    "inventory_feedingevent",
    "health_treatment",
    "health_licecount",
)
TOLD = (READINGS, DAILY, "batch_transferaction", "batch_batchcontainerassignment", *EVENTS)
IDS = {"id", "container_id", "sensor_id"}
"""They count all containers or sensors: a further container moves them, and nothing else."""


def lived(*changes: str) -> Simulated:
    """The smoke company, changed; it reads its sensors once a day to be done sooner."""
    return simulate(world_of("readings.per_day=1", "targets.session_1_readings=1", *changes), DAYS)


@pytest.fixture(scope="module")
def before() -> Simulated:
    return lived()


def rows_of(
    simulated: Simulated, batches: Iterable[int], stages: Iterable[Stage], ids: bool = True
) -> dict[str, list[bytes]]:
    """Every row of some batches in some stages as bytes by column, in the order of the simulation."""
    found = {}
    for name in TOLD:
        columns = (simulated.readings if name == READINGS else simulated.tables)[name]
        batch, stage = _whose(simulated, name, columns)
        rows = np.flatnonzero(np.isin(batch, list(batches)) & np.isin(stage, [int(one) for one in stages]))
        chosen = [column for column in TABLES[name].column_names if ids or column not in IDS]
        found[name] = [_bytes(columns[column], rows) for column in chosen]
    return found


def _whose(simulated: Simulated, name: str, columns: Columns) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Batch and stage of every row."""
    if name == READINGS:
        return columns["batch_id"] - 1, simulated.world.stage[columns["container_id"] - 1]
    if name == "batch_batchcontainerassignment":
        return columns["batch_id"] - 1, columns["lifecycle_stage_id"] - 1
    ids = columns["source_assignment_id" if name == "batch_transferaction" else "assignment_id"]
    return simulated.batch_of(ids), simulated.stage_of(ids)


def _bytes(values: object, rows: npt.NDArray[np.int64]) -> bytes:
    if isinstance(values, list):
        return "\n".join(values[row] for row in rows).encode()
    return np.ascontiguousarray(np.asarray(values)[rows]).tobytes()


def batches_of(simulated: Simulated, geography: int) -> list[int]:
    return [b for b, batch in enumerate(simulated.world.plan.batches) if batch.geography == geography]


@pytest.mark.parametrize(
    ("change", "unrelated"),
    [
        ("geographies.scotland.lice.trigger=0.3", {0: tuple(Stage), 1: LAND}),
        ("geographies.scotland.sea.monthly_mortality_pct=[1.2, 0.8]", {0: tuple(Stage), 1: LAND}),
        ("geographies.scotland.climate.warmest_day=230", {0: tuple(Stage), 1: LAND}),
        ("harvest.lowest_weight_g=4500", {0: LAND, 1: LAND}),
    ],
    ids=["lice", "mortality", "climate", "harvest"],
)
def test_a_change_leaves_every_unrelated_row_identical_to_the_byte(
    before: Simulated, change: str, unrelated: dict[int, tuple[Stage, ...]]
) -> None:
    after = lived(change)
    assert rows_of(before, range(12), [Stage.GROW_OUT]) != rows_of(after, range(12), [Stage.GROW_OUT])
    for geography, stages in unrelated.items():
        batches = batches_of(before, geography)
        assert rows_of(before, batches, stages) == rows_of(after, batches, stages)


@pytest.mark.parametrize("change", ["sea.cages_per_area=4", "stations.pre_transfer_tanks=[5]"])
def test_a_further_container_leaves_the_fish_before_it_identical_but_for_ids(before: Simulated, change: str) -> None:
    after = lived(change)
    until_smolt = LAND[: Stage.POST_SMOLT]
    assert rows_of(before, range(12), until_smolt, ids=False) == rows_of(after, range(12), until_smolt, ids=False)
    assert rows_of(before, range(12), [Stage.GROW_OUT]) != rows_of(after, range(12), [Stage.GROW_OUT])


def test_batches_laid_down_later_leave_the_earlier_ones_identical(before: Simulated) -> None:
    fewer = lived("sessions=[900]")
    kept = range(len(fewer.world.plan.batches))
    assert len(kept) < len(before.world.plan.batches)
    assert rows_of(before, kept, Stage) == rows_of(fewer, kept, Stage)


def test_more_readings_a_day_change_nothing_that_fish_do(before: Simulated) -> None:
    one, other = (rows_of(simulated, range(12), Stage) for simulated in (before, lived("readings.per_day=2")))
    assert one.pop(READINGS) != other.pop(READINGS)
    assert one == other
