"""The admin shows every table it knows, quickly."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from farm import found_farm, keep_records

from apps.batch.models import DailyContainerState, MortalityEvent
from apps.environmental.models import EnvironmentalReading, WaterQualitySample, WeatherData
from apps.shared.admin import COUNT_LIMIT, BulkAdmin, ReadOnlyAdmin
from aquasim.engine.tables import TABLES

pytestmark = pytest.mark.django_db

OWN_ADMINS = [entry for entry in admin.site._registry.values() if entry.model.__module__.startswith("apps.")]
EACH_ADMIN = pytest.mark.parametrize("entry", OWN_ADMINS, ids=lambda entry: entry.model.__name__)
EACH_WRITABLE_ADMIN = pytest.mark.parametrize(
    "entry",
    [entry for entry in OWN_ADMINS if not isinstance(entry, ReadOnlyAdmin)],
    ids=lambda entry: entry.model.__name__,
)


@pytest.fixture
def farm():
    farm = found_farm()
    keep_records(farm)
    return farm


@pytest.fixture
def keeper(client):
    """A browser in which a superuser is logged in; no password is hashed."""
    user = get_user_model()(username="keeper", is_staff=True, is_superuser=True)
    user.save()
    client.force_login(user)
    return client


def page(entry, name: str, *args) -> str:
    return reverse(f"admin:{entry.opts.app_label}_{entry.opts.model_name}_{name}", args=args)


def test_every_table_with_a_single_key_is_in_the_admin():
    shown = {entry.opts.db_table for entry in OWN_ADMINS}
    composite = {
        model._meta.db_table for model in (DailyContainerState, EnvironmentalReading, WaterQualitySample, WeatherData)
    }

    assert set(TABLES) - shown == composite


@EACH_ADMIN
def test_list_shows_the_record_of_the_farm(keeper, farm, entry):
    response = keeper.get(page(entry, "changelist"))

    assert response.status_code == 200
    assert response.context["cl"].result_count >= 1


@EACH_ADMIN
def test_list_is_searched(keeper, farm, entry):
    response = keeper.get(page(entry, "changelist"), {"q": "no such thing"})

    assert response.status_code == 200
    assert response.context["cl"].result_count == 0


@EACH_ADMIN
def test_record_opens(keeper, farm, entry):
    response = keeper.get(page(entry, "change", entry.model.objects.first().pk))

    assert response.status_code == 200


@EACH_WRITABLE_ADMIN
def test_form_for_a_new_record_opens(keeper, farm, entry):
    assert keeper.get(page(entry, "add")).status_code == 200


def test_form_says_what_a_field_means_and_its_unit(keeper, farm):
    response = keeper.get(reverse("admin:infrastructure_container_add"))

    assert "Most live fish it may hold. [kg]" in response.text


def test_refused_entry_is_explained(keeper, farm):
    response = keeper.post(
        reverse("admin:infrastructure_container_add"),
        {
            "name": "A02",
            "container_type": farm.tank_type.pk,
            "hall": farm.hall.pk,
            "area": farm.area.pk,
            "volume_m3": 200,
            "max_biomass_kg": 10_000,
        },
    )

    assert response.status_code == 200
    assert "Give either hall or area, and not both." in response.text


@pytest.mark.parametrize("name", ["add", "delete"])
def test_bulk_rows_are_neither_added_nor_deleted_by_hand(keeper, farm, name):
    entry = next(entry for entry in OWN_ADMINS if entry.model is MortalityEvent)
    args = [MortalityEvent.objects.get().pk] if name == "delete" else []

    assert keeper.get(page(entry, name, *args)).status_code == 403


@pytest.mark.parametrize(
    "entry", [entry for entry in OWN_ADMINS if isinstance(entry, BulkAdmin)], ids=lambda entry: entry.model.__name__
)
def test_bulk_rows_are_never_counted_beyond_the_limit(keeper, farm, entry):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        keeper.get(page(entry, "changelist"))

    counts = [query["sql"] for query in queries if "COUNT(*)" in query["sql"] and entry.opts.db_table in query["sql"]]

    assert counts
    assert all(f"LIMIT {COUNT_LIMIT}" in sql for sql in counts)


def test_length_of_a_list_does_not_change_how_often_the_database_is_asked(keeper, farm):
    url = reverse("admin:batch_mortalityevent_changelist")
    keeper.get(url)
    with CaptureQueriesContext(connection) as one_row:
        keeper.get(url)

    event = MortalityEvent.objects.get()
    for _ in range(20):
        event.pk = None
        event.save()
    with CaptureQueriesContext(connection) as many_rows:
        keeper.get(url)

    assert len(many_rows) == len(one_row)
