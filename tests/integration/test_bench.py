"""The bench runs to its end and says what it measured; how fast is no matter of a test."""

import re

import pytest

from tests.conftest import Workspace

LITTLE = "--preset smoke --set sessions=[60,30] --set targets.session_1_readings=1"


def measured(output: str) -> dict[str, float]:
    """The figure at the end of each line; of lines that begin alike, the session's, which come first."""
    lines = (re.fullmatch(r"(.+?) {2,}([\d.,]+)( MB| times)?", line) for line in reversed(output.splitlines()))
    return {found[1]: float(found[2].replace(",", "")) for found in lines if found}


def figures_agree(told: dict[str, float]) -> None:
    """All are there, and each ratio is that of the speeds, as far as its digits go: a small session may be slower."""
    assert min(told["Rows of the session"], told["Peak memory"]) > 0
    speed, raw, by_orm = (
        told[name] for name in ("Rows per second", "Raw load, rows per second", "bulk_create, rows per second")
    )
    assert min(speed, raw, by_orm) > 0
    assert told["Ratio, session"] == pytest.approx(speed / raw, abs=0.006)
    assert told["session over bulk_create"] == pytest.approx(speed / by_orm, abs=0.51)


def test_the_bench_compares_a_session_with_its_raw_load_and_with_bulk_create(workspace: Workspace) -> None:
    before = workspace.database.read_bytes()

    done = workspace.run(f"aquamind bench {LITTLE} --orm-days 1")

    assert done.returncode == 0, done.stderr
    told = measured(done.stdout)
    figures_agree(told)
    assert workspace.database.read_bytes() == before


def test_bulk_create_needs_a_finished_session(workspace: Workspace) -> None:
    done = workspace.run("python manage.py bulk_create_days --days 1")

    assert done.returncode == 1
    assert "the database holds no finished session" in done.stderr
