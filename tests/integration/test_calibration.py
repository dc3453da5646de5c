"""Published figures: each is measured on a lived company, and tells a company that is not like the published one."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aquasim import DATASET_VERSION
from aquasim.cli.main import app
from aquasim.presets import load_parameters
from aquasim.report.calibration import FIGURES, Verdict, calibrate, cells, made_from, markdown_page
from aquasim.report.calibration.figure import COMPANY, EVERYWHERE
from aquasim.sinks import open_store
from tests.conftest import REPOSITORY, Workspace

PAGE = REPOSITORY / "docs" / "calibration.md"
REMEDY = "generate ten years of the company, and write its page anew: aquamind calibration --markdown"

STEADY = {"Live weight harvested", "Fish harvested", "Largest month", "Active batches", "Batches harvested"}
"""What a company of three years cannot show yet."""

DAMAGES = {
    "Warmest day at sea": "UPDATE batch_dailycontainerstate SET temp_c = temp_c + 9",
    "Salinity on land": "UPDATE batch_dailycontainerstate SET salinity_psu = 34",
    "Survival egg to harvest": "UPDATE batch_batch SET egg_count = egg_count * 2",
    "Weight at transfer to sea": "UPDATE batch_transferaction SET transferred_biomass_kg = transferred_biomass_kg * 2",
    "Biological feed conversion at sea": "UPDATE batch_dailycontainerstate SET feed_kg = feed_kg * 1.5",
    "Share of deaths at sea: unknown": "UPDATE batch_mortalityevent SET cause = 'UNKNOWN'",
    "Condition factor at 4.1-4.5 kg": "UPDATE batch_growthsample SET condition_factor = 1.0",
    "Gutted over live weight": "UPDATE harvest_harvestlot SET gutted_weight_kg = 0.9 * live_weight_kg",
    "Fillet over live weight": "UPDATE harvest_harvestlot SET fillet_weight_kg = 0.5 * live_weight_kg",
    "Wave height, mean": "UPDATE environmental_weatherdata SET wave_height_m = wave_height_m + 1",
    "Adult female lice per fish": "UPDATE health_licecount SET adult_female_per_fish = adult_female_per_fish + 3",
    "Mobile lice removed by warm water": "UPDATE health_treatment SET efficacy = efficacy / 2",
    "Nitrate nitrogen in tanks": "UPDATE environmental_waterqualitysample SET no3_n_mg_l = 5",
}


@pytest.fixture(scope="module")
def smoke(smoke_world: Workspace) -> Path:
    return smoke_world.database


@pytest.fixture(scope="module")
def verdicts(smoke: Path) -> list[Verdict]:
    return verdicts_of(smoke)


def verdicts_of(path: Path) -> list[Verdict]:
    with open_store(f"sqlite:///{path}") as store:
        return calibrate(store)


def test_there_are_twenty_figures_and_more_each_with_source_unit_and_definition() -> None:
    assert len({figure.name for figure in FIGURES}) == len(FIGURES) >= 20
    for figure in FIGURES:
        assert figure.source, figure.name
        assert figure.unit, figure.name
        assert figure.definition.endswith("."), figure.name
        assert figure.bands, figure.name
        assert set(figure.bands) <= {EVERYWHERE, COMPANY, "FO", "SCT"}
        assert all(low <= high for low, high in figure.bands.values()), figure.name


def test_three_years_show_every_figure_but_those_of_steady_state(verdicts: list[Verdict]) -> None:
    shown = {verdict.figure.name for verdict in verdicts if verdict.passed is not None}
    unshown = {figure.name for figure in FIGURES} - shown
    assert all(any(name.startswith(steady) for steady in STEADY) for name in unshown), unshown


@pytest.mark.parametrize("name", DAMAGES)
def test_a_figure_tells_a_company_that_is_not_like_the_published_one(
    smoke: Path, verdicts: list[Verdict], tmp_path: Path, name: str
) -> None:
    damaged = tmp_path / "damaged.sqlite3"
    shutil.copy(smoke, damaged)
    before = {verdict.code: verdict.value for verdict in verdicts if verdict.figure.name == name}
    with closing(sqlite3.connect(damaged)) as connection:
        connection.execute(DAMAGES[name])
        connection.commit()
    after = [verdict for verdict in verdicts_of(damaged) if verdict.figure.name == name]
    assert any(verdict.passed is False and verdict.value != before[verdict.code] for verdict in after)


def test_the_page_has_a_line_for_every_figure_and_place(smoke: Path, verdicts: list[Verdict]) -> None:
    with open_store(f"sqlite:///{smoke}") as store:
        page = markdown_page(store)
    assert sum(line.startswith("| ") for line in page.splitlines()) == len(verdicts) + 1
    assert all(f"* **{figure.name}**" in page for figure in FIGURES)


def test_the_page_says_of_which_program_and_parameters_it_is(smoke: Path) -> None:
    with open_store(f"sqlite:///{smoke}") as store:
        page = markdown_page(store)
    assert made_from(DATASET_VERSION, load_parameters("smoke").digest()) in page.splitlines()


def test_the_published_page_is_of_this_program_and_of_the_default_company() -> None:
    """Ten years take too long to generate for a test; a page that is of other rows is told by what made them."""
    told = PAGE.read_text("utf-8").splitlines()
    assert made_from(DATASET_VERSION, load_parameters("company").digest()) in told, REMEDY


def test_the_published_page_tells_every_figure_with_its_band_source_and_definition() -> None:
    names = {home.code: home.name for home in load_parameters("company").geographies.values()}
    bands = [(figure, code, figure.band(code)) for figure in FIGURES for code in (*names, COMPANY)]
    told = [Verdict(figure, code, float("nan"), band) for figure, code, band in bands if band is not None]
    table, _, measured = PAGE.read_text("utf-8").partition("\n## How each is measured\n\n")
    rows = [tuple(line.strip("| ").split(" | ")) for line in table.splitlines() if line.startswith("| ")][1:]
    assert [(*row[:4], row[6]) for row in rows] == [(*cells(one, names)[:4], one.figure.source) for one in told]
    assert measured.splitlines() == [f"* **{one.name}** [{one.unit}]. {one.definition}" for one in FIGURES]


def test_the_verb_prints_every_verdict_and_exits_with_one_where_a_figure_lies_outside(
    smoke: Path, verdicts: list[Verdict]
) -> None:
    printed = CliRunner().invoke(app, ["calibration", "--json", "--database", f"sqlite:///{smoke}"])
    told = json.loads(printed.output)
    assert printed.exit_code == int(any(line["passed"] is False for line in told))
    assert [line["name"] for line in told] == [verdict.figure.name for verdict in verdicts]
