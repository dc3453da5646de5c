"""The company on a server: its rows, its constraints, and the rows of people."""

import datetime as dt
import secrets
from pathlib import Path

import psycopg
import pytest
from postgres.conftest import BRIEFLY, QUICKLY, Farm

from aquasim.engine.tables import HAND_MADE_FROM, TABLES, Written
from aquasim.presets import load_parameters
from aquasim.run import generate
from aquasim.sinks import Criterion, ledger_sums, open_store, stored_sums
from aquasim.sinks.postgres import PostgresStore
from aquasim.sinks.postponed import Postponed
from aquasim.sinks.store import Days
from tests.conftest import Workspace
from tests.integration.worlds import preset

READINGS = "environmental_environmentalreading"


def test_the_server_holds_the_rows_that_the_embedded_database_holds(full: Farm, embedded_digest: str):
    assert full.digest() == embedded_digest


@pytest.mark.parametrize("workers", [2, 3])
def test_the_number_of_connections_changes_no_row(farm: Farm, brief: Farm, workers: int):
    done = farm.run(f"aquamind generate {BRIEFLY} --workers {workers}")

    assert done.returncode == 0, done.stderr
    assert farm.digest() == brief.digest()
    assert farm.schema() == brief.schema()


def test_a_later_session_takes_two_connections_and_ends_as_on_the_embedded_database(
    farm: Farm, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    opened: list[int] = []
    beside = PostgresStore.beside
    parameters = load_parameters(preset(tmp_path, [70, 40]))

    def counted(store: PostgresStore) -> PostgresStore:
        opened.append(len(store.runs()))
        return beside(store)

    monkeypatch.setattr(PostgresStore, "beside", counted)
    digests = [[], []]
    for url, told in zip((farm.url, workspace.url), digests, strict=True):
        with open_store(url) as store:
            for session in (1, 2):
                told.append(generate(parameters, store, session).digest)
                store.finish(session, "COMPLETED")

    assert opened == [2, 2]
    assert digests[0] == digests[1]


@pytest.mark.parametrize(("days", "kept"), [(273, True), (274, False)])  # a quarter of the 1,095 of session 1
def test_a_short_session_keeps_up_the_indexes_that_a_long_one_builds_anew(full: Farm, days: int, kept: bool):
    indexes = f"SELECT indexname FROM pg_indexes WHERE tablename IN ('batch_mortalityevent', '{READINGS}')"
    rebuilt = {("batch_mortalityevent_pkey",), ("mortality_by_assignment",)}
    with full.connect() as connection:
        connection.execute(
            "INSERT INTO generation_generationrun (preset, seed, session, first_date, days) "
            f"SELECT preset, seed, 2, first_date + days, {days} FROM generation_generationrun"
        )
        before = set(connection.execute(indexes))
        Postponed(connection).put_off()
        after = set(connection.execute(indexes))
        connection.rollback()

    assert before - {(f"{READINGS}_pkey",)} == rebuilt
    assert before - after == (set() if kept else rebuilt)


def test_a_first_load_keeps_only_the_keys_that_a_reference_or_a_view_needs(farm: Farm):
    bulk = [table.name for table in TABLES.values() if table.written is Written.APPEND]
    keyed = "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'p' AND conrelid = ANY (%s::regclass[])"
    with farm.connect() as connection:
        connection.execute("CREATE VIEW deaths AS SELECT id, count FROM batch_mortalityevent GROUP BY id")
        before = {name for (name,) in connection.execute(keyed, [bulk])}
        Postponed(connection).put_off()
        after = {name for (name,) in connection.execute(keyed, [bulk])}
        connection.rollback()

    assert before == set(bulk)
    assert after == {
        "batch_mortalityevent",
        "harvest_harvestevent",
        "health_healthsamplingevent",
        "health_licecount",
        "inventory_feedingevent",
    }


def test_autovacuum_waits_for_the_end_of_a_load_where_nobody_has_decided_on_it(full: Farm):
    resting = "SELECT oid::regclass::text FROM pg_class WHERE 'autovacuum_enabled=off' = ANY (reloptions)"
    chunks = f"SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '{READINGS}'::regclass"
    with full.connect() as connection:
        connection.execute("ALTER TABLE inventory_feedingevent SET (autovacuum_enabled = on)")
        before = connection.execute(resting).fetchall()
        Postponed(connection).put_off()
        after = {name for (name,) in connection.execute(resting)}
        parts = {name for (name,) in connection.execute(chunks)}
        connection.rollback()

    assert before == []
    assert {READINGS, "batch_mortalityevent"} | parts <= after
    assert "inventory_feedingevent" not in after


def test_the_ledger_and_the_rows_agree(full: Farm):
    with open_store(full.url) as store:
        assert {name: months for name, months in ledger_sums(store).items() if months} == {
            name: months for name, months in stored_sums(store).items() if any(months.values())
        }


def test_days_begin_and_end_in_utc_whatever_the_zone_of_the_connection(full: Farm, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PGTZ", "Pacific/Apia")
    with open_store(full.url) as store:
        read = sum(len(chunk["value"]) for chunk in store.integers(TABLES[READINGS], Days(dt.date(2018, 3, 1), 31)))
    march = full.value(f"SELECT count(*) FROM {READINGS} WHERE to_char(reading_time AT TIME ZONE 'UTC', 'YYYY-MM') = "
                       "'2018-03'")  # fmt: skip

    assert read == march > 0


def test_limits_that_the_database_sets_for_queries_of_people_end_no_work(farm: Farm):
    for name in ("statement_timeout", "idle_session_timeout", "idle_in_transaction_session_timeout"):
        farm.rows(f"ALTER DATABASE {farm.name} SET {name} = '300ms'")
    farm.rows(f"ALTER DATABASE {farm.name} SET default_transaction_isolation = 'serializable'")

    with open_store(farm.url) as store:
        assert store.query("SELECT 1 AS one FROM pg_sleep(0.7)").num_rows == 1
        assert store.runs() == []
        assert store._rows("SELECT current_setting('transaction_isolation') FROM pg_sleep(0.7)") == [
            ("read committed",)
        ]


def test_after_a_load_every_constraint_and_index_of_the_migrations_is_there_and_valid(full: Farm, migrated: Farm):
    assert full.schema() == migrated.schema()
    assert all(valid for *_, valid in full.schema())


def test_after_a_load_the_planner_knows_how_many_rows_there_are(full: Farm):
    analyzed = full.rows("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > 0")

    assert {"batch_mortalityevent", "inventory_feedingevent", "infrastructure_sensor"} <= {name for (name,) in analyzed}


def test_a_reading_that_is_there_already_is_refused_after_a_load(full: Farm):
    with pytest.raises(psycopg.errors.UniqueViolation):
        full.rows(f"INSERT INTO {READINGS} SELECT * FROM {READINGS} LIMIT 1")


def test_every_verb_works_on_a_server(own_full: Farm, embedded_digest: str):
    assert own_full.run("aquamind digest").stdout.strip() == embedded_digest
    assert "1095/1095" in own_full.run("aquamind status").stdout
    assert "Removed" in own_full.run("aquamind clear --yes").stdout
    assert "no session" in own_full.run("aquamind status").stdout


def test_rows_that_people_add_come_after_every_generated_id(own_full: Farm):
    own_full.rows("INSERT INTO infrastructure_geography (name, code, description) VALUES ('Orkney', 'OR', '')")

    assert own_full.value("SELECT id FROM infrastructure_geography WHERE code = 'OR'") > HAND_MADE_FROM


def test_rows_that_people_add_before_the_first_session_are_none_of_its_rows(farm: Farm, brief: Farm):
    farm.rows("INSERT INTO infrastructure_geography (name, code, description) VALUES ('Orkney', 'OR', '')")

    assert farm.run(f"aquamind generate {BRIEFLY}").returncode == 0

    assert farm.value("SELECT id FROM infrastructure_geography WHERE code = 'OR'") > HAND_MADE_FROM
    assert farm.digest() == brief.digest()
    assert farm.run("manage.py migrate --verbosity 0").returncode == 0
    farm.rows("INSERT INTO infrastructure_geography (name, code, description) VALUES ('Shetland', 'SH', '')")
    assert farm.value("SELECT count(*) FROM infrastructure_geography WHERE id > 1 << 40") == 2


def test_a_user_who_may_only_read_reads_everything_and_is_refused_when_writing(
    own_full: Farm, embedded_digest: str, tmp_path: Path
):
    user = f"reader_{secrets.token_hex(4)}"
    own_full.rows(f"CREATE ROLE {user} LOGIN PASSWORD 'word'")
    own_full.rows(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}")
    url = own_full.server.url_of(own_full.name, user, "word")
    folder = tmp_path / "data"

    assert own_full.run("aquamind digest", DATABASE_URL=url).stdout.strip() == embedded_digest
    assert "1095/1095" in own_full.run("aquamind status", DATABASE_URL=url).stdout
    exported = own_full.run(f"aquamind export {folder}", DATABASE_URL=url)
    assert exported.returncode == 0, exported.stderr
    assert own_full.run(f"aquamind digest --from-parquet {folder}").stdout.strip() == embedded_digest
    assert own_full.run(f"aquamind verify {folder}", DATABASE_URL=url).returncode == 0
    for verb in ("resume --no-validate --no-report", "clear --yes"):
        refused = own_full.run(f"aquamind {verb}", DATABASE_URL=url)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
        assert "this user may not do that" in refused.stderr


def test_an_ordinary_user_who_owns_the_tables_writes_and_clears_them(farm: Farm, migrated: Farm):
    user = f"farmer_{secrets.token_hex(4)}"
    farm.rows(f"CREATE ROLE {user} LOGIN PASSWORD 'word'; GRANT CREATE ON SCHEMA public TO {user}")
    for (table,) in farm.rows("SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace "
                              "AND relkind IN ('r', 'v')"):  # fmt: skip
        farm.rows(f"ALTER TABLE {table} OWNER TO {user}")
    url = farm.server.url_of(farm.name, user, "word")

    written = farm.run(
        f"aquamind generate {QUICKLY} --set sessions=[200] --set targets.session_1_readings=1", DATABASE_URL=url
    )
    assert written.returncode == 0, written.stderr
    assert farm.value(f"SELECT count(*) FROM {READINGS}") > 0
    assert farm.schema() == migrated.schema()
    assert farm.run("aquamind clear --yes", DATABASE_URL=url).returncode == 0
    assert farm.schema() == migrated.schema()


def test_clear_leaves_rows_that_people_added_and_what_they_refer_to(own_brief: Farm, brief: Farm, migrated: Farm):
    own_brief.rows(
        "INSERT INTO infrastructure_area (name, geography_id, latitude, longitude, max_biomass, active) "
        "SELECT 'Own bay', min(id), 59, -3, 1000, true FROM infrastructure_geography"
    )

    assert own_brief.run("aquamind clear --yes").returncode == 0

    assert own_brief.rows("SELECT name FROM infrastructure_area") == [("Own bay",)]
    assert own_brief.value("SELECT count(*) FROM infrastructure_geography") == 1
    empty = [name for name in TABLES if name not in ("infrastructure_area", "infrastructure_geography")]
    assert [name for name in empty if own_brief.value(f"SELECT count(*) FROM {name}")] == []
    assert own_brief.schema() == migrated.schema()
    assert own_brief.run(f"aquamind generate {BRIEFLY}").returncode == 0
    assert own_brief.digest() == brief.digest()


def test_a_cleared_database_takes_the_company_again(own_brief: Farm, brief: Farm):
    assert own_brief.run("aquamind clear --yes").returncode == 0
    assert own_brief.run(f"aquamind generate {BRIEFLY}").returncode == 0

    assert own_brief.digest() == brief.digest()
    assert own_brief.schema() == brief.schema()


def test_queries_give_the_types_of_the_embedded_database(migrated: Farm):
    with open_store(migrated.url) as store:
        row = store.query(
            "SELECT date '2020-02-29' AS day, timestamptz '2020-02-29 01:30+01' AS moment, 12.50::numeric AS amount, "
            "true AS flag, 3::smallint AS small, 0.5::real AS real, 'x' AS word, NULL::date AS nothing"
        ).to_pylist()

    assert row == [
        {
            "day": "2020-02-29",
            "moment": "2020-02-29 00:30:00",
            "amount": 12.5,
            "flag": 1,
            "small": 3,
            "real": 0.5,
            "word": "x",
            "nothing": None,
        }
    ]


def test_the_verdict_of_the_checks_is_kept_beside_the_rows(own_full: Farm):
    with open_store(own_full.url) as store:
        store.record_validation(1, [Criterion("fish", "10", "9", False), Criterion("feed", "1", "1", True)])

    verdicts = own_full.rows("SELECT check_name, passed FROM generation_validationresult ORDER BY check_name")
    assert verdicts == [("feed", True), ("fish", False)]
