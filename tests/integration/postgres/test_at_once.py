"""What people and programs do at the same moment on a server waits for one another."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from postgres.conftest import Farm
from postgres.test_exactly_once import wait_for
from site_on import site_on

from apps.batch.models import BatchContainerAssignment, BatchTransferWorkflow
from apps.batch.transfers import record_transfer
from apps.dashboard.models import BatchDay
from apps.dashboard.summaries import bring_up_to_date, refresh_batch
from apps.health.services import record_lice_count
from apps.infrastructure.models import Container
from aquasim.sinks.postgres import LOCK

WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' HAVING count(*) = {}"


NONE = dict.fromkeys(("attached_count", "preadult_count", "adult_male_count", "adult_female_count", "caligus_count"), 0)
LAST_DAY = dt.date(2019, 12, 31)


def days_of(batch: int) -> list[tuple]:
    return list(
        BatchDay.objects.filter(batch_id=batch).order_by("date", "population").values_list("date", "population")
    )


def test_two_entries_for_a_batch_count_it_once(own_full: Farm, django_db_blocker):
    def refresh(batch: int) -> None:
        with site_on(own_full.url):
            refresh_batch(batch)

    with django_db_blocker.unblock(), site_on(own_full.url):
        bring_up_to_date()
        before = days_of(1)
        with ThreadPoolExecutor(2) as others:
            with own_full.connect() as first:
                first.execute("SELECT 1 FROM batch_batch WHERE id = 1 FOR UPDATE")
                done = [others.submit(refresh, 1) for _ in range(2)]
                wait_for(own_full, WAITING.format(2))
            for one in done:
                one.result()
        assert len(before) > 100
        assert days_of(1) == before


@pytest.fixture
def at_once(own_full: Farm, django_db_blocker):
    """Carries out entries for a batch that all wait for it before one of them may begin."""

    def entry(enter: Callable[[], object]) -> object:
        with site_on(own_full.url), transaction.atomic():
            return enter()

    def all_of(batch: int, *entries: Callable[[], object]) -> list[BaseException | None]:
        with ThreadPoolExecutor(len(entries)) as others:
            with own_full.connect() as first:
                first.execute("SELECT 1 FROM batch_batch WHERE id = %s FOR NO KEY UPDATE", [batch])
                done = [others.submit(entry, one) for one in entries]
                wait_for(own_full, WAITING.format(len(entries)))
            return [one.exception() for one in done]

    with django_db_blocker.unblock(), site_on(own_full.url):
        yield all_of


def at_sea() -> list[BatchContainerAssignment]:
    """Two cages of a batch."""
    fish = BatchContainerAssignment.objects.filter(is_active=True, container__area__isnull=False)
    fish = fish.select_related("batch__geography", "container__area").order_by("batch", "pk")
    return next([one, other] for one, other in pairwise(fish) if one.batch_id == other.batch_id)


def test_two_moves_of_a_batch_get_numbers_of_their_own(at_once):
    fish = at_sea()
    free = Container.objects.filter(area__geography=fish[0].batch.geography).exclude(assignments__is_active=True)
    free = free.exclude(assignments__departure_date__gt=LAST_DAY)[:2]

    def move(source: BatchContainerAssignment, dest: Container) -> Callable[[], object]:
        water = {"water_temp_c": 8.5, "oxygen_level": 9.6, "transfer_method": "WELLBOAT"}
        return lambda: record_transfer(
            by=None,
            source_assignment=source,
            dest_container=dest,
            transferred_count=100,
            actual_execution_date=LAST_DAY,
            **water,
        )

    assert at_once(fish[0].batch_id, *map(move, fish, free)) == [None, None]
    numbers = BatchTransferWorkflow.objects.filter(workflow_number__startswith="HAND-").order_by("workflow_number")
    assert [one.workflow_number[-4:] for one in numbers] == ["-001", "-002"]


def test_lice_that_two_count_at_once_are_counted_once(at_once):
    fish, _ = at_sea()
    fish.lice_counts.filter(count_date=LAST_DAY).delete()

    def count() -> object:
        return record_lice_count(by=None, assignment=fish, count_date=LAST_DAY, fish_sampled=10, **NONE)

    errors = at_once(fish.batch_id, count, count)
    assert sorted(map(type, errors), key=str) == [type(None), ValidationError]
    assert fish.lice_counts.filter(count_date=LAST_DAY).count() == 1


def test_a_session_is_not_completed_while_another_generator_writes(own_full: Farm):
    with own_full.connect() as generator:
        generator.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        done = own_full.run("aquamind validate --no-prove-resume")

    assert done.returncode == 2, done.stderr
    assert "another generator is writing to" in done.stderr
    assert own_full.value("SELECT status FROM generation_generationrun") == "RUNNING"
