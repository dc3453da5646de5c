"""Rows of any table, made up by hypothesis."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from aquasim.engine.tables import Column, Columns, Kind, Table

FIRST, LAST = np.datetime64("2015-12-25"), np.datetime64("2017-03-05")  # with a leap day and two New Years
DAYS = int((LAST - FIRST).astype(int))


def _values(column: Column) -> st.SearchStrategy[Any]:
    """One value as the engine holds it, or its null."""
    if column.kind is Kind.INT:
        return st.integers(-1 if column.nullable else 0, 2**40)
    if column.kind in (Kind.FLOAT, Kind.MONEY):
        decimals = 2 if column.kind is Kind.MONEY else column.decimals
        quanta = st.integers(-(10**9), 10**9).map(lambda n: n / 10.0**decimals)
        return quanta | st.just(np.nan) if column.nullable else quanta
    if column.kind is Kind.TEXT:
        return st.text(max_size=12)
    if column.kind is Kind.CHOICE:
        return st.integers(0, len(column.choices) - 1)
    if column.kind is Kind.BOOL:
        return st.booleans()
    if column.kind is Kind.DATE:
        days = st.integers(0, DAYS).map(lambda n: FIRST + n)
        return days | st.just(np.datetime64("NaT", "D")) if column.nullable else days
    return st.integers(0, DAYS * 288).map(lambda n: FIRST.astype("datetime64[s]") + 300 * n)


def _array(column: Column, values: list[Any]) -> Any:
    if column.kind is Kind.TEXT:
        return values
    dtypes: dict[Kind, Any] = {
        Kind.DATE: "datetime64[D]",
        Kind.TIME: "datetime64[s]",
        Kind.FLOAT: np.float64,
        Kind.MONEY: np.float64,
        Kind.BOOL: np.bool_,
    }
    return np.array(values, dtype=dtypes.get(column.kind, np.int64))


@st.composite
def rows_of(draw: st.DrawFn, table: Table, min_size: int = 1) -> Columns:
    """Between `min_size` and 12 rows of a table."""
    n = draw(st.integers(min_size, 12))
    return {
        column.name: _array(column, draw(st.lists(_values(column), min_size=n, max_size=n))) for column in table.columns
    }


def taken(columns: Columns, rows: list[int]) -> Columns:
    """Some rows in some order."""
    return {
        name: [values[row] for row in rows] if isinstance(values, list) else values[rows]
        for name, values in columns.items()
    }
