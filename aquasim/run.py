"""The main job: plan -> windows -> parts -> store. Resume is running the parts that the ledger lacks."""

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from aquasim import DATASET_VERSION
from aquasim.domain.disease import Disease
from aquasim.domain.stages import Stage
from aquasim.engine.beginning import first_state, make_world
from aquasim.engine.catalogue import catalogue
from aquasim.engine.day import Trace, simulate_day
from aquasim.engine.plan import Plan, make_plan
from aquasim.engine.readings import readings, shards
from aquasim.engine.rows import Rows
from aquasim.engine.standing import standing_rows
from aquasim.engine.state import State
from aquasim.engine.tables import TABLES, Columns, Written
from aquasim.engine.world import World
from aquasim.errors import CheckpointError, ParameterError, SinkError
from aquasim.memory import PeakMemory
from aquasim.parameters import Parameters
from aquasim.sinks import Part, RunRecord, Store, ledger_sums
from aquasim.sinks.digest import combined_digest
from aquasim.writer import Done, Steps, Writer

WINDOW_DAYS = 30
READINGS_TABLE = "environmental_environmentalreading"


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
    window_days: int = WINDOW_DAYS,
    strict: bool = False,
) -> Summary:
    """Write one session; with `resume`, what is missing of it. The run stays RUNNING until it is validated.

    Raises
    ------
    ParameterError, CapacityError
        Before anything is written, where the company does not fit.
    CheckpointError
        Where the store holds another run than the one asked for.
    SinkError
        Where the store cannot be written; everything committed stays and can be resumed.
    KeyboardInterrupt
        Passed on after the run is marked INTERRUPTED.
    """
    pa.set_memory_pool(pa.system_memory_pool())  # gives freed parts back; the default pool keeps 40 MB more
    job = _Job(parameters, store, session, on_progress, strict)
    job.open(resume, window_days)
    try:
        return job.run()
    except KeyboardInterrupt:
        store.finish(session, "INTERRUPTED")
        raise


class _Job:
    def __init__(
        self, parameters: Parameters, store: Store, session: int, on_progress: Callable[[Progress], None], strict: bool
    ) -> None:
        self.parameters, self.store, self.session, self.on_progress = parameters, store, session, on_progress
        self.memory, self.steps = PeakMemory(), Steps()
        self.began = time.perf_counter()
        check_session(parameters, session)
        with self.steps("plan"):
            self.plan: Plan = make_plan(parameters, strict=strict)
            self.days = parameters.session_days(session)
            self.world: World = make_world(self.plan, self.days.stop)
        self.rows_per_table: dict[str, int] = defaultdict(int)
        self.written = 0

    def open(self, resume: bool, window_days: int) -> None:
        """Check what the store holds, and take it over."""
        runs = {run.session: run for run in self.store.runs()}
        check_world(self.parameters, [run for number, run in runs.items() if number != self.session])
        mine = runs.get(self.session)
        before = runs.get(self.session - 1)
        if self.session > 1 and (before is None or before.status != "COMPLETED"):
            state = before.status if before else "missing"
            raise CheckpointError(
                f"session {self.session} continues session {self.session - 1}, which is {state}; "
                f"run it first with: aquamind generate --session {self.session - 1}"
            )
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
            self.window_days = window_days
            self.store.begin(self._record(window_days))
        else:
            check_world(self.parameters, [mine])
            self.window_days = mine.window_days
            self.store.resume(self.session)
        self.done: set[tuple[int, str]] = set()
        for line in self.store.ledger(self.session):
            self.done.add((line.window, line.part))
            self._count({table: sum(s.rows for s in months.values()) for table, months in line.sums.items()})

    def run(self) -> Summary:
        with Writer(self.store, self._committed, self.steps) as writer:
            for part in self._parts():
                if (part.window, part.name) not in self.done:
                    with self.steps("encode"):
                        encoded = self.store.encode(part)
                    writer.put(encoded)
        return self._summary()

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
            window_days,
            "RUNNING",
            "",
        )

    def _windows(self) -> list[range]:
        step = self.window_days
        return [range(day, min(day + step, self.days.stop)) for day in range(self.days.start, self.days.stop, step)]

    def _parts(self) -> Iterator[Part]:
        """All parts from the window under way when the ledger ends; those already there are not written again."""
        first, windows = max((window for window, _ in self.done), default=0), self._windows()
        state = self._state_before(first)
        for window in range(first, len(windows)):
            if window == 0 and self.session == 1:
                yield Part(self.session, 0, "setup", catalogue(self.world))
            with self.steps("simulate"):
                tables, traces = simulate_window(self.world, state, windows[window])
                blob = state.to_bytes()
            yield Part(self.session, window, "events", tables, blob)
            yield from self._reading_parts(window, traces)

    def _reading_parts(self, window: int, traces: list[Trace]) -> Iterator[Part]:
        for i, shard in enumerate(shards(self.world, traces)):
            name = f"readings-{i}"
            if (window, name) in self.done:
                continue
            with self.steps("simulate"):
                tables = readings(self.world, traces, shard)
            yield Part(self.session, window, name, tables)

    def _state_before(self, window: int) -> State:
        if window > 0:
            return State.from_bytes(self.store.state(self.session, window - 1))
        if self.session > 1:
            before = next(run for run in self.store.runs() if run.session == self.session - 1)
            return State.from_bytes(self.store.state(self.session - 1, -(-before.days // before.window_days) - 1))
        return first_state(self.world)

    def _count(self, rows: dict[str, int]) -> None:
        for table, n in rows.items():
            self.rows_per_table[table] += n

    def _committed(self, part: Done) -> None:
        self._count(part.rows_per_table)
        self.written += part.rows
        self.memory.sample()
        seconds = time.perf_counter() - self.began
        day = min((part.window + 1) * self.window_days, len(self.days))
        date = self.plan.date(self.days.start + day - 1)
        self.on_progress(
            Progress(
                self.session,
                day,
                len(self.days),
                date,
                sum(self.rows_per_table.values()),
                seconds,
                self.written / seconds,
            )
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
        if self.plan.batches and not self.rows_per_table.get(READINGS_TABLE):
            raise SinkError(
                f"session {self.session} wrote no sensor readings; check readings.* and the sensors of the containers"
            )
        counts = {name: self.rows_per_table[name] for name in TABLES if self.rows_per_table.get(name)}
        seconds = time.perf_counter() - self.began
        self.memory.sample()
        self.store.finish(
            self.session, "RUNNING", rows_per_table=counts, digest=digest, peak_memory_mb=round(self.memory.peak_mb, 1)
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


def check_world(parameters: Parameters, runs: list[RunRecord]) -> None:
    """Refuse to mix two worlds in one database."""
    for run in runs:
        asked = {"preset": parameters.name, "seed": parameters.seed, "dataset version": DATASET_VERSION}
        stored = {"preset": run.preset, "seed": run.seed, "dataset version": run.dataset_version}
        differences = [f"{key} {stored[key]} (asked: {asked[key]})" for key in asked if asked[key] != stored[key]]
        if not differences and run.preset_digest != parameters.digest():
            differences = _changed(parameters.model_dump(mode="json"), run.parameters)
        if differences:
            raise CheckpointError(
                f"the database holds session {run.session} with {'; '.join(differences)}; "
                "ask for the same, or start over with `aquamind clear`"
            )


def _changed(asked: object, stored: object, key: str = "") -> list[str]:
    if isinstance(asked, dict) and isinstance(stored, dict):
        return [
            line
            for name in asked | stored
            for line in _changed(asked.get(name), stored.get(name), f"{key}.{_step(key, name)}".lstrip("."))
        ]
    return [] if asked == stored else [f"{key} = {stored} (asked: {asked})"]


def _step(key: str, name: str) -> str:
    """A step of a key path as one types it; the ledger holds stages and diseases by number."""
    numbered = {"stages": Stage, "disease.diseases": Disease}
    return numbered[key](int(name)).name if key in numbered else name
