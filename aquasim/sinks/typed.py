"""Engine columns to typed Arrow and back, as files hold them: UTC timestamps, dates, categories, units as metadata."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aquasim.engine.tables import READINGS, TABLES, Column, Kind, Table, Written
from aquasim.sinks.digest import NULL, quantised

MISSING = np.int64(-1)
_MOST_32 = np.iinfo(np.int32).max


@cache
def schema_of(table: Table) -> pa.Schema:
    """Arrow schema of a table; each field has `description`, and `unit` where it has one, in its metadata."""
    fields = [pa.field(c.name, _type(table, c), nullable=c.nullable, metadata=_metadata(c)) for c in table.columns]
    return pa.schema(fields, metadata={"table": table.name, "key": ",".join(table.key)})


def _metadata(column: Column) -> dict[str, str]:
    return {"description": column.meaning} | ({"unit": column.unit} if column.unit else {})


def _type(table: Table, column: Column) -> pa.DataType:
    match column.kind:
        case Kind.TEXT:
            return pa.string()
        case Kind.CHOICE:
            return pa.dictionary(pa.int8(), pa.string())
        case Kind.DATE:
            return pa.date32()
        case Kind.TIME:
            return pa.timestamp("ms", "UTC")
        case Kind.BOOL:
            return pa.bool_()
        case Kind.INT:
            return pa.int64() if _is_wide(table, column) else pa.int32()
        case _:
            return pa.float32() if table.name == READINGS else pa.float64()


def _is_wide(table: Table, column: Column) -> bool:
    """Ids of events are made of day, container and kind, and outgrow 32 bits in a large company."""
    target = TABLES[column.references] if column.references else table
    return target.written is Written.APPEND and (column.name == "id" or bool(column.references))


def typed_batch(table: Table, integers: Mapping[str, Any]) -> pa.RecordBatch:
    """`quantised` columns as an Arrow batch of `schema_of` the table."""
    schema = schema_of(table)
    arrays = [
        _typed(column, integers[column.name], field.type) for column, field in zip(table.columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _typed(column: Column, values: Any, kind: pa.DataType) -> pa.Array:
    match column.kind:
        case Kind.TEXT:
            return pa.array(values, kind)
        case Kind.CHOICE:
            return pa.DictionaryArray.from_arrays(pa.array(values.astype(np.int8)), pa.array(column.choices))
        case Kind.DATE:
            return pa.array(values.astype(np.int32), mask=_mask(column, values, NULL)).view(kind)
        case Kind.TIME:
            return pa.array(values * 1000).view(kind)
        case Kind.BOOL:
            return pa.array(values.astype(bool))
        case Kind.INT:
            return pa.array(_narrowed(values, kind), mask=_mask(column, values, MISSING))
        case _:
            decimals = 2 if column.kind is Kind.MONEY else column.decimals
            scaled = (values / 10.0**decimals).astype(kind.to_pandas_dtype())
            return pa.array(scaled, kind, mask=_mask(column, values, NULL))


def _narrowed(values: npt.NDArray[Any], kind: pa.DataType) -> npt.NDArray[Any]:
    """Whole numbers in as many bits as their column has."""
    narrow = values.astype(kind.to_pandas_dtype(), copy=False)
    if narrow.dtype != values.dtype and len(values) and (values.max() > _MOST_32 or values.min() < -_MOST_32):
        raise OverflowError(f"{values.max()} does not fit {kind}")
    return narrow


def _mask(column: Column, values: npt.NDArray[np.int64], null: np.int64) -> npt.NDArray[np.bool_] | None:
    return values == null if column.nullable else None


def integers_from_typed(table: Table, batch: pa.RecordBatch) -> dict[str, Any]:
    """Rows read back from a file as `quantised` columns; NULL comes as the engine's null."""
    return {column.name: _quantised(column, batch.column(column.name)) for column in table.columns}


def _quantised(column: Column, values: pa.Array) -> Any:
    match column.kind:
        case Kind.TEXT:
            return values.to_pylist()
        case Kind.CHOICE:
            return _codes(column, values)
        case Kind.DATE:
            return _numbers(values.cast(pa.int32()), NULL)
        case Kind.TIME:
            return _numbers(values.cast(pa.timestamp("s", "UTC")), NULL)
        case Kind.INT | Kind.BOOL:
            return _numbers(values, MISSING)
        case _:
            return quantised(column, values.cast(pa.float64()).to_numpy(zero_copy_only=False))


def _codes(column: Column, values: pa.Array) -> npt.NDArray[np.int64]:
    """Codes of the engine; a file may list the labels in another order, or row by row."""
    labels = values if isinstance(values, pa.DictionaryArray) else values.dictionary_encode()
    position = {label: code for code, label in enumerate(column.choices)}
    codes = np.array([position[label] for label in labels.dictionary.to_pylist()], dtype=np.int64)
    found: npt.NDArray[np.int64] = codes[labels.indices.to_numpy(zero_copy_only=False)]
    return found


def _numbers(values: pa.Array, null: np.int64) -> npt.NDArray[np.int64]:
    numbers: npt.NDArray[np.int64] = values.cast(pa.int64()).fill_null(int(null)).to_numpy(zero_copy_only=False)
    return numbers


def in_order_of_key(table: Table, batch: Any) -> Any:
    """The rows of a batch or an Arrow table sorted by the table's key."""
    keys = [_numbers_of(batch.column(name)) for name in table.key]
    if len(keys) == 1 and (keys[0][1:] > keys[0][:-1]).all():
        return batch
    order = np.lexsort(keys[::-1])
    return batch if (order[1:] > order[:-1]).all() else batch.take(pa.array(order))


def _numbers_of(key: Any) -> npt.NDArray[Any]:
    numbers: npt.NDArray[Any] = key.cast(pa.int32() if key.type == pa.date32() else pa.int64()).to_numpy(
        zero_copy_only=False
    )
    return numbers
