"""The writing half of a run: parts committed in order on a thread of their own, while the next are made."""

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from aquasim.engine.tables import TABLES, Written
from aquasim.sinks import Encoded, Store

QUEUED_PARTS = 5
"""About as many as a window of the company has, so that the writer has rows while the next days are lived."""


class Steps:
    """Seconds by step, each measured where it runs; those of threads side by side are added up."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._adding = threading.Lock()

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            took = time.perf_counter() - start
            with self._adding:
                self.seconds[step] += took


@dataclass(frozen=True)
class Done:
    """What is remembered of a part once its rows are handed over."""

    window: int
    rows: int
    rows_per_table: dict[str, int]


def done(part: Encoded) -> Done:
    """Of a part that is committed; tables whose rows change are counted at the end."""
    counts = {name: b.num_rows for name, b in part.batches.items() if TABLES[name].written is Written.APPEND}
    return Done(part.window, part.rows, counts)


def uninterrupted(step: Callable[[], None], on_press: Callable[[], None] = lambda: None) -> None:
    """Carry out a step that may be begun again, to its end: Ctrl-C meanwhile is raised only after it."""
    pressed: KeyboardInterrupt | None = None
    while True:
        try:
            step()
            break
        except KeyboardInterrupt as press:
            pressed = press
            on_press()
    if pressed is not None:
        raise pressed


class Writer:
    """Commits parts in order on a thread of its own, so that the next part is made meanwhile."""

    def __init__(
        self,
        store: Store,
        committed: Callable[[Sequence[Done]], None],
        steps: Steps,
        queued_parts: int = QUEUED_PARTS,
    ) -> None:
        self._store, self._committed, self._steps = store, committed, steps
        self._queue: queue.Queue[Encoded | None] = queue.Queue(queued_parts)
        self._failure: BaseException | None = None
        self._open: list[Done] = []
        self._in_haste = False
        self._ended = threading.Event()  # an interrupted `Thread.join` takes a thread that runs for one that ended
        self._thread = threading.Thread(target=self._work, name="writer")

    def __enter__(self) -> "Writer":
        self._thread.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Wait for the parts handed over; after Ctrl-C only for the one that is being written."""
        uninterrupted(self._end, self._hasten)
        if self._failure and kind is None:
            raise self._failure

    def _end(self) -> None:
        if not self._ended.is_set():
            self._queue.put(None)
            self._ended.wait()

    def _hasten(self) -> None:
        self._in_haste = True

    def put(self, part: Encoded) -> None:
        """Hand over a part; raises what an earlier commit met."""
        if self._failure:
            raise self._failure
        self._queue.put(part)

    def _work(self) -> None:
        """Until the end of the queue; after a failure parts are only taken out, so that nobody waits for room."""
        while (part := self._queue.get()) is not None:
            if not self._failure and not self._in_haste:
                self._guarded(partial(self._commit, part))
        if not self._failure:
            self._guarded(self._flush)
        self._ended.set()

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except BaseException as failure:  # handed to the thread that waits, which raises it
            self._failure = failure

    def _commit(self, part: Encoded) -> None:
        with self._steps("load"):
            closed = self._store.commit(part)
        self._open.append(done(part))
        if closed:
            self._tell()

    def _flush(self) -> None:
        with self._steps("load"):
            self._store.flush()
        self._tell()

    def _tell(self) -> None:
        if self._open:
            self._committed(self._open)
        self._open = []
