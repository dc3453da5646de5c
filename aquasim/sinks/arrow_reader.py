"""Rows read back from a server as Arrow: binary COPY decoded by ADBC, a batch at a time, no Python object a row."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import adbc_driver_postgresql
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aquasim.engine.tables import Column, Kind, Table
from aquasim.sinks.adbc import Adbc
from aquasim.sinks.digest import NULL, quantised

BATCH_BYTES = "adbc.postgresql.batch_size_hint_bytes"
"""The driver's own 16 MiB take more memory and no less time."""
UNLIMITED = """
    SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN
    ('statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout')
"""
"""Limits that a role or a database has for people's queries; a load and its checks take their time, as a dump does."""


class ArrowReader:
    """Queries on a connection of their own, which see what is committed; opened with the first of them."""

    def __init__(self, url: str, errors: Callable[[], AbstractContextManager[None]]) -> None:
        self._url, self._errors = url, errors
        self._adbc: Adbc | None = None

    def close(self) -> None:
        if self._adbc is not None:
            self._adbc.close()

    def table(self, sql: str) -> pa.Table:
        """Rows of a query, typed as those of the embedded database: dates and times as ISO text, in UTC."""
        with self._errors():
            found = self._opened().table(sql.rstrip().rstrip(";"))
        columns = [_plain(column) for column in found.columns]
        return pa.Table.from_arrays(columns, names=found.column_names)

    def integers(self, table: Table, where: str) -> Iterator[dict[str, Any]]:
        """Rows of a table as `quantised` columns, in batches."""
        columns = ", ".join(_selected(column) for column in table.columns)
        with self._errors():
            for batch in self._opened().batches(f'SELECT {columns} FROM "{table.name}" {where}'):
                yield {column.name: _integers(column, batch.column(i)) for i, column in enumerate(table.columns)}

    def _opened(self) -> Adbc:
        if self._adbc is None:
            self._adbc = Adbc(adbc_driver_postgresql.connect(self._url), **{BATCH_BYTES: str(2**21)})
            self._adbc.table(UNLIMITED)
            self._adbc.table("SET TIME ZONE 'UTC'")  # in which days of a query begin
        return self._adbc


def _selected(column: Column) -> str:
    return f'"{column.name}"::float8' if column.kind is Kind.MONEY else f'"{column.name}"'


def _integers(column: Column, values: pa.Array) -> Any:
    match column.kind:
        case Kind.TEXT:
            return values.to_pylist()
        case Kind.CHOICE:
            return _numbers(pc.index_in(values, pa.array(column.choices)), -1)
        case Kind.FLOAT | Kind.MONEY:
            return quantised(column, values.cast(pa.float64()).to_numpy(zero_copy_only=False))
        case Kind.DATE:
            return _numbers(values.cast(pa.int32()), int(NULL))
        case Kind.TIME:
            return _numbers(values.cast(pa.timestamp("s", "UTC"), safe=False).cast(pa.int64()), int(NULL))
        case _:
            return _numbers(values, -1)


def _numbers(values: pa.Array, null: int) -> npt.NDArray[np.int64]:
    whole = values.cast(pa.int64())
    filled = whole.fill_null(null) if whole.null_count else whole
    numbers: npt.NDArray[np.int64] = filled.to_numpy(zero_copy_only=False)
    return numbers


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if isinstance(kind, pa.OpaqueType) and kind.type_name == "numeric":
        return column.cast(pa.string()).cast(pa.float64())
    if isinstance(kind, pa.BaseExtensionType):
        return column.cast(kind.storage_type)
    if pa.types.is_timestamp(kind):
        return column.cast(pa.timestamp("s", kind.tz), safe=False).cast(pa.timestamp("s")).cast(pa.string())
    if pa.types.is_date(kind):
        return column.cast(pa.string())
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        return column.cast(pa.int64())
    if pa.types.is_floating(kind):
        return column.cast(pa.float64())
    return column
