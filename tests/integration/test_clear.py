"""Clearing takes out what was generated, and nothing that people entered."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from worlds import assert_ledger_tells_the_truth, broken_references, preset, rows_in

from aquasim.engine.tables import TABLES
from aquasim.parameters import Parameters
from aquasim.presets import load_parameters
from aquasim.run import generate
from aquasim.sinks import open_store
from tests.conftest import REPOSITORY, Workspace

HAND_MADE_FROM = 2**40


@pytest.fixture
def little(tmp_path: Path) -> Parameters:
    return load_parameters(preset(tmp_path, [60]))


BY_HAND = """
from django.contrib.auth import get_user_model
from apps.batch.models import BatchContainerAssignment, MortalityEvent
get_user_model().objects.create_user("bjarni")
where = BatchContainerAssignment.objects.order_by("id").last()
event = MortalityEvent.objects.create(
    batch=where.batch, assignment=where, event_date="2017-02-01", count=3, biomass_kg=0.001, cause="OTHER",
    detail="BACKGROUND",
)
import json
print(json.dumps({"event": event.id, "assignment": where.id, "batch": where.batch_id, "container": where.container_id}))
"""


def add_by_hand(workspace: Workspace) -> dict[str, int]:
    """A user, and a mortality event of theirs, as the management system enters them; the ids of what it refers to."""
    words = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", BY_HAND]
    done = subprocess.run(
        words, cwd=REPOSITORY, env=workspace.environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    ids: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return ids


def ids_in(database: Path, table: str) -> list[int]:
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute(f'SELECT id FROM "{table}" ORDER BY id')]


def test_clearing_an_untouched_company_removes_every_row(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        summary = generate(little, store, 1)
    with open_store(workspace.url) as store:
        assert store.clear() == summary.rows
        assert store.runs() == []
        assert store.clear() == 0
    assert rows_in(workspace.database) == {}


def test_a_folder_of_records_that_is_none_costs_no_row(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        generate(little, store, 1)
    before = rows_in(workspace.database)
    (workspace.folder / "file").touch()

    assert workspace.run(f"aquamind clear --yes --records {workspace.folder}/file").returncode == 2
    assert rows_in(workspace.database) == before


def test_clearing_keeps_what_people_entered_and_what_it_refers_to(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        first = generate(little, store, 1)
    ids = add_by_hand(workspace)
    assert ids["event"] > HAND_MADE_FROM
    with open_store(workspace.url) as store:
        removed = store.clear()
        assert store.clear() == 0
    kept = rows_in(workspace.database)
    assert removed == first.rows - sum(kept.values()) + 1
    # the event; the tray with its hall, station, geography and type; the batch with its stage and species
    assert ids_in(workspace.database, "batch_mortalityevent") == [ids["event"]]
    assert ids_in(workspace.database, "batch_batchcontainerassignment") == [ids["assignment"]]
    assert ids_in(workspace.database, "batch_batch") == [ids["batch"]]
    assert ids_in(workspace.database, "infrastructure_container") == [ids["container"]]
    assert set(kept) == {
        "batch_mortalityevent",
        "batch_batchcontainerassignment",
        "batch_batch",
        "batch_lifecyclestage",
        "batch_species",
        "infrastructure_container",
        "infrastructure_containertype",
        "infrastructure_hall",
        "infrastructure_freshwaterstation",
        "infrastructure_geography",
    }
    assert broken_references(workspace.database) == []
    with closing(sqlite3.connect(workspace.database)) as connection:
        assert connection.execute("SELECT username FROM auth_user").fetchall() == [("bjarni",)]


def test_a_cleared_database_takes_the_same_company_again(workspace: Workspace, little: Parameters) -> None:
    with open_store(workspace.url) as store:
        first = generate(little, store, 1)
    ids = add_by_hand(workspace)
    with open_store(workspace.url) as store:
        store.clear()
        again = generate(little, store, 1)
        assert_ledger_tells_the_truth(store)
    assert (again.digest, again.rows_per_table) == (first.digest, first.rows_per_table)
    assert ids_in(workspace.database, "batch_mortalityevent")[-1] == ids["event"]
    assert broken_references(workspace.database) == []


def test_rows_that_people_add_never_take_an_id_that_will_be_generated(workspace: Workspace, little: Parameters) -> None:
    """Nor before the first session: `migrate` sets the counters."""
    assert set(next_ids(workspace.database).values()) == {HAND_MADE_FROM}
    with open_store(workspace.url) as store:
        generate(little, store, 1)
    with closing(sqlite3.connect(workspace.database)) as connection:
        generated = {
            name: connection.execute(f'SELECT max(id) FROM "{name}"').fetchone()[0] or 0
            for name in TABLES
            if TABLES[name].key == ("id",)
        }
    assert {name for name, highest in generated.items() if highest >= HAND_MADE_FROM} == set()
    assert {name for name in generated if next_ids(workspace.database).get(name, 0) < HAND_MADE_FROM} == set()


def next_ids(database: Path) -> dict[str, int]:
    """The counter of every table that the engine fills."""
    with closing(sqlite3.connect(database)) as connection:
        counters = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    return {name: counters.get(name, 0) for name, table in TABLES.items() if table.key == ("id",)}


def test_a_migration_leaves_the_counters_of_rows_that_people_added(workspace: Workspace) -> None:
    with closing(sqlite3.connect(workspace.database)) as connection:
        connection.execute("INSERT INTO batch_species (name, scientific_name) VALUES ('Char', 'Salvelinus alpinus')")
        connection.commit()
    assert workspace.run("python manage.py migrate --verbosity 0").returncode == 0
    counters = next_ids(workspace.database)
    assert counters.pop("batch_species") == HAND_MADE_FROM + 1
    assert set(counters.values()) == {HAND_MADE_FROM}
