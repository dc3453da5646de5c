"""The rows of the smoke preset are those that were agreed on."""

import json

from aquasim.engine.tables import TABLES
from tests.conftest import Workspace
from tests.golden.regenerate import GOLDEN, Digests, smoke_digests

REMEDY = "if rows are meant to change, run `python -m tests.golden.regenerate` and say so in CHANGELOG.md"


def differences(golden: Digests, now: Digests) -> list[str]:
    """Every table and month that differs, with both digests."""
    keys = sorted({(table, month) for one in (golden, now) for table, months in one.items() for month in months})
    lines = []
    for table, month in keys:
        was, is_now = (one.get(table, {}).get(month, "nothing") for one in (golden, now))
        if was != is_now:
            lines.append(f"{table} {month}: golden {was}, now {is_now}")
    return lines


def test_every_table_and_month_of_the_smoke_preset_is_the_golden_one(workspace: Workspace) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    found = differences(golden, smoke_digests(workspace.url))
    assert found == [], "\n".join([*found, REMEDY])


def test_golden_digests_cover_every_table_and_three_years_of_readings() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    years = [f"{year}-{month:02d}" for year in (2017, 2018, 2019) for month in range(1, 13)]
    assert list(golden["environmental_environmentalreading"]) == years
    assert set(TABLES) - set(golden) == {"generation_capacitywarning"}


def test_a_difference_is_told_by_table_and_month() -> None:
    golden = {"t": {"2017-01": "1 a", "2017-02": "2 b"}}
    now = {"t": {"2017-01": "1 a", "2017-02": "2 c"}, "u": {"all": "1 d"}}
    assert differences(golden, now) == ["t 2017-02: golden 2 b, now 2 c", "u all: golden nothing, now 1 d"]
