"""Sessions in a real database: what they write, and what is refused."""

import datetime as dt
import json
import shutil
import signal
import sqlite3
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event, main_thread

import pytest
from worlds import assert_ledger_tells_the_truth, broken_references, preset, rows_in

from aquasim.engine.tables import TABLES
from aquasim.errors import CapacityError, CheckpointError, ParameterError, SinkError
from aquasim.parameters import Parameters
from aquasim.presets import load_parameters
from aquasim.run import Progress, Summary, generate
from aquasim.sinks import Encoded, ledger_sums, open_store, sqlite
from aquasim.sinks.digest import Sums
from aquasim.sinks.store import EVENTS
from aquasim.writer import QUEUED_PARTS, Steps, Writer
from tests.conftest import Workspace


@pytest.fixture
def little(tmp_path: Path) -> Parameters:
    """Two sessions of 60 days."""
    return load_parameters(preset(tmp_path, [60, 60]))


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory, migrated_database: Path) -> Summary:
    """One session of 430 days at once: the first fish go to sea."""
    folder = tmp_path_factory.mktemp("reference")
    shutil.copy(migrated_database, folder / "aquamind.sqlite3")
    with open_store(Workspace(folder).url) as store:
        return generate(load_parameters(preset(folder, [430])), store, 1)


def test_summary_counts_the_rows_that_are_in_the_database(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        summary = generate(little, store, 1)
        (run,) = store.runs()
    assert summary.rows_per_table == rows_in(workspace.database) == run.rows_per_table
    assert summary.rows == sum(summary.rows_per_table.values())
    assert (run.digest, run.days, run.preset, run.seed) == (summary.digest, 60, "little", 2017)


def test_every_reference_points_to_a_row(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        generate(little, store, 1)
    assert broken_references(workspace.database) == []


def test_rows_read_back_have_the_digests_of_the_ledger(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        generate(little, store, 1)
        assert_ledger_tells_the_truth(store)


def test_a_run_is_not_complete_before_its_validation(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        generate(little, store, 1)
        assert [run.status for run in store.runs()] == ["RUNNING"]


def test_progress_goes_forward_to_the_last_day(workspace: Workspace, little: Parameters) -> None:
    told: list[Progress] = []
    with open_store(workspace.url) as store:
        summary = generate(little, store, 1, on_progress=told.append, window_days=7)
    assert [one.day for one in told] == sorted(one.day for one in told)
    assert [one.rows for one in told] == sorted(one.rows for one in told)
    assert (told[-1].day, told[-1].days, str(told[-1].date)) == (60, 60, "2017-03-01")
    assert told[0].session == 1
    assert 0 < told[0].rows <= told[-1].rows <= summary.rows


@pytest.mark.parametrize("window_days", [7, 30, 365, 430])
def test_the_length_of_windows_changes_no_row(
    workspace: Workspace, tmp_path: Path, reference: Summary, window_days: int
) -> None:
    with open_store(workspace.url) as store:
        summary = generate(load_parameters(preset(tmp_path, [430])), store, 1, window_days=window_days)
    assert (summary.digest, summary.rows_per_table) == (reference.digest, reference.rows_per_table)


def test_two_sessions_write_what_one_long_session_writes(
    workspace: Workspace, tmp_path: Path, reference: Summary
) -> None:
    parameters = load_parameters(preset(tmp_path, [200, 230]))
    with open_store(workspace.url) as store:
        first = generate(parameters, store, 1)
        store.finish(1, "COMPLETED")
        second = generate(parameters, store, 2, window_days=50)
        assert_ledger_tells_the_truth(store)
    assert second.digest == reference.digest != first.digest
    readings = "environmental_environmentalreading"
    assert first.rows_per_table[readings] + second.rows_per_table[readings] == reference.rows_per_table[readings]


FIRST_DAY = dt.date(2017, 11, 23)
SPLIT = [817, 11, 102]
"""The second session begins amid a harvest and a course of medicine, the third on a leap day."""
SPARSE = ("readings.per_day=1", "readings.weather_per_day=1")


@pytest.fixture(scope="module")
def until_harvest(tmp_path_factory: pytest.TempPathFactory, migrated_database: Path) -> tuple[Sums, Path]:
    """The days of the split in one session of windows of 60 days: their sums by table and month, and the database."""
    own = Workspace(tmp_path_factory.mktemp("until-harvest"))
    shutil.copy(migrated_database, own.database)
    with open_store(own.url) as store:
        generate(load_parameters(preset(own.folder, [sum(SPLIT)]), [f"first_day={FIRST_DAY}", *SPARSE]), store, 1)
        return ledger_sums(store), own.database


def test_the_split_is_at_awkward_days(until_harvest: tuple[Sums, Path]) -> None:
    second, third = (FIRST_DAY + dt.timedelta(days=sum(SPLIT[:n])) for n in (1, 2))
    with closing(sqlite3.connect(until_harvest[1])) as connection:
        harvested = connection.execute(
            "SELECT count(*) FROM harvest_harvestevent one JOIN harvest_harvestevent other USING (batch_id) "
            "WHERE one.harvest_date = ? AND other.harvest_date = ?",
            (str(second - dt.timedelta(days=1)), str(second)),
        ).fetchone()
        treated = connection.execute(
            "SELECT count(*) FROM health_treatment WHERE start_date < ? AND end_date > ?", (str(second), str(second))
        ).fetchone()
    assert min(*harvested, *treated) > 0
    assert (third.month, third.day) == (2, 29)
    assert set(TABLES) - {name for name, months in until_harvest[0].items() if months} == {"generation_capacitywarning"}


@pytest.mark.parametrize("window_days", [13, 365])
def test_sessions_that_split_a_harvest_and_begin_on_a_leap_day_write_every_table_alike(
    workspace: Workspace, tmp_path: Path, until_harvest: tuple[Sums, Path], window_days: int
) -> None:
    parameters = load_parameters(preset(tmp_path, SPLIT), [f"first_day={FIRST_DAY}", *SPARSE])
    with open_store(workspace.url) as store:
        for session in (1, 2, 3):
            generate(parameters, store, session, window_days=window_days)
            store.finish(session, "COMPLETED")
        assert_ledger_tells_the_truth(store)
        assert ledger_sums(store) == until_harvest[0]


def test_the_zone_language_and_hash_seed_of_a_machine_change_no_row_that_is_stored(
    workspace: Workspace, tmp_path: Path, reference: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At St John's clocks jump on 2017-03-12 and 2017-11-05, and are half an hour off the whole ones."""
    for name, value in {"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}.items():
        monkeypatch.setenv(name, value)
    quickly = "--no-predict --no-validate --no-report"
    done = workspace.run(f"aquamind generate --session 1 --preset {preset(tmp_path, [430])} {quickly}")
    assert done.returncode == 0, done.stderr
    assert workspace.run("aquamind digest").stdout.strip() == reference.digest


def test_a_report_that_cannot_be_written_is_told_in_one_line_and_costs_no_row(
    workspace: Workspace, tmp_path: Path
) -> None:
    (workspace.folder / "report.html").mkdir()
    file = preset(tmp_path, [30])
    done = workspace.run(f"aquamind generate --session 1 --preset {file} --no-predict --no-validate")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: Cannot write ")
    assert "report --output FILE" in done.stderr
    assert done.stderr.count("\n") == 1
    with open_store(workspace.url) as store:
        assert [(run.days, run.status) for run in store.runs()] == [(30, "RUNNING")]


def test_a_session_waits_for_the_one_before_it(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        with pytest.raises(CheckpointError, match="session 2 continues session 1, which is missing"):
            generate(little, store, 2)
        generate(little, store, 1)
        with pytest.raises(
            CheckpointError, match="which is RUNNING; check its rows with: aquamind validate --session 1"
        ):
            generate(little, store, 2)
        assert [run.session for run in store.runs()] == [1]


def test_a_session_is_not_begun_twice(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        generate(little, store, 1)
        with pytest.raises(CheckpointError, match="session 1 is already RUNNING; go on with `aquamind resume`"):
            generate(little, store, 1)


def test_a_session_that_was_not_begun_is_not_resumed(workspace: Workspace, little: Parameters) -> None:
    with (
        open_store(workspace.url) as store,
        pytest.raises(CheckpointError, match="no session 1 to resume; start it with"),
    ):
        generate(little, store, 1, resume=True)


@pytest.mark.parametrize("session", [0, 3, -1])
def test_a_session_the_preset_does_not_have_is_refused(workspace: Workspace, little: Parameters, session: int) -> None:
    with (
        open_store(workspace.url) as store,
        pytest.raises(ParameterError, match=f"no session {session} in preset little; choose one of 1, 2"),
    ):
        generate(little, store, session)


def test_resuming_with_another_world_is_refused_with_the_difference(
    workspace: Workspace, tmp_path: Path, little: Parameters
) -> None:
    file = preset(tmp_path, [60, 60])
    with open_store(workspace.url) as store:
        generate(little, store, 1)
        for asked, difference in (
            (load_parameters(file, ["seed=7"]), r"seed 2017 \(asked: 7\)"),
            (load_parameters("smoke"), r"preset little \(asked: smoke\)"),
            (load_parameters(file, ["scale=2"]), r"session 1 with scale 1.0 \(asked: 2.0\); ask for the same"),
            (load_parameters(file, ["stages.fry.tgc=1.1"]), r"stages.FRY.tgc = 1.05 \(asked: 1.1\)"),
            (load_parameters(file, ["sessions=[60, 61]"]), r"sessions = \[60, 60\] \(asked: \[60, 61\]\)"),
        ):
            with pytest.raises(CheckpointError, match=difference):
                generate(asked, store, 1, resume=True)


def test_a_later_session_of_another_world_is_refused(workspace: Workspace, tmp_path: Path, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        generate(little, store, 1)
        store.finish(1, "COMPLETED")
        other = load_parameters(preset(tmp_path, [60, 60]), ["seed=7"])
        with pytest.raises(CheckpointError, match=r"holds session 1 with seed 2017 \(asked: 7\)"):
            generate(other, store, 2)


def test_a_database_of_another_dataset_version_is_refused(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        generate(little, store, 1)
    with closing(sqlite3.connect(workspace.database)) as connection:
        connection.execute("UPDATE generation_generationrun SET dataset_version = '0.0'")
        connection.commit()
    with open_store(workspace.url) as store, pytest.raises(CheckpointError, match=r"dataset version 0\.0 \(asked: "):
        generate(little, store, 1, resume=True)


def test_a_plan_that_does_not_fit_writes_nothing(workspace: Workspace) -> None:
    crowded = load_parameters("smoke", ["geographies.faroe.sea_areas=1"])
    with open_store(workspace.url) as store:
        with pytest.raises(CapacityError, match="every area in Faroe Islands"):
            generate(crowded, store, 1, strict=True)
        assert store.runs() == []
    assert rows_in(workspace.database) == {}


def test_shortages_are_written_as_capacity_warnings(workspace: Workspace, tmp_path: Path) -> None:
    changes = ["geographies.faroe.sea_areas=1", "targets.session_1_readings=1000"]
    crowded = load_parameters(preset(tmp_path, [60, 1400]), changes)
    with open_store(workspace.url) as store:
        summary = generate(crowded, store, 1)
        table = store.query("SELECT message, need, supply FROM generation_capacitywarning ORDER BY id")
    assert len(summary.warnings) > 0
    assert table.column("message").to_pylist() == list(summary.warnings)
    assert all(row["need"] > row["supply"] for row in table.to_pylist())


@pytest.mark.parametrize("commits", [1, 2, 5, 12])
def test_an_interrupted_run_says_so_and_goes_on_to_the_same_rows(
    workspace: Workspace, tmp_path: Path, reference: Summary, commits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "COMMIT_SECONDS", 0)  # a commit a part
    parameters, told = load_parameters(preset(tmp_path, [430])), []

    def interrupt(progress: Progress) -> None:
        told.append(progress)
        if len(told) == commits:
            raise KeyboardInterrupt

    with open_store(workspace.url) as store:
        with pytest.raises(KeyboardInterrupt):
            generate(parameters, store, 1, on_progress=interrupt, window_days=20)
        assert [(run.status, bool(run.finished_at)) for run in store.runs()] == [("INTERRUPTED", True)]
        assert_ledger_tells_the_truth(store)
    with open_store(workspace.url) as store:
        summary = generate(parameters, store, 1, resume=True)
        assert [(run.status, run.finished_at) for run in store.runs()] == [("RUNNING", None)]
        assert_ledger_tells_the_truth(store)
    assert (summary.digest, summary.rows_per_table) == (reference.digest, reference.rows_per_table)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one thread there")
def test_control_c_pressed_again_waits_for_the_part_that_is_being_written(
    workspace: Workspace, tmp_path: Path, reference: Summary
) -> None:
    parameters = load_parameters(preset(tmp_path, [430]))
    under_way = Event()

    class Slow(sqlite.SqliteStore):
        def _write_line(self, part: Encoded) -> None:  # after the rows of the part
            if part.window == 2 and not under_way.is_set():
                under_way.set()
                time.sleep(0.5)
            super()._write_line(part)

    def press_again() -> None:
        under_way.wait()
        time.sleep(0.2)
        signal.pthread_kill(main_thread().ident, signal.SIGINT)

    with Slow(workspace.database) as store, ThreadPoolExecutor(1) as beside:
        beside.submit(press_again)
        with pytest.raises(KeyboardInterrupt):
            generate(parameters, store, 1, stop=under_way.is_set, window_days=20)
        assert [run.status for run in store.runs()] == ["INTERRUPTED"]
        assert_ledger_tells_the_truth(store)
        assert [line.window for line in store.ledger(1)][-1] == 2
    with open_store(workspace.url) as store:
        assert generate(parameters, store, 1, resume=True).digest == reference.digest


def test_an_error_on_the_way_leaves_what_was_committed_and_can_be_resumed(
    workspace: Workspace, tmp_path: Path, reference: Summary
) -> None:
    parameters = load_parameters(preset(tmp_path, [430]))

    def fail(progress: Progress) -> None:
        raise SinkError("the folder of the log is full")

    with open_store(workspace.url) as store, pytest.raises(SinkError, match="the folder of the log is full"):
        generate(parameters, store, 1, on_progress=fail)
    with open_store(workspace.url) as store:
        assert store.ledger(1)
        assert_ledger_tells_the_truth(store)
        assert generate(parameters, store, 1, resume=True).digest == reference.digest


def test_no_more_parts_are_made_once_one_could_not_be_written(workspace: Workspace, little: Parameters) -> None:
    there_already = Encoded(1, 0, EVENTS, {}, {}, b"")
    handed_over = []

    def hand_over(writer: Writer) -> None:
        for number in range(10 * QUEUED_PARTS):
            writer.put(there_already)
            handed_over.append(number)

    with open_store(workspace.url) as store:
        generate(little, store, 1)
        with pytest.raises(SinkError), Writer(store, lambda parts: None, Steps()) as writer:
            hand_over(writer)
        assert_ledger_tells_the_truth(store)
    # one that failed, one that was taken out after it, and a full queue
    assert 0 < len(handed_over) <= QUEUED_PARTS + 2


def test_a_scheduler_is_refused_before_anything_is_written(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        with pytest.raises(ParameterError, match="is a file of this machine"):
            generate(little, store, 1, scheduler="tcp://127.0.0.1:1")
        assert store.runs() == []


def test_resuming_a_whole_run_writes_nothing_more(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        first = generate(little, store, 1)
        lines = store.ledger(1)
        again = generate(little, store, 1, resume=True)
        assert store.ledger(1) == lines
    assert (again.digest, again.rows_per_table) == (first.digest, first.rows_per_table)


def test_the_ledger_keeps_the_parameters_a_person_can_read(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        generate(little, store, 1)
    with closing(sqlite3.connect(workspace.database)) as connection:
        ((text,),) = connection.execute("SELECT parameters FROM generation_generationrun").fetchall()
    assert json.loads(text) == little.model_dump(mode="json")
