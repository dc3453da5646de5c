"""Lice, outbreaks, feed in stock and sales on the pages are those of their tables, as known on the day of the page."""

import datetime as dt

import pytest
from django.db.models import Count, F, Sum
from django.urls import reverse

from apps.batch.models import Batch
from apps.dashboard.selectors import alerts, health, supply
from apps.dashboard.when import When
from apps.harvest.models import HarvestLot
from apps.health.models import DiseaseOutbreak, HealthLabSample, JournalEntry, LiceCount
from apps.infrastructure.models import FeedContainer
from apps.inventory.models import FeedStockMovement

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(reader):
    return reader.get("/").wsgi_request.user


def on(world, day: dt.date) -> When:
    return When(day, world.first, world.last, "all", True, "")


def test_lice_of_an_area_are_its_counts(reader, world):
    counts = LiceCount.objects.filter(assignment__container__area=world.area)
    body = reader.get(reverse("dashboard:area_chart", args=[world.area.pk, "lice"]), {"span": "all"}).json()
    worst, limits = body["series"][1]["values"], body["series"][2]["values"]

    assert len(body["times"]) == counts.values("count_date").distinct().count() > 10
    assert max(worst) == pytest.approx(max(counts.values_list("adult_female_per_fish", flat=True)), abs=1e-4)
    assert set(limits) == set(counts.values_list("limit_per_fish", flat=True))


def test_the_strictest_limit_of_a_day_is_drawn(user, world):
    count = LiceCount.objects.filter(limit_per_fish__gt=0.1).order_by("-count_date", "pk").first()
    LiceCount.objects.filter(pk=count.pk).update(limit_per_fish=0.1)

    assert health.lice(user, on(world, count.count_date))[-1]["limit"] == 0.1


def test_latest_count_above_its_limit_is_an_alert(user, world):
    """The worst count of the company is raised above its limit; a later count below it ends the alert."""
    count = LiceCount.objects.filter(assignment__departure_date__isnull=True).order_by("-count_date", "pk").first()
    LiceCount.objects.filter(pk=count.pk).update(adult_female_per_fish=F("limit_per_fish") + 1)
    day = on(world, count.count_date)
    area = count.assignment.container.area_id
    found = [alert for alert in alerts.alerts(user, day) if alert.kind == "Lice above limit" and alert.area == area]

    assert [alert.grave for alert in found] == [True]
    assert count.assignment.container.name in found[0].worst
    LiceCount.objects.filter(pk=count.pk).update(adult_female_per_fish=0)
    assert count.assignment_id not in {row["assignment"] for row in health.latest_lice(user, day)}


def test_outbreak_is_known_from_its_detection_on(user, world):
    outbreak = DiseaseOutbreak.objects.filter(detection_date__gt=F("onset_date")).first()
    before = health.outbreaks(user, on(world, outbreak.detection_date - dt.timedelta(days=1)), batch=outbreak.batch)
    since = health.outbreaks(user, on(world, outbreak.detection_date), batch=outbreak.batch)

    assert len(since) == len(before) + 1
    assert not since[-1]["over"]


def test_laboratory_and_journal_tell_nothing_of_later_days(user, world):
    entry = JournalEntry.objects.order_by("entry_date", "pk")[3]
    sample = HealthLabSample.objects.filter(result_date__gt=F("sample_date")).first()
    day = on(world, entry.entry_date)
    results = health.lab_results(user, on(world, sample.sample_date), sample.sampling_event.batch)

    assert all(known.entry_date <= day.as_of for known in health.journal(user, day))
    assert entry in health.journal(user, day)
    assert all(row["result_date"] <= sample.sample_date for row in results)


def test_journal_and_laboratory_are_told_whole(user, world):
    entry = JournalEntry.objects.filter(area__isnull=False).first()
    for _ in range(100):
        entry.pk = None
        entry.save()
    per_batch = HealthLabSample.objects.order_by().values("sampling_event__batch").annotate(samples=Count("pk"))
    batch = Batch.objects.get(pk=per_batch.order_by("-samples").first()["sampling_event__batch"])
    answers = HealthLabSample.objects.order_by().filter(sampling_event__batch=batch)
    answers = answers.values("result_date", "result", "disease", "sample_type").distinct()
    day = on(world, world.last)

    assert len(health.journal(user, day, area=entry.area)) == JournalEntry.objects.filter(area=entry.area).count() > 100
    assert len(health.lab_results(user, day, batch)) == answers.count() > 60


def test_what_lies_in_silos_and_barges_is_what_came_less_what_went(user, world):
    day = world.first + (world.last - world.first) / 2
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)
    moved = FeedStockMovement.objects.filter(movement_time__lt=end)
    expected = dict(moved.values_list("feed_container").order_by().annotate(Sum("quantity_kg")))
    places = [{"area": store.area} if store.area_id else {"hall": store.hall} for store in FeedContainer.objects.all()]
    lines = [line for place in places for line in supply.feed_stores(user, on(world, day), **place)]

    assert {line["store"].pk for line in lines} == set(FeedContainer.objects.values_list("pk", flat=True))
    assert {line["store"].pk: line["kg"] for line in lines} == pytest.approx(
        {line["store"].pk: expected.get(line["store"].pk, 0) for line in lines}, abs=1e-3
    )
    assert sum(line["kg"] for line in lines) > 0


def test_sales_of_a_batch_are_those_of_its_lots(user, world):
    lot = HarvestLot.objects.first()
    batch = lot.event.batch
    earned = HarvestLot.objects.filter(event__batch=batch).aggregate(sum=Sum("revenue"))["sum"]
    sales = supply.revenue(user, on(world, world.last), batch)

    assert sum(row["earned"] for row in sales) == earned > 0
    assert supply.revenue(user, on(world, lot.harvest_date - dt.timedelta(days=300)), batch) == []
