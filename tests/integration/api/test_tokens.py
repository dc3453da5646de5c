"""Tokens: hashed, revocable, and as limited as their user."""

import pytest
from knox.models import AuthToken
from people import person
from rest_framework.test import APIClient

from apps.accounts.models import Role

TOKENS = "/api/v1/auth/tokens/"
CONTAINERS = "/api/v1/infrastructure/containers/"


@pytest.fixture
def user(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; what it hides is a test's
    user = person("jógvan", Role.OPERATOR, "FO")
    user.set_password("a long enough word")
    user.save()
    return user


@pytest.fixture
def made(user) -> dict:
    response = APIClient().post(TOKENS, {"username": "jógvan", "password": "a long enough word"}, format="json")
    assert response.status_code == 201, response.content
    return response.json()


def with_token(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def test_a_token_stands_for_its_user(made):
    assert with_token(made["token"]).get(CONTAINERS).status_code == 200


def test_only_its_hash_is_kept(made):
    kept = AuthToken.objects.get()

    assert made["token"] not in (kept.digest, kept.token_key)
    assert made["token"].startswith(kept.token_key)
    assert len(kept.token_key) < len(made["token"]) / 3


def test_a_revoked_token_opens_nothing(made):
    client = with_token(made["token"])

    assert [token["token_key"] for token in client.get(TOKENS).json()] == [made["token_key"]]
    assert client.delete(f"{TOKENS}{made['token_key']}/").status_code == 204
    assert client.get(CONTAINERS).status_code == 401


def test_a_token_of_somebody_else_is_not_there(made):
    other = APIClient()
    other.force_authenticate(person("isla", Role.ADMIN, everywhere=True))

    assert other.get(TOKENS).json() == []
    assert other.delete(f"{TOKENS}{made['token_key']}/").status_code == 404


@pytest.mark.parametrize("wrong", [{"password": "guess"}, {"username": "nobody"}])
def test_a_wrong_name_or_password_gives_no_token_and_does_not_say_which_it_was(user, wrong):
    given = {"username": "jógvan", "password": "a long enough word", **wrong}
    response = APIClient().post(TOKENS, given, format="json")

    assert response.status_code == 400
    assert response.json() == {"password": ["No user has this name and password; check both."]}


def test_an_expired_or_invented_token_opens_nothing(made):
    AuthToken.objects.update(expiry="2020-01-01T00:00:00Z")

    assert with_token(made["token"]).get(CONTAINERS).status_code == 401
    assert with_token("0" * 64).get(CONTAINERS).status_code == 401


def test_who_left_the_company_has_no_use_of_a_token(made, user):
    user.is_active = False
    user.save()

    assert with_token(made["token"]).get(CONTAINERS).status_code == 401


def test_guessing_passwords_is_slowed_down(user):
    client = APIClient()
    given = {"username": "jógvan", "password": "guess"}
    answers = [client.post(TOKENS, given, format="json").status_code for _ in range(11)]

    assert answers == [400] * 10 + [429]


def test_a_session_writes_only_with_its_csrf_token(user):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(user)

    assert client.get(CONTAINERS).status_code == 200
    assert client.post("/api/v1/batch/mortality-events/", {}, format="json").status_code == 403
