import pytest
import typer
from typer.testing import CliRunner

from aquasim.cli.main import Verbs
from aquasim.errors import ParameterError

ENDINGS = {
    "mend": ParameterError("sea.cages_per_area: 0 is below 1"),
    "stop": KeyboardInterrupt("Session 1 stands at 420/1095 days; go on with: aquamind resume"),
    "fault": ZeroDivisionError("division by zero"),
}


def end(how: str) -> None:
    raise ENDINGS[how]


def idle() -> None:
    """A group needs two verbs."""


@pytest.fixture
def ended():
    app = typer.Typer(cls=Verbs, pretty_exceptions_enable=False)
    app.command()(end)
    app.command()(idle)
    return lambda how: CliRunner().invoke(app, ["end", how])


def test_what_the_user_can_mend_is_one_line_and_exit_2(ended):
    result = ended("mend")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: sea.cages_per_area: 0 is below 1\n"


def test_interruption_says_how_to_go_on_and_exits_130(ended):
    result = ended("stop")
    assert result.exit_code == 130
    assert result.stderr == "Interrupted. Session 1 stands at 420/1095 days; go on with: aquamind resume\n"


def test_fault_of_the_program_keeps_its_traceback(ended):
    assert isinstance(ended("fault").exception, ZeroDivisionError)
