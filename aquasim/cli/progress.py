"""How far a session is: a bar on a terminal, plain lines at a bounded rate elsewhere."""

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from aquasim.cli.terminal import say, whole
from aquasim.memory import resident_mb

if TYPE_CHECKING:
    from aquasim.run import Progress

Reporter = Callable[["Progress"], None]

SECONDS_BETWEEN_LINES = 2.0


def progress_line(progress: "Progress", memory_mb: float) -> str:
    """`Processed 420/1095 days ...`, as in the log."""
    return (
        f"Processed {progress.day}/{progress.days} days, {progress.date}, {whole(progress.rows)} rows, "
        f"{whole(progress.rows_per_second)} rows/s, {whole(memory_mb)} MB, {progress.seconds:.0f} s"
    )


class Lines:
    """Lines at a bounded rate; the last day is always shown."""

    def __init__(
        self,
        write: Callable[[str], None] = say,
        seconds_between: float = SECONDS_BETWEEN_LINES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write, self._seconds_between, self._clock = write, seconds_between, clock
        self._next = clock()
        self._last_day = -1

    def __call__(self, progress: "Progress") -> None:
        due = self._clock() >= self._next or progress.day == progress.days
        if due and progress.day != self._last_day:
            self._write(progress_line(progress, resident_mb()))
            self._next = self._clock() + self._seconds_between
            self._last_day = progress.day


class Bar(RichProgress):
    """Days done, simulated date, rows per second, memory and the time that is left."""

    def __init__(self, session: int) -> None:
        super().__init__(
            TextColumn(f"Session {session}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("days  {task.fields[detail]}  left"),
            TimeRemainingColumn(),
            console=Console(),
        )
        self._task = self.add_task("days", detail="", total=None)

    def __call__(self, progress: "Progress") -> None:
        detail = f"{progress.date}  {whole(progress.rows_per_second)} rows/s  {whole(resident_mb())} MB"
        self.update(self._task, completed=progress.day, total=progress.days, detail=detail)


def reporter(session: int) -> AbstractContextManager[Reporter]:
    """A bar where someone watches, lines where a file does."""
    return Bar(session) if sys.stdout.isatty() else nullcontext(Lines())
