from aquasim.cli.options import Choice
from aquasim.presets import load_parameters


def test_company_is_the_default():
    assert Choice.of(None, None).parameters() == load_parameters("company")


def test_named_options_win_over_set():
    choice = Choice.of("smoke", ["seed=3"], seed=7, readings__per_day=None)
    assert choice.overrides == ("seed=3", "seed=7")
    assert choice.parameters().seed == 7
