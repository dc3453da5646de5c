"""Every verb and option says what it does, and docs/cli.md says the same."""

import pytest
import typer.main

from aquasim.cli.document import main, page
from aquasim.cli.main import app

VERBS = typer.main.get_command(app).commands
EXPECTED = [
    "plan",
    "generate",
    "resume",
    "status",
    "validate",
    "report",
    "calibration",
    "digest",
    "export",
    "verify",
    "clear",
    "bench",
    "parameters",
]


def test_the_verbs_are_those_of_the_trade():
    assert list(VERBS) == EXPECTED


@pytest.mark.parametrize("name", EXPECTED)
def test_every_verb_and_option_has_help(name):
    assert VERBS[name].help
    assert [option.name for option in VERBS[name].params if not option.help and not option.hidden] == []


@pytest.mark.parametrize("name", EXPECTED)
def test_every_verb_and_option_is_on_the_page(name):
    _, _, section = page().partition(f"## aquamind {name}\n")
    section = section.partition("\n## ")[0]
    options = [option.opts[0] for option in VERBS[name].params if option.opts[0].startswith("--") and not option.hidden]
    assert [option for option in options if f"`{option}" not in section] == []


def test_the_page_is_current(capsys):
    assert main(["--check"]) == 0, capsys.readouterr().err
