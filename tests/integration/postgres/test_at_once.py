"""What people and programs do at the same moment on a server waits for one another."""

from concurrent.futures import ThreadPoolExecutor

from postgres.conftest import Farm
from postgres.test_exactly_once import wait_for
from site_on import site_on

from apps.dashboard.models import BatchDay
from apps.dashboard.summaries import bring_up_to_date, refresh_batch
from aquasim.sinks.postgres import LOCK

WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' HAVING count(*) = {}"


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


def test_a_session_is_not_completed_while_another_generator_writes(own_full: Farm):
    with own_full.connect() as generator:
        generator.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        done = own_full.run("aquamind validate --no-prove-resume")

    assert done.returncode == 2, done.stderr
    assert "another generator is writing to" in done.stderr
    assert own_full.value("SELECT status FROM generation_generationrun") == "RUNNING"
