"""The commands operators know work as typed, and tell what to mend."""

import ast
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aquasim.presets import load_parameters

GENERATE = "python scripts/data_generation/run_generation.py"
CLEAR = "python scripts/data_generation/clear_data.py"
COUNT_BY_TYPE = (
    'python manage.py shell -c "from apps.infrastructure.models import Container, ContainerType; '
    'print([(ct.name, Container.objects.filter(container_type=ct).count()) for ct in ContainerType.objects.all()])"'
)


def digest_of(workspace):
    (run,) = json.loads(workspace.run("aquamind status --json").stdout)
    return run["digest"]


def wait_for_progress(log: Path, seconds: float = 120.0):
    """Until the log says that days were processed."""
    end = time.monotonic() + seconds
    while not (log.exists() and "Processed" in log.read_text(encoding="utf-8")):
        assert time.monotonic() < end, f"no progress in {log} after {seconds} s"
        time.sleep(0.05)


def interrupted(running: subprocess.Popen) -> str:
    """What a process says after Ctrl-C."""
    running.send_signal(signal.SIGINT)
    return running.communicate(timeout=120)[1]


def test_shell_counts_no_containers_before_a_session(workspace):
    done = workspace.run(COUNT_BY_TYPE)
    assert done.stdout.splitlines()[-1] == "[]"


def test_shell_counts_the_containers_of_the_preset(smoke_world):
    counts = ast.literal_eval(smoke_world.run(COUNT_BY_TYPE).stdout.splitlines()[-1])
    # 4 stations of 4 trays, 4 fry, 3 parr, 3 smolt and 4 post-smolt tanks, with 2 or 3 pre-transfer tanks in turn;
    # 7 areas of 3 cages
    assert sorted(count for _, count in counts) == sorted([16, 16, 12, 12, 16, 2 + 3 + 2 + 3, 21])


def test_clearing_an_empty_database_does_nothing(workspace):
    done = workspace.run(f"{CLEAR} --quick")
    assert (done.returncode, done.stdout) == (0, "Nothing to clear: the database holds no generated rows.\n")


def test_clearing_removes_the_rows_and_the_second_time_nothing(own_smoke_world):
    first, second = (own_smoke_world.run(f"{CLEAR} --quick") for _ in range(2))
    assert first.stdout.startswith("Removed ")
    assert second.stdout.startswith("Nothing to clear")
    assert own_smoke_world.run(COUNT_BY_TYPE).stdout.splitlines()[-1] == "[]"
    assert not (own_smoke_world.records / "checkpoints" / "session_1_checkpoint.json").exists()


def test_clearing_asks_first(own_smoke_world):
    done = own_smoke_world.run(CLEAR, typed="n\n")
    assert "Remove " in done.stdout
    assert done.returncode == 1
    assert len(json.loads(own_smoke_world.run("aquamind status --json").stdout)) == 1


def test_session_leaves_log_checkpoint_plan_and_report(smoke_world):
    log = (smoke_world.records / "logs" / "session_1.log").read_text(encoding="utf-8")
    checkpoint = json.loads((smoke_world.records / "checkpoints" / "session_1_checkpoint.json").read_text("utf-8"))
    plan = (smoke_world.records / "IMPLEMENTATION_PLAN.md").read_text(encoding="utf-8")
    assert "Processed 1095/1095 days, 2019-12-31, " in log
    assert (checkpoint["state"], checkpoint["days_done"], checkpoint["date"]) == ("COMPLETED", 1095, "2019-12-31")
    assert checkpoint["digest"] == digest_of(smoke_world)
    assert "| 1 | smoke | 2017-01-01 | 1095/1095 |" in plan
    assert "| 2 |  |  | 0/365 | 0 | PLANNED |  |" in plan
    assert (smoke_world.folder / "report.html").exists()


@pytest.mark.parametrize("arguments", ["--resume", "--session=1", "--session=1 --resume --preset smoke"])
def test_finished_session_has_nothing_to_do(smoke_world, arguments):
    done = smoke_world.run(f"{GENERATE} {arguments}")
    assert done.returncode == 0
    assert "Session 1 of preset smoke is already complete" in done.stdout


@pytest.mark.parametrize("preset", ["--preset smoke", ""])
def test_finished_session_is_not_taken_for_another_preset(smoke_world, preset):
    done = smoke_world.run(f"{GENERATE} --session=1 {preset} --seed 7")
    assert done.returncode == 2
    assert "the database holds session 1 with seed 2017 (asked: 7)" in done.stderr


def test_resume_without_a_session_says_how_to_begin(workspace):
    done = workspace.run(f"{GENERATE} --resume")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: Nothing to resume")
    assert "generate --session 1" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_interrupted_session_goes_on_to_the_digest_of_an_uninterrupted_one(workspace, smoke_world):
    running = workspace.start(f"{GENERATE} --session=1 --preset smoke --no-report")
    wait_for_progress(workspace.records / "logs" / "session_1.log")
    told = interrupted(running)
    assert running.returncode == 130, told
    assert told.startswith("Stopping after the part under way")
    assert re.search(r"^Interrupted\. Session 1 stands at \d+/1095 days; go on with: .* resume$", told, re.MULTILINE)
    assert workspace.run(f"{GENERATE} --session=1 --preset smoke").returncode == 2
    resumed = workspace.run(f"{GENERATE} --resume --no-report")
    assert resumed.returncode == 0, resumed.stderr
    assert digest_of(workspace) == digest_of(smoke_world)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("--session=5", "there is no session 5 in preset smoke; choose one of 1, 2"),
        ("--session=0", "there is no session 0 in preset smoke; choose one of 1, 2"),
        ("", "Say --session N (1 to 2), or --all."),
        ("--session=1 --set sea.cage_per_area=5", "cages_per_area"),
        ("--session=1 --set sea.cages_per_area=many", "sea.cages_per_area"),
        ("--session=1 --set sea.cages_per_area=-3", "sea.cages_per_area"),
        ("--session=1 --readings-per-day 7", "1440"),
        ("--session=1 --readings-per-day 1000", "readings.per_day"),
        ("--session=1 --seed -1", "seed"),
        ("--session=1 --all", "--all and --session 1 contradict each other"),
        ("--all --no-validate", "leave --no-validate out, or say --session 1 instead of --all"),
        ("--session=1 --all --to parquet out", "--all and --session 1 contradict each other"),
        ("--to parquet out --resume", "--resume has no effect"),
        ("--to parquet out --records y --window-days 9", "--records, --window-days has no effect"),
        ("--session=1 --force", "--force replaces a data set that --to writes"),
    ],
)
def test_bad_input_names_the_key_and_exits_2(workspace, arguments, named):
    done = workspace.run(f"{GENERATE} --preset smoke {arguments}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: ")
    assert named in done.stderr
    assert done.stderr.count("\n") == 1


def test_unknown_preset_names_the_known_ones(workspace):
    done = workspace.run(f"{GENERATE} --session=1 --preset compny")
    assert done.returncode == 2
    assert "company, scotland_only, smoke" in done.stderr


def test_unwritable_records_folder_is_named_with_the_remedy(workspace):
    workspace.records.write_text("a file where the folder should be", encoding="utf-8")
    done = workspace.run(f"{GENERATE} --session=1 --preset smoke")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: Cannot write ")
    assert "--records" in done.stderr


def test_database_in_a_missing_place_is_an_error_in_one_line(bare_workspace):
    blocked = bare_workspace.folder / "file"
    blocked.touch()
    done = bare_workspace.run(
        f"{GENERATE} --session=1 --preset smoke --database sqlite:///{blocked.as_posix()}/x.sqlite3"
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Error: cannot create the folder ")
    assert "DATABASE_URL" in done.stderr


def test_missing_tables_are_named_with_the_migration(bare_workspace):
    done = bare_workspace.run("aquamind generate --session 1 --preset smoke")
    assert done.returncode == 2
    assert "python manage.py migrate" in done.stderr


def test_stage_durations_are_a_read_only_view_of_the_preset():
    from scripts.data_generation.config.generation_params import GP

    windows = load_parameters("company").stages.values()
    typical = [days for _, days, _ in GP.STAGE_DURATIONS.values()]
    assert list(GP.STAGE_DURATIONS) == ["Egg & Alevin", "Fry", "Parr", "Smolt", "Post-Smolt", "Grow-out"]
    assert GP.STAGE_DURATIONS["Fry"] == (85, 90, 95)  # the trade's three months in each hall
    assert typical == [window.typical_days for window in windows]
    with pytest.raises(TypeError):
        GP.STAGE_DURATIONS["Fry"] = (1, 2, 3)
    with pytest.raises(AttributeError):
        GP.STAGE_DURATIONS = {}


def test_help_keeps_the_defaults_in_its_sentences(workspace) -> None:
    words = workspace.run("aquamind generate --help").stdout.replace("│", " ").split()

    assert "connections to a PostgreSQL server [default: 1 in session 1, then 2], or processes" in " ".join(words)


def test_console_script_starts_the_same_program(workspace):
    assert workspace.run("aquamind --help").stdout.count("generate") >= 1
