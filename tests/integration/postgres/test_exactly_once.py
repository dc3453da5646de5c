"""However a run on a server ends, `resume` ends with the rows of a run that nothing interrupted."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from postgres.conftest import BRIEFLY, Farm

from aquasim.sinks import open_store

KILLS = int(os.environ.get("AQUAMIND_KILLS", "25"))
WRITING_S = """
    SELECT extract(epoch FROM max(committed_at) - min(started_at))
    FROM generation_generationrun JOIN generation_generationpart AS part ON part.run_id = generation_generationrun.id
"""
LINES = "SELECT count(*) FROM generation_generationpart"
RESUME = "aquamind resume --no-validate --no-report"
ONE_READING_TWICE = (
    "SELECT count(*) FROM (SELECT 1 FROM environmental_environmentalreading GROUP BY sensor_id, reading_time "
    "HAVING count(*) > 1) AS twice"
)
NOT_SUMMED = """
    SELECT count(*) FROM (SELECT sensor_id, sum(readings) AS n FROM readings_by_day GROUP BY 1) AS by_day
    FULL JOIN (SELECT sensor_id, count(*) AS n FROM environmental_environmentalreading GROUP BY 1) AS readings
    USING (sensor_id) WHERE by_day.n IS DISTINCT FROM readings.n
"""
PATIENCE_S = 60
GATE = 77
"""Key of an advisory lock of this test, which a commit waits for."""
WAIT_AT_GATE = f"""
    CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_advisory_xact_lock_shared({GATE}); RETURN NEW; END';
"""
SLOW_COMMIT = f"""{WAIT_AT_GATE}
    CREATE CONSTRAINT TRIGGER gate AFTER INSERT ON generation_generationpart DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.window_index >= 5) EXECUTE FUNCTION wait_at_gate()
"""
SLOW_COPY = f"""
    CREATE SEQUENCE rows_seen;
    CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM nextval(''rows_seen''); IF NEW.reading_time >= ''2017-08-15'' THEN
            PERFORM pg_advisory_xact_lock_shared({GATE}); END IF; RETURN NEW; END';
    CREATE TRIGGER gate BEFORE INSERT ON environmental_environmentalreading
        FOR EACH ROW EXECUTE FUNCTION wait_at_gate()
"""
"""In the middle of a window, so that rows of the same part are there already; a sequence counts them, come what may."""
UNCOMMITTED = "SELECT last_value - (SELECT count(*) FROM environmental_environmentalreading) FROM rows_seen"


@contextmanager
def held_up(farm: Farm, trigger: str) -> Iterator[psycopg.Connection]:
    """Let a trigger wait for a connection, which is closed before the end, and take it away again."""
    farm.rows(trigger)
    with farm.connect() as gate:
        gate.execute("SELECT pg_advisory_lock(%s)", [GATE])
        yield gate
    wait_for(farm, f"SELECT 1 WHERE NOT EXISTS ({GENERATORS})")
    farm.rows(f"DROP TRIGGER gate ON {trigger.split(' ON ')[1].split()[0]}; DROP FUNCTION wait_at_gate")


ORPHANS = """
    SELECT (SELECT coalesce(sum(rows), 0) FROM generation_generationpart WHERE part LIKE 'readings%')
           - (SELECT count(*) FROM environmental_environmentalreading)
           - (SELECT count(*) FROM environmental_sensorfault)
"""
"""Rows of readings parts that the ledger knows and the tables do not hold, or, below zero, the other way round."""
GENERATORS = (
    f"SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid <> {GATE} AND "
    "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
"""Connections that hold a generator's lock."""


def wait_for(farm: Farm, sql: str) -> None:
    """Until the query finds something."""
    until = time.monotonic() + PATIENCE_S
    with farm.connect() as connection:
        connection.autocommit = True
        while not connection.execute(sql).fetchall():
            assert time.monotonic() < until, sql
            time.sleep(0.01)


def wait_until_blocked(farm: Farm, statement: str) -> None:
    """Until a statement that begins like this waits for a lock."""
    wait_for(farm, f"SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '{statement}%'")


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def assert_whole(farm: Farm, uninterrupted: Farm) -> None:
    """The rows, and the constraints and indexes, of a run that nothing interrupted."""
    assert farm.value(ONE_READING_TWICE) == 0
    assert farm.digest() == uninterrupted.digest()
    assert farm.schema() == uninterrupted.schema()
    assert farm.value(NOT_SUMMED) == 0


def test_a_run_killed_at_random_instants_ends_with_the_rows_of_one_that_was_not(
    make_farm: Callable[..., Farm], migrated: Farm, brief: Farm
):
    """At any instant from its first lock on; every start has another number of connections than the one before had."""
    instants = random.Random(20_260_101)
    writing_s = float(brief.value(WRITING_S))
    farm, killed = make_farm(migrated.name), 0
    while killed < KILLS:
        process = farm.start(f"aquamind generate --resume {BRIEFLY} --workers {instants.choice((1, 2, 3))}")
        while process.poll() is None and not farm.rows(GENERATORS):
            time.sleep(0.01)
        try:
            process.communicate(timeout=instants.uniform(0.0, writing_s / 4))
        except subprocess.TimeoutExpired:
            kill(process)
            killed += 1
            wait_for(farm, f"SELECT 1 WHERE NOT EXISTS ({GENERATORS})")
        else:
            assert process.returncode == 0
            assert_whole(farm, brief)
            farm = make_farm(migrated.name)
    done = farm.run(f"aquamind generate --resume {BRIEFLY}")

    assert done.returncode == 0, done.stderr
    assert_whole(farm, brief)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_kill_while_readings_are_copied_leaves_none_of_that_part(farm: Farm, brief: Farm, workers: int):
    with held_up(farm, SLOW_COPY):
        process = farm.start(f"aquamind generate {BRIEFLY} --workers {workers}")
        wait_until_blocked(farm, 'COPY "environmental_environmentalreading"')
        assert farm.value(UNCOMMITTED) > 1
        kill(process)  # rows on their way hide that from a connection that waits; it goes on, and then finds out
    assert farm.value(ORPHANS) == 0

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, brief)


def test_a_part_whose_commit_ends_after_its_generator_was_killed_is_not_written_again(farm: Farm, brief: Farm):
    with held_up(farm, SLOW_COMMIT):
        process = farm.start(f"aquamind generate {BRIEFLY} --workers 2")
        wait_until_blocked(farm, "COMMIT")
        lines = farm.value(LINES)
        kill(process)
    assert farm.value(LINES) > lines
    assert farm.value(ORPHANS) == 0

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, brief)


def test_a_part_whose_commit_the_server_gives_up_is_written_again(farm: Farm, brief: Farm):
    """The server finds that nobody waits for the answer any more."""
    with held_up(farm, SLOW_COMMIT):
        process = farm.start(f"aquamind generate {BRIEFLY}")
        wait_until_blocked(farm, "COMMIT")
        lines = farm.value(LINES)
        kill(process)
        wait_for(farm, f"SELECT 1 WHERE NOT EXISTS ({GENERATORS})")
    assert farm.value(LINES) == lines
    assert farm.value(ORPHANS) == 0

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, brief)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in folders there")
def test_a_kill_while_the_checkpoint_is_written_loses_nothing(farm: Farm, brief: Farm):
    """The file it writes is a pipe that nobody reads, so the generator stands still inside the write."""
    pipe = farm.records / "checkpoints" / "session_1_checkpoint.json.tmp"
    pipe.parent.mkdir(parents=True)
    os.mkfifo(pipe)
    process = farm.start(f"aquamind generate {BRIEFLY}")
    wait_for(farm, "SELECT 1 FROM generation_generationpart")
    wait_for(farm, "SELECT 1 FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'idle' AND "
                   "clock_timestamp() - state_change > interval '0.5 s' AND datname = current_database()")  # fmt: skip
    lines = farm.value(LINES)
    kill(process)
    pipe.unlink()
    assert not pipe.with_suffix("").exists()
    assert farm.value(LINES) == lines

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, brief)
    assert '"state": "RUNNING"' in pipe.with_suffix("").read_text(encoding="utf-8")


def test_a_kill_between_the_rows_of_a_part_and_its_ledger_line_leaves_neither(farm: Farm, brief: Farm):
    process = farm.start(f"aquamind generate {BRIEFLY}")
    wait_for(farm, "SELECT 1 FROM generation_generationpart WHERE window_index >= 5")
    with farm.connect() as other:
        other.execute("LOCK TABLE generation_generationpart IN SHARE MODE")
        lines = other.execute("SELECT count(*) FROM generation_generationpart").fetchone()
        wait_until_blocked(farm, "INSERT INTO generation_generationpart")
        kill(process)
    assert farm.rows("SELECT count(*) FROM generation_generationpart") == [lines]

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, brief)


def test_a_kill_while_the_readings_key_is_built_leaves_it_to_the_next_run(farm: Farm, brief: Farm):
    process = farm.start(f"aquamind generate {BRIEFLY}")
    wait_for(farm, "SELECT 1 FROM generation_generationpart WHERE window_index >= 1")
    with farm.connect() as other:
        other.execute("SELECT 1 FROM environmental_environmentalreading LIMIT 1")  # readers do not hinder the load
        wait_until_blocked(farm, "%ALTER TABLE environmental_environmentalreading ADD CONSTRAINT")
        kill(process)
    assert (
        farm.value("SELECT count(*) FROM pg_constraint WHERE conname = 'environmental_environmentalreading_pkey'") == 0
    )

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, brief)


def test_a_server_that_dies_mid_run_is_named_with_the_remedy_and_the_run_can_go_on(farm: Farm, brief: Farm):
    if not farm.server.can_stop:
        pytest.skip("the server that TEST_DATABASE_URL names is not ours to stop")
    process = farm.start(f"aquamind generate {BRIEFLY}")
    wait_for(farm, "SELECT 1 FROM generation_generationpart WHERE window_index >= 4")
    farm.server.stop(at_once=True)
    _, errors = process.communicate()
    assert process.returncode == 2
    assert "the connection to the server was lost" in errors
    assert "aquamind resume" in errors
    assert farm.run(RESUME).returncode == 2
    farm.server.start()

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, brief)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_connection_that_is_cut_mid_run_is_named_with_the_remedy_and_the_run_can_go_on(
    farm: Farm, brief: Farm, workers: int
):
    process = farm.start(f"aquamind generate {BRIEFLY} --workers {workers}")
    wait_for(farm, "SELECT 1 FROM generation_generationpart WHERE window_index >= 4")
    farm.rows(GENERATORS.replace("SELECT 1", "SELECT pg_terminate_backend(pid)"))
    _, errors = process.communicate()
    assert process.returncode == 2
    assert re.search("connection to the server was lost.*aquamind resume", errors)

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, brief)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_control_c_ends_every_connection_cleanly(farm: Farm, brief: Farm):
    process = farm.start(f"aquamind generate {BRIEFLY} --workers 2")
    wait_for(farm, "SELECT 1 FROM generation_generationpart WHERE window_index >= 2")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 130, errors
    assert "go on with" in errors
    assert farm.value("SELECT status FROM generation_generationrun") == "INTERRUPTED"
    assert farm.value(ORPHANS) == 0

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, brief)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_control_c_breaks_off_a_query_that_would_go_on(own_full: Farm):
    with own_full.connect() as other:
        other.execute("LOCK TABLE environmental_environmentalreading IN ACCESS EXCLUSIVE MODE")
        process = own_full.start("aquamind digest")
        wait_for(own_full, "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'relation'")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, errors
    assert errors.startswith("Interrupted.")


def test_a_load_begins_beside_autovacuum_at_work_on_a_chunk(own_full: Farm, full: Farm):
    own_full.rows("DELETE FROM environmental_environmentalreading")  # on rows that are there, their key is kept
    chunk = own_full.value("SELECT max(show::text) FROM show_chunks('environmental_environmentalreading') AS show")
    with own_full.connect() as vacuum, open_store(own_full.url) as store, ThreadPoolExecutor(1) as beside:
        vacuum.execute(f"LOCK TABLE {chunk} IN SHARE UPDATE EXCLUSIVE MODE")
        load = beside.submit(store.make_way)
        wait_for(own_full, "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'relation'")
        vacuum.execute(f"ANALYZE {chunk}")  # opens the keys of a chunk that it has, as autovacuum does
        vacuum.commit()
        load.result()
        store.seal()

    assert own_full.schema() == full.schema()


def test_connections_that_outlive_their_generator_keep_a_second_one_out(farm: Farm, brief: Farm):
    process = farm.start(f"aquamind generate {BRIEFLY} --workers 2")
    wait_for(farm, "SELECT 1 FROM generation_generationpart WHERE window_index >= 2")
    with farm.connect() as other:
        other.execute("LOCK TABLE generation_generationpart IN SHARE MODE")
        wait_for(farm, "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT%' HAVING "
                       "count(*) >= 2")  # fmt: skip
        own = farm.value("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND "
                         "database = (SELECT oid FROM pg_database WHERE datname = current_database())")  # fmt: skip
        farm.rows(f"SELECT pg_terminate_backend({own})")
        second = farm.run(RESUME)
    process.communicate()
    assert (process.returncode, second.returncode) == (2, 2)
    assert "another generator is writing" in second.stderr

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, brief)


def test_a_second_generator_is_refused_while_the_first_goes_on(farm: Farm, brief: Farm):
    process = farm.start(f"aquamind generate {BRIEFLY}")
    wait_for(farm, "SELECT 1 FROM generation_generationpart")
    with farm.connect() as other:
        other.execute("LOCK TABLE generation_generationpart IN SHARE MODE")  # so that the first is still at it
        second = farm.run(RESUME)
    process.communicate()

    assert second.returncode == 2
    assert "another generator is writing" in second.stderr
    assert process.returncode == 0
    assert_whole(farm, brief)
