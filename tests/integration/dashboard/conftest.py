"""The smoke company in the test database, as the simulator wrote it, and people who look at it."""

from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Min
from people import person

from apps.batch.models import DailyContainerState
from apps.dashboard.summaries import bring_up_to_date
from apps.infrastructure.models import Area, Container, Hall, Sensor
from aquasim.engine.tables import TABLES

LEDGER = ("generation_generationrun", "generation_generationpart", "generation_validationresult")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, smoke_world):
    """Its places and days, and things that hold fish on the last day; removed again after the module."""
    with django_db_blocker.unblock():
        _copy(smoke_world.database)
        bring_up_to_date()
        yield _landmarks()
        call_command("flush", interactive=False, verbosity=0)


def _copy(database) -> None:
    tables = dict.fromkeys([*TABLES, *LEDGER])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("ATTACH DATABASE %s AS smoke", [str(database)])
        for table in tables:
            cursor.execute(f'INSERT INTO main."{table}" SELECT * FROM smoke."{table}"')
        cursor.execute("DETACH DATABASE smoke")
        cursor.execute("PRAGMA foreign_keys = ON")


def _landmarks() -> SimpleNamespace:
    last = DailyContainerState.objects.order_by("-date").values_list("date", flat=True).first()
    living = Container.objects.filter(assignments__days__date=last, assignments__days__population__gt=0)
    cage = living.filter(area__isnull=False).order_by("pk").first()
    tank = living.filter(hall__isnull=False).order_by("pk").first()
    return SimpleNamespace(
        first=DailyContainerState.objects.aggregate(first=Min("date"))["first"],
        last=last,
        cage=cage,
        tank=tank,
        area=Area.objects.get(pk=cage.area_id),
        hall=Hall.objects.get(pk=tank.hall_id),
        batch=cage.assignments.order_by("-assignment_date").first().batch,
        sensor=Sensor.objects.filter(container=cage).order_by("pk").first(),
    )


@pytest.fixture
def reader(world, db, client):
    """A browser of somebody who sees everything."""
    client.force_login(person("reader", everywhere=True))
    return client


@pytest.fixture
def reader_of(world, db, client):
    """A browser of somebody who sees one geography, given by its code."""

    def enter(*codes: str):
        client.force_login(person("reader", "VIEWER", *codes))
        return client

    return enter
