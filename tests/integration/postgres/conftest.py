"""A server for the tests of this folder, and databases in it."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from postgres.server import NoServerError, Server, find_server, running

from aquasim.sinks import open_store, stored_sums
from aquasim.sinks.digest import combined_digest
from aquasim.validation.resume import SETTINGS
from tests.conftest import Workspace

REPOSITORY = Path(__file__).resolve().parents[3]
SCRIPTS = {"manage.py": ".", "run_generation.py": "scripts/data_generation"}
QUICKLY = "--session 1 --preset smoke --no-predict --no-validate --no-report"
"""Session 1 of the smallest company, and nothing after its rows are written."""
BRIEFLY = " ".join([QUICKLY, *(f"--set {setting}" for setting in SETTINGS)])
"""The same, as the proof of resume does it: until there are fish at sea, lice and an outbreak."""


@dataclass(frozen=True)
class Farm:
    """A database in the server and the commands that work on it."""

    server: Server
    name: str
    records: Path

    @property
    def url(self) -> str:
        return self.server.url_of(self.name)

    def start(self, command: str, **environment: str) -> subprocess.Popen[str]:
        """Start `aquamind ...`, `manage.py ...` or `run_generation.py ...` on this database."""
        program, *arguments = command.split()
        scripts = {name: [str(REPOSITORY / folder / name)] for name, folder in SCRIPTS.items()}
        programs = {"aquamind": ["-m", "aquasim"]} | scripts
        return subprocess.Popen(
            [sys.executable, *programs[program], *arguments],
            cwd=REPOSITORY,
            env=os.environ | {"DATABASE_URL": self.url, "AQUAMIND_RECORDS": str(self.records)} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        process = self.start(command, **environment)
        output, errors = process.communicate()
        return subprocess.CompletedProcess(command, process.returncode, output, errors)

    def rows(self, sql: str) -> list[tuple]:
        return self.server.execute(sql, self.name)

    def value(self, sql: str) -> object:
        return self.rows(sql)[0][0]

    def digest(self) -> str:
        with open_store(self.url) as store:
            return combined_digest(stored_sums(store))

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.url)

    def schema(self) -> list[tuple]:
        """Every constraint, index and storage option, with whether it is valid."""
        return self.rows(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace UNION ALL "
            "SELECT tablename, indexname, indexdef, true FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
            "SELECT relname, 'options', array_to_string(reloptions, ' '), true FROM pg_class "
            "WHERE relkind = 'r' AND reloptions IS NOT NULL ORDER BY 1, 2, 3"
        )


def written(farm: Farm, options: str) -> Farm:
    """The farm, with a session that nothing interrupted."""
    done = farm.run(f"aquamind generate {options}")
    assert done.returncode == 0, done.stderr
    return farm


def for_one_test(farm: Farm) -> Iterator[Farm]:
    """Gone after it: a hundred of them would be ten gigabytes."""
    yield farm
    farm.server.execute(f"DROP DATABASE IF EXISTS {farm.name} WITH (FORCE)")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Found or made; its absence fails where everything has to be tested, and skips elsewhere."""
    folder = Path(tempfile.gettempdir()) / f"aquamind-{secrets.token_hex(4)}"
    try:
        found = find_server(folder)
    except NoServerError as reason:
        if os.environ.get("CI"):
            pytest.fail(str(reason))
        pytest.skip(str(reason))
    with running(found) as server:
        yield server


@pytest.fixture(scope="session")
def make_farm(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Farm]:
    """Makes a database without tables."""

    def make(template: str = "template1") -> Farm:
        name = f"aquamind_{secrets.token_hex(4)}"
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return Farm(server, name, tmp_path_factory.mktemp(name))

    return make


@pytest.fixture
def bare_farm(make_farm: Callable[..., Farm]) -> Iterator[Farm]:
    """No table yet."""
    yield from for_one_test(make_farm())


@pytest.fixture(scope="session")
def migrated(make_farm: Callable[..., Farm]) -> Farm:
    """Every table and no row; a template for others."""
    farm = make_farm()
    done = farm.run("manage.py migrate --verbosity 0")
    assert done.returncode == 0, done.stderr
    return farm


@pytest.fixture
def farm(make_farm: Callable[..., Farm], migrated: Farm) -> Iterator[Farm]:
    """Every table and no row."""
    yield from for_one_test(make_farm(migrated.name))


@pytest.fixture(scope="session")
def full(make_farm: Callable[..., Farm], migrated: Farm) -> Farm:
    """The smoke company, written without interruption; read it, or take it as template."""
    return written(make_farm(migrated.name), QUICKLY)


@pytest.fixture
def own_full(make_farm: Callable[..., Farm], full: Farm) -> Iterator[Farm]:
    """A copy of it that a test may change."""
    yield from for_one_test(make_farm(full.name))


@pytest.fixture(scope="session")
def brief(make_farm: Callable[..., Farm], migrated: Farm) -> Farm:
    """The briefer company, written without interruption."""
    farm = written(make_farm(migrated.name), BRIEFLY)
    assert farm.value("SELECT count(*) FROM health_licecount") > 0
    assert farm.value("SELECT count(*) FROM health_diseaseoutbreak") > 0
    return farm


@pytest.fixture
def own_brief(make_farm: Callable[..., Farm], brief: Farm) -> Iterator[Farm]:
    """A copy of it that a test may change."""
    yield from for_one_test(make_farm(brief.name))


@pytest.fixture(scope="session")
def embedded_digest(smoke_world: Workspace) -> str:
    """Digest of the same company in an embedded database."""
    with open_store(smoke_world.url) as store:
        return combined_digest(stored_sums(store))
