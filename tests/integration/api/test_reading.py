"""What the API shows, to whom, and how it is narrowed; figures are compared with SQL on the same database."""

import csv
import datetime as dt
import io
import json
import sqlite3

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import DateField
from django.test.utils import CaptureQueriesContext

from apps.accounts.access import GEOGRAPHY, WAYS, visible
from apps.batch.models import Batch, LifeCycleStage
from apps.environmental import buckets
from apps.generation.models import CapacityWarning
from apps.health.models import Treatment
from apps.shared.api.downloads import MEDIA_TYPES
from aquamind.api import RESOURCES
from aquasim.engine.tables import TABLES

TABLE_RESOURCES = [(app, resource) for app, resources in RESOURCES.items() for resource in resources]
ADDRESS = {resource.model: f"/api/v1/{app}/{resource.name}/" for app, resource in TABLE_RESOURCES}
EACH = pytest.mark.parametrize("resource", [r for _, r in TABLE_RESOURCES], ids=lambda r: r.model.__name__)
LOCAL = [r for _, r in TABLE_RESOURCES if r.model._meta.label in {*WAYS, GEOGRAPHY}]
EACH_LOCAL = pytest.mark.parametrize("resource", LOCAL, ids=lambda r: r.model.__name__)
EACH_DATED = pytest.mark.parametrize(
    "resource", [r for _, r in TABLE_RESOURCES if r.day and r.tells_the_past], ids=lambda r: r.model.__name__
)
EACH_CHANGING = pytest.mark.parametrize(
    "resource", [r for _, r in TABLE_RESOURCES if not r.tells_the_past], ids=lambda r: r.model.__name__
)
PROMISED = {"expected_end_date", "promised_date", "expiry_date", "valid_to", "withholding_end"}
"""Days to come that are known on the day of a row."""
EMPTY_IN_SMOKE = {"generation_capacitywarning"}
LEDGER = {"generation_generationrun", "generation_generationpart", "generation_validationresult"}


def address(table: str) -> str:
    return next(url for model, url in ADDRESS.items() if model._meta.db_table == table)


def rows(client, url: str, **parameters) -> list[dict]:
    response = client.get(url, parameters)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def key(row: dict) -> str:
    return str(row["id"])


@pytest.fixture
def sql(site):
    """Runs a query on the database behind the site, past Django."""
    with sqlite3.connect(f"file:{site}?mode=ro", uri=True) as database:
        yield lambda query, *values: database.execute(query, values).fetchall()


def test_every_table_has_an_address():
    assert {model._meta.db_table for model in ADDRESS} == {*TABLES, *LEDGER}
    assert {
        model._meta.label
        for config in apps.get_app_configs()
        if config.name.startswith("apps.") and config.label in RESOURCES
        for model in config.get_models()
    } == {model._meta.label for model in ADDRESS}


@EACH
def test_a_list_is_populated_and_its_rows_open(people, resource):
    url = ADDRESS[resource.model]
    found = rows(people.chief, url, page_size=3)

    if resource.model._meta.db_table in EMPTY_IN_SMOKE:
        assert found == []
        return
    assert found
    assert people.chief.get(f"{url}{key(found[0])}/").json() == found[0]


@EACH_LOCAL
def test_a_row_of_another_geography_is_not_there(people, resource):
    url = ADDRESS[resource.model]
    faroese, scottish = (rows(client, url) for client in (people.faroese, people.scottish))

    assert faroese
    assert {key(row) for row in faroese}.isdisjoint(key(row) for row in scottish)
    for row in (faroese[0], faroese[-1]):
        assert people.faroese.get(f"{url}{key(row)}/").status_code == 200
        assert people.scottish.get(f"{url}{key(row)}/").status_code == 404


@EACH_LOCAL
def test_what_the_geographies_see_adds_up_to_what_the_company_has(people, resource, sql):
    total = sql(f'SELECT count(*) FROM "{resource.model._meta.db_table}"')[0][0]
    found = sum(
        visible(resource.model._base_manager.all(), client.handler._force_user).count()
        for client in (people.faroese, people.scottish)
    )

    assert found == total > 0


@EACH
def test_nobody_reads_without_a_role(people, resource):
    assert people.anonymous.get(ADDRESS[resource.model]).status_code == 401
    assert people.stranger.get(ADDRESS[resource.model]).status_code == 403


@EACH
def test_how_often_the_database_is_asked_does_not_depend_on_the_length_of_the_page(people, resource):
    def queries(size: int) -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            rows(people.faroese, ADDRESS[resource.model], page_size=size)
        return [query["sql"] for query in asked]

    queries(1)
    few, many = queries(2), queries(200)

    assert len(few) == len(many) <= 2  # the account, the rows
    assert not any("COUNT(" in query for query in many)


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize(
    "table", ["infrastructure_container", "batch_dailycontainerstate", "environmental_photoperioddata"]
)
def test_pages_hold_every_row_once_and_in_order(people, sql, table, order):
    response = people.chief.get(address(table), {"page_size": 997, "order": order})
    seen = []
    while True:
        page = response.json()
        seen += [key(row) for row in page["results"]]
        if page["next"] is None:
            break
        response = people.chief.get(page["next"])
    names = ", ".join(TABLES[table].key)
    expected = [",".join(map(str, row)) for row in sql(f'SELECT {names} FROM "{table}" ORDER BY {names}')]

    assert seen == (expected if order == "asc" else expected[::-1])


def test_a_filter_that_does_not_exist_is_refused(people):
    response = people.chief.get(address("batch_mortalityevent"), {"bacth": 1})

    assert response.status_code == 400
    assert "There is no such parameter; there are area, as_of, assignment, batch" in response.json()["bacth"][0]


@pytest.mark.parametrize(("row", "known"), [("1/", "this address takes none"), ("history/", "there are cursor, order")])
def test_one_row_and_the_history_take_no_filter(people, row, known):
    response = people.chief.get(address("batch_mortalityevent") + row, {"as_of": "2019-01-01"})

    assert response.status_code == 400
    assert f"There is no such parameter; {known}" in response.json()["as_of"][0]


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"batch": "FO-2017-01"}, "batch"),
        ({"from": "yesterday"}, "from"),
        ({"cause": "BOREDOM"}, "cause"),
        ({"page_size": 100_000}, "page_size"),
        ({"order": "sideways"}, "order"),
        ({"cursor": "x"}, "cursor"),
        ({"as_of": "2019"}, "as_of"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_under_its_name(people, parameters, field):
    response = people.chief.get(address("batch_mortalityevent"), parameters)

    assert response.status_code == 400
    assert list(response.json()) == [field]


FILTERED = [
    ("batch_mortalityevent", {"batch": 4, "cause": "TRAUMA"}, "batch_id = 4 AND cause = 'TRAUMA'"),
    (
        "batch_mortalityevent",
        {"stage": 3, "from": "2018-01-01", "to": "2018-03-31"},
        "assignment_id IN (SELECT id FROM batch_batchcontainerassignment WHERE lifecycle_stage_id = 3) "
        "AND event_date BETWEEN '2018-01-01' AND '2018-03-31'",
    ),
    (
        "batch_growthsample",
        {"geography": 2},
        "assignment_id IN (SELECT a.id FROM batch_batchcontainerassignment a JOIN batch_batch b ON b.id = a.batch_id "
        "WHERE b.geography_id = 2)",
    ),
    (
        "inventory_feedingevent",
        {"area": 1, "to": "2018-06-30"},
        "container_id IN (SELECT id FROM infrastructure_container WHERE area_id = 1) AND feeding_time < '2018-07-01'",
    ),
    (
        "batch_dailycontainerstate",
        {"hall": 3, "as_of": "2018-12-31"},
        "assignment_id IN (SELECT a.id FROM batch_batchcontainerassignment a JOIN infrastructure_container c "
        "ON c.id = a.container_id WHERE c.hall_id = 3) AND date <= '2018-12-31'",
    ),
    (
        "environmental_environmentalreading",
        {"container": 89, "batch": 4, "from": "2019-06-01T06:00:00Z", "to": "2019-06-30"},
        "container_id = 89 AND batch_id = 4 AND reading_time >= '2019-06-01 06:00:00' AND reading_time < '2019-07-01'",
    ),
    ("environmental_weatherdata", {"area": 2, "from": "2019-12-30"}, "area_id = 2 AND timestamp >= '2019-12-30'"),
    (
        "environmental_waterqualitysample",
        {"station": 1, "to": "2017-12-31"},
        "hall_id IN (SELECT id FROM infrastructure_hall WHERE freshwater_station_id = 1) "
        "AND sample_date <= '2017-12-31'",
    ),
    (
        "batch_transferaction",
        {"container": 89},
        "(SELECT container_id FROM batch_batchcontainerassignment a WHERE a.id = source_assignment_id) = 89 OR "
        "(SELECT container_id FROM batch_batchcontainerassignment a WHERE a.id = dest_assignment_id) = 89",
    ),
    (
        "infrastructure_sensor",
        {"sensor_type": "OXYGEN", "geography": 1},
        "sensor_type = 'OXYGEN' AND container_id IN (SELECT c.id FROM infrastructure_container c "
        "LEFT JOIN infrastructure_area a ON a.id = c.area_id LEFT JOIN infrastructure_hall h ON h.id = c.hall_id "
        "LEFT JOIN infrastructure_freshwaterstation s ON s.id = h.freshwater_station_id "
        "WHERE coalesce(a.geography_id, s.geography_id) = 1)",
    ),
]


@pytest.mark.parametrize(("table", "parameters", "where"), FILTERED, ids=[table for table, *_ in FILTERED])
def test_filters_find_what_sql_finds(people, sql, table, parameters, where):
    expected = sql(f'SELECT count(*) FROM "{table}" WHERE {where}')[0][0]
    downloaded = (
        people.chief.get(f"{address(table)}download/", parameters) if table != "infrastructure_sensor" else None
    )
    found = rows(people.chief, address(table), page_size=1000, **parameters)

    assert expected > 0
    assert len(found) == min(expected, 1000)
    if downloaded is not None:
        assert len(downloaded.getvalue().splitlines()) == expected


def test_assignments_as_of_a_day_hold_what_they_held_that_day(people, sql):
    day = "2018-06-01"
    found = rows(people.chief, address("batch_batchcontainerassignment"), as_of=day, is_active="true", page_size=1000)
    expected = sql("SELECT assignment_id, population, biomass_kg FROM batch_dailycontainerstate WHERE date = ?", day)
    held = {row: (count, kg) for row, count, kg in expected if count}

    assert {row["id"]: (row["population_count"], row["biomass_kg"]) for row in found} == held
    assert all(row["departure_date"] is None for row in found)


def test_batches_as_of_a_day_are_in_the_stage_they_had_reached(people, sql):
    day = "2018-03-01"
    found = rows(people.chief, address("batch_batch"), as_of=day)
    expected = sql(
        "SELECT b.id, max(a.lifecycle_stage_id) FROM batch_batch b JOIN batch_batchcontainerassignment a "
        "ON a.batch_id = b.id WHERE b.start_date <= ?1 AND a.assignment_date <= ?1 GROUP BY b.id",
        day,
    )

    assert {row["id"]: row["lifecycle_stage"] for row in found} == dict(expected)
    assert {row["status"] for row in found} == {"ACTIVE"}
    assert {row["status"] for row in rows(people.chief, address("batch_batch"))} == {"ACTIVE", "COMPLETED"}


@EACH_DATED
def test_nothing_later_is_known_as_of_a_day(people, resource):
    day = "2019-06-30"
    found = rows(people.chief, ADDRESS[resource.model], as_of=day)

    assert found or resource.model._meta.db_table in EMPTY_IN_SMOKE
    dates = {column.name for column in resource.fields if isinstance(column, DateField)} - PROMISED
    dates -= {"created_at", "updated_at"}
    assert all(row[name] is None or row[name][: len(day)] <= day for row in found for name in dates)


@EACH_CHANGING
def test_a_table_that_does_not_know_its_past_is_not_asked_for_it(people, resource):
    response = people.chief.get(ADDRESS[resource.model], {"as_of": "2019-06-30"})

    assert response.status_code == 400
    assert response.json()["as_of"][0].startswith("There is no such parameter")


def test_feed_that_was_delivered_later_was_under_way(people, sql):
    day = "2018-06-01"
    url = address("inventory_feedpurchase")
    found = {row["id"]: row for row in rows(people.chief, url, as_of=day, status="ORDERED", page_size=1000)}
    later = "SELECT id, ordered_kg FROM inventory_feedpurchase WHERE order_date <= ? AND purchase_date > ?"

    assert {number: row["quantity_kg"] for number, row in found.items()} == dict(sql(later, day, day)) != {}
    assert {row["purchase_date"] for row in found.values()} == {None}


def test_what_a_treatment_did_is_known_once_it_is_over(people, site):
    treatment = Treatment.objects.filter(efficacy__gt=0).order_by("pk").first()
    url, day = address("health_treatment"), treatment.start_date
    Treatment.objects.filter(pk=treatment.pk).update(end_date=day + dt.timedelta(days=2))

    def known(after: int) -> float | None:
        found = rows(people.chief, url, as_of=str(day + dt.timedelta(days=after)), assignment=treatment.assignment_id)
        return next(row["efficacy"] for row in found if row["id"] == treatment.pk)

    assert (known(0), known(1), known(2)) == (None, None, treatment.efficacy)


@pytest.mark.parametrize(
    ("table", "known"),
    [
        ("inventory_batchfeedingsummary", "period_end"),
        ("health_batchvaccination", "sea_date"),
        ("health_healthlabsample", "result_date"),
    ],
)
def test_rows_that_were_worked_out_later_are_not_known_before(people, sql, table, known):
    day = "2018-06-20"
    expected = sql(f'SELECT id FROM "{table}" WHERE {known} <= ? ORDER BY id', day)
    url = f"{address(table)}download/"
    lines = people.chief.get(url, {"as_of": day}).getvalue().decode().splitlines()

    assert [json.loads(line)["id"] for line in lines] == [number for (number,) in expected] != []


def test_moves_as_of_a_day_count_what_had_moved(people, sql):
    """The whole of every order by its end, and of one under way what its actions to the day say."""
    url = address("batch_batchtransferworkflow")
    columns = ("total_transferred_count", "total_mortality_count", "total_biomass_kg")
    last = {row["id"]: row for row in rows(people.chief, url, page_size=1000)}
    for row in rows(people.chief, url, as_of="2019-12-31", page_size=1000):
        assert [row[name] for name in columns] == pytest.approx([last[row["id"]][name] for name in columns])
    number, day = sql(
        "SELECT workflow_id, min(actual_execution_date) FROM batch_transferaction GROUP BY workflow_id "
        "HAVING min(actual_execution_date) < max(actual_execution_date) ORDER BY workflow_id LIMIT 1"
    )[0]
    moved = sql(
        "SELECT sum(transferred_count), sum(mortality_during_transfer), sum(transferred_biomass_kg) "
        "FROM batch_transferaction WHERE workflow_id = ? AND actual_execution_date <= ?",
        number,
        day,
    )[0]
    (then,) = (row for row in rows(people.chief, url, as_of=day, page_size=1000) if row["id"] == number)

    assert [then[name] for name in columns] == pytest.approx(list(moved))
    assert (then["status"], then["actual_start_date"], then["actual_completion_date"]) == ("IN_PROGRESS", day, None)


def test_a_download_as_of_a_day_holds_what_the_list_does(people):
    for table in ("batch_batchcontainerassignment", "batch_batch", "inventory_feedpurchase"):
        listed = {row["id"]: row for row in rows(people.chief, address(table), as_of="2018-06-01", page_size=1000)}
        lines = people.chief.get(f"{address(table)}download/", {"as_of": "2018-06-01"}).getvalue().splitlines()
        held = {row["id"]: row for row in map(json.loads, lines)}
        assert held.keys() == listed.keys()
        assert all(listed[number][name] == value for number, row in held.items() for name, value in row.items())


def test_entries_by_hand_are_not_known_as_of_a_day(people):
    found = rows(people.chief, address("batch_batchcontainerassignment"), as_of="2018-06-01", page_size=1000)

    assert all((row["current_count"], row["hand_count"]) == (row["population_count"], 0) for row in found)


@pytest.mark.parametrize(("value", "flag"), [("true", 1), ("TRUE", 1), ("1", 1), ("False", 0), ("0", 0)])
def test_flags_are_true_or_false(people, sql, value, flag):
    found = rows(people.chief, address("health_disease"), notifiable=value)

    assert len(found) == sql("SELECT count(*) FROM health_disease WHERE notifiable = ?", flag)[0][0] > 0


@pytest.mark.parametrize(
    ("table", "parameters", "message"),
    [
        ("health_disease", {"notifiable": "nein"}, "Give true or false."),
        ("batch_mortalityevent", {"from": "01/05/2019"}, "Give a day, such as 2019-05-01."),
        ("batch_mortalityevent", {"to": "20190501"}, "Give a day, such as 2019-05-01."),
        ("batch_mortalityevent", {"as_of": "01/05/2019"}, "Give a day, such as 2019-05-01."),
        ("batch_mortalityevent", {"as_of": "2019-02-29"}, "Give a day, such as 2019-05-01."),
        (
            "inventory_feedingevent",
            {"to": "20180501"},
            "Give a day, such as 2019-05-01, or a moment, such as 2019-05-01T12:00:00Z.",
        ),
        (
            "inventory_feedingevent",
            {"from": "2019-W01-1"},
            "Give a day, such as 2019-05-01, or a moment, such as 2019-05-01T12:00:00Z.",
        ),
        ("batch_mortalityevent", {"batch": [4, 5]}, "Give this parameter once; only one value of it counts."),
    ],
)
def test_what_would_be_misread_is_refused(people, table, parameters, message):
    ((name, _),) = parameters.items()
    response = people.chief.get(address(table), parameters)

    assert (response.status_code, response.json()) == (400, {name: [message]})


@pytest.mark.parametrize(
    ("table", "first", "last", "status"),
    [
        ("batch_mortalityevent", "2019-05-02", "2019-05-01", 400),
        ("batch_mortalityevent", "2019-05-02", "2019-05-02", 200),
        ("inventory_feedingevent", "2019-05-02", "2019-05-01T23:00:00Z", 400),
        ("inventory_feedingevent", "2019-05-02T12:00:00Z", "2019-05-02", 200),
    ],
)
def test_a_stretch_of_time_ends_after_it_begins(people, table, first, last, status):
    response = people.chief.get(address(table), {"from": first, "to": last})

    assert response.status_code == status
    assert status == 200 or response.json() == {"from": ["Give a time that is not after that of to."]}


@pytest.mark.parametrize("form", ["ndjson", "csv"])
@pytest.mark.parametrize("accept", ["application/x-ndjson", "text/csv", "application/json", "*/*"])
def test_downloads_answer_to_the_media_types_of_the_schema(people, accept, form):
    url = f"{address('batch_growthsample')}download/"
    held = people.chief.get(url, {"batch": 4, "form": form}, headers={"accept": accept})
    wrong = people.chief.get(url, {"batch": "x"}, headers={"accept": accept})

    assert held.status_code == 200
    assert held["Content-Type"] == f"{MEDIA_TYPES[form]}; charset=utf-8"
    assert (wrong.status_code, wrong["Content-Type"]) == (400, "application/json")
    assert people.chief.get(url, headers={"accept": "image/png"}).status_code == 406


def test_warnings_of_the_plan_are_for_who_sees_everywhere(people):
    CapacityWarning.objects.create(
        date="2019-01-01", stage="SMOLT", place="Viðareiði", batch_number="FO-1", need=4, supply=3, message="Full."
    )

    assert len(rows(people.chief, address("generation_capacitywarning"))) == 1
    assert rows(people.scottish, address("generation_capacitywarning")) == []


@pytest.mark.parametrize(("bucket", "label"), [("1d", "%Y-%m-%d"), ("1h", "%Y-%m-%d %H")])
def test_buckets_are_what_sql_makes_of_the_readings(people, sql, bucket, label):
    found = people.chief.get(
        f"{address('environmental_environmentalreading')}buckets/",
        {"container": 89, "bucket": bucket, "from": "2019-06-01", "to": "2019-08-31"},
    ).json()
    expected = sql(
        f"SELECT sensor_id, strftime('{label}', reading_time), min(value), avg(value), max(value), count(*) "
        "FROM environmental_environmentalreading WHERE container_id = 89 AND reading_time >= '2019-06-01' "
        "AND reading_time < '2019-09-01' GROUP BY 1, 2 ORDER BY 1, 2"
    )

    assert len(found) == len(expected) > 100
    for row, (sensor, _, low, mean, high, count) in zip(found, expected, strict=True):
        assert (row["sensor"], row["count"]) == (sensor, count)
        assert (row["min"], row["mean"], row["max"]) == pytest.approx((low, mean, high), abs=5.1e-5)


def test_weeks_begin_on_monday(people):
    found = people.chief.get(
        f"{address('environmental_environmentalreading')}buckets/", {"container": 89, "bucket": "7d"}
    ).json()

    assert {dt.datetime.fromisoformat(row["start"]).weekday() for row in found} == {0}


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({}, "sensor"),
        ({"container": ""}, "sensor"),
        ({"sensor": 1, "bucket": "5m"}, "bucket"),
        ({"sensor": 1, "sens": 1}, "sens"),
    ],
)
def test_buckets_name_what_is_wrong(people, parameters, field):
    response = people.chief.get(
        f"{address('environmental_environmentalreading')}buckets/",
        {"sensor": 1, **parameters} if field == "sens" else parameters,
    )

    assert response.status_code == 400
    assert field in response.json()


def test_more_buckets_than_one_answer_holds_are_refused_and_not_cut_off(people, monkeypatch):
    url = f"{address('environmental_environmentalreading')}buckets/"
    asked = {"container": 89, "bucket": "30d"}
    there = len(people.chief.get(url, asked).json())

    monkeypatch.setattr(buckets, "MOST", there)
    assert people.chief.get(url, asked).status_code == 200
    monkeypatch.setattr(buckets, "MOST", there - 1)
    assert "widen them" in people.chief.get(url, asked).json()["bucket"][0]


def test_buckets_of_another_geography_are_empty(people):
    url = f"{address('environmental_environmentalreading')}buckets/"

    assert people.faroese.get(url, {"container": 89}).json()
    assert people.scottish.get(url, {"container": 89}).json() == []


def test_downloads_hold_the_same_rows_as_lists_in_both_forms(people):
    url, window = address("batch_growthsample"), {"batch": 4}
    listed = {row["id"]: row for row in rows(people.chief, url, page_size=1000, **window)}
    lines = people.chief.get(f"{url}download/", window).getvalue().decode().splitlines()
    table = list(
        csv.DictReader(io.StringIO(people.chief.get(f"{url}download/", {**window, "form": "csv"}).getvalue().decode()))
    )

    assert {row["id"]: row for row in map(json.loads, lines)} == listed
    assert [int(row["id"]) for row in table] == sorted(listed)
    assert [float(row["avg_weight_g"]) for row in table] == [listed[int(row["id"])]["avg_weight_g"] for row in table]


@pytest.mark.parametrize("name", ["stage", "lifecycle_stage"])
def test_batches_are_found_by_the_stage_they_were_in(people, name):
    first = Batch.objects.order_by("start_date").first()
    then = {"as_of": str(first.start_date), name: LifeCycleStage.objects.order_by("order").first().pk}

    assert first.pk in [row["id"] for row in rows(people.chief, address("batch_batch"), **then)]


def test_text_that_a_spreadsheet_would_take_for_a_formula_is_quoted_in_csv(people):
    treatment = Treatment.objects.order_by("pk").first()
    Treatment.objects.filter(pk=treatment.pk).update(product="=1+1")
    window = {"batch": treatment.batch_id, "form": "csv"}
    lines = people.chief.get(f"{address('health_treatment')}download/", window).getvalue().decode()
    products = {int(row["id"]): row["product"] for row in csv.DictReader(io.StringIO(lines))}

    assert products[treatment.pk] == "'=1+1"


def test_a_download_is_read_piece_by_piece(people, site):
    response = people.chief.get(f"{address('environmental_environmentalreading')}download/", {"container": 89})
    pieces = [piece.count(b"\n") for piece in response.streaming_content]

    assert len(pieces) > 1
    assert max(pieces) <= 5000


@pytest.mark.parametrize("resource", [r for r in LOCAL if r.day], ids=lambda r: r.model.__name__)
def test_a_download_of_another_geography_is_empty(people, resource):
    url = f"{ADDRESS[resource.model]}download/"
    geography = {"geography": 1}

    assert people.scottish.get(url, geography).getvalue() == b""


def test_readings_are_found_sensor_by_sensor_and_not_by_reading_the_table(people):
    """What EXPLAIN says of the query of a list: searches by key, no scan of the table, no sorting."""
    with CaptureQueriesContext(connection) as asked:
        rows(people.scottish, address("environmental_environmentalreading"), area=1, **{"from": "2019-01-01"})
    query = next(q["sql"] for q in asked if "environmentalreading" in q["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query}")
        plan = [row[-1] for row in cursor.fetchall()]

    assert any(
        line.startswith("SEARCH environmental_environmentalreading USING PRIMARY KEY (sensor_id=?") for line in plan
    )
    assert not any("SCAN environmental_environmentalreading" in line or "ORDER BY" in line for line in plan)


@pytest.mark.parametrize("filters", [{"geography": 1}, {"stage": 6}, {"geography": 1, "stage": 6}])
def test_a_broad_filter_goes_along_the_key_and_sorts_nothing(people, filters):
    with CaptureQueriesContext(connection) as asked:
        rows(people.chief, address("batch_mortalityevent"), **filters)
    sql = next(entry["sql"] for entry in asked if "batch_mortalityevent" in entry["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}".replace("%", "%%"))
        plan = [line[3] for line in cursor.fetchall()]

    assert "SCAN batch_mortalityevent" in plan
    assert not any("TEMP B-TREE" in step for step in plan)
