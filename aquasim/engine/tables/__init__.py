"""The tables the engine fills: column names, types, units, keys. The Django models own the same schema."""

from aquasim.engine.tables import batch, disease, environmental, generation, harvest, health, infrastructure, inventory
from aquasim.engine.tables.batch import (
    BATCH_STATUS,
    CAUSES,
    DEATH_DETAILS,
    EGG_SOURCES,
    TRANSFER_METHODS,
    WORKFLOW_STATUS,
    WORKFLOW_TYPES,
)
from aquasim.engine.tables.environmental import EVENT_KINDS, FAULTS, QUALITY, READINGS, SENSOR_FAULTS
from aquasim.engine.tables.harvest import GRADES, HARVEST_DESTINATIONS
from aquasim.engine.tables.health import TREATMENT_TYPES
from aquasim.engine.tables.infrastructure import SENSOR_TYPES, STAGES
from aquasim.engine.tables.inventory import FEEDING_METHODS, MOVEMENTS, PURCHASE_STATUS
from aquasim.engine.tables.schema import HAND_MADE_FROM, Column, Columns, Kind, Table, Written

__all__ = [
    "BATCH_STATUS",
    "CAUSES",
    "DEATH_DETAILS",
    "EGG_SOURCES",
    "EVENT_KINDS",
    "FAULTS",
    "FEEDING_METHODS",
    "GRADES",
    "HAND_MADE_FROM",
    "HARVEST_DESTINATIONS",
    "MOVEMENTS",
    "PURCHASE_STATUS",
    "QUALITY",
    "READINGS",
    "SENSOR_FAULTS",
    "SENSOR_TYPES",
    "STAGES",
    "TABLES",
    "TRANSFER_METHODS",
    "TREATMENT_TYPES",
    "WORKFLOW_STATUS",
    "WORKFLOW_TYPES",
    "Column",
    "Columns",
    "Kind",
    "Table",
    "Written",
    "row_count",
]

_APPS = (infrastructure, batch, environmental, inventory, health, disease, harvest, generation)

TABLES: dict[str, Table] = {
    table.name: table for written in Written for app in _APPS for table in app.TABLES if table.written is written
}
"""Every table the engine fills, in an order in which no row comes before what it refers to."""


def row_count(columns: Columns) -> int:
    """Number of rows; all columns are equally long."""
    return len(next(iter(columns.values())))
