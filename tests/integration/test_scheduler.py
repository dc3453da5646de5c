"""Readings made by the workers of a Dask cluster are the same, whatever happens to a worker."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dask_cluster import Killer, local_cluster

from aquasim.elsewhere import cluster, versions_here
from aquasim.errors import ParameterError, SinkError
from aquasim.export.dataset import export_simulation
from aquasim.export.direct import simulate_to
from aquasim.export.verify import folder_sums
from aquasim.presets import load_parameters
from aquasim.run import generate
from aquasim.sinks import open_store
from aquasim.sinks.digest import combined_digest
from tests.conftest import Workspace

SMOKE = load_parameters("smoke", ["sessions=[700]"])


@pytest.fixture(scope="module")
def workers() -> Iterator[Any]:
    with local_cluster() as running:
        yield running


@pytest.fixture(scope="module")
def one_process(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The data set that processes of this machine make."""
    folder = tmp_path_factory.mktemp("one") / "out"
    return folder, export_simulation(SMOKE, 1, str(folder), workers=1).digest


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_killed_worker_changes_no_byte_of_any_file(
    workers: Any, one_process: tuple[Path, str], tmp_path: Path
) -> None:
    with Killer(workers) as killer:
        manifest = export_simulation(SMOKE, 1, str(tmp_path / "out"), scheduler=workers.scheduler_address)
    assert killer.killed
    assert manifest.digest == one_process[1] == combined_digest(folder_sums(str(tmp_path / "out")))
    assert files_in(tmp_path / "out") == files_in(one_process[0])


def test_the_command_line_takes_a_scheduler_and_a_url(
    workers: Any, one_process: tuple[Path, str], workspace: Workspace, tmp_path: Path
) -> None:
    place = (tmp_path / "out").as_uri()
    done = workspace.run(
        f"aquamind generate --to parquet {place} --preset smoke --set sessions=[700] "
        f"--scheduler {workers.scheduler_address}"
    )
    assert done.returncode == 0, done.stderr
    assert f"Digest  {one_process[1]}" in done.stdout


def test_sums_without_files_are_the_same(workers: Any, one_process: tuple[Path, str]) -> None:
    assert combined_digest(simulate_to(SMOKE, 1, scheduler=workers.scheduler_address)) == one_process[1]


def test_a_place_that_workers_cannot_write_is_named_and_nothing_stays(workers: Any, tmp_path: Path) -> None:
    folder = tmp_path / "out"

    def in_the_way(progress: object) -> None:
        (unfinished,) = tmp_path.iterdir()
        (unfinished / "environmental_environmentalreading" / "month=2018-11").touch()  # where a folder should be

    with pytest.raises(SinkError, match=f"Cannot write {folder}"):
        export_simulation(SMOKE, 1, str(folder), scheduler=workers.scheduler_address, on_progress=in_the_way)
    assert list(tmp_path.iterdir()) == []


def test_a_place_in_the_memory_of_one_process_is_refused() -> None:
    with pytest.raises(SinkError, match="name a folder that all workers share, or a URL"):
        export_simulation(SMOKE, 1, "memory://out", scheduler="tcp://127.0.0.1:1")


def test_an_embedded_database_takes_no_workers_of_elsewhere(workers: Any, workspace: Workspace) -> None:
    with open_store(workspace.url) as store, pytest.raises(ParameterError, match="name a PostgreSQL database"):
        generate(SMOKE, store, 1, scheduler=workers.scheduler_address)


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aquasim.elsewhere.CONNECT_S", 1)
    with (
        pytest.raises(SinkError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1 "),
        cluster("tcp://127.0.0.1:1"),
    ):
        pass


def test_a_scheduler_without_workers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aquasim.elsewhere.WORKERS_WITHIN_S", 1)
    with (
        local_cluster(0) as empty,
        pytest.raises(SinkError, match="has no workers; start some with: dask worker tcp://"),
        cluster(empty.scheduler_address),
    ):
        pass


def test_workers_of_another_version_are_refused(workers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    here = versions_here()
    monkeypatch.setattr("aquasim.elsewhere.DATASET_VERSION", "0.0")
    with (
        pytest.raises(SinkError, match=f"has {here}, and this process dataset version 0.0"),
        cluster(workers.scheduler_address),
    ):
        pass


def test_a_missing_library_is_named_with_its_extra() -> None:
    code = (
        "import sys; sys.modules['distributed'] = None\n"
        "from aquasim.elsewhere import cluster\n"
        "with cluster('tcp://127.0.0.1:1'): pass"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert "pip install -e '.[cluster]'" in done.stderr.splitlines()[-1]
