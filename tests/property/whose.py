"""Whose a row is: of which batch, of fish or places of which stage, in which geography."""

from dataclasses import dataclass

import numpy as np

from aquasim.domain.stages import Stage
from aquasim.engine.tables import TABLES, Columns, row_count
from tests.unit.engine.simulated import Ints, Simulated

NOBODY = -1
PARTS_OF = ("harvest_harvestevent", "health_healthsamplingevent")
"""Tables that say whose the rows are that belong to theirs."""


@dataclass(frozen=True)
class Whose:
    """By row. What is told of a batch or a geography as a whole may change with its fish at sea: it is of grow-out."""

    batch: Ints  # NOBODY: of a place, whatever swims there
    stage: Ints
    geography: Ints  # NOBODY: of the whole company


def whose(simulated: Simulated, name: str, columns: Columns) -> Whose:
    """Owners of the rows of a table, by the batch, container, sensor, silo, hall or area that they name."""
    part = next((c for c in TABLES[name].columns if c.references in PARTS_OF), None)
    if part is not None:
        whole = simulated.tables[part.references]
        of = whose(simulated, part.references, whole)
        rows = _rows_with(columns[part.name], whole["id"])
        return Whose(of.batch[rows], of.stage[rows], of.geography[rows])
    registry = simulated.world.registry
    batch, place = _batch(simulated, name, columns), _place(simulated, columns)
    home = np.array([one.geography for one in simulated.world.plan.batches])
    abroad = np.where(batch >= 0, home[batch], np.asarray(columns.get("geography_id", 0)) - 1)
    return Whose(
        batch,
        np.where(place >= 0, registry.place_stage()[place], Stage.GROW_OUT),
        np.where(place >= 0, registry.place_geography()[place], abroad),
    )


def _rows_with(ids: Ints, known: Ints) -> Ints:
    order = np.argsort(known)
    found: Ints = order[np.searchsorted(known, ids, sorter=order)]
    np.testing.assert_array_equal(known[found], ids)
    return found


def _batch(simulated: Simulated, name: str, columns: Columns) -> Ints:
    ids = columns.get("id" if name == "batch_batch" else "batch_id")
    if ids is not None:
        return np.asarray(ids) - 1
    assignment = _assignment(columns)
    return np.full(row_count(columns), NOBODY) if assignment is None else simulated.batch_of(assignment)


def _assignment(columns: Columns) -> Ints | None:
    """Of a move, the one that fish leave."""
    found: Ints | None = columns.get("assignment_id", columns.get("source_assignment_id"))
    return found


def _place(simulated: Simulated, columns: Columns) -> Ints:
    """Position among halls and areas; NOBODY where a batch or a geography is meant as a whole."""
    world, registry = simulated.world, simulated.world.registry
    assignment = _assignment(columns)
    if assignment is not None:
        return world.batch_place[simulated.batch_of(assignment), simulated.stage_of(assignment)]
    if "sensor_id" in columns:
        return registry.place[registry.sensor_container()[columns["sensor_id"] - 1]]
    if "container_id" in columns:
        return np.where(columns["container_id"] > 0, registry.place[columns["container_id"] - 1], NOBODY)
    if "feed_container_id" in columns:
        return registry.feeder_place[columns["feed_container_id"] - 1]
    none = np.full(row_count(columns), NOBODY)
    hall, area = (np.asarray(columns.get(column, none)) for column in ("hall_id", "area_id"))
    return np.where(area > 0, len(registry.halls) + area - 1, np.where(hall > 0, hall - 1, NOBODY))
