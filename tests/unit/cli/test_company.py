import json

from typer.testing import CliRunner

from aquasim.cli.main import app
from aquasim.parameters import describe
from aquasim.presets import load_parameters


def run(*words):
    return CliRunner().invoke(app, ["parameters", *words])


def test_every_parameter_is_listed_with_unit_bounds_and_source():
    rows = json.loads(run("--json").stdout)
    assert [row["key"] for row in rows] == [row.key for row in describe(load_parameters("company"))]
    (fallow,) = (row for row in rows if row["key"] == "sea.fallow_days")
    assert (fallow["unit"], fallow["value"]) == ("d", 60)
    assert fallow["source"]


def test_list_can_be_narrowed_by_key():
    rows = json.loads(run("stages.PARR", "--json").stdout)
    assert {row["key"].rpartition(".")[0] for row in rows} == {"stages.PARR"}


def test_changed_parameter_is_shown_changed():
    (row,) = json.loads(run("sea.cages_per_area", "--set", "sea.cages_per_area=7", "--json").stdout)
    assert row["value"] == 7


def test_key_that_does_not_exist_is_refused():
    result = run("ocean")
    assert result.exit_code == 2
    assert "No parameter begins with ocean" in result.stderr
