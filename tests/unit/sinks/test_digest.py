"""Digests: sums of row hashes that depend on every value and on nothing else."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aquasim.engine.tables import TABLES, Columns, Kind, Table, row_count
from aquasim.sinks.digest import NULL, Sum, added, combined_digest, quantised, sums
from aquasim.sinks.encoding import integers_of
from tests.unit.sinks.made_up import rows_of, taken

EACH_TABLE = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
STATE = TABLES["batch_dailycontainerstate"]


def digest(table: Table, columns: Columns) -> str:
    return combined_digest({table.name: sums(table, integers_of(table, columns))})


@EACH_TABLE
@given(st.data())
@settings(max_examples=5)
def test_the_order_of_rows_does_not_matter(table: Table, data: st.DataObject) -> None:
    columns = data.draw(rows_of(table))
    order = data.draw(st.permutations(range(row_count(columns))))
    assert digest(table, taken(columns, order)) == digest(table, columns)


@EACH_TABLE
@given(st.data())
@settings(max_examples=5)
def test_rows_in_parts_add_up_to_the_whole(table: Table, data: st.DataObject) -> None:
    columns = data.draw(rows_of(table, min_size=2))
    n = row_count(columns)
    side = data.draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    parts = [taken(columns, [row for row in range(n) if side[row] == one]) for one in set(side)]
    total = added({table.name: sums(table, integers_of(table, part))} for part in parts)
    assert total == {table.name: sums(table, integers_of(table, columns))}


@EACH_TABLE
@given(st.data())
@settings(max_examples=20)
def test_one_quantum_in_one_value_changes_the_digest(table: Table, data: st.DataObject) -> None:
    columns = data.draw(rows_of(table))
    column = data.draw(st.sampled_from(table.columns))
    row = data.draw(st.integers(0, row_count(columns) - 1))
    changed = dict(integers_of(table, columns))
    changed[column.name] = _nudged(column.kind, changed[column.name], row, len(column.choices))
    original = {table.name: sums(table, integers_of(table, columns))}
    assert combined_digest({table.name: sums(table, changed)}) != combined_digest(original)


def _nudged(kind: Kind, values: Any, row: int, choices: int) -> Any:
    if kind is Kind.TEXT:
        return [*values[:row], values[row] + " ", *values[row + 1 :]]
    nudged = np.array(values)
    if kind is Kind.CHOICE:
        assume(choices > 1)
        nudged[row] = (nudged[row] + 1) % choices
    else:
        nudged[row] = 0 if nudged[row] == NULL else 1 - nudged[row] if kind is Kind.BOOL else nudged[row] + 1
    return nudged


@EACH_TABLE
@given(st.data())
@settings(max_examples=5)
def test_a_row_twice_is_not_a_row_once(table: Table, data: st.DataObject) -> None:
    columns = data.draw(rows_of(table))
    n = row_count(columns)
    assert digest(table, taken(columns, [*range(n), 0])) != digest(table, columns)


def test_values_that_trade_columns_are_told_apart() -> None:
    def moved(moved_in: int, moved_out: int) -> str:
        zeros: dict[str, Any] = {column.name: np.zeros(1) for column in STATE.columns if column.kind is not Kind.DATE}
        return digest(
            STATE,
            zeros
            | {"date": np.array(["2017-01-01"], dtype="datetime64[D]")}
            | {"moved_in": np.array([moved_in]), "moved_out": np.array([moved_out])},
        )

    assert len({moved(0, 0), moved(100, 0), moved(0, 100), moved(100, 100)}) == 4


def test_values_that_trade_rows_are_told_apart() -> None:
    species = TABLES["batch_species"]
    one = {"id": [1, 2], "name": ["a", "b"], "scientific_name": ["x", "y"]}
    assert digest(species, one) != digest(species, one | {"name": ["b", "a"]})


@pytest.mark.parametrize("column", ["departure_date"])
def test_a_null_is_told_from_every_value(column: str) -> None:
    table = TABLES["batch_batchcontainerassignment"]
    zeros: dict[str, Any] = {one.name: np.zeros(1, dtype=np.int64) for one in table.columns}
    days = [np.iinfo(np.int64).min, 0, 1, 17_000]
    assert len({sums(table, zeros | {column: np.array([day])})["all"] for day in days}) == len(days)


def test_rows_are_summed_by_the_month_of_their_date() -> None:
    dates = np.array(["2016-02-29", "2016-03-01", "2016-02-01", "2017-12-31"], dtype="datetime64[D]")
    columns: dict[str, Any] = {column.name: np.zeros(4) for column in STATE.columns} | {"date": dates}
    by_month = sums(STATE, integers_of(STATE, columns))
    assert {month: one.rows for month, one in by_month.items()} == {"2016-02": 2, "2016-03": 1, "2017-12": 1}


def test_readings_of_the_last_minute_of_a_month_belong_to_it() -> None:
    table = TABLES["environmental_environmentalreading"]
    times = np.array(["2020-02-29T23:55:00", "2020-03-01T00:00:00"], dtype="datetime64[s]")
    columns: dict[str, Any] = {column.name: np.zeros(2) for column in table.columns} | {"reading_time": times}
    assert {m: one.rows for m, one in sums(table, integers_of(table, columns)).items()} == {"2020-02": 1, "2020-03": 1}


def test_differences_below_the_resolution_of_a_column_do_not_matter() -> None:
    def weighing(weight_g: float) -> str:
        columns: dict[str, Any] = {column.name: np.zeros(1) for column in STATE.columns}
        date = np.array(["2017-01-01"], dtype="datetime64[D]")
        return digest(STATE, columns | {"date": date, "avg_weight_g": np.array([weight_g])})

    assert weighing(500.0001) == weighing(500.00012) == weighing(500.0)
    assert weighing(500.001) != weighing(500.0)


def test_nan_is_null_only_where_a_column_allows_it() -> None:
    feed = TABLES["inventory_feed"]
    column = next(column for column in feed.columns if column.name == "fish_weight_max_g")
    assert column.nullable
    assert quantised(column, [np.nan, 30.0]).tolist() == [NULL, 30 * 10**column.decimals]


def test_sums_add_modulo_two_to_the_sixty_fourth() -> None:
    assert Sum(1, 2**64 - 1, 5).plus(Sum(2, 3, 2**64 - 5)) == Sum(3, 2, 0)
    assert Sum(1, 1, 2).hex() == "0000000000000002" + "0000000000000001"


def test_nothing_added_to_a_total_leaves_it() -> None:
    one = {"batch_species": {"all": Sum(1, 2, 3)}}
    assert added([one, {}, {"batch_species": {}}]) == one
    assert combined_digest(one | {"batch_batch": {}}) == combined_digest(one)


def test_the_months_of_a_table_are_told_apart() -> None:
    january, february = ({STATE.name: {month: Sum(1, 2, 3)}} for month in ("2017-01", "2017-02"))
    assert combined_digest(january) != combined_digest(february)
