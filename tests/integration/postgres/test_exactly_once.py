"""However a run on a server ends, `resume` ends with the rows of a run that nothing interrupted."""

import os
import random
import re
import subprocess
import time
from collections.abc import Callable

import pytest
from postgres.conftest import QUICKLY, Farm

KILLS = int(os.environ.get("AQUAMIND_KILLS", "7"))
RESUME = "aquamind resume --no-validate --no-report"
ONE_READING_TWICE = (
    "SELECT count(*) FROM (SELECT 1 FROM environmental_environmentalreading GROUP BY sensor_id, reading_time "
    "HAVING count(*) > 1) AS twice"
)
PATIENCE_S = 60


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


def assert_whole(farm: Farm, full: Farm, embedded_digest: str) -> None:
    """The rows, and the constraints and indexes, of a run that nothing interrupted."""
    assert farm.value(ONE_READING_TWICE) == 0
    assert farm.digest() == full.digest() == embedded_digest
    assert farm.schema() == full.schema()


def test_a_run_killed_at_random_instants_ends_with_the_rows_of_one_that_was_not(
    make_farm: Callable[..., Farm], migrated: Farm, full: Farm, embedded_digest: str
):
    instants = random.Random(20_260_101)
    farm, killed = make_farm(migrated.name), 0
    while killed < KILLS:
        process = farm.start(f"aquamind generate --resume {QUICKLY}")
        try:
            process.communicate(timeout=instants.uniform(0.6, 3.0))
        except subprocess.TimeoutExpired:
            kill(process)
            killed += 1
        else:
            assert process.returncode == 0
            assert_whole(farm, full, embedded_digest)
            farm = make_farm(migrated.name)
    done = farm.run(f"aquamind generate --resume {QUICKLY}")

    assert done.returncode == 0, done.stderr
    assert_whole(farm, full, embedded_digest)


def test_a_kill_between_the_rows_of_a_part_and_its_ledger_line_leaves_neither(
    farm: Farm, full: Farm, embedded_digest: str
):
    process = farm.start(f"aquamind generate {QUICKLY}")
    wait_for(farm, "SELECT 1 FROM generation_generationpart WHERE window_index >= 5")
    with farm.connect() as other:
        other.execute("LOCK TABLE generation_generationpart IN SHARE MODE")
        lines = other.execute("SELECT count(*) FROM generation_generationpart").fetchone()
        wait_until_blocked(farm, "INSERT INTO generation_generationpart")
        kill(process)
    assert farm.rows("SELECT count(*) FROM generation_generationpart") == [lines]

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, full, embedded_digest)


def test_a_kill_while_the_readings_key_is_built_leaves_it_to_the_next_run(farm: Farm, full: Farm, embedded_digest: str):
    process = farm.start(f"aquamind generate {QUICKLY}")
    wait_for(farm, "SELECT 1 FROM generation_generationpart WHERE window_index >= 1")
    with farm.connect() as other:
        other.execute("SELECT 1 FROM environmental_environmentalreading LIMIT 1")  # readers do not hinder the load
        wait_until_blocked(farm, "ALTER TABLE environmental_environmentalreading ADD CONSTRAINT")
        kill(process)
    assert (
        farm.value("SELECT count(*) FROM pg_constraint WHERE conname = 'environmental_environmentalreading_pkey'") == 0
    )

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, full, embedded_digest)


def test_a_server_that_dies_mid_run_is_named_with_the_remedy_and_the_run_can_go_on(
    farm: Farm, full: Farm, embedded_digest: str
):
    if not farm.server.can_stop:
        pytest.skip("the server that TEST_DATABASE_URL names is not ours to stop")
    process = farm.start(f"aquamind generate {QUICKLY}")
    wait_for(farm, "SELECT 1 FROM generation_generationpart WHERE window_index >= 4")
    farm.server.stop(at_once=True)
    _, errors = process.communicate()
    assert process.returncode == 2
    assert "the connection to the server was lost" in errors
    assert "aquamind resume" in errors
    assert farm.run(RESUME).returncode == 2
    farm.server.start()

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, full, embedded_digest)


def test_a_connection_that_is_cut_mid_run_is_named_with_the_remedy_and_the_run_can_go_on(
    farm: Farm, full: Farm, embedded_digest: str
):
    process = farm.start(f"aquamind generate {QUICKLY}")
    wait_for(farm, "SELECT 1 FROM generation_generationpart WHERE window_index >= 4")
    farm.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND "
        "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    _, errors = process.communicate()
    assert process.returncode == 2
    assert re.search("connection to the server was lost.*aquamind resume", errors)

    assert farm.run(RESUME).returncode == 0
    assert_whole(farm, full, embedded_digest)


def test_a_second_generator_is_refused_while_the_first_goes_on(farm: Farm, full: Farm, embedded_digest: str):
    process = farm.start(f"aquamind generate {QUICKLY}")
    wait_for(farm, "SELECT 1 FROM generation_generationpart")
    with farm.connect() as other:
        other.execute("LOCK TABLE generation_generationpart IN SHARE MODE")  # so that the first is still at it
        second = farm.run(RESUME)
    process.communicate()

    assert second.returncode == 2
    assert "another generator is writing" in second.stderr
    assert process.returncode == 0
    assert_whole(farm, full, embedded_digest)
