"""The proof of resume: a small company is killed while it is written, resumed, and compared with one left alone."""

import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from aquasim.commands import HOME
from aquasim.errors import SinkError
from aquasim.sinks import open_store, stored_sums
from aquasim.sinks.digest import combined_digest
from aquasim.sinks.schema import copy_schema, migrate
from aquasim.sinks.store import Criterion, RunRecord, Store

PRESET = "smoke"
SETTINGS = ("sessions=[650]", "targets.session_1_readings=1")
"""Until there are fish at sea, lice and an outbreak; of so few days no number of readings is promised."""
KILL_AT = 0.3
"""Share of the days processed when the process is killed. [-]"""
READINGS_PER_DAY = (4, 24, 96)
PATIENCE_S = 600.0
"""For each of the companies; a busy machine needs some ten times the seconds of an idle one."""
POLL_S = 0.02
EMBEDDED = "sqlite:///"
COMPANY = ("--preset", PRESET, *(word for setting in SETTINGS for word in ("--set", setting)))
GENERATE = ("generate", "--session", "1", *COMPANY, "--no-predict")
RESUME = ("resume",)
NAME = "resume proven"
WANTED = f"a {PRESET} company killed while it is written and resumed has the rows of one left alone"
PROCESSED = re.compile(r"Processed (\d+)/(\d+) days")


class NotInTimeError(SinkError):
    """The machine was too slow for the proof, which says nothing of the rows that are judged."""


@dataclass(frozen=True)
class Proof:
    """What became of the killed company and of the one left alone."""

    days_at_kill: int
    days: int
    digest: str
    digest_alone: str

    @property
    def was_midway(self) -> bool:
        """Some days were committed when the process was killed, and some were not."""
        return 0 < self.days_at_kill < self.days

    def criterion(self) -> Criterion:
        same = "the same" if self.digest == self.digest_alone else f"not {self.digest_alone}"
        return Criterion(
            NAME,
            WANTED,
            f"killed at {self.days_at_kill:,} of {self.days:,} days, then resumed: digest {self.digest}, {same}",
            self.was_midway and self.digest == self.digest_alone,
        )


def resume_proven(store: Store) -> Criterion:
    """Run the proof; on a machine that is too fast to be interrupted, again with more to write."""
    try:
        for readings_per_day in READINGS_PER_DAY:
            proof = _prove(store, readings_per_day)
            if proof.was_midway:
                break
    except NotInTimeError as error:
        return Criterion(NAME, WANTED, str(error), False)
    return proof.criterion()


def _prove(store: Store, readings_per_day: int) -> Proof:
    """In a temporary folder, with the tables of the database under test."""
    generate = (*GENERATE, "--readings-per-day", str(readings_per_day))
    with TemporaryDirectory(prefix="aquamind-resume-", ignore_cleanup_errors=True) as folder:
        empty = _empty_database(store, Path(folder, "company.sqlite3"))
        alone, killed = (_Company(Path(folder, name), empty) for name in ("alone", "killed"))
        undisturbed = alone.start(*generate)
        try:
            days_at_kill = killed.kill_midway(*generate)
            _finish(killed.start(*RESUME))
            _finish(undisturbed)
        finally:
            undisturbed.kill()
            undisturbed.wait()
        (run,) = alone.runs()
        return Proof(days_at_kill, run.days, killed.digest(), alone.digest())


class _Company:
    """A database and records of its own."""

    def __init__(self, folder: Path, empty: Path) -> None:
        folder.mkdir()
        self._records = folder / "records"
        self._url = f"{EMBEDDED}{(folder / empty.name).as_posix()}"
        shutil.copy(empty, folder)

    def start(self, *verb: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "aquasim", *verb, "--database", self._url, "--records", str(self._records)]
        return subprocess.Popen(
            [*command, "--no-validate", "--no-report"],
            cwd=HOME,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def kill_midway(self, *verb: str) -> int:
        """Start, kill without warning when a share of the days is done. Returns the days committed."""
        process = self.start(*verb)
        try:
            self._wait_until(KILL_AT, process)
        finally:
            process.kill()
            process.communicate()
        with open_store(self._url) as store:
            return store.days_done(1)

    def _wait_until(self, share: float, process: "subprocess.Popen[str]") -> None:
        """Until the log tells of so many days; a process that has ended by then shows in what is committed."""
        end = time.monotonic() + PATIENCE_S
        while process.poll() is None and time.monotonic() < end:
            log = self._records / "logs" / "session_1.log"
            lines = PROCESSED.findall(log.read_text(encoding="utf-8")) if log.exists() else []
            if lines and int(lines[-1][0]) >= share * int(lines[-1][1]):
                return
            time.sleep(POLL_S)
        if process.poll() is None:
            raise _not_in_time(process)

    def runs(self) -> list[RunRecord]:
        with open_store(self._url) as store:
            return store.runs()

    def digest(self) -> str:
        """Of the stored rows, not of the ledger."""
        with open_store(self._url) as store:
            return combined_digest(stored_sums(store))


def _empty_database(store: Store, path: Path) -> Path:
    if store.url.startswith(EMBEDDED):
        return copy_schema(Path(store.url.removeprefix(EMBEDDED)), path)
    migrate(f"{EMBEDDED}{path.as_posix()}")
    return path


def _finish(process: "subprocess.Popen[str]") -> None:
    """Wait for a process that must succeed."""
    try:
        _, told = process.communicate(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise _not_in_time(process) from None
    if process.returncode:
        raise SinkError(f"the proof of resume could not be carried out: {_typed(process)} said: {told.strip()}")


def _not_in_time(process: "subprocess.Popen[str]") -> NotInTimeError:
    return NotInTimeError(
        f"not proven: no answer within {PATIENCE_S:g} s, the machine is too busy or too slow; try again with "
        f"aquamind validate. It was: {_typed(process)}"
    )


def _typed(process: "subprocess.Popen[str]") -> str:
    arguments = process.args
    return " ".join(map(str, arguments)) if isinstance(arguments, list) else str(arguments)
