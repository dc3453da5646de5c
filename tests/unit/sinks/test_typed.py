import numpy as np
import pyarrow as pa
import pytest

from aquasim.engine.tables import TABLES, Kind
from aquasim.sinks.digest import NULL, sums
from aquasim.sinks.typed import in_order_of_key, integers_from_typed, schema_of, typed_batch


def column_of_three(column):
    """Quantised values with a NULL where the column may have one."""
    match column.kind:
        case Kind.TEXT:
            return ["Víkar", "", "x"]
        case Kind.CHOICE:
            return np.array([len(column.choices) - 1, 0, 0])
        case Kind.BOOL:
            return np.array([0, 1, 1])
        case Kind.INT:
            return np.array([3, 1, -1 if column.nullable else 2])
        case _:
            return np.array([3, 1, NULL if column.nullable else 2])


def three_rows(table):
    return {column.name: column_of_three(column) for column in table.columns}


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


def test_a_whole_number_that_its_column_does_not_hold_is_refused():
    table = TABLES["infrastructure_container"]
    with pytest.raises(OverflowError, match="int32"):
        typed_batch(table, three_rows(table) | {"id": np.array([1, 2, 1 << 31])})


def test_order_is_that_of_the_whole_key():
    table = TABLES["batch_dailycontainerstate"]
    rows = three_rows(table) | {"assignment_id": np.array([2, 1, 1]), "date": np.array([5, 9, 7])}
    ordered = integers_from_typed(table, in_order_of_key(table, typed_batch(table, rows)))
    assert list(zip(ordered["assignment_id"], ordered["date"], strict=True)) == [(1, 7), (1, 9), (2, 5)]
