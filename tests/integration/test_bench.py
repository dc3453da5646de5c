"""The bench runs to its end and says what it measured; how fast is no matter of a test."""

import re

import pytest

from tests.conftest import Workspace

LITTLE = "--preset smoke --set sessions=[60,30] --set targets.session_1_readings=1"
SESSION = ("Rows of the session", "Rows per second", "Raw load, rows per second", "Ratio, session", "Peak memory")
BULK_CREATE = ("bulk_create, rows per second", "session over bulk_create")


def measured(output: str) -> dict[str, float]:
    """The figure at the end of each line."""
    lines = (re.fullmatch(r"(.+?) {2,}([\d.,]+)( MB| times)?", line) for line in output.splitlines())
    return {found[1]: float(found[2].replace(",", "")) for found in lines if found}


def test_the_bench_compares_a_session_with_its_raw_load_and_with_bulk_create(workspace: Workspace) -> None:
    before = workspace.database.read_bytes()

    done = workspace.run(f"aquamind bench {LITTLE} --orm-days 1")

    assert done.returncode == 0, done.stderr
    told = measured(done.stdout)
    assert {*SESSION, *BULK_CREATE} <= set(told)
    assert min(told[name] for name in (*SESSION, *BULK_CREATE) if "Ratio" not in name) > 0
    assert told["Ratio, session"] == pytest.approx(
        told["Rows per second"] / told["Raw load, rows per second"], abs=0.006
    )
    assert workspace.database.read_bytes() == before


def test_bulk_create_needs_a_finished_session(workspace: Workspace) -> None:
    done = workspace.run("python manage.py bulk_create_days --days 1")

    assert done.returncode == 1
    assert "the database holds no finished session" in done.stderr
