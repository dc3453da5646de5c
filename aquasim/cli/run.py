"""Sessions one after the other: simulate, mirror the ledger, validate, report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from aquasim import DATASET_VERSION
from aquasim.cli.checkpoint_file import Mirror
from aquasim.cli.interrupt import stop_on_interrupt
from aquasim.cli.logs import LOG, SessionLog
from aquasim.cli.options import Choice
from aquasim.cli.outcome import say_next, show_outcome, show_rows
from aquasim.cli.places import Records, default_report, writing
from aquasim.cli.progress import Lines, reporter
from aquasim.cli.terminal import say, whole
from aquasim.commands import typed_name
from aquasim.errors import CheckpointError, ParameterError

if TYPE_CHECKING:
    from aquasim.parameters import Parameters
    from aquasim.run import Progress, Summary
    from aquasim.sinks import Criterion, RunRecord, Store

PREDICTED_CONTAINER_DAYS = 600_000
"""Containers times days up to which rows are predicted before the start: three years of the company."""


@dataclass(frozen=True)
class Request:
    """What the command line asked for."""

    choice: Choice
    database: str
    records: Records
    session: int | None = None
    every_session: bool = False
    go_on: bool = False
    strict: bool = False
    workers: int | None = None
    scheduler: str | None = None
    predict: bool = True
    validate: bool = True
    report: bool = True
    window_days: int | None = None


def carry_out(request: Request) -> None:
    """Run every session the request names; exit 1 when one fails its validation."""
    from aquasim.sinks import open_store

    with open_store(request.database) as store:
        runs = store.runs()
        parameters = request.choice.parameters_beside(runs)
        sessions = wanted_sessions(request, runs, parameters)
        _refuse_unchecked(request, runs, sessions)
        ran = [SessionRun(request, store, parameters, session).carry_out() for session in sessions]
        if any(ran) and request.report:
            from aquasim.report import write_report

            path = default_report(request.database)
            with writing(path, f"Write it elsewhere with: {typed_name()} report --output FILE"):
                write_report(store, path)
    if any(ran):
        say_next(request.database, with_report=request.report)


def _refuse_unchecked(request: Request, runs: "Sequence[RunRecord]", sessions: Sequence[int]) -> None:
    """Several sessions without checks would end after an hour with the first: none goes on from unchecked rows."""
    from aquasim.sinks import RunStatus

    complete = {run.session for run in runs if run.status == RunStatus.COMPLETED}
    left = [session for session in sessions if session not in complete]
    if not request.validate and len(left) > 1:
        raise ParameterError(
            f"--all --no-validate would end after session {left[0]}: a session goes on only from one whose rows are "
            f"checked; leave --no-validate out, or say --session {left[0]} instead of --all"
        )


def wanted_sessions(request: Request, runs: "Sequence[RunRecord]", parameters: "Parameters") -> Sequence[int]:
    """Sessions to run, in order."""
    from aquasim.run import check_session
    from aquasim.sinks import RunStatus

    count = len(parameters.sessions)
    if request.every_session:
        return range(1, count + 1)
    if request.session is not None:
        check_session(parameters, request.session)
        return (request.session,)
    if not request.go_on:
        raise ParameterError(f"Which session? Say --session N (1 to {count}), or --all.")
    if not runs:
        raise CheckpointError(
            f"Nothing to resume: the database holds no session. Begin with: {typed_name()} generate --session 1"
        )
    unfinished = [run.session for run in runs if run.status != RunStatus.COMPLETED]
    return unfinished[:1] or (runs[-1].session,)


def validate_session(store: "Store", session: int, *, prove_resume: bool = True) -> "list[Criterion]":
    """Judge the written rows, keep the verdict beside them, and complete or fail the session."""
    from aquasim.sinks import RunStatus
    from aquasim.validation import validate

    criteria: list[Criterion] = validate(store, session, prove_resume=prove_resume)
    store.record_validation(session, criteria)
    passed = all(criterion.passed for criterion in criteria)
    store.finish(session, RunStatus.COMPLETED if passed else RunStatus.FAILED)
    return criteria


class SessionRun:
    """One session, from the state the database is in to a validated one."""

    def __init__(self, request: Request, store: "Store", parameters: "Parameters", session: int) -> None:
        self._request, self._store, self._parameters, self._session = request, store, parameters, session
        self._days = parameters.sessions[session - 1]
        self._mirror = Mirror(request.records, parameters, session)

    def carry_out(self) -> bool:
        """Whether there was anything to do."""
        from aquasim.same_world import check_order, check_world
        from aquasim.sinks import RunStatus

        runs = self._store.runs()
        begun = next((run for run in runs if run.session == self._session), None)
        check_world(self._parameters, runs)
        if begun is not None and begun.status == RunStatus.COMPLETED:
            self._say_complete(begun)
            return False
        if begun is not None and not self._request.go_on:
            raise self._second_start(begun)
        check_order(runs, self._session)
        with SessionLog(self._request.records.log(self._session)):
            LOG.info(
                f"Session {self._session} of preset {self._parameters.name}, seed {self._parameters.seed}, "
                f"{self._days} days, dataset version {DATASET_VERSION}"
            )
            if begun is None and self._request.predict:
                self._say_expected()
            try:
                summary = self._simulate(go_on=begun is not None)
                criteria = self._judge(summary)
            except KeyboardInterrupt:
                raise self._interrupted() from None
        show_outcome(self._parameters, summary, criteria)
        if not all(criterion.passed for criterion in criteria):
            raise typer.Exit(1)
        return True

    def _say_expected(self) -> None:
        """What will be written, where living the days once more costs little beside their rows."""
        from aquasim.engine.plan import plan_to_live
        from aquasim.predict import container_days, predict_rows

        plan = plan_to_live(self._parameters)
        if sum(container_days(plan, session) for session in range(1, self._session + 1)) <= PREDICTED_CONTAINER_DAYS:
            show_rows(predict_rows(plan, self._session)[-1], f"Rows expected of session {self._session}")
        else:
            say(f"Rows expected of session {self._session}: see {typed_name()} plan --rows with the same options")

    def _simulate(self, *, go_on: bool) -> "Summary":
        from aquasim.run import generate

        log_progress = Lines(LOG.info, seconds_between=0)
        with reporter(self._session) as show_progress, stop_on_interrupt() as stop:

            def on_progress(progress: "Progress") -> None:
                show_progress(progress)
                log_progress(progress)
                self._mirror.on_progress(progress)

            return generate(
                self._parameters,
                self._store,
                self._session,
                resume=go_on,
                on_progress=on_progress,
                stop=stop,
                window_days=self._request.window_days,
                strict=self._request.strict,
                workers=self._request.workers,
                scheduler=self._request.scheduler,
            )

    def _judge(self, summary: "Summary") -> "list[Criterion]":
        for warning in summary.warnings:
            LOG.warning(warning)
        criteria = validate_session(self._store, self._session) if self._request.validate else []
        for criterion in criteria:
            if not criterion.passed:
                LOG.error(f"{criterion.name}: expected {criterion.expected}, observed {criterion.observed}")
        self._mirror.settle(self._store)
        return criteria

    def _interrupted(self) -> KeyboardInterrupt:
        self._mirror.settle(self._store)
        done = self._store.days_done(self._session)
        return KeyboardInterrupt(
            f"Session {self._session} stands at {done}/{self._days} days; go on with: {typed_name()} resume"
        )

    def _second_start(self, begun: "RunRecord") -> CheckpointError:
        done = self._store.days_done(self._session)
        return CheckpointError(
            f"Session {self._session} is {begun.status} at {done}/{begun.days} days; go on with: {typed_name()} "
            f"resume, or start again with: {typed_name()} clear"
        )

    def _say_complete(self, run: "RunRecord") -> None:
        rows = whole(sum(run.rows_per_table.values()))
        say(
            f"Session {self._session} of preset {run.preset} is already complete ({run.days} days, {rows} rows, digest "
            f"{run.digest}); nothing to do. To start again: {typed_name()} clear"
        )
