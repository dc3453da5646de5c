"""From the simulator to files or digests, without a database.

The first process advances the fish month by month. Processes beside it encode the events and make the readings of the
months gone by, with its help where there are many readings, and put the files where they belong. The workers of a Dask
cluster make readings only: a thread here encodes events, which are larger on their way than when encoded. A task's
outcome is whole files, so any file system can take them.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa

from aquasim.elsewhere import Workforce, cluster, further_cores, packed, processes
from aquasim.engine.beginning import first_state, make_world
from aquasim.engine.catalogue import catalogue
from aquasim.engine.day import Trace
from aquasim.engine.plan import plan_to_live
from aquasim.engine.sensor_days import ROWS_PER_PART, Shard, cut, shards
from aquasim.engine.state import State
from aquasim.engine.tables import READINGS, SENSOR_FAULTS, TABLES, Columns, Written
from aquasim.engine.windows import is_lived_by_day, window_length
from aquasim.engine.world import World
from aquasim.export.selection import Selection, taken
from aquasim.export.tasks import (
    Encoded,
    File,
    Target,
    Wanted,
    encode_events,
    encode_far,
    encode_nearby,
    encode_readings,
)
from aquasim.memory import keep_arrays_apart
from aquasim.parameters import Parameters
from aquasim.run import Progress, check_session, simulate_window
from aquasim.sinks.digest import Sums, added

Store = Callable[[File], None]
"""Takes each file."""
SHARDS_PER_FILE = 4_000_000 // ROWS_PER_PART


def simulate_to(
    parameters: Parameters,
    sessions: int,
    store: Store | None = None,
    *,
    selection: Selection = Selection(),  # noqa: B008 (frozen)
    workers: int | None = None,
    scheduler: str | None = None,
    target: Target | None = None,
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
    scheduler : str, optional
        Address of a Dask scheduler, whose workers are used instead.
    target : Target, optional
        Where workers put files themselves; else they hand them back.
    on_progress : callable
        Called after every month.
    strict : bool
        Refuse a plan with a shortage.
    """
    check_session(parameters, sessions)
    keep_arrays_apart()
    pa.set_memory_pool(pa.system_memory_pool())  # gives freed parts back
    world = make_world(plan_to_live(parameters, strict=strict))
    with ExitStack() as stack:
        force = stack.enter_context(cluster(scheduler) if scheduler else processes(workers or further_cores()))
        events = force.executor
        if force.far:
            events = ThreadPoolExecutor(1, "events")
            stack.callback(events.shutdown, wait=True, cancel_futures=True)
        wanted = Wanted(selection, store is not None)
        return _Run(world, sessions, store, wanted, on_progress, force, target).carry_out(events)


class _Run:
    def __init__(
        self,
        world: World,
        sessions: int,
        store: Store | None,
        wanted: Wanted,
        on_progress: Callable[[Progress], None],
        force: Workforce,
        target: Target | None,
    ) -> None:
        self.world, self.sessions, self.store, self.wanted = world, sessions, store, wanted
        self.force, self.target, self.known = force, target, world.parameters.model_dump_json()
        self.tasks_ahead = 2 * (force.hands + 1)
        # events on their way are held twice, for which a company that is lived day by day has no room
        self.is_large = is_lived_by_day(world.registry.containers)
        self.on_progress, self.began = on_progress, time.perf_counter()
        self.with_readings = any(table.name in (READINGS, SENSOR_FAULTS) for table in wanted.selection.tables)
        self.days = world.parameters.session_days(sessions).stop
        self.found: Sums = {}
        self.rows = 0
        self.latest: dict[str, Columns] = {}
        self.waiting: deque[tuple[int, Future[Encoded]]] = deque()

    def carry_out(self, encoders: Executor) -> Sums:
        state, parts = first_state(self.world), Counter[str]()
        for part, tables in enumerate(catalogue(self.world)):
            self._submit(encoders, 0, encode_events, self.target, tables, self.wanted._replace(part=part))
        for month, window, days in self._windows():
            traces = self._live(encoders, state, days, window)
            for pieces in _bunches(shards(self.world, traces)) if self.with_readings else ():
                self._readings(days.stop, self.wanted._replace(part=parts[month]), month, traces, pieces)
                parts[month] += 1
        # the small tables here, while the workers finish the last month
        self.waiting.append((self.days, _done(encode_events(self.target, self.latest, self.wanted))))
        while self.waiting:
            self._take_outcome()
        return self.found

    def _live(self, encoders: Executor, state: State, days: range, window: int) -> list[Trace]:
        """The water of some days, whose events are on their way to be encoded and held here no longer."""
        tables, traces = simulate_window(self.world, state, days)
        self._keep_latest(tables)
        events = {name: rows for name, rows in tables.items() if TABLES[name].written is Written.APPEND}
        del tables
        what = self.target, events, self.wanted._replace(part=window)
        if self.is_large:
            self.waiting.append((days.stop, _done(encode_events(*what))))
        else:
            self._submit(encoders, days.stop, encode_events, *what)
        return traces

    def _readings(self, day: int, wanted: Wanted, month: str, traces: Sequence[Trace], pieces: Sequence[Shard]) -> None:
        """Have the readings of some containers made: by whoever is free."""
        if self._is_ahead():  # the workers have enough to do: lend a hand
            self.waiting.append((day, _done(encode_readings(self.world, wanted, month, traces, pieces))))
            return
        mine = [cut(trace, Shard(pieces[0].first, pieces[-1].end)) for trace in traces]
        what = self.target, self.known, wanted, month
        if self.force.far:
            self._submit(self.force.executor, day, encode_far, *what, packed(mine), pieces)
        else:
            self._submit(self.force.executor, day, encode_nearby, *what, mine, pieces)

    def _windows(self) -> Iterator[tuple[str, int, range]]:
        """Month, number of the window in it, and days: whole months, but in a very large company."""
        first, step = self.world.first_date, window_length(self.world.registry.containers)
        step = step if step < 28 else 31
        for month, days in groupby(range(self.days), lambda day: str((first + day).astype("datetime64[M]"))):
            numbers = list(days)
            for window, start in enumerate(numbers[::step]):
                yield month, window, range(start, min(start + step, numbers[-1] + 1))

    def _submit(self, pool: Executor, day: int, task: Callable[..., Encoded], *arguments: Any) -> None:
        while len(self.waiting) >= self.tasks_ahead:
            self._take_outcome()
        self.waiting.append((day, pool.submit(task, *arguments)))

    def _is_ahead(self) -> bool:
        return not self.force.far and len(self.waiting) >= self.tasks_ahead and not self.waiting[0][1].done()

    def _take_outcome(self) -> None:
        """Store the oldest task's files, and count its rows."""
        day, future = self.waiting.popleft()
        done = future.result()
        self.found = added([self.found, done.sums])
        self.rows += sum(s.rows for months in done.sums.values() for s in months.values())
        if self.store is not None:
            for file in done.files:
                self.store(file)
        if day:  # and not only what stands before the first
            self._tell(day)

    def _tell(self, day: int) -> None:
        seconds = time.perf_counter() - self.began
        date = self.world.plan.date(day - 1)
        self.on_progress(Progress(self.sessions, day, self.days, date, self.rows, seconds, self.rows / seconds))

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
