"""Rows as the embedded database keeps them, and back."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aquasim.engine.tables import TABLES, Kind, Table
from aquasim.sinks.digest import sums
from aquasim.sinks.encoding import integers_from_text, integers_of, text_batch
from tests.unit.sinks.made_up import rows_of

EACH_TABLE = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
BATCH, READING = TABLES["batch_batch"], TABLES["environmental_environmentalreading"]


@EACH_TABLE
@given(st.data())
@settings(max_examples=20)
def test_rows_survive_their_text(table: Table, data: st.DataObject) -> None:
    integers = integers_of(table, data.draw(rows_of(table)))
    again = integers_from_text(table, text_batch(table, integers))
    for column in table.columns:
        assert list(again[column.name]) == list(integers[column.name]), column.name
    assert sums(table, again) == sums(table, integers)


@EACH_TABLE
@given(st.data())
@settings(max_examples=5)
def test_only_nullable_columns_hold_nulls(table: Table, data: st.DataObject) -> None:
    batch = text_batch(table, integers_of(table, data.draw(rows_of(table))))
    assert batch.schema.names == list(table.column_names)
    for column in table.columns:
        assert column.nullable or not batch.column(column.name).null_count, column.name


def batch_rows(**changes: Any) -> dict[str, Any]:
    """One row of the table of batches."""
    row: dict[str, Any] = {
        "id": [7],
        "batch_number": ["FO-2020-01"],
        "species_id": [1],
        "geography_id": [1],
        "lifecycle_stage_id": [6],
        "status": [2],
        "batch_type": [0],
        "start_date": np.array(["2020-02-29"], dtype="datetime64[D]"),
        "expected_end_date": np.array(["2022-08-07"], dtype="datetime64[D]"),
        "actual_end_date": np.array(["NaT"], dtype="datetime64[D]"),
        "egg_source": [1],
        "supplier": ["Nordic Ova"],
        "egg_count": [3_400_000],
    }
    return row | changes


def text_of(table: Table, columns: dict[str, Any]) -> dict[str, Any]:
    rows: list[dict[str, Any]] = text_batch(table, integers_of(table, columns)).to_pylist()
    return rows[0]


def test_dates_labels_and_nulls_are_written_as_people_read_them() -> None:
    row = text_of(BATCH, batch_rows())
    assert (row["start_date"], row["actual_end_date"]) == ("2020-02-29", None)
    assert (row["status"], row["egg_source"], row["supplier"]) == ("COMPLETED", "EXTERNAL", "Nordic Ova")


def test_times_are_written_as_django_reads_them() -> None:
    columns = {
        "reading_time": np.array(["2020-02-29T21:35:00"], dtype="datetime64[s]"),
        "sensor_id": [5],
        "parameter_id": [1],
        "container_id": [2],
        "batch_id": [-1],
        "value": np.array([8.126]),
        "quality": [0],
    }
    row = text_of(READING, columns)
    assert row["reading_time"] == "2020-02-29 21:35:00"
    assert (row["batch_id"], row["value"]) == (None, 8.13)


@pytest.mark.parametrize(("value", "kept"), [(8.124, 8.12), (8.126, 8.13), (-0.001, 0.0), (0.0, 0.0)])
def test_values_are_kept_at_the_resolution_of_their_column(value: float, kept: float) -> None:
    column = next(column for column in READING.columns if column.name == "value")
    assert (column.kind, column.decimals) == (Kind.FLOAT, 2)
    columns = {name: np.array([0]) for name in READING.column_names} | {"value": np.array([value])}
    integers = integers_of(READING, columns)
    assert text_batch(READING, integers).column("value").to_pylist() == [kept]


def test_a_column_of_nulls_alone_survives() -> None:
    integers = integers_of(BATCH, batch_rows())
    batch = text_batch(BATCH, integers)
    assert batch.column("actual_end_date").type == pa.string()
    np.testing.assert_array_equal(integers_from_text(BATCH, batch)["actual_end_date"], integers["actual_end_date"])
