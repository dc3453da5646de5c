"""What the pages say of a session that was not generated to its end, or not checked."""

import datetime as dt

import pytest
from django.db.models import Sum

from apps.dashboard.models import BatchDay, Summarised
from apps.generation.models import GenerationPart, GenerationRun, ValidationResult

pytestmark = pytest.mark.django_db
WINDOWS = 8


@pytest.fixture
def cut(world, reader):
    """The session as a killed process leaves it, after some windows; its sums are those of all days."""
    run = GenerationRun.objects.get()
    GenerationPart.objects.filter(window_index__gte=WINDOWS).delete()
    ValidationResult.objects.all().delete()
    run.status, run.digest, run.rows_per_table = GenerationRun.Status.RUNNING, "", {}
    run.save()
    return run


def last_day(run: GenerationRun) -> dt.date:
    """With windows of their usual length after the first."""
    return run.first_date + dt.timedelta(days=run.first_window_days + (WINDOWS - 1) * run.window_days - 1)


@pytest.mark.parametrize("path", ["/", "/batches/", "/runs/1/", "/dictionary/"])
def test_every_page_says_how_far_it_came_and_how_to_go_on(cut, reader, path):
    text = reader.get(path).text

    assert f"it reaches {last_day(cut):%-d %B %Y}" in text
    assert "aquamind resume" in text


def test_rows_are_those_of_the_ledger_and_nothing_is_said_of_checks(cut, reader):
    response = reader.get("/runs/1/")

    assert response.context["total_rows"] == GenerationPart.objects.aggregate(n=Sum("rows"))["n"] > 0
    assert "Not validated yet" in response.text
    assert "of 0" not in response.text


def test_day_is_that_of_the_ledger_where_nothing_was_added_up(cut, reader):
    BatchDay.objects.all().delete()
    Summarised.objects.all().delete()
    response = reader.get("/")

    assert response.context["when"].as_of == last_day(cut)
    assert "manage.py summarise" in response.text
    assert "There are no daily records" not in response.text


def test_whole_session_that_was_not_checked_is_told_apart(cut, reader):
    GenerationRun.objects.update(digest="0" * 32)

    assert "its rows are not checked yet" in reader.get("/").text


def test_failed_checks_are_told_with_the_way_to_them(cut, reader):
    GenerationRun.objects.update(status=GenerationRun.Status.FAILED)
    text = reader.get("/").text

    assert "did not pass all of its checks" in text
    assert 'href="/runs/1/"' in text


def test_empty_database_says_how_to_fill_it(cut, reader):
    for model in (BatchDay, Summarised, GenerationPart, GenerationRun):
        model.objects.all().delete()
    response = reader.get("/")

    assert "make generate" in response.text
    assert "summarise" not in response.text
    assert response.context["when"].as_of == dt.datetime.now(dt.UTC).date()
