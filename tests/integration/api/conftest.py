"""The smoke company behind the API, and people of each role and geography who use it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import transaction
from people import client_of, person
from rest_framework.test import APIClient
from site_on import site_on

from apps.accounts.models import Role
from tests.conftest import Workspace


@pytest.fixture(scope="module")
def smoke_site(tmp_path_factory: pytest.TempPathFactory, smoke_world: Workspace, django_db_blocker) -> Iterator[Path]:
    """A copy of the smoke company, and Django on it."""
    copy = tmp_path_factory.mktemp("site") / "aquamind.sqlite3"
    shutil.copy(smoke_world.database, copy)
    with django_db_blocker.unblock(), site_on(copy):
        yield copy


@pytest.fixture
def site(smoke_site: Path) -> Iterator[Path]:
    """What a test writes is taken back after it."""
    with transaction.atomic():
        yield smoke_site
        transaction.set_rollback(True)


@pytest.fixture
def people(site) -> SimpleNamespace:
    """Clients of the API, by role and place."""
    return SimpleNamespace(
        chief=client_of(person("chief", Role.ADMIN, everywhere=True)),
        faroese=client_of(person("jógvan", Role.MANAGER, "FO")),
        scottish=client_of(person("isla", Role.OPERATOR, "SCT")),
        viewer=client_of(person("anna", Role.VIEWER, "FO")),
        vet=client_of(person("una", Role.VET, "FO")),
        stranger=client_of(person("stranger", None)),
        anonymous=APIClient(),
    )


@pytest.fixture(autouse=True)
def counts_of_requests_start_anew() -> None:
    """A rate limit that one test reaches is not the next one's."""
    cache.clear()
