import numpy as np
import pyarrow as pa
import pytest

from aquasim.engine.tables import TABLES, Kind
from aquasim.sinks.digest import NULL, sums
from aquasim.sinks.typed import in_order_of_key, integers_from_typed, schema_of, typed_batch

SMALL = {Kind.TEXT: ["Víkar", "", "x"], Kind.CHOICE: np.array([1, 0, 1]), Kind.BOOL: np.array([0, 1, 1])}


def three_rows(table):
    """Quantised rows with a NULL in every column that may have one."""
    rows = {}
    for column in table.columns:
        null = -1 if column.kind is Kind.INT else NULL
        numbers = np.array([3, 1, null if column.nullable else 2], dtype=np.int64)
        rows[column.name] = np.zeros(3, dtype=np.int64) if column.choices == ("x",) else SMALL.get(column.kind, numbers)
        if len(column.choices) == 1:
            rows[column.name] = np.zeros(3, dtype=np.int64)
    return rows


@pytest.mark.parametrize("name", TABLES)
def test_rows_come_back_as_they_went(name):
    table, rows = TABLES[name], three_rows(TABLES[name])
    back = integers_from_typed(table, typed_batch(table, rows))
    assert {key: list(values) for key, values in back.items()} == {key: list(values) for key, values in rows.items()}
    assert sums(table, back) == sums(table, rows)


def test_null_is_null_in_the_file():
    table = TABLES["infrastructure_container"]
    assert typed_batch(table, three_rows(table)).column("area_id").to_pylist() == [3, 1, None]


def test_ids_of_events_are_wide_and_of_places_narrow():
    fields = schema_of(TABLES["harvest_harvestlot"])
    assert (fields.field("id").type, fields.field("event_id").type) == (pa.int64(), pa.int64())
    assert schema_of(TABLES["batch_batchcontainerassignment"]).field("id").type == pa.int32()


def test_order_is_that_of_the_whole_key():
    table = TABLES["batch_dailycontainerstate"]
    rows = three_rows(table) | {"assignment_id": np.array([2, 1, 1]), "date": np.array([5, 9, 7])}
    ordered = integers_from_typed(table, in_order_of_key(table, typed_batch(table, rows)))
    assert list(zip(ordered["assignment_id"], ordered["date"], strict=True)) == [(1, 7), (1, 9), (2, 5)]
