import pytest

from aquasim import DATASET_VERSION
from aquasim.cli.options import Choice
from aquasim.errors import CheckpointError
from aquasim.parameters import Parameters
from aquasim.presets import load_parameters
from aquasim.sinks import RunRecord


def run_of(parameters: Parameters) -> RunRecord:
    made = parameters.name, parameters.digest(), parameters.model_dump(mode="json"), parameters.seed, DATASET_VERSION
    return RunRecord(1, 1, *made, parameters.first_day, 1, 1, 30, "RUNNING", "")


def test_company_is_the_default():
    assert Choice.of(None, None).parameters() == load_parameters("company")


def test_named_options_win_over_set():
    choice = Choice.of("smoke", ["seed=3"], seed=7, readings__per_day=None)
    assert choice.overrides == ("seed=3", "seed=7")
    assert choice.parameters().seed == 7


def test_changes_without_a_preset_are_to_the_preset_of_the_database():
    runs = [run_of(load_parameters("smoke+oxygen_crash"))]
    assert Choice.of(None, None, seed=7).parameters_beside(runs) == load_parameters("smoke+oxygen_crash", ["seed=7"])
    assert Choice.of("company", None).parameters_beside(runs) == load_parameters("company")
    assert Choice.of(None, None).parameters_beside([]) == load_parameters("company")


def test_nothing_named_is_what_the_database_holds_even_of_a_file():
    mine = load_parameters("smoke", ["name=mine", "seed=7"])
    assert Choice.of(None, None).parameters_beside([run_of(mine)]) == mine


def test_changes_to_a_preset_from_a_file_need_the_file():
    mine = load_parameters("smoke", ["name=mine"])
    with pytest.raises(CheckpointError, match="of preset mine, which is a file; name it with --preset"):
        Choice.of(None, None, seed=7).parameters_beside([run_of(mine)])
