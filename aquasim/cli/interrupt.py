"""Ctrl-C and SIGTERM while rows are written: the part under way is finished first; a second one stops at once."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

STDERR = 2
STOPPING = b"Stopping after the part under way; press Ctrl-C again to stop at once.\n"
ASKING = (signal.SIGINT, signal.SIGTERM)


def terminate_as_interrupt() -> None:
    """Have SIGTERM, by which services and containers are stopped, end the program as Ctrl-C does: cleaning up."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Whether to stop was asked, to be looked at between parts: an exception may fall where nobody passes it on."""
    asked = Event()

    def first_time(number: int, frame: object) -> None:
        asked.set()
        back_to_before()
        os.write(STDERR, STOPPING)  # safe wherever the program was

    def back_to_before() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    before = {number: signal.signal(number, first_time) for number in ASKING}
    try:
        yield asked.is_set
    finally:
        back_to_before()
