"""The embedded database: what may be opened, who may write, and a full disk."""

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import adbc_driver_sqlite
import numpy as np
import pytest
from worlds import assert_ledger_tells_the_truth, preset, rows_in

from aquasim.commands import manage
from aquasim.engine.tables import TABLES, Written
from aquasim.errors import SinkError
from aquasim.export.dataset import export_database
from aquasim.export.selection import Selection
from aquasim.export.verify import folder_sums
from aquasim.parameters import Parameters
from aquasim.presets import load_parameters
from aquasim.run import generate
from aquasim.sinks import Encoded, open_store, stored_sums
from aquasim.sinks.adbc import Adbc
from aquasim.sinks.digest import combined_digest
from aquasim.sinks.store import EVENTS, Criterion, Days
from tests.conftest import REPOSITORY, Workspace

READINGS = "environmental_environmentalreading"
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions and limits of files work otherwise there")


@pytest.fixture
def little(tmp_path: Path) -> Parameters:
    return load_parameters(preset(tmp_path, [60]))


def refusal(url: str) -> str:
    with pytest.raises(SinkError) as refused, open_store(url):
        pass
    return str(refused.value)


def test_an_unknown_kind_of_database_is_refused_with_an_example() -> None:
    assert "'oracle' is no known kind of database; use sqlite:///" in refusal("oracle://host/db")


def test_a_missing_database_is_refused_with_the_migration(bare_workspace: Workspace) -> None:
    told = refusal(bare_workspace.url)
    assert told == (
        f"there is no database {bare_workspace.database}; create it with: "
        f"DATABASE_URL={bare_workspace.url} {manage('migrate')}"
    )
    assert not bare_workspace.database.exists()


def test_a_file_that_is_no_database_is_refused_and_left_alone(bare_workspace: Workspace) -> None:
    bare_workspace.database.write_text("a letter to the accountant", encoding="utf-8")
    assert "is not a SQLite database" in refusal(bare_workspace.url)
    assert bare_workspace.database.read_text(encoding="utf-8") == "a letter to the accountant"


def test_rows_of_some_days_are_those_from_their_first_midnight_to_their_last(smoke_world: Workspace) -> None:
    with open_store(smoke_world.url) as store:
        read = sum(len(chunk["value"]) for chunk in store.integers(TABLES[READINGS], Days(dt.date(2018, 3, 1), 31)))
    with closing(sqlite3.connect(smoke_world.database)) as connection:
        sql = f"SELECT count(*), min(time(reading_time)) FROM {READINGS} WHERE date(reading_time) LIKE '2018-03-%'"
        march, earliest = connection.execute(sql).fetchone()

    assert earliest < "03:00"  # there are some soon after midnight
    assert read == march > 0


def test_rows_with_a_date_are_those_of_the_first_day_to_the_last(smoke_world: Workspace) -> None:
    deaths, march = TABLES["batch_mortalityevent"], Days(dt.date(2018, 3, 1), 31)
    with open_store(smoke_world.url) as store:
        read = np.concatenate([chunk["event_date"] for chunk in store.integers(deaths, march)])
    with closing(sqlite3.connect(smoke_world.database)) as connection:
        sql = f"SELECT event_date, count(*) FROM {deaths.name} WHERE event_date LIKE '2018-03-%' GROUP BY 1"
        stored = dict(connection.execute(sql).fetchall())

    days, rows = np.unique(read.astype("datetime64[D]"), return_counts=True)
    assert dict(zip(days.astype(str), rows, strict=True)) == stored
    assert {"2018-03-01", "2018-03-31"} <= set(stored)


def test_a_database_without_tables_is_refused_with_the_migration(bare_workspace: Workspace) -> None:
    bare_workspace.database.touch()
    told = refusal(bare_workspace.url)
    assert "table infrastructure_geography does not exist" in told
    assert "python manage.py migrate" in told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("harvest_harvestlot RENAME COLUMN fillet_weight_kg TO fillet_kg", "lot has no column fillet_weight_kg"),
        ("batch_batch RENAME TO batch_old", "batch_batch does not exist"),
        ("generation_generationrun RENAME COLUMN first_window_days TO first_days", "ledger tables are missing or old"),
    ],
    ids=["column", "table", "ledger"],
)
def test_a_database_at_another_migration_is_refused(workspace: Workspace, change: str, told: str) -> None:
    with closing(sqlite3.connect(workspace.database)) as connection:
        connection.execute(f"ALTER TABLE {change}")
        connection.commit()
    message = refusal(workspace.url)
    assert told in message
    assert "python manage.py migrate" in message


def test_sessions_of_equal_windows_keep_them_when_windows_are_cut_anew(workspace: Workspace) -> None:
    """As they were written before the first window could be shorter."""
    assert workspace.run("python manage.py migrate generation 0001 --verbosity 0").returncode == 0
    with closing(sqlite3.connect(workspace.database)) as connection:
        connection.execute(
            "INSERT INTO generation_generationrun (preset, seed, session, first_date, days, window_days) "
            "VALUES ('company', 1, 1, '2017-01-01', 50, 20)"
        )
        connection.commit()
    assert workspace.run("python manage.py migrate --verbosity 0").returncode == 0
    with open_store(workspace.url) as store:
        (run,) = store.runs()
    assert run.windows == [range(0, 20), range(20, 40), range(40, 50)]


def test_a_damaged_database_is_an_error_in_words(workspace: Workspace) -> None:
    with workspace.database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 200_000)
    assert "the file is damaged; move it away and generate again" in refusal(workspace.url)


@contextmanager
def as_somebody() -> Iterator[None]:
    """Without the rights of the superuser, who may write anything anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared(migrated_database: Path) -> Iterator[Workspace]:
    """A database that everybody may read and write, in a folder that everybody may enter and write."""
    with tempfile.TemporaryDirectory() as folder:
        own = Workspace(Path(folder))
        shutil.copy(migrated_database, own.database)
        with open_store(own.url):
            pass  # loads the driver, which somebody else may not be allowed to read
        own.folder.chmod(0o777)
        own.database.chmod(0o666)
        yield own


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder in which everybody may write."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@on_posix
def test_a_database_that_may_not_be_read_is_refused_with_the_remedy(shared: Workspace) -> None:
    shared.database.chmod(0o000)
    with as_somebody():
        told = refusal(shared.url)
    assert told.startswith(f"{shared.database} cannot be read; change its permissions")


@on_posix
def test_a_database_that_may_only_be_read_is_read_and_refuses_to_be_written(
    shared: Workspace, little: Parameters, public: Path
) -> None:
    with open_store(shared.url) as store:
        summary = generate(little, store, 1)
    shared.database.chmod(0o444)
    shared.folder.chmod(0o555)
    before = {path.name: path.read_bytes() for path in shared.folder.iterdir()}
    with as_somebody(), open_store(shared.url) as store:
        assert combined_digest(stored_sums(store)) == summary.digest
        assert export_database(store, str(public / "data"), "csv", Selection()).digest == summary.digest
        with pytest.raises(SinkError, match="cannot be written; change its permissions"):
            generate(little, store, 1, resume=True)
        with pytest.raises(SinkError, match="cannot be written; change its permissions"):
            store.clear()
        with pytest.raises(SinkError, match="cannot be written; change its permissions"):
            store.record_validation(1, [])
    shared.folder.chmod(0o777)
    assert {path.name: path.read_bytes() for path in shared.folder.iterdir()} == before


TRY_TO_WRITE = """
import sqlite3, sys
sqlite3.connect(sys.argv[1], timeout=0).execute("BEGIN IMMEDIATE")
"""


def test_a_second_store_of_this_process_does_not_end_the_locks_of_the_first(workspace: Workspace) -> None:
    """POSIX ends all locks that a process has on a file as soon as it closes the file anywhere."""
    with closing(Adbc(adbc_driver_sqlite.connect(str(workspace.database)))) as writer:
        writer.connection.set_autocommit(False)
        writer.table("INSERT INTO batch_species (id, name, scientific_name) VALUES (77, 'Char', 'S. alpinus')")
        with open_store(workspace.url) as store:
            assert store.runs() == []
        words = [sys.executable, "-c", TRY_TO_WRITE, str(workspace.database)]
        other = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    assert "database is locked" in other.stderr


@on_posix
def test_a_folder_that_may_not_be_written_is_refused_with_the_remedy(shared: Workspace, little: Parameters) -> None:
    shared.folder.chmod(0o555)
    refused = pytest.raises(SinkError, match="cannot be written; change its permissions")
    with as_somebody(), refused, open_store(shared.url) as store:
        generate(little, store, 1)
    shared.folder.chmod(0o777)
    assert rows_in(shared.database) == {}


def test_a_second_generator_is_kept_out_until_the_first_has_ended(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        generate(little, store, 1)
        with open_store(workspace.url) as second:
            for write in (lambda: generate(little, second, 1, resume=True), second.clear):
                with pytest.raises(SinkError, match="another generator is writing to"):
                    write()
    with open_store(workspace.url) as third:
        assert generate(little, third, 1, resume=True).rows == sum(rows_in(workspace.database).values())


LOOK = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
while True:
    connection.execute("BEGIN")
    print(connection.execute("SELECT count(*) FROM batch_dailycontainerstate").fetchone()[0], flush=True)
    time.sleep(0.5)
    connection.execute("COMMIT")
    time.sleep(0.001)
"""


def test_the_database_can_be_read_while_it_is_written(workspace: Workspace, little: Parameters) -> None:
    # another process, since locks of one process do not keep each other out
    words = [sys.executable, "-c", LOOK, str(workspace.database)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, encoding="utf-8") as reader:
        assert reader.stdout is not None
        seen = [reader.stdout.readline()]
        with open_store(workspace.url) as store:
            generate(little, store, 1, window_days=5)
        reader.kill()
        seen += reader.stdout.readlines()
    counts = [int(line) for line in seen]
    assert counts == sorted(counts)
    assert counts[0] == 0


def limited(workspace: Workspace, command: str, megabytes: float) -> subprocess.CompletedProcess[str]:
    """Run a command that may let no file grow beyond a size."""
    import resource

    limit = int(megabytes * 2**20)
    return subprocess.run(
        workspace.words(command),
        cwd=REPOSITORY,
        env=workspace.environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )


def test_a_disk_without_room_is_told_in_one_line_and_the_run_goes_on_once_there_is_room(
    workspace: Workspace, tmp_path: Path
) -> None:
    if sys.platform == "win32":
        pytest.skip("the size of files cannot be limited there")
    file = preset(tmp_path / "preset", [430])
    quickly = "--no-predict --no-validate --no-report"
    command = f"aquamind generate --session 1 --resume --preset {file} {quickly} --window-days 20"
    empty_mb = workspace.database.stat().st_size / 2**20
    stopped = limited(workspace, command, empty_mb + 3.0)
    assert stopped.returncode == 2
    assert stopped.stderr.startswith(f"Error: {workspace.database}: the disk is full")
    assert "aquamind resume" in stopped.stderr
    assert stopped.stderr.count("\n") == 1
    with open_store(workspace.url) as store:
        assert_ledger_tells_the_truth(store)
    finished = workspace.run(command)
    assert finished.returncode == 0, finished.stderr
    with open_store(workspace.url) as store:
        assert_ledger_tells_the_truth(store)
        (run,) = store.runs()
    assert (run.days, sum(rows_in(workspace.database).values())) == (430, sum(run.rows_per_table.values()))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of ten megabytes in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=10m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("disks cannot be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_disk_that_fills_up_loses_nothing_that_was_committed(
    small_disk: Path, tmp_path: Path, migrated_database: Path
) -> None:
    full = Workspace(small_disk)
    shutil.copy(migrated_database, full.database)
    parameters = load_parameters(preset(tmp_path, [430]))
    with open_store(full.url) as store, pytest.raises(SinkError, match="the disk is full; free some space"):
        generate(parameters, store, 1, window_days=20)
    larger = Workspace(tmp_path)
    shutil.copy(full.database, larger.database)
    with open_store(larger.url) as store:
        assert_ledger_tells_the_truth(store)
        summary = generate(parameters, store, 1, resume=True)
        assert_ledger_tells_the_truth(store)
    assert summary.rows == sum(rows_in(larger.database).values())


def test_half_a_part_is_never_stored(workspace: Workspace, little: Parameters) -> None:
    """Its rows fit, and its line in the ledger does not."""
    table = TABLES["batch_mortalityevent"]
    others = ", ".join(name for name in table.column_names if name != "id")
    with open_store(workspace.url) as store:
        generate(little, store, 1)
        (row,) = store.query(f"SELECT max(id) + 1 AS id, {others} FROM {table.name}").to_batches()
        with pytest.raises(SinkError):
            store.commit(Encoded(1, 0, EVENTS, {table.name: row}, {}, b""))
        store.finish(1, "FAILED")
        assert_ledger_tells_the_truth(store)


def test_the_database_is_sound(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        generate(little, store, 1)
    with closing(sqlite3.connect(workspace.database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        ((stored,),) = connection.execute("SELECT sum(rows) FROM generation_generationpart").fetchall()
    upserted = [name for name, table in TABLES.items() if table.written is Written.UPSERT]
    assert stored == sum(count for name, count in rows_in(workspace.database).items() if name not in upserted)


def test_a_second_verdict_takes_the_place_of_the_first(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        generate(little, store, 1)
        store.record_validation(1, [Criterion("fish", "10", "9", False), Criterion("feed", "1", "2", False)])
        store.record_validation(1, [Criterion("fish", "10", "10", True)])
        table = store.query("SELECT check_name, observed, passed FROM generation_validationresult")
    assert table.to_pylist() == [{"check_name": "fish", "observed": "10", "passed": 1}]


def test_readings_before_and_after_every_day_and_on_odd_days_are_counted_in_their_months(
    workspace: Workspace, tmp_path: Path, little: Parameters
) -> None:
    """Of a sensor that had none; the clock jumps on 2019-03-31 and 2019-10-27 in Scotland, 2020-02-29 is a leap day."""
    odd = [
        "1969-12-31 23:59:59",
        "2019-03-31 01:30:00",
        "2019-10-27 01:30:00",
        "2020-02-29 23:59:59",
        "2100-06-01 12:00:00",
    ]
    with open_store(workspace.url) as store:
        generate(little, store, 1)
        before = stored_sums(store)[READINGS]
    with closing(sqlite3.connect(workspace.database)) as connection:
        silent = connection.execute(
            f"SELECT id, container_id FROM infrastructure_sensor WHERE id NOT IN (SELECT sensor_id FROM {READINGS})"
        ).fetchone()
        insert = f"INSERT INTO {READINGS} (sensor_id, container_id, reading_time, parameter_id, value, quality) "
        connection.executemany(f"{insert} VALUES (?, ?, ?, 1, 8.5, 0)", [(*silent, time) for time in odd])
        connection.commit()
    with open_store(workspace.url) as store:
        stored = stored_sums(store)
        export_database(store, str(tmp_path / "out"), "parquet", Selection((READINGS,)))
    assert folder_sums(str(tmp_path / "out"))[READINGS] == stored[READINGS]
    added = {month: one.rows for month, one in stored[READINGS].items() if month not in before}
    assert added == {time[:7]: 1 for time in odd}
    assert {month: stored[READINGS][month] for month in before} == before


@pytest.mark.parametrize(
    ("table", "columns", "values"),
    [
        (
            READINGS,
            "sensor_id, reading_time, parameter_id, container_id, value, quality",
            "999999, '2017-03-01', 1, 1, 5, 0",
        ),
        ("environmental_photoperioddata", "id, area_id, date, day_length_hours", "5, 77, '2001-01-01', 9"),
        ("batch_species", "id, name, scientific_name", "900000, 'Trout', 'Salmo trutta'"),
    ],
    ids=["key of a sensor and a time", "written once and never changed", "written over"],
)
def test_rows_that_no_session_wrote_are_refused_before_anything_is_written_and_can_be_cleared(
    workspace: Workspace, little: Parameters, table: str, columns: str, values: str
) -> None:
    with closing(sqlite3.connect(workspace.database)) as connection, connection:
        connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})")

    with open_store(workspace.url) as store, pytest.raises(SinkError) as refused:
        generate(little, store, 1)
    assert str(refused.value) == (
        f"{workspace.database}: it holds rows that no session of the ledger wrote ({table}); start over "
        "with `aquamind clear`, or name another database in DATABASE_URL"
    )
    assert rows_in(workspace.database) == {table: 1}

    assert workspace.run("aquamind clear --yes").stdout == "Removed 1 rows.\n"
    with open_store(workspace.url) as store:
        generate(little, store, 1)
