"""What a bench found."""

from dataclasses import dataclass
from typing import NamedTuple


class Speed(NamedTuple):
    """Rows, and the seconds they took."""

    rows: int
    seconds: float

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.seconds


class Compared(NamedTuple):
    """Rows made and written, and the same rows written when they lay ready."""

    generated: Speed
    raw: Speed

    @property
    def ratio(self) -> float:
        """1 would be a generator that costs nothing beside the database."""
        return self.generated.rows_per_second / self.raw.rows_per_second


@dataclass(frozen=True)
class BenchResult:
    """A session as a whole, its readings alone where they were measured, and Django's ORM where it was."""

    session: Compared
    readings: Compared | None
    by_orm: Speed | None
    peak_memory_mb: float
    seconds_by_step: dict[str, float]
