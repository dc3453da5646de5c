"""The admin shows every table it knows, quickly."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from farm import found_farm, keep_records
from people import person

from apps.accounts.models import Role
from apps.batch.models import DailyContainerState, MortalityEvent
from apps.environmental.models import EnvironmentalReading, WaterQualitySample, WeatherData
from apps.infrastructure.models import Area, Geography
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


@pytest.mark.parametrize("most", [1, COUNT_LIMIT], ids=["many", "few"])
@pytest.mark.parametrize("words", ["nowhere", "FO-2018-01", "A01", "FO-2018 A01"])
def test_rows_are_found_by_batch_and_container(keeper, farm, monkeypatch, most, words):
    """Few rows are found by an index, many on the way along the key; both find what a look at each row finds."""
    monkeypatch.setattr("apps.shared.admin.COUNT_LIMIT", most)
    response = keeper.get(reverse("admin:batch_mortalityevent_changelist"), {"q": words})
    assignment = MortalityEvent.objects.get().assignment
    named = f"{assignment.batch.batch_number} {assignment.container.name}"

    assert response.context["cl"].result_count == all(word in named for word in words.split())


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
    assert all(f"LIMIT {COUNT_LIMIT + 1}" in sql for sql in counts)


@pytest.mark.parametrize(("limit", "told"), [(0, "more than 0 results"), (1, "1 result (")], ids=["more", "all"])
def test_a_list_that_was_not_counted_to_its_end_says_that_there_are_more(keeper, farm, monkeypatch, limit, told):
    monkeypatch.setattr("apps.shared.admin.COUNT_LIMIT", limit)

    assert told in keeper.get(reverse("admin:batch_mortalityevent_changelist")).text


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


def container_form(farm, **values) -> dict:
    """The form of the farm's tank, as it is."""
    tank = farm.tank
    shown = {"name": tank.name, "container_type": tank.container_type_id, "hall": tank.hall_id, "area": ""}
    return {**shown, "volume_m3": tank.volume_m3, "max_biomass_kg": tank.max_biomass_kg, "active": "on", **values}


def test_a_change_needs_a_reason_and_the_history_shows_it(keeper, farm):
    url = reverse("admin:infrastructure_container_change", args=[farm.tank.pk])
    refused = keeper.post(url, container_form(farm, volume_m3=180))
    taken = keeper.post(url, container_form(farm, volume_m3=180, change_reason="a new inner wall"))
    history = keeper.get(reverse("admin:infrastructure_container_history", args=[farm.tank.pk]))

    assert "Say why the record is changed" in refused.text
    assert taken.status_code == 302
    assert "a new inner wall" in history.text
    change = farm.tank.history.first()
    assert (change.volume_m3, change.history_user.username) == (180, "keeper")


def test_a_record_as_it_was_is_shown_and_never_saved(keeper, farm):
    farm.tank.save()
    url = reverse("admin:infrastructure_container_simple_history", args=[farm.tank.pk, farm.tank.history.first().pk])

    assert keeper.get(url).status_code == 200
    assert keeper.post(url, container_form(farm, name="Z99", change_reason="as it was")).status_code == 403
    farm.tank.refresh_from_db()
    assert farm.tank.name == "A01"


def test_the_history_of_another_geography_is_not_there(client, farm):
    client.force_login(person("skye", Role.ADMIN, "SCT", staff=True))
    farm.tank.save()
    pages = ("history", [farm.tank.pk]), ("simple_history", [farm.tank.pk, farm.tank.history.first().pk])

    for name, args in pages:
        assert client.get(reverse(f"admin:infrastructure_container_{name}", args=args)).status_code == 404


@EACH_ADMIN
def test_history_of_a_record_opens(keeper, farm, entry):
    assert keeper.get(page(entry, "history", entry.model.objects.first().pk)).status_code == 200


def test_an_admin_does_not_refer_to_what_they_do_not_see(client, farm):
    scotland = Geography.objects.create(name="Scotland", code="SCT")
    loch = Area.objects.create(name="Loch Fyne", geography=scotland, latitude=56, longitude=-5.3, max_biomass=1e6)
    client.force_login(person("isla", Role.ADMIN, "SCT", staff=True))
    form = {
        "name": "C02",
        "container_type": farm.cage_type.pk,
        "volume_m3": 40_000,
        "max_biomass_kg": 1,
        "active": "on",
    }
    add = reverse("admin:infrastructure_container_add")

    assert "Select a valid choice" in client.post(add, {**form, "area": farm.area.pk}).text
    assert client.post(add, {**form, "area": loch.pk}).status_code == 302


def test_references_are_searched_and_not_listed(keeper, farm):
    """A list of all containers to choose from would be thousands of lines long."""
    for entry in OWN_ADMINS:
        if not isinstance(entry, ReadOnlyAdmin):
            references = {field.name for field in entry.opts.fields if field.many_to_one}
            assert references <= set(entry.autocomplete_fields), entry


def test_a_list_never_counts_the_whole_table(keeper, farm):
    for entry in OWN_ADMINS:
        assert entry.show_full_result_count is False
