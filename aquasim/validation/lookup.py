"""Look-ups by database id, and words for what is out of order."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from aquasim.domain.calendar import WEEK_DAYS, WORKING_DAYS

Array = npt.NDArray[Any]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


SECONDS_A_DAY = 86_400
THURSDAY = 3
"""Weekday of 1 January 1970, Monday being 0."""
AT_ONCE = 100_000
"""Rows judged together, so that ten years take little more memory than three."""
DENSE_UP_TO, SPARSE_FACTOR = 1_000_000, 8


@dataclass(frozen=True)
class ById:
    """A value for each id; ids that are not there, NULL among them, give `missing`.

    Ids that lie close together are positions of an array; those far apart are searched for.
    """

    values: Array
    ids: Integers | None = None  # in order, one value each and `missing` after the last; None: the ids are positions

    @classmethod
    def of(cls, ids: Array, values: Array, missing: float = -1) -> "ById":
        last = int(ids.max(initial=0))
        if last > DENSE_UP_TO + SPARSE_FACTOR * len(ids):
            if not in_order(ids):
                order = np.argsort(ids, kind="stable")
                ids, values = ids[order], values[order]
            return cls(np.append(values, np.array(missing, dtype=values.dtype)), ids)
        by_id = np.full(last + 2, missing, dtype=values.dtype)
        by_id[ids] = values
        return cls(by_id)

    def __getitem__(self, ids: Array) -> Array:
        if self.ids is not None:
            found = np.searchsorted(self.ids, ids)
            there = self.ids.take(found, mode="clip") == ids
            return self.values.take(np.where(there, found, len(self.ids)))
        return self.values.take(ids, mode="clip")  # ids start at 1; below and above the known ones nothing is set

    @property
    def size(self) -> int:
        return len(self.values)


def in_order(values: Array) -> bool:
    """Whether values rise or stay; without an array of their differences."""
    return bool((values[1:] >= values[:-1]).all())


def is_working_day(date: Array) -> Mask:
    """Which of some dates, in days since 1970, are Monday to Friday."""
    working: Mask = (date + THURSDAY) % WEEK_DAYS < WORKING_DAYS
    return working


class Growing:
    """A column that is filled chunk by chunk and doubles when full; many small pieces would break memory up."""

    def __init__(self, kind: npt.DTypeLike) -> None:
        self._values, self._used = np.empty(0, kind), 0

    def take(self, values: Array) -> None:
        """Append values, turned into the column's kind."""
        end = self._used + len(values)
        if end > len(self._values):
            larger = np.empty(max(end, 2 * len(self._values)), self._values.dtype)
            larger[: self._used] = self._values[: self._used]
            self._values = larger
        self._values[self._used : end] = values
        self._used = end

    @property
    def values(self) -> Array:
        return self._values[: self._used]


def iso(day: int) -> str:
    """Calendar date of a day counted from 1970-01-01."""
    return str(np.datetime64(int(day), "D"))


def counted(wrong: Mask, what: str) -> str:
    """How many of them are wrong: `0 of 17,860 container-days`."""
    return f"{int(np.count_nonzero(wrong)):,} of {len(wrong):,} {what}"
