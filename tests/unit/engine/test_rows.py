"""Rows gathered piece by piece."""

import numpy as np

from aquasim.engine.rows import Rows
from aquasim.engine.tables import TABLES, row_count

SAMPLE = {"tan_mg_l": 0.5, "nh3_ug_l": 1.0, "no2_n_mg_l": 0.1, "no3_n_mg_l": 20.0}
TABLE = "environmental_waterqualitysample"
DAY = np.datetime64("2017-01-01", "D")


def test_pieces_are_joined_in_the_order_they_came() -> None:
    rows = Rows()
    rows.add(TABLE, hall_id=np.array([3, 1]), sample_date=DAY, **SAMPLE)
    rows.add(TABLE, hall_id=np.array([2]), sample_date=DAY + 1, **SAMPLE)
    columns = rows.joined()[TABLE]
    assert columns["hall_id"].tolist() == [3, 1, 2]
    assert columns["sample_date"].astype(str).tolist() == ["2017-01-01", "2017-01-01", "2017-01-02"]


def test_single_values_are_repeated_to_the_length_of_the_others() -> None:
    rows = Rows()
    rows.add("batch_species", id=np.array([1, 2, 3]), name="Atlantic salmon", scientific_name=["a", "b", "c"])
    columns = rows.joined()["batch_species"]
    assert columns["name"] == ["Atlantic salmon"] * 3
    assert columns["scientific_name"] == ["a", "b", "c"]


def test_columns_come_in_the_order_of_the_table() -> None:
    rows = Rows()
    rows.add("batch_species", scientific_name=["Salmo salar"], name=["Atlantic salmon"], id=np.array([1]))
    assert list(rows.joined()["batch_species"]) == ["id", "name", "scientific_name"]


def test_no_rows_make_no_table() -> None:
    rows = Rows()
    rows.add(TABLE, hall_id=np.array([], dtype=np.int64), sample_date=DAY, **SAMPLE)
    assert rows.joined() == {}


def test_tables_come_before_those_that_refer_to_them() -> None:
    rows = Rows()
    rows.add(TABLE, hall_id=np.array([1]), sample_date=DAY, **SAMPLE)
    rows.add("batch_species", id=np.array([1, 2]), name="x", scientific_name="y")
    joined = rows.joined()
    assert {name: row_count(columns) for name, columns in joined.items()} == {"batch_species": 2, TABLE: 1}
    assert list(joined) == ["batch_species", TABLE]


def test_a_row_that_is_updated_twice_comes_once_as_it_was_left() -> None:
    rows = Rows()
    table = TABLES["batch_batchtransferworkflow"]
    fixed = {column.name: 0 for column in table.columns if column.name not in ("id", "workflow_number", "status")}
    for ids, numbers, status in (([7, 8], ["TW-7", "TW-8"], 1), ([7], ["TW-7"], 2)):
        rows.add(table.name, id=np.array(ids), workflow_number=numbers, status=np.full(len(ids), status), **fixed)
    columns = rows.joined()[table.name]
    assert columns["id"].tolist() == [8, 7]
    assert columns["workflow_number"] == ["TW-8", "TW-7"]
    assert columns["status"].tolist() == [1, 2]


def test_rows_that_are_never_updated_are_left_as_they_came() -> None:
    rows = Rows()
    for _ in range(2):
        rows.add(TABLE, hall_id=np.array([1]), sample_date=DAY, **SAMPLE)
    assert rows.joined()[TABLE]["hall_id"].tolist() == [1, 1]
