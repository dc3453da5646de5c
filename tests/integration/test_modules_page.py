"""The worked example of docs/modules.md, as a package that Python finds installed."""

import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from aquasim.engine.tables import CAUSES
from aquasim.parameters import Parameters
from aquasim.presets import load_parameters
from tests.unit.engine.simulated import Simulated, simulate, world_of

PAGE = Path(__file__).parents[2] / "docs" / "modules.md"
DAYS = 760
"""Until fish have stood at sea through a winter."""


def block(name: str) -> str:
    """The code that the page gives for a file."""
    found = re.search(rf"`{re.escape(name)}`:\n\n```\w+\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found, name
    return found.group(1)


@pytest.fixture
def seals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package as an installer leaves it: its module, and its entry points in its metadata."""
    project = tomllib.loads(block("pyproject.toml"))["project"]
    metadata = tmp_path / f"{project['name']}-{project['version']}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    groups = (
        f"[{group}]\n" + "\n".join(f"{name} = {value}" for name, value in points.items()) + "\n"
        for group, points in project["entry-points"].items()
    )
    (metadata / "entry_points.txt").write_text("\n".join(groups))
    (tmp_path / "seals.py").write_text(block("seals.py"))
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("seals", None)


def deaths_by_other_causes(simulated: Simulated) -> int:
    events = simulated.tables["batch_mortalityevent"]
    return int(events["count"][np.asarray(events["cause"]) == CAUSES.index("OTHER")].sum())


def test_the_example_is_found_by_its_entry_point_and_takes_fish(seals: Path) -> None:
    preset = seals / "with_seals.toml"
    preset.write_text(block("with_seals.toml"))
    parameters: Parameters = load_parameters(str(preset))
    assert parameters.modules.options["seals"]["visits_per_day"] == 0.05
    sparing = ("readings.per_day=1", "targets.session_1_readings=1")
    with_seals = simulate(world_of(*sparing, preset=str(preset)), DAYS)
    without = simulate(world_of(*sparing), DAYS)
    assert deaths_by_other_causes(with_seals) > deaths_by_other_causes(without)
    assert with_seals.state.modules["seals"]["visited"].max() <= 1
