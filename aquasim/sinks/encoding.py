"""Engine columns to Arrow and back as the embedded database keeps them: dates and times as ISO text, labels as text."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aquasim.engine.tables import Column, Columns, Kind, Table
from aquasim.sinks.digest import NULL, quantised

NAT = np.iinfo(np.int64).min


def integers_of(table: Table, columns: Columns) -> dict[str, Any]:
    """All columns of a table, `quantised`."""
    return {column.name: quantised(column, columns[column.name]) for column in table.columns}


def text_batch(table: Table, integers: Mapping[str, Any]) -> pa.RecordBatch:
    """Quantised columns as an Arrow batch with dates and times as ISO text."""
    arrays = [_text_array(column, integers[column.name]) for column in table.columns]
    return pa.RecordBatch.from_arrays(arrays, names=list(table.column_names))


def _text_array(column: Column, values: Any) -> pa.Array:
    if column.kind is Kind.TEXT:
        return pa.array(values, pa.string())
    if column.kind is Kind.CHOICE:
        return pa.array(column.choices).take(pa.array(values))
    if column.kind in (Kind.DATE, Kind.TIME):
        return _iso_text(values, "D" if column.kind is Kind.DATE else "s")
    if column.kind in (Kind.FLOAT, Kind.MONEY):
        decimals = 2 if column.kind is Kind.MONEY else column.decimals
        return pa.array(values / 10.0**decimals, mask=_mask(column, values, NULL))
    return pa.array(values, mask=_mask(column, values, np.int64(-1)))


def _mask(column: Column, values: npt.NDArray[np.int64], null: np.int64) -> npt.NDArray[np.bool_] | None:
    return values == null if column.nullable else None


def _iso_text(values: npt.NDArray[np.int64], unit: str) -> pa.Array:
    """ISO text by look-up: the few distinct instants of a part are written once each."""
    missing = values == NAT
    known = values[~missing]
    if not known.size:
        return pa.nulls(len(values), pa.string())
    first = int(known.min())
    step = max(int(np.gcd.reduce(known - first)), 1)
    instants = (first + step * np.arange((int(known.max()) - first) // step + 1)).astype(f"datetime64[{unit}]")
    labels = pc.replace_substring(pa.array(np.datetime_as_string(instants), pa.string()), "T", " ")
    position = np.where(missing, 0, (values - first) // step).astype(np.int32)
    return labels.take(pa.array(position, mask=missing if missing.any() else None))


def integers_from_text(table: Table, batch: pa.RecordBatch) -> dict[str, Any]:
    """Rows read back from the embedded database as `quantised` columns; NULL comes as the engine's null."""
    return {column.name: _from_text(column, batch.column(i)) for i, column in enumerate(table.columns)}


def _from_text(column: Column, values: pa.Array) -> Any:
    if column.kind is Kind.TEXT:
        return values.to_pylist()
    if column.kind is Kind.CHOICE:
        return pc.index_in(values, pa.array(column.choices)).to_numpy(zero_copy_only=False).astype(np.int64)
    if column.kind is Kind.DATE:
        known = pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)
        return _numbers(known.cast(pa.date32()).cast(pa.int32()).cast(pa.int64()), NAT)
    if column.kind is Kind.TIME:
        return _numbers(values.cast(pa.timestamp("s")).cast(pa.int64()), NAT)
    if column.kind in (Kind.FLOAT, Kind.MONEY):
        return quantised(column, values.cast(pa.float64()).to_numpy(zero_copy_only=False))
    return _numbers(values.cast(pa.int64()), -1)


def _numbers(values: pa.Array, null: int) -> npt.NDArray[np.int64]:
    filled = values.fill_null(null) if values.null_count else values
    numbers: npt.NDArray[np.int64] = filled.to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers
