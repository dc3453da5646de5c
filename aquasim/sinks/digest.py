"""Digests of rows: order-free sums of row hashes over quantised columns, by table and month.

Every value becomes an integer first (a float at its column's resolution, a label by its hash). A row's hash mixes the
sum of its values times a multiplier of each column; a month of a table has the sum of its rows' hashes. Sums do not
depend on order, so windows, shards, workers and database engines agree.
"""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from aquasim.engine.tables import TABLES, Column, Columns, Kind, Table, row_count

Hashes = npt.NDArray[np.uint64]
NULL = np.int64(np.iinfo(np.int64).min)
ALL_MONTHS = "all"
LABELS_KEPT = 1 << 14
"""Hashes of labels kept for when they come again; names of a large company's sensors are millions, and come once."""
_WORD = 1 << 64


class Sum(NamedTuple):
    """Rows of one table and month: how many, and two sums of their hashes modulo 2**64."""

    rows: int = 0
    low: int = 0
    high: int = 0

    def plus(self, other: "Sum") -> "Sum":
        return Sum(self.rows + other.rows, (self.low + other.low) % _WORD, (self.high + other.high) % _WORD)

    def hex(self) -> str:
        return f"{self.high:016x}{self.low:016x}"


Sums = dict[str, dict[str, Sum]]
"""By table, then by month `YYYY-MM`; tables without a month have one entry, `all`."""


def quantised(column: Column, values: Any) -> Any:
    """Values as integers at the column's resolution; text and choices stay as they are."""
    if column.kind in (Kind.FLOAT, Kind.MONEY):
        decimals = 2 if column.kind is Kind.MONEY else column.decimals
        scaled = np.rint(np.asarray(values, dtype=np.float64) * 10.0**decimals)
        return np.where(np.isnan(scaled), NULL, scaled).astype(np.int64) if column.nullable else scaled.astype(np.int64)
    if column.kind is Kind.DATE:
        return np.asarray(values, dtype="datetime64[D]").view(np.int64)
    if column.kind is Kind.TIME:
        return np.asarray(values, dtype="datetime64[s]").view(np.int64)
    if column.kind is Kind.TEXT:
        return values
    return np.asarray(values).astype(np.int64, copy=False)


def sums(table: Table, integers: Columns) -> dict[str, Sum]:
    """Sums by month over rows whose values are already `quantised`."""
    n = row_count(integers)
    hashes = np.full(n, _label_hash(table.name), dtype=np.uint64)
    scaled = np.empty_like(hashes)
    for column in table.columns:
        words = _as_words(column, integers[column.name])
        hashes += np.multiply(words, multiplier(f"{table.name}.{column.name}"), out=scaled)
    _mix(hashes, scaled)
    second = hashes ^ np.uint64(0x9E3779B97F4A7C15)
    _mix(second, scaled)
    months, position = months_of(table, integers)
    out = {}
    for i, month in enumerate(months):
        mine = slice(None) if len(months) == 1 else position == i
        low, high = hashes[mine], second[mine]
        if low.size:
            out[month] = Sum(len(low), int(low.sum(dtype=np.uint64)), int(high.sum(dtype=np.uint64)))
    return out


def _as_words(column: Column, values: Any) -> Hashes:
    if column.kind is Kind.TEXT:
        return np.array([_label_hash(value) for value in values], dtype=np.uint64)
    if column.kind is Kind.CHOICE:
        labels: Hashes = np.array([_label_hash(choice) for choice in column.choices], dtype=np.uint64)[values]
        return labels
    words: Hashes = np.ascontiguousarray(values, dtype=np.int64).view(np.uint64)
    return words


def mixed(words: Hashes) -> Hashes:
    """Every bit of a word spread over all of them, by a bijection."""
    out = words.copy()
    _mix(out, np.empty_like(out))
    return out


def _mix(words: Hashes, scratch: Hashes) -> None:
    """A bijection that spreads every bit, in place; two rounds of multiply and fold."""
    words *= np.uint64(0xFF51AFD7ED558CCD)
    words ^= np.right_shift(words, np.uint64(32), out=scratch)
    words *= np.uint64(0xC4CEB9FE1A85EC53)
    words ^= np.right_shift(words, np.uint64(29), out=scratch)


def multiplier(name: str) -> np.uint64:
    """An odd word of a column's own, so that columns cannot stand in for each other."""
    return np.uint64(_label_hash(name) | 1)


@lru_cache(LABELS_KEPT)
def _label_hash(label: str) -> int:
    return int.from_bytes(hashlib.blake2b(label.encode(), digest_size=8).digest(), "little")


def months_of(table: Table, integers: Columns) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Labels of consecutive months, and the position of each row's month among them; rows are `quantised`."""
    n = row_count(integers)
    if not table.month_of or n == 0:
        return [ALL_MONTHS], np.zeros(n, dtype=np.int64)
    column = next(column for column in table.columns if column.name == table.month_of)
    unit = "datetime64[D]" if column.kind is Kind.DATE else "datetime64[s]"
    values = np.asarray(integers[table.month_of])
    first, last = (
        int(np.array(v).astype(unit).astype("datetime64[M]").astype(np.int64)) for v in (values.min(), values.max())
    )
    labels = [str(np.datetime64(month, "M")) for month in range(first, last + 1)]
    if len(labels) == 1:
        return labels, np.zeros(n, dtype=np.int64)
    starts = np.arange(first, last + 2).astype("datetime64[M]").astype(unit).astype(np.int64)
    return labels, np.searchsorted(starts, values, side="right") - 1


def added(parts: Iterable[Sums]) -> Sums:
    """The sums of several parts together."""
    total: Sums = {}
    for part in parts:
        for table, months in part.items():
            mine = total.setdefault(table, {})
            for month, value in months.items():
                mine[month] = mine.get(month, Sum()).plus(value)
    return total


def combined_digest(total: Sums) -> str:
    """One hash over all tables and months. 32 hex digits."""
    lines = [
        f"{table} {month} {value.rows} {value.hex()}"
        for table in TABLES
        for month, value in sorted(total.get(table, {}).items())
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]
