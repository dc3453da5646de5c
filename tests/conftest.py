"""A folder with a database of its own, and the commands of the repository run in it as a person types them."""

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Workspace:
    """Database, report and records of one test."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "aquamind.sqlite3"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.database.as_posix()}"

    @property
    def records(self) -> Path:
        return self.folder / "records"

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "DATABASE_URL": self.url, "AQUAMIND_RECORDS": str(self.records)}

    def words(self, command: str) -> list[str]:
        """The command with this Python for `python`, and the module for `aquamind`."""
        program, *arguments = shlex.split(command)
        programs = {"python": [sys.executable], "aquamind": [sys.executable, "-m", "aquasim"]}
        return [*programs[program], *arguments]

    def run(self, command: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command in the repository to its end."""
        return subprocess.run(
            self.words(command),
            cwd=REPOSITORY,
            env=self.environment,
            input=typed,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def start(self, command: str) -> subprocess.Popen[str]:
        """Start a command in the repository."""
        return subprocess.Popen(
            self.words(command),
            cwd=REPOSITORY,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )


@pytest.fixture
def bare_workspace(tmp_path: Path) -> Workspace:
    """No database yet."""
    return Workspace(tmp_path)


def made_once(factory: pytest.TempPathFactory, name: str, command: str) -> Workspace:
    """A copy of what a command makes, which the first process of the test run carries out for all of them."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    made = (factory.getbasetemp() if alone else factory.getbasetemp().parent) / f"{name}-of-every-process"
    with FileLock(f"{made}.lock"):
        if not made.exists():
            own = Workspace(factory.mktemp(name))
            done = own.run(command)
            assert done.returncode == 0, done.stdout + done.stderr
            own.folder.rename(made)
    return Workspace(shutil.copytree(made, factory.mktemp(name) / "copy"))


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every table and no row; copy it."""
    return made_once(tmp_path_factory, "migrated", "python manage.py migrate --verbosity 0").database


@pytest.fixture
def workspace(tmp_path: Path, migrated_database: Path) -> Workspace:
    """Every table, no row."""
    own = Workspace(tmp_path)
    shutil.copy(migrated_database, own.database)
    return own


@pytest.fixture(scope="session")
def smoke_world(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Session 1 of the smoke preset, generated as an operator does it; read it, or copy it to change it."""
    command = "python scripts/data_generation/run_generation.py --session=1 --preset smoke --no-predict"
    return made_once(tmp_path_factory, "smoke", command)


@pytest.fixture
def own_smoke_world(tmp_path: Path, smoke_world: Workspace) -> Workspace:
    """A copy of the smoke world that a test may change."""
    shutil.copytree(smoke_world.folder, tmp_path / "world")
    return Workspace(tmp_path / "world")
