import pytest
from typer.testing import CliRunner

from aquasim.cli.main import app


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--session", "2"], "name it with --preset"),
        (["--markdown"], "name it with --preset"),
        (["--preset", "smoke", "--from-parquet", "out"], "leave one out"),
        (["--preset", "smoke", "--session", "0"], "there is no session 0"),
        (["--preset", ""], "no preset ''"),
    ],
)
def test_options_that_would_be_passed_over_are_refused(options: list[str], told: str) -> None:
    result = CliRunner().invoke(app, ["digest", *options])
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
