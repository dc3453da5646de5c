"""Readings and weather lie in chunks of time, by migration."""

import datetime as dt
import secrets
import time

import pytest
from postgres.conftest import BRIEFLY, QUICKLY, Farm
from postgres.server import OwnServer, Server, running, without_timescale
from postgres.test_errors import assert_refused

from aquasim.engine.plan import make_plan
from aquasim.engine.windows import WINDOW_DAYS
from aquasim.presets import load_parameters
from aquasim.sinks import open_store
from aquasim.sinks.chunks import chunk_days
from tests.integration.worlds import assert_ledger_tells_the_truth

READINGS = "environmental_environmentalreading"
WEATHER = "environmental_weatherdata"
TEN_YEARS_DAYS = 3653


def hypertables(farm: Farm) -> list[str]:
    rows = farm.rows("SELECT hypertable_name::text FROM timescaledb_information.hypertables ORDER BY 1")
    return [name for (name,) in rows]


@pytest.mark.parametrize(
    ("rows_per_day", "window_days", "days"),
    [
        (14_000, 1, 35),  # half a million rows a chunk: 500,000 // 14,000
        (14_000, 30, 30),  # of whole windows
        (7_000, 30, 60),
        (20_000, 30, 30),
        (100, 1, 365),  # few rows: a year
        (100, 30, 360),
        (1_000_000, 1, 19),  # many rows: 3652.5 / 200 chunks, rounded up
        (1_000_000, 30, 30),
        (1_000_000, 7, 21),
    ],
)
def test_a_chunk_is_as_wide_as_the_rows_expected_allow(rows_per_day: int, window_days: int, days: int):
    assert chunk_days(rows_per_day, window_days) == days


def test_readings_and_weather_are_hypertables_of_at_most_200_chunks_in_ten_years(migrated: Farm):
    widths = migrated.rows(
        "SELECT hypertable_name::text, time_interval FROM timescaledb_information.dimensions ORDER BY 1"
    )

    assert [name for name, _ in widths] == [READINGS, WEATHER]
    assert all(TEN_YEARS_DAYS / width.days <= 200 for _, width in widths)


def width_days(farm: Farm) -> int:
    """Of chunks to come."""
    return farm.value(
        f"SELECT time_interval FROM timescaledb_information.dimensions WHERE hypertable_name = '{READINGS}'"
    ).days


@pytest.mark.parametrize("per_day", [4, 288])
def test_a_session_cuts_the_readings_by_what_its_own_company_expects(farm: Farm, per_day: int):
    """Not by what the migration knew of another company; the session is stopped as soon as it is entered."""
    company = load_parameters("smoke", (f"readings.per_day={per_day}",))
    expected = make_plan(company).expected_readings(1) / company.sessions[0]
    width = chunk_days(expected, WINDOW_DAYS)
    assert width_days(farm) != width

    process = farm.start(f"aquamind generate {QUICKLY} --readings-per-day {per_day}")
    while not farm.rows("SELECT 1 FROM generation_generationrun"):
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.communicate()

    assert width_days(farm) == width


def test_a_chunk_begins_where_a_window_does(full: Farm):
    chunks = full.rows(f"SELECT range_start FROM timescaledb_information.chunks WHERE hypertable_name = '{READINGS}'")
    with open_store(full.url) as store:
        (run,) = store.runs()
    begins = {run.first_date + dt.timedelta(days=days.start) for days in run.windows}

    assert len(chunks) > 3
    assert {time.date() for (time,) in chunks if time.date() >= run.first_date} <= begins


def test_a_later_session_samples_the_chunks_that_it_writes_to_and_no_earlier_one(own_full: Farm):
    """Also those in which autovacuum was first: it may count the rows of a chunk before the session ends."""
    chunks = (
        "SELECT chunk_schema || '.' || chunk_name, range_end::date, analyze_count "
        "FROM timescaledb_information.chunks JOIN pg_stat_all_tables ON relname = chunk_name "
        f"WHERE hypertable_name = '{READINGS}' ORDER BY range_start"
    )
    own_full.rows("UPDATE generation_generationrun SET status = 'COMPLETED'")
    before = own_full.rows(chunks)
    process = own_full.start(f"aquamind generate {QUICKLY.replace('--session 1', '--session 2')}")
    while len(own_full.rows(chunks)) == len(before):
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.communicate()
    own_full.rows(f"VACUUM {own_full.rows(chunks)[-1][0]}")

    done = own_full.run("aquamind resume --no-validate --no-report")

    assert done.returncode == 0, done.stderr
    begins = own_full.value("SELECT first_date FROM generation_generationrun WHERE session = 2")
    counts = {name: count for name, _, count in before}
    after = own_full.rows(chunks)
    assert len(after) > len(before)
    for name, end, count in after:
        assert count == counts.get(name, 0) + (end > begins), name


def test_a_sensor_without_readings_has_neither_readings_nor_summaries(farm: Farm):
    """In a company so young that most of its cages were never stocked."""
    young = "--set sessions=[200] --set targets.session_1_readings=1000"
    done = farm.run(f"aquamind generate {QUICKLY} {young}")
    assert done.returncode == 0, done.stderr
    silent = "SELECT id FROM infrastructure_sensor WHERE id NOT IN (SELECT sensor_id FROM {})"
    without = farm.rows(silent.format(READINGS))
    assert without
    assert farm.rows(silent.format("readings_by_day")) == without


def test_readings_far_outside_every_chunk_and_on_odd_days_are_kept_as_they_are(own_full: Farm):
    """The clock jumps on 2019-03-31 and 2019-10-27 in Scotland; 2020-02-29 is a leap day."""
    odd = ["1970-01-01 00:00", "2019-03-31 01:30", "2019-10-27 01:30", "2020-02-29 23:59", "2100-06-01 12:00"]
    values = ", ".join(f"(999999, '{time}Z', 1, 1, 1, 0)" for time in odd)
    own_full.rows(
        f"INSERT INTO {READINGS} (sensor_id, reading_time, parameter_id, container_id, value, quality) VALUES {values}"
    )

    stored = own_full.rows(
        f"SELECT to_char(reading_time AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') FROM {READINGS} "
        "WHERE sensor_id = 999999 ORDER BY reading_time"
    )
    assert [time for (time,) in stored] == odd


def test_hypertables_become_plain_tables_and_come_back_with_all_rows_and_constraints(own_full: Farm, full: Farm):
    counts = [own_full.value(f"SELECT count(*) FROM {table}") for table in (READINGS, WEATHER)]
    own_full.rows("CREATE TABLE kept AS SELECT * FROM environmental_environmentalevent")  # came by a later migration

    assert own_full.run("manage.py migrate environmental 0001 --verbosity 0").returncode == 0
    assert hypertables(own_full) == []
    assert [own_full.value(f"SELECT count(*) FROM {table}") for table in (READINGS, WEATHER)] == counts

    assert own_full.run("manage.py migrate environmental --verbosity 0").returncode == 0
    assert hypertables(own_full) == [READINGS, WEATHER]
    own_full.rows("INSERT INTO environmental_environmentalevent SELECT * FROM kept")
    own_full.rows("DROP TABLE kept")
    assert own_full.digest() == full.digest()
    assert own_full.schema() == full.schema()


def test_plain_postgresql_holds_the_same_rows_where_it_is_asked_for(bare_farm: Farm, brief: Farm):
    assert bare_farm.run("manage.py migrate --verbosity 0", AQUAMIND_PLAIN_POSTGRES="1").returncode == 0
    assert bare_farm.rows("SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'") == []

    done = bare_farm.run(f"aquamind generate {BRIEFLY}")

    assert done.returncode == 0, done.stderr
    assert bare_farm.digest() == brief.digest()
    assert bare_farm.schema() == brief.schema()


def test_a_user_who_may_not_create_the_extension_is_told_what_to_run(bare_farm: Farm):
    user = f"keeper_{secrets.token_hex(4)}"
    bare_farm.rows(f"CREATE ROLE {user} LOGIN PASSWORD 'word'")
    bare_farm.rows(f"GRANT ALL ON SCHEMA public TO {user}")

    for command in ("manage.py migrate --verbosity 0", f"run_generation.py {QUICKLY}"):
        done = bare_farm.run(command, DATABASE_URL=bare_farm.server.url_of(bare_farm.name, user, "word"))

        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert "let a superuser run `CREATE EXTENSION timescaledb`" in done.stderr


def test_tables_and_extension_may_lie_in_schemas_of_their_own(bare_farm: Farm):
    bare_farm.rows("CREATE SCHEMA farm; CREATE SCHEMA extensions; CREATE EXTENSION timescaledb SCHEMA extensions")
    bare_farm.rows(f"ALTER DATABASE {bare_farm.name} SET search_path = farm")

    assert_refused(bare_farm.run("manage.py migrate"), "lies in the schema extensions", "SET search_path = public, ext")

    bare_farm.rows(f"ALTER DATABASE {bare_farm.name} SET search_path = farm, extensions")
    assert bare_farm.run("manage.py migrate --verbosity 0").returncode == 0
    bare_farm.rows(f"ALTER DATABASE {bare_farm.name} SET search_path = farm")
    assert_refused(bare_farm.run(f"aquamind generate {QUICKLY}"), "set_chunk_time_interval", "to search_path")

    bare_farm.rows(f"ALTER DATABASE {bare_farm.name} SET search_path = farm, extensions")
    done = bare_farm.run(f"aquamind generate {QUICKLY} --set sessions=[200] --set targets.session_1_readings=1000")
    assert done.returncode == 0, done.stderr
    with open_store(bare_farm.url) as store:
        assert_ledger_tells_the_truth(store)


def test_a_search_path_without_a_schema_is_told(bare_farm: Farm):
    bare_farm.rows(f"ALTER DATABASE {bare_farm.name} SET search_path = nowhere")

    assert_refused(bare_farm.run("manage.py migrate --verbosity 0"), "no schema", "correct search_path")


def test_a_server_that_does_not_load_the_extension_is_named_with_the_remedy(server: Server):
    if not isinstance(server, OwnServer):
        pytest.skip("only a server of our own can be started with other settings")
    folder = server.folder.with_name(f"{server.folder.name}-unloaded")
    with running(OwnServer.make(server.programs, folder, shared_preload_libraries="")) as unloaded:
        assert_migration_is_refused(unloaded)


def test_a_server_without_the_extension_is_named_with_the_remedy(server: Server):
    if not isinstance(server, OwnServer) or server.programs.root is None:
        pytest.skip("only in a root of our own can the extension be left out")
    programs = without_timescale(server.programs)
    folder = programs.root / "srv" / server.folder.name
    with running(OwnServer.make(programs, folder, shared_preload_libraries="")) as plain:
        assert_migration_is_refused(plain)


def assert_migration_is_refused(server: Server) -> None:
    farm = Farm(server, "postgres", server.folder)

    done = farm.run("manage.py migrate")

    assert done.returncode == 2
    assert "add timescaledb to shared_preload_libraries" in done.stderr
    assert "AQUAMIND_PLAIN_POSTGRES=1" in done.stderr
    assert "lose chunk exclusion, compression and retention" in done.stderr
    assert "Traceback" not in done.stderr
