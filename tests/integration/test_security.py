"""What a browser is told, and the settings of a site that others see."""

import secrets

import pytest
from django.test import Client
from people import person
from test_settings import manage

from apps.accounts.models import Role


@pytest.fixture
def browser(client, db):
    client.force_login(person("jógvan", Role.ADMIN, everywhere=True, staff=True))
    return client


@pytest.mark.parametrize("url", ["/login/", "/admin/", "/api/", "/health/", "/api/v1/infrastructure/areas/"])
def test_every_answer_keeps_strangers_out(browser, url):
    headers = browser.get(url).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src" not in policy  # so scripts are 'self' too: none in the page, none from elsewhere
    assert "unsafe-eval" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("url", ["/login/", "/admin/", "/admin/infrastructure/area/"])
def test_no_page_allows_styles_that_stand_in_it(browser, url):
    assert "unsafe-inline" not in browser.get(url).headers["Content-Security-Policy"]


def test_the_page_of_the_api_asks_for_nothing_from_elsewhere(browser):
    page = browser.get("/api/").text
    script = browser.get("/api/?script=").text

    assert "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "/api/schema/" in script
    assert "<script>" not in page


def test_the_api_page_and_schema_are_for_people_of_the_company(client, db):
    assert client.get("/api/").status_code == 302
    assert client.get("/api/schema/").status_code == 401
    assert client.get("/api/v1/infrastructure/areas/").status_code == 401


def test_the_schema_comes_as_asked_for(browser):
    as_json = browser.get("/api/schema/", {"format": "json"})

    assert as_json.json()["openapi"].startswith("3.")
    assert browser.get("/api/schema/").text.startswith("openapi: 3.")
    assert browser.get("/api/schema/", {"format": "pdf"}).status_code == 404


def test_an_address_that_does_not_exist_is_answered_in_json(browser):
    response = browser.get("/api/v1/infrastructure/aeras/")

    assert (response.status_code, response.json()) == (
        404,
        {"detail": "There is no such address; /api/ shows those there are."},
    )


def test_whoever_watches_over_the_site_needs_no_login(db):
    assert Client().get("/health/").json() == {"status": "ok"}


def outside(**environment: str) -> dict[str, str]:
    """The environment of a site that others see."""
    return {"ALLOWED_HOSTS": "farm.example", "SECRET_KEY": secrets.token_urlsafe(50), **environment}


def test_production_settings_pass_the_deployment_checks():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **outside())

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


SHOW = (
    "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, "
    "s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_HTTPONLY, s.SECURE_HSTS_SECONDS > 0, 'whitenoise' in str(s.MIDDLEWARE))"
)


def shown(**environment: str) -> list[str]:
    return manage("shell", "--no-imports", "-c", SHOW, **environment).stdout.split()


def test_outside_debugging_cookies_travel_by_https_only():
    assert shown(**outside()) == ["True"] * 6
    assert shown(**outside(HTTPS="false")) == ["False", "False", "False", "True", "False", "True"]
    assert shown() == ["False", "False", "False", "True", "False", "False"]
