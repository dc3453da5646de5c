"""The report of a smoke world: one file, every plot with data in it, figures equal to the database."""

import re
import shutil
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

from aquasim.errors import CheckpointError
from aquasim.presets import load_parameters
from aquasim.report import write_report
from aquasim.run import generate
from aquasim.sinks import Criterion, open_store

CHECKS = [
    Criterion("days complete", "1,095 days", "1,095 days", True),
    Criterion("density capped", "at most 25 kg/m3", "26 <kg & more>", False),
]
# Least points of the longest line or area, where three years have 156 weeks and 36 months; straight runs need fewer.
LONGEST_LINE = {
    "biomass": 156,
    "fish": 156,
    "weight": 50,
    "sea-temperature": 50,
    "tank-temperature": 80,
    "sea-oxygen": 10,
    "freshwater-mortality": 20,
    "sea-mortality": 50,
    "lice": 30,
    "mortality-since-transfer": 10,
    "feed": 36,
    "conversion-at-sea": 12,
    "feed-stock": 100,
    "feed-price": 20,
    "growth-curves": 40,
    "specific-growth": 5,
    "feed-rate": 5,
}
PICTURES = ("samples", "density", "land-utilisation", "sea-utilisation")
# Text that only data put there, and the axis with its unit.
WORDS = {
    "biomass": ("Biomass [t]", "Grow-out"),
    "fish": ("Fish [thousand]", "Egg &amp; Alevin"),
    "weight": ("Mean weight [g], log scale", "Scotland"),
    "harvest": ("Harvest, live weight [t per month]", "Faroe Islands", "Scotland"),
    "sea-temperature": ("Sea temperature [°C]", "Loch Fyne"),
    "tank-temperature": ("Tank temperature [°C]", "Post-Smolt"),
    "sea-oxygen": ("Oxygen saturation [%]", "Scotland, worst cage"),
    "tank-oxygen": ("Oxygen saturation [%]", "Smolt"),
    "freshwater-mortality": ("Deaths [% per week], log scale", "Fry"),
    "sea-mortality": ("Deaths [% per week]", "Faroe Islands"),
    "mortality-since-transfer": ("Deaths [% per month]", "Scotland, background"),
    "causes": ("Share of dead fish [%]", "Infectious", "38"),  # 38 % infectious at sea, AquaCloud 2023
    "lice": ("Adult female lice per fish", "Limit", "Scotland"),
    "lice-treatments": ("Cages treated in the month", "Thermal"),
    "sea-details": ("Recorded deaths [% per month]", "Lice and treatment"),
    "outbreaks": ("Winter ulcer", "Lambavík", "found"),
    "feed": ("Feed [t per month]", "Smolt"),
    "conversion": ("Feed over gross growth, bFCR [kg/kg]", "0.70"),  # what a fry needs whatever its weight
    "conversion-at-sea": ("Feed over growth [kg/kg]", "Faroe Islands, eFCR", "Scotland, bFCR"),
    "feed-stock": ("Feed in stock [t]", "Scotland, silos"),
    "feed-price": ("Price of feed [% of list price]", "Faroe Islands, paid"),
    "growth-curves": ("Degree-days at sea [°C d]", "2.7", "Scotland"),
    "specific-growth": ("Specific growth rate [% per day]", "7-9 °C"),
    "feed-rate": ("Feed [% of biomass per day]", "9-11 °C"),
    "samples": ("Sample minus truth [%]", "Parr"),
    "density": ("Density, densest cage [kg/m³]", "cap"),
    "land-utilisation": ("Containers that hold fish [% of those there]", "FO-S01", "SCT Smolt"),
    "sea-utilisation": ("Containers that hold fish [% of those there]", "Lambavík"),
}


@pytest.fixture(scope="module")
def smoke_database(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Session 1 of the smoke preset with two checks recorded, one of them failed; copy it to change it."""
    database = tmp_path_factory.mktemp("report") / "smoke.sqlite3"
    shutil.copy(migrated_database, database)
    with open_store(f"sqlite:///{database.as_posix()}") as store:
        generate(load_parameters("smoke"), store, 1)
        store.record_validation(1, CHECKS)
    return database


@pytest.fixture
def own_database(tmp_path: Path, smoke_database: Path) -> Path:
    return Path(shutil.copy(smoke_database, tmp_path / "own.sqlite3"))


@pytest.fixture
def empty_database(tmp_path: Path, migrated_database: Path) -> Path:
    return Path(shutil.copy(migrated_database, tmp_path / "empty.sqlite3"))


@pytest.fixture(scope="module")
def page(smoke_database: Path) -> str:
    return report_of(smoke_database)


@pytest.fixture
def connection(smoke_database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{smoke_database.as_posix()}?mode=ro", uri=True)) as connection:
        yield connection


def report_of(database: Path) -> str:
    path = database.parent / "var" / database.with_suffix(".html").name  # a folder that is not there yet
    with open_store(f"sqlite:///{database.as_posix()}") as store:
        assert write_report(store, path) == path
    return path.read_text(encoding="utf-8")


def change(database: Path, *statements: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def figures(page: str) -> dict[str, str]:
    return dict(re.findall(r'<figure id="([^"]+)">(.*?)</figure>', page, flags=re.DOTALL))


def headline(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>(\S+)", page))


def table(page: str, name: str) -> list[list[str]]:
    """Cells of a table, without its head."""
    body = re.search(rf'<table id="{name}">(.*?)</table>', page, flags=re.DOTALL)
    assert body is not None
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], flags=re.DOTALL)
    return [[unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in rows[1:]]


def test_the_page_refers_to_nothing_outside_it(page: str) -> None:
    references = re.findall(r"""(?:src|href|action|data)\s*=\s*["']([^"']*)""", page)
    assert references
    assert [reference for reference in references if not reference.startswith(("#", "data:image/png;base64,"))] == []
    assert re.findall(r"url\((?!#)", page) == []
    assert re.findall(r"<(?:script|link|iframe|object)\b|@import", page) == []


def test_the_page_is_smaller_than_three_megabytes(page: str) -> None:
    assert len(page.encode()) < 3_000_000


def test_no_two_elements_share_an_id_and_every_reference_has_its_target(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) | set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)


def test_every_plot_is_there_with_its_title_and_caption(page: str) -> None:
    assert set(figures(page)) == set(WORDS)
    for figure in figures(page).values():
        assert re.search(r"<h3>[^<]+</h3>", figure)
        assert re.search(r"<figcaption>[^<]+\.</figcaption>", figure)
        assert figure.count("<svg") == 1


@pytest.mark.parametrize("name", WORDS)
def test_every_plot_names_its_axis_its_unit_and_what_it_shows(page: str, name: str) -> None:
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", figures(page)[name])
    assert [word for word in WORDS[name] if word not in drawn] == []


@pytest.mark.parametrize(("name", "points"), LONGEST_LINE.items())
def test_lines_and_areas_have_a_point_for_every_period(page: str, name: str, points: int) -> None:
    paths = re.findall(r'<path d="([^"]*)"', figures(page)[name])
    assert max(len(re.findall(r"[ML] ", path)) for path in paths) >= points


@pytest.mark.parametrize("name", PICTURES)
def test_dense_plots_carry_their_picture_inside(page: str, name: str) -> None:
    pictures = re.findall(r'xlink:href="data:image/png;base64,([^"]+)"', figures(page)[name])
    assert pictures
    assert min(len(picture) for picture in pictures) > 200


def test_bars_of_the_harvest_stand_for_the_months_with_harvest(page: str, connection: sqlite3.Connection) -> None:
    months = "SELECT count(DISTINCT geography_id || substr(harvest_date, 1, 7)) FROM harvest_harvestevent e JOIN "
    (expected,) = connection.execute(months + "batch_batch b ON b.id = e.batch_id").fetchone()
    bars = re.findall(r'<path d="M (\S+) (\S+) \nL (\S+) \2 \nL \3 (\S+) \nL \1 \4 \nz', figures(page)["harvest"])
    in_legend = 2  # one box a geography
    assert len([bar for bar in bars if bar[1] != bar[3]]) == expected + in_legend


def test_headline_figures_equal_the_database(page: str, connection: sqlite3.Connection) -> None:
    def one(sql: str) -> float:
        return float(connection.execute(sql).fetchone()[0])

    shown = headline(page)
    standing = "FROM batch_batchcontainerassignment WHERE is_active"
    assert shown["Standing biomass"] == f"{one(f'SELECT sum(biomass_kg) / 1000 {standing}'):,.0f}"
    assert shown["Live fish"] == f"{one(f'SELECT sum(population_count) / 1e6 {standing}'):,.2f}"
    assert shown["Active batches"] == f"{one('SELECT count(*) FROM batch_batch WHERE actual_end_date IS NULL'):.0f}"
    assert shown["Harvested"] == f"{one('SELECT sum(live_weight_kg) / 1000 FROM harvest_harvestlot'):,.0f}"
    assert shown["Feed"] == f"{one('SELECT sum(amount_kg) / 1000 FROM inventory_feedingevent'):,.0f}"
    completed = "(SELECT id FROM batch_batch WHERE status = 'COMPLETED')"
    harvested = one(f"SELECT sum(count) FROM harvest_harvestevent WHERE batch_id IN {completed}")
    survival = harvested / one(f"SELECT sum(egg_count) FROM batch_batch WHERE id IN {completed}")
    n = one(f"SELECT count(*) FROM {completed}")
    assert shown[f"Survival, {n:.0f} completed batches"] == f"{survival:.1%}"


def test_feed_conversion_is_feed_over_the_growth_of_all_fish_of_the_day(
    page: str, connection: sqlite3.Connection
) -> None:
    rows = connection.execute(
        "SELECT assignment_id, population + mortality_count + culled + harvested, avg_weight_g, feed_kg, moved_in "
        "FROM batch_dailycontainerstate ORDER BY assignment_id, date"
    ).fetchall()
    feed_kg = growth_kg = 0.0
    for before, today in pairwise(rows):
        same_fish = before[0] == today[0] and today[4] == 0
        if same_fish:
            feed_kg += today[3]
            growth_kg += today[1] * (today[2] - before[2]) / 1000.0
    assert headline(page)["Feed conversion, bFCR"] == f"{feed_kg / growth_kg:.3f}"


def test_the_page_says_which_run_it_shows(page: str, connection: sqlite3.Connection) -> None:
    (digest,) = connection.execute("SELECT digest FROM generation_generationrun").fetchone()
    for words in ("Preset smoke", "seed 2017", "session 1", "1,095 days", "1 of 2 checks passed", f"digest {digest}"):
        assert words in page


def test_the_table_of_rows_counts_every_table(page: str, connection: sqlite3.Connection) -> None:
    shown = {name: int(count.replace(",", "")) for name, count in table(page, "rows")}
    assert shown
    assert shown == {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in shown}
    assert f"{sum(shown.values()):,} rows" in page


def test_the_table_of_checks_shows_what_passed_and_what_failed(page: str) -> None:
    assert table(page, "checks") == [
        ["passed", "days complete", "1,095 days", "1,095 days", "1"],
        ["failed", "density capped", "at most 25 kg/m3", "26 <kg & more>", "1"],
    ]


def test_the_table_of_batches_shows_each_batch(page: str, connection: sqlite3.Connection) -> None:
    numbers = [number for (number,) in connection.execute("SELECT batch_number FROM batch_batch ORDER BY id")]
    assert [row[0] for row in table(page, "batches")] == numbers


def test_equal_databases_give_equal_pages(page: str, own_database: Path) -> None:
    assert report_of(own_database) == page


def test_names_from_the_database_are_escaped(own_database: Path) -> None:
    name = "<b>Isles & Skerries</b>"
    change(
        own_database,
        f"UPDATE infrastructure_geography SET name = '{name}' WHERE id = 1",
        f"UPDATE infrastructure_area SET name = '{name}' WHERE id = 1",
        f"UPDATE batch_batch SET batch_number = '{name}' WHERE id = 1",
    )
    page = report_of(own_database)
    assert name not in page
    assert page.count("&lt;b&gt;Isles &amp; Skerries&lt;/b&gt;") > 3


@pytest.mark.parametrize("last_day", ["2017-01-01", "2017-02-05", "2018-06-30"])
def test_a_company_that_has_only_begun_is_reported_too(own_database: Path, last_day: str) -> None:
    change(
        own_database,
        f"DELETE FROM batch_dailycontainerstate WHERE date > '{last_day}'",
        f"DELETE FROM batch_growthsample WHERE sample_date > '{last_day}'",
        f"DELETE FROM batch_transferaction WHERE actual_execution_date > '{last_day}'",
        f"DELETE FROM batch_mortalityevent WHERE event_date > '{last_day}'",
        f"DELETE FROM health_treatment WHERE start_date > '{last_day}'",
        f"DELETE FROM health_licecount WHERE count_date > '{last_day}'",
        "DELETE FROM harvest_harvestlot",
        "DELETE FROM harvest_harvestevent",
        f"DELETE FROM batch_batch WHERE start_date > '{last_day}'",
        "UPDATE batch_batch SET status = 'ACTIVE', actual_end_date = NULL",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a mean of nothing, an axis without room
        page = report_of(own_database)
    assert set(figures(page)) == set(WORDS)
    assert headline(page)["Survival, 0 completed batches"] == "none"
    assert f"<time>{last_day}</time>" in page
    words = " ".join(re.findall(r"<(?:figcaption|dd|td[^>]*)>([^<]*)", page))
    assert re.findall(r"\bnan\b", words) == []


def test_lice_shown_are_those_of_the_database(page: str, connection: sqlite3.Connection) -> None:
    breaches = connection.execute(
        """
        SELECT g.name, avg(a.mean >= a.limit_per_fish) FROM (
            SELECT b.geography_id, avg(n.adult_female_per_fish) AS mean, n.limit_per_fish FROM health_licecount n
            JOIN batch_batchcontainerassignment s ON s.id = n.assignment_id JOIN batch_batch b ON b.id = s.batch_id
            GROUP BY b.id, n.count_date) a JOIN infrastructure_geography g ON g.id = a.geography_id GROUP BY g.id
        """
    ).fetchall()
    assert len(breaches) == 2
    for name, share in breaches:
        assert f"{share:.1%} in {name}" in figures(page)["lice"]


def test_a_database_without_a_session_says_how_to_fill_it(empty_database: Path, tmp_path: Path) -> None:
    with (
        open_store(f"sqlite:///{empty_database.as_posix()}") as store,
        pytest.raises(CheckpointError, match="aquamind generate --session 1"),
    ):
        write_report(store, tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()


def test_a_session_without_a_day_says_how_to_go_on(own_database: Path, tmp_path: Path) -> None:
    change(own_database, "DELETE FROM batch_dailycontainerstate")
    with (
        open_store(f"sqlite:///{own_database.as_posix()}") as store,
        pytest.raises(CheckpointError, match=r"session 1 has no committed day.*aquamind resume"),
    ):
        write_report(store, tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()
