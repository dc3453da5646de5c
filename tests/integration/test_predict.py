"""Rows are predicted before the start, and what is written is what was predicted."""

import json
from pathlib import Path

import pytest

from aquasim.engine.plan import make_plan
from aquasim.export.direct import simulate_to
from aquasim.predict import container_days, predict_rows
from aquasim.presets import load_parameters
from aquasim.run import generate
from aquasim.sinks import open_store
from tests.conftest import Workspace

DAYS = ["sessions=[430, 200]", "targets.session_1_readings=1"]


@pytest.mark.parametrize("scale", [0.01, 0.3, 1, 2.5])
def test_every_table_has_as_many_rows_as_predicted(scale: float) -> None:
    parameters = load_parameters("smoke", [*DAYS, f"scale={scale}"])
    found = simulate_to(parameters, 1)
    (predicted,) = predict_rows(make_plan(parameters), 1)
    assert predicted == {name: sum(one.rows for one in months.values()) for name, months in found.items() if months}


@pytest.mark.parametrize("overrides", [["readings.per_day=48"], ["readings.fault_chance_per_period=0.9"], ["seed=3"]])
def test_readings_and_faults_are_predicted_for_any_sensor_setting(overrides: list[str]) -> None:
    parameters = load_parameters("smoke", [*DAYS, *overrides])
    found = simulate_to(parameters, 1)
    (predicted,) = predict_rows(make_plan(parameters), 1)
    for table in ("environmental_environmentalreading", "environmental_sensorfault"):
        assert predicted[table] == sum(one.rows for one in found[table].values())


def test_a_window_without_fish_has_no_readings() -> None:
    few = ["production.batches_per_year=0.3", "production.initial_batches=1", "targets.whole_t_per_year=58.8"]
    parameters = load_parameters("smoke", ["targets.session_1_readings=1", *few])
    found = simulate_to(parameters, 1)
    (predicted,) = predict_rows(make_plan(parameters), 1)
    assert predicted == {name: sum(one.rows for one in months.values()) for name, months in found.items() if months}


def test_sensors_that_a_scenario_silences_are_not_counted() -> None:
    parameters = load_parameters("smoke+sensor_outage", ["sessions=[820]"])
    found = simulate_to(parameters, 1)
    (predicted,) = predict_rows(make_plan(parameters), 1)
    for table in ("environmental_environmentalreading", "environmental_sensorfault"):
        assert predicted[table] == sum(one.rows for one in found[table].values())


def test_later_sessions_are_predicted_as_their_summary_counts_them(workspace: Workspace) -> None:
    parameters = load_parameters("smoke", DAYS)
    with open_store(workspace.url) as store:
        first = generate(parameters, store, 1)
        store.finish(1, "COMPLETED")
        second = generate(parameters, store, 2)
    assert predict_rows(make_plan(parameters)) == [first.rows_per_table, second.rows_per_table]


def test_days_with_fish_are_estimated_from_the_plan() -> None:
    plan = make_plan(load_parameters("smoke", DAYS))
    lived = predict_rows(plan, 1)[0]["batch_dailycontainerstate"]
    assert container_days(plan, 1) == pytest.approx(lived, rel=0.25)


def test_plan_shows_the_rows_of_every_session(workspace: Workspace, tmp_path: Path) -> None:
    options = "--preset smoke --set sessions=[40,20] --set targets.session_1_readings=1"
    done = workspace.run(f"aquamind plan --rows --json {options}")
    rows = json.loads(done.stdout)["rows"]
    assert set(rows) == {"1", "2"}
    shown = workspace.run(f"aquamind plan --rows {options}").stdout
    assert f"{rows['2']['environmental_environmentalreading']:,}" in shown
    generated = workspace.run(f"aquamind generate --session 1 --no-validate --no-report {options}")
    assert generated.returncode == 0, generated.stderr
    expected, _, written = generated.stdout.partition("Session 1 of preset smoke")
    for part in (expected, written):
        assert f"{rows['1']['environmental_environmentalreading']:,}" in part
    assert "Rows expected of session 1" in expected

    workspace.run("aquamind clear --yes")
    again = workspace.run(f"aquamind generate --session 1 --no-predict --no-validate --no-report {options}")
    assert again.returncode == 0, again.stderr
    assert "Rows expected" not in again.stdout
