"""The API on a server says what it says on the embedded database."""

import json
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from people import client_of, person
from site_on import site_on

from apps.accounts.models import Role
from apps.batch.models import BatchContainerAssignment
from aquamind.api import RESOURCES
from aquasim.engine.tables import TABLES

URLS = {
    resource.model._meta.db_table: f"/api/v1/{app}/{resource.name}/"
    for app, resources in RESOURCES.items()
    for resource in resources
    if resource.model._meta.db_table in TABLES
}
READINGS = URLS["environmental_environmentalreading"]
ASKED = [
    *URLS.values(),
    f"{READINGS}?area=1&from=2019-01-01",
    f"{READINGS}?batch=4&order=asc",
    f"{READINGS}buckets/?container=89&bucket=1h&from=2019-06-01&to=2019-06-30",
    f"{READINGS}buckets/?container=89&bucket=7d",
    f"{READINGS}download/?container=89",
    f"{URLS['batch_mortalityevent']}?stage=6&as_of=2018-12-31",
    f"{URLS['batch_batchcontainerassignment']}?as_of=2018-06-01&is_active=true",
    f"{URLS['batch_batch']}?as_of=2018-03-01",
    f"{URLS['batch_transferaction']}?container=89",
    f"{URLS['environmental_weatherdata']}download/?area=1&to=2017-01-31&form=csv",
]


def answers(url: str) -> list[str]:
    """What a Scot and the chief are told, without the moments at which rows were written."""
    told = []
    for client in (client_of(person("isla", Role.VIEWER, "SCT")), client_of(person("chief", everywhere=True))):
        response = client.get(url)
        assert response.status_code == 200, response.content
        told.append(response.getvalue().decode() if response.streaming else _without_stamps(response.json()))
    return told


def _without_stamps(found) -> str:
    for row in found["results"] if isinstance(found, dict) else found:
        row.pop("created_at", None)
        row.pop("updated_at", None)
        row.pop("mean", None)  # of four bytes on a server, of eight here: compared on its own
    return json.dumps(found)


@pytest.fixture(scope="module")
def on_server(full, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), site_on(full.url):
        yield


@pytest.fixture
def server_site(on_server) -> Iterator[None]:
    """What a test writes is taken back after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("url", ASKED)
def test_a_server_answers_as_the_embedded_database_does(server_site, smoke_world, url):
    told = answers(url)
    with site_on(smoke_world.database), transaction.atomic():
        expected = answers(url)
        transaction.set_rollback(True)

    assert told == expected


def test_means_of_buckets_agree_to_the_last_decimal_but_one(server_site, smoke_world):
    def means() -> list[float]:
        chief = client_of(person("chief", everywhere=True))
        found = chief.get(f"{READINGS}buckets/", {"container": 89, "bucket": "7d"})
        return [row["mean"] for row in found.json()]

    told = means()
    with site_on(smoke_world.database), transaction.atomic():
        expected = means()
        transaction.set_rollback(True)

    assert told == pytest.approx(expected, abs=1.01e-4)
    assert len(told) > 100


def test_pages_of_readings_go_on_where_they_ended(server_site):
    client = client_of(person("isla", Role.VIEWER, "SCT"))
    first = client.get(READINGS, {"page_size": 500, "order": "asc"}).json()
    second = client.get(first["next"]).json()
    keys = [(row["sensor"], row["reading_time"]) for page in (first, second) for row in page["results"]]

    assert len(keys) == 1000
    assert keys == sorted(set(keys))


def test_readings_are_found_by_their_key(server_site):
    client = client_of(person("isla", Role.VIEWER, "SCT"))
    with CaptureQueriesContext(connection) as asked:
        client.get(READINGS, {"container": 73, "from": "2019-01-01"})
    query = next(q["sql"] for q in asked if "environmentalreading" in q["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {query}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Seq Scan on _hyper" not in plan
    assert "Index" in plan


def test_fish_are_moved_and_die_by_hand(server_site):
    there = BatchContainerAssignment.objects.filter(is_active=True, lifecycle_stage__order=6).order_by("id").first()
    entry = {"assignment": there.pk, "event_date": "2019-12-31", "count": 10, "cause": "TRAUMA"}
    client = client_of(person("chief", Role.ADMIN, everywhere=True))
    row = client.post(URLS["batch_mortalityevent"], entry, format="json").json()
    url = f"{URLS['batch_mortalityevent']}{row['id']}/"

    assert row["id"] > 2**40
    assert BatchContainerAssignment.objects.get(pk=there.pk).current_count == there.current_count - 10
    assert client.delete(f"{url}?reason=none%20died").status_code == 204
    assert BatchContainerAssignment.objects.get(pk=there.pk).current_count == there.current_count
