"""Several connections at once: threads that make the readings of a session and commit them, a connection each.

Parts are functions of what is known already, so they may be made in any order. Threads, not processes: making and
encoding are numpy, which lets other threads run, and a crew costs the memory of its parts, not that of whole processes.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from typing import Self

from aquasim.sinks import Part, Store
from aquasim.writer import Done, Steps, done, uninterrupted

PARTS_AHEAD = 2
"""Parts that wait for each worker: enough that none stands idle while days are simulated."""


class Crew:
    """Makes parts and commits them; what one of them meets is raised by the next `put`, or at the end."""

    def __init__(self, store: Store, workers: int, committed: Callable[[Sequence[Done]], None], steps: Steps) -> None:
        self._store, self._workers, self._committed, self._steps = store, workers, committed, steps
        self._waiting: deque[Future[None]] = deque()
        self._own = threading.local()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as closed_on_error:
            stores = [closed_on_error.enter_context(self._store.beside()) for _ in range(self._workers)]
            self._pool = ThreadPoolExecutor(self._workers, "crew", initializer=self._begin, initargs=(stores,))
            self._stack = closed_on_error.pop_all()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        with self._stack:
            try:
                while kind is None and self._waiting:
                    self._take_outcome()
            finally:  # no connection is closed while a thread is using it
                uninterrupted(self._end)

    def _end(self) -> None:
        for future in self._waiting:
            future.cancel()
        wait(self._waiting)
        self._pool.shutdown()

    def _take_outcome(self) -> None:
        self._waiting[0].result()
        self._waiting.popleft()

    def put(self, make: Callable[[], Part]) -> None:
        """Hand over a part to be made and committed; waits while there is enough to do."""
        while len(self._waiting) >= PARTS_AHEAD * self._workers:
            self._take_outcome()
        self._waiting.append(self._pool.submit(self._carry_out, make))

    def _begin(self, stores: list[Store]) -> None:
        self._own.store = stores.pop()

    def _carry_out(self, make: Callable[[], Part]) -> None:
        store: Store = self._own.store
        part = make()
        with self._steps("encode"):
            encoded = store.encode(part)
        with self._steps("load"):
            store.commit(encoded)
        self._committed([done(encoded)])
