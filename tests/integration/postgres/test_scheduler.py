"""Readings that workers of a Dask cluster commit to a server: once each, whatever happens to a worker."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from dask_cluster import Killer, local_cluster
from distributed.cfexecutor import ClientExecutor
from postgres.conftest import Farm
from postgres.test_exactly_once import assert_whole, wait_until_blocked

from aquasim.far_crew import carry_out
from aquasim.presets import load_parameters
from aquasim.run import generate
from aquasim.sinks import open_store
from aquasim.sinks.postgres import BESIDE_LOCK, PostgresStore
from aquasim.sinks.store import Encoded
from aquasim.validation.resume import SETTINGS

COMPANY = load_parameters("smoke", SETTINGS)


@pytest.fixture(scope="module")
def workers() -> Iterator[Any]:
    with local_cluster() as running:
        yield running


def test_a_worker_killed_over_its_part_leaves_the_rows_of_one_process(workers: Any, farm: Farm, brief: Farm) -> None:
    with open_store(farm.url) as store, Killer(workers) as killer:
        generate(COMPANY, store, 1, scheduler=workers.scheduler_address)
    assert killer.killed
    assert_whole(farm, brief)


def test_a_run_that_ends_midway_is_resumed_by_one_process(workers: Any, farm: Farm, brief: Farm) -> None:
    class EnoughError(Exception):
        pass

    def until_summer(progress: Any) -> None:
        if progress.day > 300:
            raise EnoughError

    with open_store(farm.url) as store, pytest.raises(EnoughError):
        generate(COMPANY, store, 1, scheduler=workers.scheduler_address, on_progress=until_summer)
    with open_store(farm.url) as store:
        assert 0 < store.days_done(1) < COMPANY.days
        generate(COMPANY, store, 1, resume=True)
    assert_whole(farm, brief)


def test_a_task_that_is_done_twice_writes_once(farm: Farm, workers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a worker is thought dead and finishes beside its successor."""
    tasks: list[tuple[Any, ...]] = []
    submit = ClientExecutor.submit

    def recorded(self: ClientExecutor, function: Callable[..., Any], *arguments: Any) -> Any:
        tasks.append(arguments)
        return submit(self, function, *arguments)

    monkeypatch.setattr(ClientExecutor, "submit", recorded)
    parameters = load_parameters("smoke", ["sessions=[120]", "targets.session_1_readings=1"])
    with open_store(farm.url) as store:
        summary = generate(parameters, store, 1, scheduler=workers.scheduler_address)
    assert len(tasks) == 5  # windows of 23, 30, 30, 30 and 7 days, one part each
    for arguments in tasks:
        carry_out(*arguments)
    assert farm.digest() == summary.digest


def test_a_task_of_a_run_that_is_gone_writes_nothing(farm: Farm) -> None:
    with open_store(farm.url) as store:
        assert isinstance(store, PostgresStore)
        assert not store.commit_once(Encoded(1, 0, "readings-1-of-1", {}, {}, None), run=77)
    assert farm.value("SELECT count(*) FROM generation_generationpart") == 0


def test_a_task_waits_while_a_generator_takes_the_database_over(farm: Farm) -> None:
    """A generator that begins holds the lock that tasks share, so none commits behind its back."""
    with open_store(farm.url) as store, farm.connect() as other:
        assert isinstance(store, PostgresStore)
        other.execute("SELECT pg_advisory_lock(%s)", (BESIDE_LOCK,))
        with ThreadPoolExecutor(1) as worker:
            task = worker.submit(store.commit_once, Encoded(1, 0, "readings-1-of-1", {}, {}, None), 77)
            wait_until_blocked(farm, "SELECT pg_advisory_xact_lock_shared")
            assert not task.done()
            other.execute("SELECT pg_advisory_unlock(%s)", (BESIDE_LOCK,))
            assert task.result() is False  # and then finds that its run is gone
