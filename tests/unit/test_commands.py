"""Commands that are advised can be typed where they are read."""

import sys
from pathlib import Path

import pytest

from aquasim.commands import HOME, manage, typed_name


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """An environment with both programs in a folder, and a shell that finds neither."""
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("python", "aquamind"):
        (programs / name).touch(mode=0o755)
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("aquasim.commands.HOME", tmp_path)
    monkeypatch.chdir(tmp_path)
    return programs


def test_programs_are_named_by_their_path_where_the_environment_is_not_active(environment):
    assert manage("migrate") == f"{Path('.venv/bin/python')} manage.py migrate"
    assert typed_name() == str(Path(".venv/bin/aquamind"))


def test_programs_are_named_as_such_where_it_is(environment, monkeypatch):
    monkeypatch.setenv("PATH", str(environment))

    assert manage("migrate") == "python manage.py migrate"
    assert typed_name() == "aquamind"


def test_another_python_that_the_shell_finds_is_not_meant(environment, monkeypatch, tmp_path):
    (tmp_path / "python").touch(mode=0o755)

    assert manage("migrate") == f"{Path('.venv/bin/python')} manage.py migrate"


def test_paths_are_whole_from_elsewhere(environment, monkeypatch, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    assert manage("migrate") == f"{environment / 'python'} {tmp_path / 'manage.py'} migrate"


def test_home_is_the_checkout():
    assert (HOME / "manage.py").is_file()
