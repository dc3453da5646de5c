"""A batch, and the place it is in, do not change because of something that cannot touch them."""

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import pytest

from aquasim.domain.stages import Stage
from aquasim.engine.beginning import first_state
from aquasim.engine.tables import TABLES, Columns, Written
from aquasim.run import simulate_window
from tests.property.whose import NOBODY, Whose, whose
from tests.unit.engine.simulated import FAULTS, READINGS, Simulated, world_of

DAYS = 920
"""Until batches of both geographies are being harvested."""
LAND = tuple(stage for stage in Stage if stage is not Stage.GROW_OUT)
FAROE, SCOTLAND, COMPANY = 0, 1, NOBODY
TOLD = tuple(name for name, table in TABLES.items() if table.written is not Written.ONCE)
"""Every table that days write to; what is written once stands before them, and follows from parameters alone."""
IDS = {"id", "container_id", "sensor_id", "feeding_event_id", "sampling_event_id"}
"""They count all containers or sensors: a further container moves them, and nothing else."""

Chosen = Callable[[Whose], npt.NDArray[np.bool_]]


def lived(*changes: str, preset: str = "smoke") -> Simulated:
    """A company of the smoke preset, changed; it reads its sensors once a day to be done sooner."""
    world = world_of("readings.per_day=1", "targets.session_1_readings=1", *changes, preset=preset)
    state = first_state(world)
    return Simulated(world, state, *simulate_window(world, state, range(DAYS)))


@pytest.fixture(scope="module")
def before() -> Simulated:
    return lived()


def tables_of(simulated: Simulated) -> dict[str, Columns]:
    return {**simulated.tables, **simulated.readings}


def rows_of(simulated: Simulated, chosen: Chosen, ids: bool = True) -> dict[str, list[bytes]]:
    """Every row of some owners as bytes by column, in the order of the simulation."""
    found = {}
    for name, columns in tables_of(simulated).items():
        rows = np.flatnonzero(chosen(whose(simulated, name, columns)))
        kept = [column for column in TABLES[name].column_names if ids or column not in IDS]
        if rows.size:
            found[name] = [_bytes(columns[column], rows) for column in kept]
    return found


def _bytes(values: object, rows: npt.NDArray[np.int64]) -> bytes:
    if isinstance(values, list):
        return "\n".join(values[row] for row in rows).encode()
    return np.ascontiguousarray(np.asarray(values)[rows]).tobytes()


def all_rows(of: Whose) -> npt.NDArray[np.bool_]:
    return np.full(len(of.batch), True)


def of_geography(geography: int, stages: Iterable[Stage] = Stage) -> Chosen:
    return lambda of: (of.geography == geography) & np.isin(of.stage, list(stages))


def of_stages(*stages: Stage) -> Chosen:
    return lambda of: np.isin(of.stage, stages) & (of.geography != COMPANY)


def test_every_table_that_days_write_to_is_told_in_both_geographies_but_prices(before: Simulated) -> None:
    for geography in (FAROE, SCOTLAND):
        assert set(TOLD) - set(rows_of(before, of_geography(geography))) == {"harvest_marketprice"}
    assert set(rows_of(before, of_geography(COMPANY))) == {"harvest_marketprice"}
    assert set(rows_of(before, all_rows)) == set(TOLD)


@pytest.mark.parametrize(
    ("change", "unrelated"),
    [
        ("geographies.scotland.lice.trigger=0.3", {FAROE: tuple(Stage), SCOTLAND: LAND}),
        ("geographies.scotland.sea.monthly_mortality_pct=[1.2, 0.8]", {FAROE: tuple(Stage), SCOTLAND: LAND}),
        ("geographies.scotland.climate.warmest_day=230", {FAROE: tuple(Stage), SCOTLAND: LAND}),
        ("harvest.lowest_weight_g=4500", {FAROE: LAND, SCOTLAND: LAND}),
    ],
    ids=["lice", "mortality", "climate", "harvest"],
)
def test_a_change_leaves_every_unrelated_row_identical_to_the_byte(
    before: Simulated, change: str, unrelated: dict[int, tuple[Stage, ...]]
) -> None:
    after = lived(change)
    at_sea = of_stages(Stage.GROW_OUT)
    assert rows_of(before, at_sea) != rows_of(after, at_sea)
    for geography, stages in {**unrelated, COMPANY: tuple(Stage)}.items():
        chosen = of_geography(geography, stages)
        assert rows_of(before, chosen) == rows_of(after, chosen)


@pytest.mark.parametrize("change", ["sea.cages_per_area=4", "stations.pre_transfer_tanks=[5]"])
def test_a_further_container_leaves_what_comes_before_it_identical_but_for_ids(before: Simulated, change: str) -> None:
    after = lived(change)
    until_smolt, at_sea = of_stages(*LAND[: Stage.POST_SMOLT]), of_stages(Stage.GROW_OUT)
    assert rows_of(before, until_smolt, ids=False) == rows_of(after, until_smolt, ids=False)
    assert rows_of(before, at_sea) != rows_of(after, at_sea)


def test_batches_laid_down_later_leave_the_earlier_ones_identical(before: Simulated) -> None:
    fewer = lived("sessions=[940]")
    assert len(fewer.world.plan.batches) < len(before.world.plan.batches)
    one, other = (rows_of(simulated, all_rows) for simulated in (before, fewer))
    for rows in (one, other):
        del rows["inventory_batchfeedingsummary"][0]  # ids that count all batches of the plan
    assert one == other


def test_more_readings_a_day_change_nothing_that_fish_do(before: Simulated) -> None:
    one, other = (rows_of(simulated, all_rows) for simulated in (before, lived("readings.per_day=2")))
    assert one.pop(READINGS) != other.pop(READINGS)
    assert one.pop(FAULTS) != other.pop(FAULTS)  # from reading to reading
    assert one == other
