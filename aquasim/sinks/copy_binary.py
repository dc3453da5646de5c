"""Columns as the bytes of PostgreSQL's binary COPY: rows are laid out by numpy, never one by one.

A row is a count of fields, then for each field its length and its value, big-endian; a NULL has length -1 and no value.
Rows are built in a structured array as wide as the widest of them. Where lengths differ (text, NULL), a mask of the
same shape drops the bytes that a row does not use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aquasim.engine.tables import Column, Columns, Kind, Table
from aquasim.errors import SinkError
from aquasim.sinks.digest import NULL

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
EPOCH_DAY = 10957
"""PostgreSQL counts days and microseconds from 2000-01-01."""
_BLOCK_ROWS = 1 << 16
_FORMATS = {
    "int2": ">i2",
    "int4": ">i4",
    "int8": ">i8",
    "float4": ">f4",
    "float8": ">f8",
    "date": ">i4",
    "timestamptz": ">i8",
    "bool": "u1",
    "numeric": "V16",
}
_TEXT = ("text", "varchar")

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class CopyRows:
    """Rows of one table, ready to be sent between `HEADER` and `TRAILER`."""

    num_rows: int
    blocks: list[Bytes]


@dataclass(frozen=True)
class _Field:
    """One column: values of one width, and the bytes of it that rows use: -1 for NULL; one number where all agree."""

    values: npt.NDArray[Any]
    lengths: Any

    def part(self, rows: slice) -> "_Field":
        return _Field(self.values[rows], self.lengths[rows] if self.varies else self.lengths)

    @property
    def varies(self) -> bool:
        return isinstance(self.lengths, np.ndarray)


def copy_rows(table: Table, integers: Columns, types: Mapping[str, str]) -> CopyRows:
    """Quantised columns of a table as rows of binary COPY, for columns of the given database types."""
    fields = [_field(column, integers[column.name], types[column.name]) for column in table.columns]
    n = len(fields[0].values)
    blocks = [slice(start, start + _BLOCK_ROWS) for start in range(0, n, _BLOCK_ROWS)]
    return CopyRows(n, [_block([field.part(rows) for field in fields]) for rows in blocks])


def _block(fields: list[_Field]) -> Bytes:
    """The bytes of some rows, one after the other."""
    layout: list[tuple[str, Any]] = [("fields", ">i2")]
    for i, field in enumerate(fields):
        layout += [(f"length{i}", ">i4"), (f"value{i}", field.values.dtype)]
    rows = np.empty(len(fields[0].values), dtype=layout)
    rows["fields"] = len(fields)
    for i, field in enumerate(fields):
        rows[f"length{i}"], rows[f"value{i}"] = field.lengths, field.values
    flat = rows.view(np.uint8)
    if not any(field.varies for field in fields):
        return flat
    used = np.ones((len(rows), rows.itemsize), dtype=bool)
    start = 2
    for field in fields:
        start, width = start + 4, field.values.dtype.itemsize
        if field.varies:
            used[:, start : start + width] = np.arange(width) < field.lengths[:, None]
        start += width
    return flat.reshape(used.shape)[used]


def _field(column: Column, values: Any, database_type: str) -> _Field:
    if database_type in _TEXT:
        return _text(column, values)
    if database_type not in _FORMATS:
        raise SinkError(f"column {column.name} has type {database_type}, which the loader cannot write")
    form = np.dtype(_FORMATS[database_type])
    missing = values == (-1 if column.kind is Kind.INT else NULL) if column.nullable else np.zeros(1, dtype=bool)
    if not missing.any():
        return _Field(_converted(column, values, database_type).astype(form), form.itemsize)
    known = _converted(column, np.where(missing, 0, values), database_type)
    return _Field(known.astype(form), np.where(missing, -1, form.itemsize))


def _converted(column: Column, values: Integers, database_type: str) -> npt.NDArray[Any]:
    match database_type:
        case "date":
            return values - EPOCH_DAY
        case "timestamptz":
            return (values - EPOCH_DAY * 86400) * 1_000_000
        case "numeric":
            return _numeric(values)
        case _ if column.kind is Kind.FLOAT:
            return values / 10.0**column.decimals
    return values


def _numeric(cents: Integers) -> npt.NDArray[Any]:
    """Cents as `numeric` of two decimals: four digits to the base of 10,000, the last of them behind the point."""
    amount = np.abs(cents)
    if amount.size and amount.max() >= 100 * 10_000**3:
        raise SinkError(f"an amount of {amount.max() / 100:.2f} is more than the loader can write")
    rows = np.zeros(len(cents), dtype=[(name, ">i2") for name in ("digits", "weight", "sign", "scale", *"abcd")])
    rows["digits"], rows["weight"], rows["scale"] = 4, 2, 2
    rows["sign"] = np.where(cents < 0, 0x4000, 0)
    whole = amount // 100
    rows["a"], rows["b"], rows["c"] = whole // 10**8, whole // 10**4 % 10**4, whole % 10**4
    rows["d"] = amount % 100 * 100
    return rows.view("V16")


def _text(column: Column, values: Any) -> _Field:
    """Labels by look-up: each distinct one is encoded once."""
    if column.kind is Kind.CHOICE:
        labels, codes = column.choices, np.asarray(values)
    else:
        distinct = pa.array(values, pa.string()).dictionary_encode()
        labels, codes = distinct.dictionary.to_pylist(), distinct.indices.to_numpy(zero_copy_only=False)
    written = np.array([label.encode() for label in labels] or [b""])
    lengths = np.array([len(label.encode()) for label in labels] or [0])
    alike = lengths.min() == lengths.max() == written.dtype.itemsize
    return _Field(written[codes], int(lengths[0]) if alike else lengths[codes])
