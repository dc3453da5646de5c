"""Data sets out of a database and straight from the simulator hold the same rows, and say what they are."""

import json
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import exports_page
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from aquasim.cli.places import home
from aquasim.engine.tables import TABLES
from aquasim.errors import SinkError
from aquasim.export.dataset import export_database, export_simulation
from aquasim.export.direct import simulate_to
from aquasim.export.page import digests_page
from aquasim.export.verify import folder_sums, verify
from aquasim.presets import load_parameters
from aquasim.sinks import open_store, stored_sums
from aquasim.sinks.digest import combined_digest

READINGS = "environmental_environmentalreading"


@pytest.fixture(scope="module")
def stored_digest(smoke_world):
    with open_store(smoke_world.url) as store:
        return combined_digest(stored_sums(store))


@pytest.fixture(scope="module")
def exported(smoke_world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported") / "parquet"
    with open_store(smoke_world.url) as store:
        export_database(store, str(folder))
    return folder


@pytest.fixture
def own(exported, tmp_path):
    """A copy of the data set that a test may change."""
    copy = tmp_path / "own"
    for path in (path for path in exported.rglob("*") if path.is_file()):
        target = copy / path.relative_to(exported)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return copy


def count(workspace, sql):
    with closing(sqlite3.connect(workspace.database)) as database:
        return database.execute(sql).fetchone()[0]


@pytest.mark.parametrize("options", ["--format parquet", "--format csv", "--format csv --gzip", "--format duckdb"])
def test_every_format_has_the_digest_of_the_database(smoke_world, stored_digest, tmp_path, options):
    done = smoke_world.run(f"aquamind export {tmp_path}/out {options}")
    assert done.returncode == 0, done.stderr
    read = smoke_world.run(f"aquamind digest --from-parquet {tmp_path}/out")
    assert read.stdout.split() == [stored_digest], read.stderr
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["digest"] == stored_digest


@pytest.mark.parametrize("form", ["duckdb", "csv"])
def test_some_days_promise_no_reference_to_rows_of_other_days(smoke_world, tmp_path, form):
    """From a day on that has a treatment which answers an earlier lice count."""
    day = count(
        smoke_world,
        "SELECT min(t.start_date) FROM health_treatment t JOIN health_licecount c ON c.id = t.lice_count_id "
        "WHERE c.count_date < t.start_date",
    )
    done = smoke_world.run(f"aquamind export {tmp_path}/out --format {form} --from {day}")

    assert done.returncode == 0, done.stderr
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    (treatments,) = [one for one in package["resources"] if one["name"] == "health_treatment"]
    told = {key["reference"]["resource"] for key in treatments["schema"]["foreignKeys"]}
    assert "batch_batch" in told
    assert "health_licecount" not in told


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_simulator_without_a_database_makes_the_same_rows(stored_digest, workers):
    assert combined_digest(simulate_to(load_parameters("smoke"), 1, workers=workers)) == stored_digest


@pytest.fixture
def writing(smoke_world, tmp_path):
    """A process that writes a data set, some files of which are there."""
    process = smoke_world.start(f"aquamind generate --to parquet {tmp_path}/stopped --preset smoke --workers 2")
    while not list(tmp_path.glob(".stopped.*.unfinished/**/*")):
        assert process.poll() is None
        time.sleep(0.1)
    return process


def test_processes_end_with_the_first_that_is_killed(writing):
    """Its output would stay open as long as one of them."""
    writing.kill()
    writing.communicate(timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="it cannot be sent there")
def test_sigterm_leaves_no_unfinished_files(writing, tmp_path):
    writing.terminate()
    _, told = writing.communicate(timeout=60)

    assert writing.returncode == 130, told
    assert list(tmp_path.iterdir()) == []


def test_there_is_no_session_0_to_write(smoke_world, tmp_path):
    done = smoke_world.run(f"aquamind generate --to parquet {tmp_path}/none --preset smoke --session 0")
    assert (done.returncode, (tmp_path / "none").exists()) == (2, False)
    assert "there is no session 0" in done.stderr


def test_generate_to_parquet_writes_the_same_files_as_the_database_route(smoke_world, exported, tmp_path):
    done = smoke_world.run(f"aquamind generate --to parquet {tmp_path}/direct --preset smoke --session 1")
    assert done.returncode == 0, done.stderr

    def names(folder):
        return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}

    assert names(tmp_path / "direct") == names(exported)
    assert (tmp_path / "direct" / "manifest.json").read_text() == (exported / "manifest.json").read_text()


def test_two_sessions_continue_each_other():
    parameters = load_parameters("smoke", ["sessions=[60, 20]", "targets.session_1_readings=1"])
    whole = load_parameters("smoke", ["sessions=[80]", "targets.session_1_readings=1"])
    assert combined_digest(simulate_to(parameters, 2)) == combined_digest(simulate_to(whole, 1))


def test_months_of_a_very_large_company_are_made_in_several_windows(monkeypatch, tmp_path):
    parameters = load_parameters("smoke", ["sessions=[62]", "targets.session_1_readings=1"])
    whole = simulate_to(parameters, 1)
    monkeypatch.setattr("aquasim.export.direct.window_length", lambda containers: 7)
    monkeypatch.setattr("aquasim.export.direct.is_lived_by_day", lambda containers: True)
    export_simulation(parameters, 1, str(tmp_path / "out"))
    assert folder_sums(str(tmp_path / "out")) == {name: months for name, months in whole.items() if months}
    files = sorted(path.name for path in (tmp_path / "out" / READINGS / "month=2017-01").iterdir())
    assert files == [f"part-{window}.parquet" for window in range(5)]  # 31 days by seven


def test_partition_holds_its_month_in_order_of_the_key(exported):
    for path in exported.glob(f"{READINGS}/month=*/*.parquet"):
        rows = pq.ParquetFile(path).read()
        assert pc.unique(pc.strftime(rows["reading_time"], "%Y-%m")).to_pylist() == [path.parent.name[6:]]
        keys = list(zip(rows["sensor_id"].to_pylist(), rows["reading_time"].cast(pa.int64()).to_pylist(), strict=True))
        assert keys == sorted(set(keys))


def test_columns_are_typed_and_tell_their_unit(exported):
    schema = pq.read_schema(next(exported.glob(f"{READINGS}/month=2018-06/*.parquet")))
    assert (schema.field("reading_time").type, schema.field("value").type) == (pa.timestamp("ms", "UTC"), pa.float32())
    schema = pq.read_schema(next(exported.glob("harvest_harvestlot/*/*.parquet")))
    assert schema.field("grade").type == pa.dictionary(pa.int8(), pa.string())
    assert (schema.field("harvest_date").type, schema.field("count").type) == (pa.date32(), pa.int32())
    assert schema.field("gutted_weight_kg").metadata[b"unit"] == b"kg"


def test_datapackage_describes_every_column_and_key(exported):
    package = json.loads((exported / "datapackage.json").read_text())
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert set(resources) == {path.name for path in exported.iterdir() if path.is_dir()}
    for name, resource in resources.items():
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        assert {exported / path for path in paths} == set((exported / name).rglob("*.parquet"))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == pq.read_schema(exported / paths[0]).names
        assert all(field["description"] for field in fields)
        told = [field["name"] for field in fields if field.get("truth")]
        assert told == [column.name for column in TABLES[name].columns if column.truth]
        assert told == [field["name"] for field in fields if field["description"].endswith("Simulated truth.")]
        assert resource["schema"]["primaryKey"] == list(TABLES[name].key)
    links = [key for r in resources.values() for key in r["schema"].get("foreignKeys", [])]
    expected = [c for name in resources for c in TABLES[name].columns if c.references in resources]
    assert len(links) == len(expected) > 30


def test_what_would_give_the_answer_away_is_marked_as_truth(exported):
    package = json.loads((exported / "datapackage.json").read_text())
    marked = {
        (r["name"], field["name"]) for r in package["resources"] for field in r["schema"]["fields"] if "truth" in field
    }
    assert {
        ("batch_dailycontainerstate", "avg_weight_g"),
        ("batch_mortalityevent", "detail"),
        ("environmental_environmentalreading", "quality"),
        ("health_diseaseoutbreak", "onset_date"),
    } <= marked
    assert not {name for name, _ in marked} & {"batch_growthsample", "health_licecount", "harvest_harvestlot"}


def test_manifest_counts_the_rows_of_the_database(smoke_world, exported):
    tables = json.loads((exported / "manifest.json").read_text())["tables"]
    for name, entry in tables.items():
        assert entry["rows"] == count(smoke_world, f"SELECT count(*) FROM {name}")
        assert entry["rows"] == sum(month["rows"] for month in entry["months"].values())


def test_licence_and_citation_lie_beside_the_data(exported):
    assert "SPDX-License-Identifier: CC-BY-4.0" in (exported / "LICENSE").read_text()
    assert "type: dataset" in (exported / "CITATION.cff").read_text()


def test_only_named_tables_and_days_are_written(smoke_world, tmp_path):
    done = smoke_world.run(
        f"aquamind export {tmp_path}/out --tables environmental_weatherdata,batch_batch "
        "--from 2018-02-27 --to 2018-03-01"
    )
    assert done.returncode == 0, done.stderr
    rows = {
        name: entry["rows"]
        for name, entry in json.loads((tmp_path / "out/manifest.json").read_text())["tables"].items()
    }
    areas, per_day = 7, 4  # 5 + 2 areas of the preset; 27 and 28 February, and 1 March: three days
    batches = count(smoke_world, "SELECT count(*) FROM batch_batch")
    assert rows == {"environmental_weatherdata": areas * per_day * 3, "batch_batch": batches}
    assert verify(f"{tmp_path}/out") == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("--tables growthsample", "did you mean batch_growthsample"),
        ("--from 2019-01-01 --to 2018-01-01", "comes after"),
        ("--from yesterday", "write it as YYYY-MM-DD"),
        ("--tables harvest_harvestlot --from 2040-01-01", "no rows of harvest_harvestlot from 2040-01-01"),
        ("--gzip", "--gzip is for --format csv"),
    ],
)
def test_refusal_names_the_remedy_and_leaves_nothing(smoke_world, tmp_path, arguments, words):
    done = smoke_world.run(f"aquamind export {tmp_path}/out {arguments}")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert words in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_database_without_a_session_is_not_exported(workspace, tmp_path):
    done = workspace.run(f"aquamind export {tmp_path}/out")
    assert done.returncode == 2
    assert "begin with: aquamind generate --session 1" in done.stderr


def test_folder_that_is_not_empty_is_kept_unless_forced(smoke_world, own):
    before = (own / "manifest.json").read_text()
    refused = smoke_world.run(f"aquamind export {own} --tables batch_batch")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert (own / "manifest.json").read_text() == before
    forced = smoke_world.run(f"aquamind export {own} --tables batch_batch --force")
    assert forced.returncode == 0, forced.stderr
    assert [path.name for path in own.iterdir() if path.is_dir()] == ["batch_batch"]
    assert [path.name for path in own.parent.iterdir() if "own" in path.name] == ["own"]


def test_force_does_not_replace_what_is_no_data_set(smoke_world, tmp_path):
    (tmp_path / "letters.txt").write_text("dear")
    done = smoke_world.run(f"aquamind export {tmp_path} --force")
    assert done.returncode == 2
    assert "holds letters.txt and no manifest.json" in done.stderr
    assert (tmp_path / "letters.txt").read_text() == "dear"


def test_place_that_cannot_be_written_is_named(smoke_world, tmp_path):
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        done = smoke_world.run(f"aquamind export {place}")
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert str(place) in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes")
@pytest.mark.parametrize("verb", ["export {}", "export {} --format duckdb", "generate --preset smoke --to parquet {}"])
def test_write_that_fails_midway_leaves_nothing(smoke_world, tmp_path, verb):
    limited = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)); "
        f"from aquasim.cli.main import main; main({verb.format(tmp_path / 'out').split()!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited], env=smoke_world.environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2, done.stderr
    assert re.match(r"Error: .*(File too large|too large)", done.stderr)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("library", "arguments"), [("duckdb", ("duckdb",)), ("fsspec", ("parquet",))])
def test_missing_library_is_named_with_its_extra(smoke_world, tmp_path, monkeypatch, library, arguments):
    monkeypatch.setitem(sys.modules, library, None)
    place = "memory://out" if library == "fsspec" else str(tmp_path / "out")
    with open_store(smoke_world.url) as store, pytest.raises(SinkError, match=r"pip install -e '\.\[export\]'"):
        export_database(store, place, *arguments)


@pytest.mark.parametrize("route", ["database", "simulator"])
def test_any_place_that_fsspec_knows_can_hold_a_data_set(smoke_world, stored_digest, route):
    place = f"memory://aquamind/{route}"
    if route == "database":
        with open_store(smoke_world.url) as store:
            export_database(store, place)
    else:
        export_simulation(load_parameters("smoke"), 1, place)
    assert combined_digest(folder_sums(place)) == stored_digest


def test_file_url_is_a_local_folder(smoke_world, tmp_path, stored_digest):
    with open_store(smoke_world.url) as store:
        export_database(store, (tmp_path / "out").as_uri())
    assert combined_digest(folder_sums(str(tmp_path / "out"))) == stored_digest


def test_verify_passes_what_the_parameters_make(smoke_world, own):
    for place in (own, own / "manifest.json"):
        done = smoke_world.run(f"aquamind verify {place}")
        assert done.returncode == 0, done.stdout + done.stderr


def test_verify_names_the_month_in_which_one_value_was_changed(smoke_world, own):
    path = own / "batch_growthsample" / "month=2018-05" / "part-0.parquet"
    rows = pq.ParquetFile(path).read()
    heavier = pc.add(rows["avg_weight_g"], pa.array([0.01] + [0.0] * (rows.num_rows - 1)))
    pq.write_table(rows.set_column(rows.schema.get_field_index("avg_weight_g"), "avg_weight_g", heavier), path)
    done = smoke_world.run(f"aquamind verify {own} --json")
    assert done.returncode == 1
    (difference,) = json.loads(done.stdout)
    assert [difference[key] for key in ("where", "table", "month")] == ["files", "batch_growthsample", "2018-05"]


def test_verify_tells_of_a_file_that_is_missing(own):
    (own / "environmental_weatherdata" / "month=2019-06" / "part-0.parquet").unlink(missing_ok=False)
    assert [(one.table, one.month, one.found) for one in verify(str(own))] == [
        ("environmental_weatherdata", "2019-06", "nothing")
    ]


@pytest.mark.parametrize("damage", [b"", b"PAR1 and no more"])
def test_damaged_file_is_named(smoke_world, own, damage):
    path = own / "batch_batch" / "part-0.parquet"
    path.write_bytes(damage)
    done = smoke_world.run(f"aquamind digest --from-parquet {own}")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert str(path) in done.stderr


@pytest.mark.parametrize("verb", ["verify", "digest --from-parquet"])
def test_folder_without_a_data_set_is_refused(smoke_world, tmp_path, verb):
    done = smoke_world.run(f"aquamind {verb} {tmp_path}")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_lines_of_the_pages_print_what_they_say(tmp_path):
    exports_page.make_data_sets(tmp_path)
    examples = [example for page in exports_page.PAGES for example in exports_page.examples_in(page)]
    assert len(examples) == 6
    for code, output in examples:
        assert exports_page.output_of(code, tmp_path) == output.rstrip("\n")


def test_published_digests_of_the_company_are_current():
    parameters = load_parameters("company")
    page = Path(home(), "docs", "digests.md").read_text(encoding="utf-8")
    assert page == digests_page(parameters, 1, simulate_to(parameters, 1))


def test_the_readme_shows_the_session_whose_digests_are_published():
    readme, page = (Path(home(), name).read_text(encoding="utf-8") for name in ("README.md", "docs/digests.md"))
    rows = dict(re.findall(r"^\| (\w+) \| ([\d,]+) \|", page, re.MULTILINE))
    (digest,) = re.findall(r"^    (\w{32})$", page, re.MULTILINE)
    shown = re.findall(r"^│ (\w+_\w+) +│ +([\d,]+) │$", readme, re.MULTILINE)

    assert len(shown) > 10
    assert all(rows[table] == n for table, n in shown)
    assert re.search(rf"^Digest +{digest}$", readme, re.MULTILINE)
    told = (
        ("health_licecount", "lice counts"),
        ("health_diseaseoutbreak", "outbreaks"),
        ("infrastructure_sensor", "sensors"),
    )
    assert all(f"{rows[table]} {what}" in readme for table, what in told)
