"""The worked example of docs/modules.md, installed as the page says, by pip."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from aquasim.engine.tables import CAUSES
from tests.conftest import Workspace
from tests.unit.engine.simulated import Simulated, simulate, world_of

PAGE = Path(__file__).parents[2] / "docs" / "modules.md"
DAYS = 760
"""Until fish have stood at sea through a winter."""
SPARING = ("readings.per_day=1", "targets.session_1_readings=1", f"sessions=[{DAYS}]")


def block(name: str) -> str:
    """The code that the page gives for a file."""
    found = re.search(rf"`{re.escape(name)}`:\n\n```\w+\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found, name
    return found.group(1)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what pip makes of the two files of the package; nothing is fetched for it."""
    source, target = tmp_path_factory.mktemp("source") / "seals", tmp_path_factory.mktemp("installed")
    source.mkdir()
    for name in ("pyproject.toml", "seals.py"):
        (source / name).write_text(block(name), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [*pip, "--target", str(target), str(source)], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def with_seals(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The preset of the page."""
    preset = tmp_path_factory.mktemp("preset") / "with_seals.toml"
    preset.write_text(block("with_seals.toml"), encoding="utf-8")
    return preset.as_posix()


@pytest.fixture(scope="module")
def visited(installed: Path, with_seals: str) -> Simulated:
    """The company of the preset, lived through in one go by this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(installed))
        lived = simulate(world_of(*SPARING, preset=with_seals), DAYS)
    del sys.modules["seals"]
    return lived


def deaths_by_other_causes(simulated: Simulated) -> int:
    events = simulated.tables["batch_mortalityevent"]
    return int(events["count"][np.asarray(events["cause"]) == CAUSES.index("OTHER")].sum())


def test_the_example_is_found_by_its_entry_point_and_takes_fish(visited: Simulated) -> None:
    assert visited.world.parameters.modules.options["seals"]["visits_per_day"] == 0.05
    assert deaths_by_other_causes(visited) > deaths_by_other_causes(simulate(world_of(*SPARING), DAYS))
    assert visited.state.modules["seals"]["visited"].max() <= 1


def test_the_command_of_the_page_writes_what_the_installed_package_does(
    visited: Simulated, installed: Path, with_seals: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Window by window, with what the module keeps of the day before."""
    (command,) = re.findall(
        r"^\$ (aquamind generate .*with_seals\.toml)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    command = command.replace("with_seals.toml", with_seals) + "".join(f" --set {one}" for one in SPARING)
    refused = workspace.run(command)
    assert (refused.returncode, "no installed package offers a module 'seals'" in refused.stderr) == (2, True)
    monkeypatch.setenv("PYTHONPATH", str(installed))
    done = workspace.run(f"{command} --no-predict --no-validate --no-report")
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(workspace.database)) as connection:
        (deaths,) = connection.execute("SELECT sum(count) FROM batch_mortalityevent WHERE cause = 'OTHER'").fetchone()
        (fed_kg,) = connection.execute("SELECT sum(amount_kg) FROM inventory_feedingevent").fetchone()
    assert deaths == deaths_by_other_causes(visited)
    assert fed_kg == pytest.approx(visited.tables["inventory_feedingevent"]["amount_kg"].sum(), rel=1e-9)
