"""The pages show the same company on a server as on the embedded database."""

import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]

LOOK = REPOSITORY / "tests" / "integration" / "look_at_pages.py"


def look(url: str) -> dict:
    """Figures, answers and charts of the pages on a database."""
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "aquamind.settings"}
    for command in (["manage.py", "migrate", "--verbosity", "0"], ["manage.py", "summarise"], [str(LOOK)]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=REPOSITORY,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def seen(full, make_farm, smoke_world, tmp_path_factory) -> tuple[dict, dict]:
    """What the pages show on the server, and on the embedded database."""
    embedded = shutil.copy(smoke_world.database, tmp_path_factory.mktemp("pages") / "aquamind.sqlite3")
    return look(make_farm(full.name).url), look(f"sqlite:///{embedded}")


def test_every_page_answers(seen):
    server, embedded = seen

    assert set(server["answers"].values()) == {200}
    assert server["answers"] == embedded["answers"]


def test_figures_agree(seen):
    server, embedded = seen

    assert server["tiles"] == pytest.approx(embedded["tiles"])


def numbers(values: list[float | None]) -> list[float]:
    """Nothing as not-a-number, which `approx` can compare."""
    return [math.nan if value is None else value for value in values]


def test_charts_agree(seen):
    server, embedded = seen

    assert set(server["charts"]) == set(embedded["charts"])
    for address, chart in server["charts"].items():
        other = embedded["charts"][address]
        assert chart["times"] == other["times"], address
        for one, same in zip(chart["series"], other["series"], strict=True):
            expected = pytest.approx(numbers(same["values"]), rel=1e-6, abs=0.011, nan_ok=True)
            assert numbers(one["values"]) == expected, (address, one["label"])
