"""Who sees which rows, and who may write what."""

import pytest
from django.apps import apps
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from farm import found_farm, keep_records, reading_of, state_of
from people import person

from apps.accounts.access import (
    COMPANY,
    GEOGRAPHY,
    GLOBAL,
    WAYS,
    Entry,
    may_read,
    may_write,
    role_of,
    sees_everywhere,
    visible,
)
from apps.accounts.models import Account, Role
from apps.dashboard.summaries import bring_up_to_date
from apps.environmental.models import WaterQualitySample, WeatherData
from apps.infrastructure.models import Container, Geography

pytestmark = pytest.mark.django_db

FARM_MODELS = [
    model
    for config in apps.get_app_configs()
    if config.name.startswith("apps.") and config.label != "accounts"
    for model in config.get_models()
    if not hasattr(model, "history_user")
]
EACH_LOCAL_MODEL = pytest.mark.parametrize("label", [*WAYS, GEOGRAPHY])
EACH_GLOBAL_MODEL = pytest.mark.parametrize("label", sorted(GLOBAL))


@pytest.fixture
def farm():
    """A row in every table; all of it Faroese."""
    farm = found_farm()
    keep_records(farm)
    state_of(farm).save()
    reading_of(farm).save()
    WeatherData(
        area=farm.area,
        timestamp=reading_of(farm).reading_time,
        air_temperature_c=8,
        wind_speed_m_s=9,
        wind_direction_deg=240,
        wave_height_m=1.5,
        precipitation_mm=0.2,
    ).save()
    WaterQualitySample(
        hall=farm.hall, sample_date=state_of(farm).date, tan_mg_l=0.5, nh3_ug_l=2, no2_n_mg_l=0.05, no3_n_mg_l=20
    ).save()
    bring_up_to_date()
    return farm


def test_every_model_says_where_its_rows_lie():
    assert {model._meta.label for model in FARM_MODELS} == {*WAYS, *GLOBAL, *COMPANY, GEOGRAPHY}


@EACH_LOCAL_MODEL
def test_rows_are_seen_in_their_own_geography_and_in_no_other(farm, label):
    rows = apps.get_model(label)._base_manager.all()

    assert visible(rows, person("jógvan", Role.VIEWER, "FO")).count() == rows.count() > 0
    assert visible(rows, person("isla", Role.VIEWER, "SCT")).count() == 0
    assert visible(rows, person("nobody", Role.VIEWER)).count() == 0
    assert visible(rows, person("chief", Role.VIEWER, everywhere=True)).count() == rows.count()


@EACH_GLOBAL_MODEL
def test_rows_of_no_geography_are_seen_by_every_role_and_by_nobody_without(farm, label):
    rows = apps.get_model(label)._base_manager.all()

    assert visible(rows, person("isla", Role.VIEWER, "SCT")).count() == rows.count() > 0
    assert visible(rows, person("stranger", None)).count() == 0
    assert visible(rows, AnonymousUser()).count() == 0


@pytest.mark.parametrize("label", sorted(COMPANY))
def test_rows_about_the_whole_company_are_seen_by_who_sees_everywhere(farm, label):
    rows = apps.get_model(label)._base_manager.all()

    assert visible(rows, person("chief", Role.VIEWER, everywhere=True)).count() == rows.count() > 0
    assert visible(rows, person("jógvan", Role.ADMIN, "FO")).count() == 0
    assert visible(rows, AnonymousUser()).count() == 0


def test_a_container_in_a_hall_and_one_at_sea_are_both_seen(farm):
    assert set(visible(Container.objects.all(), person("jógvan", Role.VIEWER, "FO"))) == {farm.tank, farm.cage}


def test_a_user_of_two_geographies_sees_both(farm):
    Geography.objects.create(name="Scotland", code="SCT")

    assert visible(Geography.objects.all(), person("jógvan", Role.VIEWER, "FO", "SCT")).count() == 2


def test_a_model_without_a_way_is_refused_with_the_remedy():
    with pytest.raises(
        ImproperlyConfigured, match=r"accounts\.Account has no way .* add it to WAYS, to GLOBAL or to COMPANY"
    ):
        visible(Account.objects.all(), person("jógvan", Role.VIEWER, "FO"))


def test_who_left_the_company_sees_nothing(farm):
    user = person("jógvan", Role.VIEWER, "FO")
    user.is_active = False

    assert role_of(user) is None
    assert not may_read(user)
    assert not visible(Container.objects.all(), user).exists()


def test_who_saw_everything_and_left_the_company_sees_nothing():
    user = person("chief", Role.ADMIN, everywhere=True)
    user.is_active = False

    assert not sees_everywhere(user)


def test_a_superuser_is_an_admin_of_everything_without_an_account():
    user = get_user_model().objects.create_superuser("root")

    assert (role_of(user), sees_everywhere(user)) == (Role.ADMIN, True)
    assert all(may_write(user, entry) for entry in Entry)


@pytest.mark.parametrize(
    ("role", "entries"),
    [
        (Role.VIEWER, set()),
        (Role.OPERATOR, {"mortality", "feeding", "growth_sample", "lice_count"}),
        (Role.MANAGER, {"mortality", "feeding", "growth_sample", "lice_count", "transfer"}),
        (Role.VET, {"mortality", "growth_sample", "lice_count", "treatment"}),
        (Role.ADMIN, {"mortality", "feeding", "growth_sample", "lice_count", "treatment", "transfer"}),
        (None, set()),
    ],
)
def test_each_role_writes_what_its_work_needs(role, entries):
    user = person("someone", role, "FO")

    assert {entry.value for entry in Entry if may_write(user, entry)} == entries


def test_pages_ask_for_a_login(client):
    response = client.get("/")

    assert (response.status_code, response.url) == (302, "/login/?next=/")


def test_login_opens_the_page_that_was_asked_for(client):
    user = person("jógvan", Role.VIEWER, "FO")
    user.set_password("a long enough word")
    user.save()

    response = client.post("/login/", {"username": "jógvan", "password": "a long enough word", "next": "/admin/"})

    assert (response.status_code, response.url) == (302, "/admin/")


def test_an_admin_of_one_geography_does_not_manage_people(client):
    client.force_login(person("isla", Role.ADMIN, "SCT", staff=True))

    assert client.get("/admin/infrastructure/container/").status_code == 200
    assert client.get("/admin/auth/user/").status_code == 403


def test_an_admin_of_everything_gives_people_a_role_and_places(client, farm):
    client.force_login(person("chief", Role.ADMIN, everywhere=True, staff=True))
    user = person("new", None)
    form = {
        "username": "new",
        "date_joined_0": "2021-05-01",
        "date_joined_1": "12:00:00",
        "is_active": "on",
        "account-TOTAL_FORMS": 1,
        "account-INITIAL_FORMS": 0,
        "account-0-user": user.pk,
        "account-0-role": "OPERATOR",
        "account-0-geography_codes": ["FO"],
    }

    assert client.post(f"/admin/auth/user/{user.pk}/change/", form).status_code == 302
    account = Account.objects.get(user=user)
    assert (account.role, account.geography_codes, account.everywhere) == ("OPERATOR", ["FO"], False)


def test_the_admin_site_shows_an_admin_their_geography_only(client, farm):
    client.force_login(person("isla", Role.ADMIN, "SCT", staff=True))

    assert client.get("/admin/infrastructure/container/").context["cl"].result_count == 0
    assert client.get(f"/admin/infrastructure/container/{farm.tank.pk}/change/").status_code == 302


def test_other_roles_have_no_admin_site(client, farm):
    client.force_login(person("jógvan", Role.MANAGER, "FO", staff=True))

    assert client.get("/admin/infrastructure/container/").status_code == 403


def demo_user(capsys, **options) -> str:
    call_command("demo_user", **options)
    return capsys.readouterr().out


def test_demo_user_gets_a_random_password_that_is_shown_once(capsys, settings):
    settings.DEBUG = True
    password = demo_user(capsys).split("password ")[1].split()[0]

    assert authenticate(username="demo", password=password).account.everywhere
    assert password not in demo_user(capsys)
    assert authenticate(username="demo", password=password)


def test_a_forgotten_demo_password_is_replaced(capsys, settings):
    settings.DEBUG = True
    first = demo_user(capsys).split("password ")[1].split()[0]
    second = demo_user(capsys, reset=True).split("password ")[1].split()[0]

    assert authenticate(username="demo", password=first) is None
    assert authenticate(username="demo", password=second)


def test_there_is_no_demo_user_on_a_site_that_others_see(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="createsuperuser"):
        call_command("demo_user")
    assert not get_user_model().objects.filter(username="demo").exists()


def test_guessing_passwords_on_the_page_is_slowed_down(client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    given = {"username": "jógvan", "password": "guess"}
    answers = [client.post("/login/", given) for _ in range(11)]
    cache.clear()

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_the_admin_has_no_way_in_of_its_own(client):
    assert client.get("/admin/login/?next=/admin/").url == "/login/?next=/admin/"


def test_whoever_may_not_use_the_admin_is_told_so(client):
    client.force_login(person("una", Role.VIEWER, "FO"))

    assert client.get("/admin/", follow=True).status_code == 403
