"""The API keeps to its own description, and answers nothing with an error of its own making."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from knox.models import AuthToken
from people import person
from rest_framework.throttling import SimpleRateThrottle
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema
from site_on import site_on

from apps.accounts.models import Role

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
DESCRIPTION = SchemaGenerator().get_schema(public=True)


def schema(*, boundaries: bool) -> OpenApiSchema:
    """The API in this process; boundary values beside random ones multiply the requests."""
    coverage = {"enabled": boundaries, "unexpected-methods": ["PUT"]}
    config = schemathesis.Config.from_dict({"phases": {"coverage": coverage}})
    found = schemathesis.openapi.from_dict(DESCRIPTION, config=config)
    found.app = get_wsgi_application()
    return found


READS = schema(boundaries=False).include(method="GET")
WRITES = schema(boundaries=True).exclude(method="GET")
BOUNDED = settings(
    max_examples=6, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
"""Requests made up for each address and method."""


@pytest.fixture
def token(tmp_path, smoke_world, django_db_blocker, monkeypatch) -> Iterator[str]:
    """Of somebody who may do everything, as often as they like, on a copy of the smoke company."""
    monkeypatch.setattr(SimpleRateThrottle, "get_rate", lambda throttle: None)
    copy = shutil.copy(smoke_world.database, tmp_path / "aquamind.sqlite3")
    with django_db_blocker.unblock(), site_on(Path(copy)):
        yield AuthToken.objects.create(person("chief", Role.ADMIN, everywhere=True))[1]


def test_the_schema_is_valid_and_nothing_in_it_was_guessed(capsys):
    call_command("spectacular", "--validate", "--fail-on-warn")


@READS.parametrize()
@BOUNDED
def test_whatever_is_asked_is_answered_as_described(token, case):
    case.call_and_validate(headers={"Authorization": f"Token {token}"}, checks=CHECKS)


@WRITES.parametrize()
@BOUNDED
def test_whatever_is_sent_is_answered_as_described(token, case):
    case.call_and_validate(headers={"Authorization": f"Token {token}"}, checks=CHECKS)
