"""Ctrl-C while rows are written: the part under way is finished first; pressed again, the run stops at once."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

STDERR = 2
STOPPING = b"Stopping after the part under way; press Ctrl-C again to stop at once.\n"


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed, to be asked between parts: an exception may fall where nobody passes it on."""
    asked = Event()

    def first_press(number: int, frame: object) -> None:
        asked.set()
        signal.signal(signal.SIGINT, before)
        os.write(STDERR, STOPPING)  # safe wherever the program was

    before = signal.signal(signal.SIGINT, first_press)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
