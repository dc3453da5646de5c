"""The main job: plan -> windows -> parts -> store. Resume is running the parts that the ledger lacks."""

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

import pyarrow as pa

from aquasim import DATASET_VERSION
from aquasim.crew import Crew
from aquasim.elsewhere import Workforce, cluster
from aquasim.engine.beginning import first_state, make_world
from aquasim.engine.catalogue import catalogue
from aquasim.engine.day import Trace, simulate_day
from aquasim.engine.plan import Plan, plan_to_live
from aquasim.engine.readings import readings
from aquasim.engine.rows import Rows
from aquasim.engine.sensor_days import Shard, shards
from aquasim.engine.standing import standing_rows
from aquasim.engine.state import State
from aquasim.engine.tables import READINGS, TABLES, Columns, Written
from aquasim.engine.windows import first_window_length, is_lived_by_day, window_length
from aquasim.engine.world import World
from aquasim.errors import CheckpointError, ParameterError, SinkError
from aquasim.memory import PeakMemory, keep_arrays_apart
from aquasim.parameters import Parameters
from aquasim.same_world import check_order, check_world
from aquasim.sinks import Encoded, Part, RunRecord, RunStatus, Store, ledger_sums
from aquasim.sinks.digest import combined_digest
from aquasim.sinks.store import EVENTS, first_unfinished, readings_part, setup_part
from aquasim.writer import QUEUED_PARTS, Done, Steps, Writer

LATER_CONNECTIONS = 2
"""Connections that write readings beside earlier ones: a server then keeps their key as well, and is slower for it."""


@dataclass(frozen=True)
class Progress:
    """How far a session is, after a commit."""

    session: int
    day: int  # days of the session that are wholly committed or under way
    days: int
    date: dt.date
    rows: int
    seconds: float
    rows_per_second: float


@dataclass(frozen=True)
class Summary:
    """What a session wrote and what it took."""

    session: int
    rows_per_table: dict[str, int]
    rows: int
    seconds: float
    rows_per_second: float
    digest: str
    peak_memory_mb: float
    seconds_by_step: dict[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def generate(
    parameters: Parameters,
    store: Store,
    session: int,
    *,
    resume: bool = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    stop: Callable[[], bool] = lambda: False,
    window_days: int | None = None,
    strict: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
) -> Summary:
    """Write one session; with `resume`, what is missing of it. The run stays RUNNING until it is validated.

    Parameters
    ----------
    stop : callable
        Asked before each part is made; once it says yes, the run ends as by Ctrl-C, between two parts.
    window_days : int, optional
        Days simulated at a time; `window_length` unless given. Rows do not depend on it.
    workers : int, optional
        Connections over which readings are split; more than one only where the database takes several writers, and
        `LATER_CONNECTIONS` there for a session after the first unless told.
    scheduler : str, optional
        Address of a Dask scheduler, whose workers make and commit the readings instead.

    Raises
    ------
    ParameterError, CapacityError
        Before anything is written, where the company does not fit.
    CheckpointError
        Where the store holds another run than the one asked for.
    SinkError
        Where the store cannot be written; everything committed stays and can be resumed.
    KeyboardInterrupt
        On Ctrl-C or `stop`, after what was handed over is committed and the run is marked INTERRUPTED.
    """
    keep_arrays_apart()
    pa.set_memory_pool(pa.system_memory_pool())  # gives freed parts back; the default pool keeps 40 MB more
    if workers is None:
        workers = LATER_CONNECTIONS if session > 1 and store.takes_several_writers else 1
    if workers > 1 and not store.takes_several_writers:
        raise ParameterError(
            f"--workers {workers}: {store.url} takes one writer at a time; leave --workers out, or name a PostgreSQL "
            "database in DATABASE_URL"
        )
    if scheduler is not None and not store.takes_several_writers:
        raise ParameterError(
            f"--scheduler: {store.url} is a file of this machine; name a PostgreSQL database in DATABASE_URL, or write "
            "files with --to parquet DIR"
        )
    job = _Job(parameters, store, session, on_progress, strict)
    with cluster(scheduler) if scheduler is not None else nullcontext() as force:  # before anything is written
        job.workers, job.force = workers, force
        job.open(resume, window_days)
        try:
            return job.run(stop)
        except KeyboardInterrupt:
            store.finish(session, "INTERRUPTED")
            raise


@dataclass(frozen=True)
class _LaterPart:
    """A part that is a function of what is known already, so that any thread may make it at any time."""

    window: int
    name: str
    traces: list[Trace]
    shard: Shard
    make: Callable[[], Part]


class _Job:
    def __init__(
        self, parameters: Parameters, store: Store, session: int, on_progress: Callable[[Progress], None], strict: bool
    ) -> None:
        self.parameters, self.store, self.session, self.on_progress = parameters, store, session, on_progress
        self.memory, self.steps = PeakMemory(), Steps()
        self.began = time.perf_counter()
        check_session(parameters, session)
        with self.steps("plan"):
            self.plan: Plan = plan_to_live(parameters, strict=strict)
            self.days = parameters.session_days(session)
            self.world: World = make_world(self.plan)
        self.rows_per_table: dict[str, int] = defaultdict(int)
        self.written, self.day, self.workers = 0, 0, 1
        self.force: Workforce | None = None
        self.telling = Lock()

    def open(self, resume: bool, window_days: int | None) -> None:
        """Check what the store holds, and take it over."""
        runs = self.store.runs()
        mine = next((run for run in runs if run.session == self.session), None)
        check_world(self.parameters, runs)
        check_order(runs, self.session)
        if mine is None and resume:
            raise CheckpointError(
                f"there is no session {self.session} to resume; start "
                f"it with: aquamind generate --session {self.session}"
            )
        if mine is not None and not resume:
            raise CheckpointError(
                f"session {self.session} is already {mine.status}; go on with "
                "`aquamind resume`, or start over with `aquamind clear`"
            )
        if mine is None:
            length = window_length(self.plan.registry.containers, self.store.window_days)
            mine = self._record(window_days or length)
            self.store.begin(mine, self.plan.expected_readings(self.session) / len(self.days))
        else:
            self.store.resume(self.session)
        self.windows = mine.windows
        self.done: set[tuple[int, str]] = set()
        for line in self.store.ledger(self.session):
            self.done.add((line.window, line.part))
            self._count({table: sum(s.rows for s in months.values()) for table, months in line.sums.items()})

    def run(self, stop: Callable[[], bool]) -> Summary:
        with ExitStack() as stack:
            crew = self._crew(stack)
            queued = 1 if is_lived_by_day(self.plan.registry.containers) else QUEUED_PARTS
            writer = stack.enter_context(Writer(self.store, self._committed, self.steps, queued))
            for part in self._parts():
                if stop():
                    raise KeyboardInterrupt
                if (part.window, part.name) in self.done:
                    continue
                if crew is not None and isinstance(part, _LaterPart):
                    crew(part)
                    continue
                writer.put(self._encoded(part))
        if stop():
            raise KeyboardInterrupt
        return self._summary()

    def _encoded(self, part: "Part | _LaterPart") -> Encoded:
        ready = part if isinstance(part, Part) else part.make()
        with self.steps("encode"):
            return self.store.encode(ready)

    def _crew(self, stack: ExitStack) -> Callable[[_LaterPart], None] | None:
        """Who takes readings, once the store is open and before it is written to: connections beside its own."""
        if self.force is not None:
            from aquasim.far_crew import FarCrew  # the drivers of a server are loaded only where one is used

            (run,) = (run for run in self.store.runs() if run.session == self.session)
            far = stack.enter_context(FarCrew(self.store, self.force, self.parameters, run, self._committed))
            return lambda part: far.put(part.window, part.name, part.traces, part.shard)
        if self.workers > 1:
            near = stack.enter_context(Crew(self.store, self.workers, self._committed, self.steps))
            return lambda part: near.put(part.make)
        return None

    def _record(self, window_days: int) -> RunRecord:
        p = self.parameters
        first = self.plan.date(self.days.start)
        values = p.model_dump(mode="json")
        return RunRecord(
            0,
            self.session,
            p.name,
            p.digest(),
            values,
            p.seed,
            DATASET_VERSION,
            first,
            len(self.days),
            first_window_length(first, window_days),
            window_days,
            RunStatus.RUNNING,
            "",
        )

    def _parts(self) -> Iterator["Part | _LaterPart"]:
        """All parts from the first window that the ledger has not whole; some of them may be there already."""
        first = first_unfinished(self.done)
        state = self._state_before(first) if first < len(self.windows) else None
        for window, days in enumerate(self.windows[first:], first):
            assert state is not None
            if window == 0 and self.session == 1:
                for i, tables in enumerate(catalogue(self.world)):
                    yield Part(self.session, 0, setup_part(i), tables)
            with self.steps("simulate"):
                tables, traces = simulate_window(self.world, state, self.days[days.start : days.stop])
                blob = state.to_bytes()
            yield Part(self.session, window, EVENTS, tables, blob)
            del tables  # written down by now, and as large as all that is made of the window's water
            pieces = shards(self.world, traces)
            for i, shard in enumerate(pieces):
                name = readings_part(i, len(pieces))
                yield _LaterPart(window, name, traces, shard, partial(self._readings, window, name, traces, shard))

    def _readings(self, window: int, name: str, traces: list[Trace], shard: Shard) -> Part:
        with self.steps("simulate"):
            return Part(self.session, window, name, readings(self.world, traces, shard))

    def _state_before(self, window: int) -> State:
        if window > 0:
            return State.from_bytes(self.store.state(self.session, window - 1))
        if self.session > 1:
            before = next(run for run in self.store.runs() if run.session == self.session - 1)
            return State.from_bytes(self.store.state(self.session - 1, len(before.windows) - 1))
        return first_state(self.world)

    def _count(self, rows: dict[str, int]) -> None:
        for table, n in rows.items():
            self.rows_per_table[table] += n

    def _committed(self, parts: Sequence[Done]) -> None:
        """Count parts of a commit; those of a crew come in any order, and from any thread."""
        with self.telling:
            for part in parts:
                self._count(part.rows_per_table)
                self.written += part.rows
                if part.rows_per_table:  # and not only what stands before the first day
                    self.day = max(self.day, self.windows[part.window].stop)
            self.memory.sample()
            if not self.day:
                return
            seconds = time.perf_counter() - self.began
            date = self.plan.date(self.days.start + self.day - 1)
            rows = sum(self.rows_per_table.values())
            self.on_progress(
                Progress(self.session, self.day, len(self.days), date, rows, seconds, self.written / seconds)
            )

    def _summary(self) -> Summary:
        with self.steps("seal"):
            self.store.seal()
        with self.steps("digest"):
            totals = ledger_sums(self.store)
            digest = combined_digest(totals)
        for name, table in TABLES.items():
            if table.written is not Written.APPEND and name in totals:
                self.rows_per_table[name] = sum(s.rows for s in totals[name].values())
        if self.plan.batches and not self.rows_per_table.get(READINGS):
            raise SinkError(
                f"session {self.session} wrote no sensor readings; check readings.* and the sensors of the containers"
            )
        counts = {name: self.rows_per_table[name] for name in TABLES if self.rows_per_table.get(name)}
        seconds = time.perf_counter() - self.began
        self.memory.sample()
        self.store.finish(
            self.session,
            RunStatus.RUNNING,
            rows_per_table=counts,
            digest=digest,
            peak_memory_mb=round(self.memory.peak_mb, 1),
        )
        return Summary(
            self.session,
            counts,
            sum(counts.values()),
            seconds,
            self.written / seconds,
            digest,
            self.memory.peak_mb,
            dict(self.steps.seconds),
            tuple(shortage.message for shortage in self.plan.shortages),
        )


def simulate_window(world: World, state: State, days: range) -> tuple[dict[str, Columns], list[Trace]]:
    """Advance `state` over some days; their rows but for readings, and the water from which sensors read."""
    rows = Rows()
    traces = [simulate_day(world, state, rows) for _ in days]
    standing_rows(world, state, rows)
    return rows.joined(), traces


def check_session(parameters: Parameters, session: int) -> None:
    """Refuse a session that the preset does not have."""
    if not 1 <= session <= len(parameters.sessions):
        valid = ", ".join(str(n + 1) for n in range(len(parameters.sessions)))
        raise ParameterError(f"there is no session {session} in preset {parameters.name}; choose one of {valid}")
