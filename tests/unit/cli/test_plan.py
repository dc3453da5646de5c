import json

import pytest
from typer.testing import CliRunner

from aquasim.cli.main import app


def run(*words):
    return CliRunner().invoke(app, ["plan", *words])


def test_default_plan_shows_every_stage_and_no_shortage():
    shown = run().stdout
    assert all(stage in shown for stage in ("Egg & Alevin", "Fry", "Parr", "Smolt", "Post-Smolt", "Grow-out"))
    assert "Shortages: none" in shown


def test_full_plan_has_a_line_for_every_place_and_quarter():
    # 4 stations of 5 halls and 7 areas, 1095 + 365 days from 2017-01-01: 16 quarters
    lines = run("--preset", "smoke", "--full").stdout.splitlines()
    assert sum("Q" in line and "%" in line for line in lines) == (4 * 5 + 7) * 16


def test_json_names_need_supply_and_shortages():
    plan = json.loads(run("--preset", "smoke", "--json").stdout)
    assert plan["preset"] == "smoke"
    assert {row["supply"] for row in plan["utilisation"] if row["stage"] == "GROW_OUT"} == {3}
    assert plan["shortages"] == []


def test_what_if_with_too_few_cages_names_the_shortage():
    result = run("--set", "sea.cages_per_area=5")
    assert result.exit_code == 0
    assert "5 are free; raise sea.cages_per_area" in result.stdout


def test_strict_plan_refuses_a_shortage():
    result = run("--strict", "--set", "sea.cages_per_area=5")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: Batch ")


@pytest.mark.parametrize("scenario", ["oxygen_crash", "isa_outbreak", "sensor_outage", "feed_strike"])
def test_a_scenario_for_a_place_that_the_company_lacks_is_refused(scenario):
    done = run("--preset", f"scotland_only+{scenario}")
    assert done.exit_code == 2
    assert "'Lambavík'" in done.output or "'faroe'" in done.output
