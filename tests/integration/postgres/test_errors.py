"""What goes wrong with a server is one line that names the remedy."""

import secrets
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres.conftest import QUICKLY, Farm
from postgres.server import OwnServer, give_to_server, run
from postgres.test_exactly_once import wait_for

from aquasim.errors import SinkError
from aquasim.sinks import open_store

RESUME = "aquamind resume --no-validate --no-report"

NOBODY_ELSE = """
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() HAVING count(*) = 0
"""


def assert_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    line = done.stderr.strip().splitlines()
    assert len(line) == 1, done.stderr
    for word in words:
        assert word in line[0]


COMMANDS = ["aquamind status", "manage.py migrate --verbosity 0", f"run_generation.py {QUICKLY}"]
"""Of the simulator; of Django, with what `make generate` and the site begin; and of both."""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_server_that_does_not_answer(farm: Farm, command: str):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"postgresql://nobody:secret@127.0.0.1:{free.getsockname()[1]}/farm"
        done = farm.run(command, DATABASE_URL=url)

    assert_refused(done, "the server cannot be reached", "DATABASE_URL")
    assert "secret" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_password(farm: Farm, command: str):
    url = farm.server.url_of(farm.name, password="wrong")

    assert_refused(farm.run(command, DATABASE_URL=url), "refuses the user or the password", "DATABASE_URL")


def test_a_database_that_does_not_exist(farm: Farm):
    url = farm.server.url_of("no_such_farm")

    assert_refused(farm.run("aquamind status", DATABASE_URL=url), "no such database", "python manage.py migrate")


@pytest.mark.parametrize(
    ("login", "told"),
    [
        ("NOLOGIN", "not permitted to log in"),
        ("LOGIN CONNECTION LIMIT 0", "takes no more connections"),
    ],
)
def test_a_user_whom_the_server_turns_away(farm: Farm, login: str, told: str):
    user = f"guest_{secrets.token_hex(4)}"
    farm.rows(f"CREATE ROLE {user} PASSWORD 'word' {login}")

    for command in COMMANDS:
        assert_refused(farm.run(command, DATABASE_URL=farm.server.url_of(farm.name, user, "word")), told)


@pytest.mark.parametrize("option", ["sslmode=verify-full&sslrootcert=/nowhere", "sslmode=some"])
def test_an_option_of_the_address_that_cannot_be_had(farm: Farm, option: str):
    for command in COMMANDS:
        done = farm.run(command, DATABASE_URL=f"{farm.url}?{option}")

        assert_refused(done, "no connection comes about", "correct DATABASE_URL")


def test_a_database_that_may_only_be_read(farm: Farm):
    farm.rows(f"ALTER DATABASE {farm.name} SET default_transaction_read_only = on")

    assert_refused(farm.run(f"aquamind generate {QUICKLY}"), "turn default_transaction_read_only off")


def test_a_limit_of_the_server_is_told_as_such(farm: Farm):
    farm.rows(f"ALTER DATABASE {farm.name} SET temp_file_limit = '10kB'")
    farm.rows(f"ALTER DATABASE {farm.name} SET work_mem = '64kB'")

    with pytest.raises(SinkError, match="raise it with ALTER ROLE") as told, open_store(farm.url) as store:
        store.query("SELECT n FROM generate_series(1, 100000) n ORDER BY -n")

    assert "temp_file_limit" in str(told.value)


def test_a_statement_that_is_broken_off_is_not_called_a_lost_connection(bare_farm: Farm):
    bare_farm.rows(f"ALTER DATABASE {bare_farm.name} SET statement_timeout = '1ms'")

    assert_refused(bare_farm.run("manage.py migrate --verbosity 0"), "statement timeout", "raise it with ALTER ROLE")


@pytest.mark.parametrize("command", COMMANDS)
def test_an_address_that_is_none(farm: Farm, command: str):
    done = farm.run(command, DATABASE_URL="postgresql://user:word@host:notaport/farm")

    assert_refused(done, "DATABASE_URL", "write postgresql://")
    assert "user:word@" not in done.stderr


@pytest.mark.parametrize("password", ["sec/ret", "sec%zzret"])
def test_no_piece_of_a_password_that_is_not_escaped_is_told(farm: Farm, password: str):
    for command in COMMANDS:
        done = farm.run(command, DATABASE_URL=f"postgresql://user:{password}@localhost/farm")

        assert_refused(done, "DATABASE_URL", "%2F for /")
        assert "ret" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS[1:])
def test_a_user_who_may_not_create_tables(bare_farm: Farm, command: str):
    user = f"guest_{secrets.token_hex(4)}"
    bare_farm.rows(f"CREATE ROLE {user} LOGIN PASSWORD 'word'")
    url = bare_farm.server.url_of(bare_farm.name, user, "word")

    assert_refused(bare_farm.run(command, DATABASE_URL=url), "may not do that", "grant it")


def test_a_database_without_tables(bare_farm: Farm):
    assert_refused(bare_farm.run(f"aquamind generate {QUICKLY}"), "does not exist", "python manage.py migrate")


def test_a_database_that_cannot_be_used_is_left_without_a_connection(bare_farm: Farm):
    with pytest.raises(SinkError) as told:  # the traceback keeps the store, so that nothing else closes it
        open_store(bare_farm.url)

    wait_for(bare_farm, NOBODY_ELSE)
    assert "does not exist" in str(told.value)


def test_a_database_at_another_migration(farm: Farm):
    farm.rows("ALTER TABLE batch_batch DROP COLUMN egg_count")

    assert_refused(farm.run(f"aquamind generate {QUICKLY}"), "no column egg_count", "python manage.py migrate")


def test_a_user_without_rights(farm: Farm):
    user = f"guest_{secrets.token_hex(4)}"
    farm.rows(f"CREATE ROLE {user} LOGIN PASSWORD 'word'")
    url = farm.server.url_of(farm.name, user, "word")

    assert_refused(farm.run(f"aquamind generate {QUICKLY}", DATABASE_URL=url), "may not do that", "grant it")


def test_rows_that_no_session_wrote(farm: Farm):
    farm.rows("ALTER TABLE environmental_photoperioddata DISABLE TRIGGER ALL")
    farm.rows(
        "INSERT INTO environmental_photoperioddata (id, area_id, date, day_length_hours) "
        "SELECT n, 77, date '2001-01-01' + n, 9 FROM generate_series(1, 100000) n"
    )

    done = farm.run(f"aquamind generate {QUICKLY}")

    assert_refused(done, "rows that no session of the ledger wrote", "aquamind clear")


def test_a_table_of_somebody_else_that_refers_to_generated_rows(own_full: Farm):
    own_full.rows("CREATE TABLE mine (id int, batch_id bigint REFERENCES batch_batch)")
    own_full.rows("INSERT INTO mine SELECT 1, min(id) FROM batch_batch")
    before = own_full.digest()

    assert_refused(own_full.run("aquamind clear --yes"), 'on table "mine"', "remove those or their reference")
    assert own_full.digest() == before

    own_full.rows("DELETE FROM mine")
    assert own_full.run("aquamind clear --yes").returncode == 0


def test_a_view_of_somebody_else_on_what_a_session_has_to_make_anew(farm: Farm):
    farm.rows("CREATE VIEW mine AS SELECT * FROM readings_by_hour")

    done = farm.run(f"aquamind generate {QUICKLY} --readings-per-day 48")

    assert_refused(done, "cannot drop view readings_by_hour", "drop those, and make them again afterwards")
    assert farm.value("SELECT count(*) FROM generation_generationrun") == 0


def test_an_extension_whose_files_were_replaced(farm: Farm):
    farm.rows("UPDATE pg_extension SET extversion = '2.9.0' WHERE extname = 'timescaledb'")

    assert_refused(farm.run(f"aquamind generate {QUICKLY}"), "ALTER EXTENSION timescaledb UPDATE")


@pytest.fixture
def small_disk(farm: Farm) -> Iterator[Path]:
    """A disk of 6 MB, on which the readings of the farm will lie."""
    server = farm.server
    if not isinstance(server, OwnServer) or server.programs.root is None:
        pytest.skip("only in a root of our own can a small disk be mounted")
    folder, name = Path(f"{server.folder}-disk"), f"small_{secrets.token_hex(4)}"
    folder.mkdir()
    run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder))
    give_to_server(folder, server.programs)
    farm.rows(f"CREATE TABLESPACE {name} LOCATION '{server.programs.inside(folder)}'")
    farm.rows(f"SELECT attach_tablespace('{name}', 'environmental_environmentalreading')")
    yield folder
    server.execute(f"DROP DATABASE {farm.name} WITH (FORCE)")
    server.execute(f"DROP TABLESPACE {name}")
    run("umount", str(folder))
    folder.rmdir()


def test_a_full_disk_keeps_what_was_committed_and_the_run_can_go_on(
    farm: Farm, full: Farm, small_disk: Path, embedded_digest: str
):
    assert_refused(farm.run(f"aquamind generate {QUICKLY}"), "disk is full", "aquamind resume")
    assert farm.value("SELECT count(*) FROM generation_generationpart") > 0

    run("mount", "-o", "remount,size=200m", str(small_disk))
    assert farm.run(RESUME).returncode == 0
    assert farm.digest() == full.digest() == embedded_digest
