"""Look-ups by database id, and words for what is out of order."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ById:
    """A value for each id; ids that are not there, NULL among them, give `missing`."""

    values: Array

    @classmethod
    def of(cls, ids: Array, values: Array, missing: float = -1) -> "ById":
        by_id = np.full(int(ids.max(initial=0)) + 2, missing, dtype=values.dtype)
        by_id[ids] = values
        return cls(by_id)

    def __getitem__(self, ids: Array) -> Array:
        return self.values.take(ids, mode="clip")  # ids start at 1; below and above the known ones nothing is set

    @property
    def size(self) -> int:
        return len(self.values)


def iso(day: int) -> str:
    """Calendar date of a day counted from 1970-01-01."""
    return str(np.datetime64(int(day), "D"))


def counted(wrong: Mask, what: str) -> str:
    """How many of them are wrong: `0 of 17,860 container-days`."""
    return f"{int(np.count_nonzero(wrong)):,} of {len(wrong):,} {what}"
