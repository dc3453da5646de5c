"""From the simulator to files or digests, without a database.

The first process advances the fish month by month and a thread of it encodes their events; worker processes make the
readings of the months gone by, with its help where there are many. A task's outcome is whole files as bytes, so any
file system can take them.
"""

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np

from aquasim.engine.beginning import first_state, make_world
from aquasim.engine.catalogue import catalogue
from aquasim.engine.plan import make_plan
from aquasim.engine.readings import ROWS_PER_PART, Shard, shards
from aquasim.engine.tables import TABLES, Columns, Written
from aquasim.engine.world import World
from aquasim.errors import SinkError
from aquasim.export.selection import Selection, taken
from aquasim.export.tasks import FAULTS, Encoded, Reader, Wanted, begin, encode, encode_readings
from aquasim.parameters import Parameters
from aquasim.run import Progress, check_session, simulate_window
from aquasim.sinks.digest import Sums, added
from aquasim.sinks.typed import READINGS

Store = Callable[[str, str, bytes], None]
"""Takes table, month and content of a file."""
SHARDS_PER_FILE = 4_000_000 // ROWS_PER_PART


def simulate_to(
    parameters: Parameters,
    sessions: int,
    store: Store | None = None,
    *,
    selection: Selection = Selection(),  # noqa: B008 (frozen)
    workers: int | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    strict: bool = False,
) -> Sums:
    """All rows that a database holds after sessions 1 .. `sessions`, as files and digest sums.

    Parameters
    ----------
    parameters : Parameters
        The company.
    sessions : int
        The last session.
    store : callable, optional
        Takes each file; without it only sums are made.
    selection : Selection
        Rows to keep.
    workers : int, optional
        Processes beside this one; as many as there are further cores unless given.
    on_progress : callable
        Called after every month.
    strict : bool
        Refuse a plan with a shortage.
    """
    check_session(parameters, sessions)
    world = make_world(make_plan(parameters, strict=strict), parameters.session_days(sessions).stop)
    workers = workers or _further_cores()
    run = _Run(world, sessions, store, Wanted(selection, store is not None), on_progress, workers + 2)
    with ExitStack() as stack:
        pools = [
            ProcessPoolExecutor(
                workers,
                multiprocessing.get_context("spawn"),
                initializer=begin,
                initargs=(replace(world, modules=()), run.wanted),
            ),
            ThreadPoolExecutor(1, "events"),
        ]
        for pool in pools:
            stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        try:
            return run.carry_out(*pools)
        except BrokenProcessPool as error:
            raise SinkError("a worker process was ended from outside, perhaps for want of memory; try again") from error


def _further_cores() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores - 1)


class _Run:
    def __init__(
        self,
        world: World,
        sessions: int,
        store: Store | None,
        wanted: Wanted,
        on_progress: Callable[[Progress], None],
        tasks_ahead: int,
    ) -> None:
        self.tasks_ahead, self.reader = tasks_ahead, Reader(world, wanted)
        self.world, self.sessions, self.store, self.wanted = world, sessions, store, wanted
        self.on_progress, self.began = on_progress, time.perf_counter()
        self.with_readings = any(table.name in (READINGS, FAULTS) for table in wanted.selection.tables)
        self.days = world.parameters.session_days(sessions).stop
        self.found: list[Sums] = []
        self.latest: dict[str, Columns] = {}
        self.waiting: deque[tuple[int, Future[Encoded]]] = deque()

    def carry_out(self, workers: Executor, thread: Executor) -> Sums:
        state = first_state(self.world)
        self._keep_latest(catalogue(self.world))
        for month, days in self._months():
            tables, traces = simulate_window(self.world, state, days)
            self._keep_latest(tables)
            events = {name: rows for name, rows in tables.items() if TABLES[name].written is Written.APPEND}
            self._submit(thread, days.stop, encode, events, self.wanted)
            for pieces in _bunches(shards(self.world, traces)) if self.with_readings else ():
                if self._is_ahead():  # the workers have enough to do: lend a hand
                    self.waiting.append((days.stop, _done(self.reader.encode(month, traces, pieces))))
                else:
                    self._submit(workers, days.stop, encode_readings, month, traces, pieces)
        self._submit(thread, self.days, encode, self.latest, self.wanted)
        while self.waiting:
            self._take_outcome()
        return added(self.found)

    def _months(self) -> Iterator[tuple[str, range]]:
        first = self.world.first_date
        for month, days in groupby(range(self.days), lambda day: str((first + day).astype("datetime64[M]"))):
            numbers = list(days)
            yield month, range(numbers[0], numbers[-1] + 1)

    def _submit(self, pool: Executor, day: int, task: Callable[..., Encoded], *arguments: Any) -> None:
        while len(self.waiting) >= self.tasks_ahead:
            self._take_outcome()
        self.waiting.append((day, pool.submit(task, *arguments)))

    def _is_ahead(self) -> bool:
        return len(self.waiting) >= self.tasks_ahead and not self.waiting[0][1].done()

    def _take_outcome(self) -> None:
        """Store the oldest task's files: in the order of tasks, so that they are named alike whoever made them."""
        day, future = self.waiting.popleft()
        done = future.result()
        self.found.append(done.sums)
        if self.store is not None:
            for name, month, content in done.files:
                self.store(name, month, content)
        self._tell(day)

    def _tell(self, day: int) -> None:
        rows = sum(s.rows for part in self.found for months in part.values() for s in months.values())
        seconds = time.perf_counter() - self.began
        date = self.world.plan.date(day - 1)
        self.on_progress(Progress(self.sessions, day, self.days, date, rows, seconds, rows / seconds))

    def _keep_latest(self, tables: dict[str, Columns]) -> None:
        """Rows of small tables as the last update leaves them."""
        for name, columns in tables.items():
            if TABLES[name].written is not Written.APPEND:
                before = self.latest.get(name)
                self.latest[name] = _updated(before, columns) if before else columns


def _done(outcome: Encoded) -> Future[Encoded]:
    future: Future[Encoded] = Future()
    future.set_result(outcome)
    return future


def _updated(before: Columns, after: Columns) -> Columns:
    """Rows by id, the later of two."""
    both = {name: _joined(before[name], after[name]) for name in after}
    ids = np.asarray(both["id"])
    _, last = np.unique(ids[::-1], return_index=True)
    return taken(both, len(ids) - 1 - last)


def _joined(before: Any, after: Any) -> Any:
    return [*before, *after] if isinstance(after, list) else np.concatenate([before, after])


def _bunches(pieces: Sequence[Shard]) -> Iterator[Sequence[Shard]]:
    """Shards of one file."""
    for i in range(0, len(pieces), SHARDS_PER_FILE):
        yield pieces[i : i + SHARDS_PER_FILE]
