"""Killed at any moment, any number of times, a run ends with the rows of an uninterrupted one."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from worlds import assert_ledger_tells_the_truth, preset

from aquasim.presets import load_parameters
from aquasim.run import generate
from aquasim.sinks import open_store
from tests.conftest import Workspace

DAYS, WINDOW_DAYS, KILLS = 650, 10, 9
PATIENCE_S = 120.0


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A preset of one session, until fish are at sea."""
    return preset(tmp_path_factory.mktemp("preset"), [DAYS])


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory, migrated_database: Path, file: str) -> str:
    """Digest of the run that nobody disturbs."""
    own = Workspace(tmp_path_factory.mktemp("uninterrupted"))
    shutil.copy(migrated_database, own.database)
    with open_store(own.url) as store:
        return generate(load_parameters(file), store, 1).digest


def command(file: str) -> str:
    """Begins the session, or goes on with it."""
    return (
        f"aquamind generate --session 1 --resume --preset {file} --window-days {WINDOW_DAYS} "
        "--no-predict --no-validate --no-report"
    )


def lines_told(workspace: Workspace) -> int:
    """Commits that the log tells of."""
    log = workspace.records / "logs" / "session_1.log"
    return log.read_text(encoding="utf-8").count("Processed ") if log.exists() else 0


def wait_for_lines(workspace: Workspace, running: subprocess.Popen[str], lines: int) -> None:
    """Until the log tells of so many commits, or the run has ended."""
    end = time.monotonic() + PATIENCE_S
    while running.poll() is None and lines_told(workspace) < lines:
        assert time.monotonic() < end, f"no progress after {PATIENCE_S} s"
        time.sleep(0.005)


def status_of(workspace: Workspace) -> dict[str, object]:
    with open_store(workspace.url) as store:
        (run,) = store.runs()
    return {"status": run.status, "digest": run.digest}


def killed(workspace: Workspace, file: str, commits: int, delay_s: float) -> bool:
    """Run until so many further commits and a while longer, then kill; whether the run was still under way."""
    lines = lines_told(workspace) + commits
    running = workspace.start(command(file))
    wait_for_lines(workspace, running, lines)
    time.sleep(delay_s)
    running.kill()
    running.communicate()
    return running.returncode != 0


def test_nine_kills_at_random_moments_change_no_row(workspace: Workspace, file: str, uninterrupted: str) -> None:
    moments, kills = random.Random(2017), 0
    while kills < KILLS:
        # while planning, simulating, writing or committing, two thirds of the time before there is any progress
        if killed(workspace, file, moments.choice([0, 0, 1]), moments.uniform(0.1, 1.2)):
            kills += 1
        else:  # this machine was done before its time: begin anew
            with open_store(workspace.url) as store:
                store.clear()
        with open_store(workspace.url) as store:
            assert_ledger_tells_the_truth(store)
    finished = workspace.run(command(file))
    assert finished.returncode == 0, finished.stderr
    assert status_of(workspace)["digest"] == uninterrupted
    with open_store(workspace.url) as store:
        assert_ledger_tells_the_truth(store)


def test_a_part_missing_among_later_ones_is_written_and_no_other(
    workspace: Workspace, file: str, uninterrupted: str
) -> None:
    """What a kill leaves where several connections write: later parts are there and an earlier one is not."""
    whole = workspace.run(command(file))
    assert whole.returncode == 0, whole.stderr
    with open_store(workspace.url) as store:
        missing = store.runs()[0].windows[40]
    with closing(sqlite3.connect(workspace.database)) as connection:
        ((part, last),) = connection.execute(
            "SELECT id, (SELECT max(id) FROM generation_generationpart) FROM generation_generationpart "
            "WHERE window_index = 40 AND part LIKE 'readings-%'"
        ).fetchall()
        days = [f"date('2017-01-01', '{day} days')" for day in (missing.start, missing.stop)]
        for table, time_of in (("environmentalreading", "reading_time"), ("sensorfault", "starts_at")):
            removed = connection.execute(
                f"DELETE FROM environmental_{table} WHERE {time_of} >= {days[0]} AND {time_of} < {days[1]}"
            )
            assert removed.rowcount > 0
        connection.execute("DELETE FROM generation_generationpart WHERE id = ?", [part])
        connection.execute("UPDATE generation_generationrun SET status = 'RUNNING', digest = ''")
        connection.commit()
    with open_store(workspace.url) as store:
        assert store.days_done(1) == missing.start
    resumed = workspace.run(command(file))
    assert resumed.returncode == 0, resumed.stderr
    assert status_of(workspace)["digest"] == uninterrupted
    with open_store(workspace.url) as store:
        assert_ledger_tells_the_truth(store)
    with closing(sqlite3.connect(workspace.database)) as connection:
        written = connection.execute("SELECT count(*) FROM generation_generationpart WHERE id > ?", [last]).fetchall()
    assert written == [(1,)]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in folders there")
def test_a_kill_while_the_checkpoint_is_written_loses_nothing(
    workspace: Workspace, file: str, uninterrupted: str
) -> None:
    """The file it writes is a pipe that nobody reads, so the generator stands still inside the write."""
    pipe = workspace.records / "checkpoints" / "session_1_checkpoint.json.tmp"
    pipe.parent.mkdir(parents=True)
    os.mkfifo(pipe)
    running = workspace.start(command(file))
    wait_for_lines(workspace, running, 1)
    time.sleep(0.5)
    assert running.poll() is None
    running.kill()
    running.communicate()
    pipe.unlink()
    assert not pipe.with_suffix("").exists()
    assert workspace.run(command(file)).returncode == 0
    assert status_of(workspace)["digest"] == uninterrupted
    assert json.loads(pipe.with_suffix("").read_text(encoding="utf-8"))["days_done"] == DAYS


def test_several_writers_are_refused_before_anything_is_written(workspace: Workspace, file: str) -> None:
    refused = workspace.run(f"{command(file)} --workers 2")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "takes one writer at a time; leave --workers out" in refused.stderr
    with open_store(workspace.url) as store:
        assert store.runs() == []


@pytest.mark.skipif(sys.platform == "win32", reason="neither can be sent to one process there")
@pytest.mark.parametrize("asked_by", [signal.SIGINT, signal.SIGTERM])
def test_control_c_and_sigterm_end_cleanly_and_say_how_to_go_on(
    workspace: Workspace, file: str, uninterrupted: str, asked_by: signal.Signals
) -> None:
    running = workspace.start(command(file))
    wait_for_lines(workspace, running, 1)
    running.send_signal(asked_by)
    _, told = running.communicate(timeout=PATIENCE_S)
    assert running.returncode == 130, told
    assert told.splitlines()[-1].startswith("Interrupted. Session 1 stands at ")
    assert f"/{DAYS} days; go on with: " in told
    assert told.rstrip().endswith("resume")
    assert status_of(workspace) == {"status": "INTERRUPTED", "digest": ""}
    resumed = workspace.run("aquamind resume --no-validate --no-report")
    assert resumed.returncode == 0, resumed.stderr
    assert status_of(workspace) == {"status": "RUNNING", "digest": uninterrupted}


def test_a_second_run_at_the_same_time_is_refused_and_harms_nothing(
    workspace: Workspace, file: str, uninterrupted: str
) -> None:
    running = workspace.start(command(file))
    wait_for_lines(workspace, running, 1)
    second = workspace.run(command(file))
    first_was_running = running.poll() is None
    _, told = running.communicate(timeout=PATIENCE_S)
    assert (first_was_running, running.returncode) == (True, 0), told
    assert second.returncode == 2
    assert second.stderr.startswith("Error: another generator is writing to ")
    assert status_of(workspace)["digest"] == uninterrupted


def test_resuming_a_complete_run_says_so_and_does_nothing(workspace: Workspace, tmp_path: Path) -> None:
    with open_store(workspace.url) as store:
        generate(load_parameters(preset(tmp_path, [30])), store, 1)
        store.finish(1, "COMPLETED")
    before = workspace.database.read_bytes()
    done = workspace.run("aquamind resume")
    assert done.returncode == 0, done.stderr
    assert "Session 1 of preset little is already complete (30 days, " in done.stdout
    assert "nothing to do" in done.stdout
    assert workspace.database.read_bytes() == before


@pytest.mark.parametrize(
    ("option", "difference"),
    [
        ("--seed 7", "seed 2017 (asked: 7)"),
        ("--set stages.fry.tgc=1.1", "stages.FRY.tgc = 1.05 (asked: 1.1)"),
        ("--preset smoke", "preset little (asked: smoke)"),
    ],
)
def test_going_on_with_another_world_exits_2_with_the_difference(
    workspace: Workspace, tmp_path: Path, option: str, difference: str
) -> None:
    file = preset(tmp_path, [30])
    with open_store(workspace.url) as store:
        generate(load_parameters(file), store, 1)
    done = workspace.run(f"aquamind generate --session 1 --resume --preset {file} {option}")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: the database holds session 1 with ")
    assert difference in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_checkpoint_people_read_agrees_with_the_ledger(workspace: Workspace, file: str) -> None:
    running = workspace.start(command(file))
    wait_for_lines(workspace, running, 2)
    running.kill()
    running.communicate()
    told = json.loads((workspace.records / "checkpoints" / "session_1_checkpoint.json").read_text(encoding="utf-8"))
    with open_store(workspace.url) as store:
        (run,) = store.runs()
        begun = run.windows[max(line.window for line in store.ledger(1))]
    assert (told["state"], run.status) == ("RUNNING", "RUNNING")
    assert 0 < told["days_done"] <= begun.stop <= DAYS
