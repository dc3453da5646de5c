"""The sums of the dashboard are those of the records, and say so when they are not."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import F, Sum

from apps.batch.models import DailyContainerState, MortalityEvent
from apps.dashboard import summaries
from apps.dashboard.models import BatchDay, DeathDay, Summarised
from apps.generation.models import GenerationPart, GenerationRun
from apps.inventory.models import FeedingEvent

pytestmark = pytest.mark.django_db

ONE_DAY = dt.timedelta(days=1)
SUMS = ("population", "biomass_kg", "feed_kg", "mortality_count", "culled", "harvested", "moved_in", "moved_out")


def rows(model) -> list[tuple]:
    """Every row without its number, rounded as far as sums in another order agree."""
    names = [field.attname for field in model._meta.concrete_fields if field.name != "id"]
    found = model.objects.order_by().values_list(*names)
    return sorted(repr(tuple(round(v, 6) if isinstance(v, float) else v for v in row)) for row in found)


@pytest.mark.parametrize("name", SUMS)
def test_sum_of_every_day_is_that_of_the_states(world, name):
    by_day = (
        dict(model.objects.order_by().values_list("date").annotate(Sum(name)))
        for model in (BatchDay, DailyContainerState)
    )
    sums, states = by_day

    assert sums == pytest.approx(states)


def test_costs_are_those_of_the_meals(world):
    by_batch = dict(BatchDay.objects.order_by().values_list("batch").annotate(Sum("feed_cost")))
    meals = dict(FeedingEvent.objects.order_by().values_list("batch").annotate(Sum("feed_cost")))

    assert {batch: cost for batch, cost in by_batch.items() if cost} == pytest.approx(
        {batch: float(cost) for batch, cost in meals.items()}
    )


def test_deaths_are_those_that_were_collected(world):
    names = ("batch", "date", "cause", "detail")
    sums = DeathDay.objects.order_by().values_list(*names).annotate(Sum("count"))
    events = MortalityEvent.objects.order_by().values_list("batch", "event_date", *names[2:]).annotate(Sum("count"))

    assert set(sums) == set(events)


def test_biomass_changes_by_growth_less_what_died(world):
    """On days without moves and harvest: biomass today - yesterday = growth - weight of the dead and the culled."""
    own = {"batch": world.batch, "area": world.area}
    days = {day.date: day for day in BatchDay.objects.filter(**own)}
    still = [day for day in days.values() if not day.moved_in + day.moved_out + day.harvested]
    states = DailyContainerState.objects.filter(assignment__batch=world.batch, assignment__container__area=world.area)
    lost_kg = F("avg_weight_g") * (F("mortality_count") + F("culled")) / 1000
    lost = dict(states.order_by().values_list("date").annotate(kg=Sum(lost_kg)))
    pairs = [(days[day.date - ONE_DAY], day) for day in still if day.date - ONE_DAY in days]
    changes = [(today.biomass_kg - before.biomass_kg, today.grown_kg - lost[today.date]) for before, today in pairs]

    assert len(changes) > 100
    assert [change for change, _ in changes] == pytest.approx([told for _, told in changes], rel=1e-4, abs=1)


def test_sums_are_current_after_they_were_made(world):
    assert summaries.are_current()
    assert not summaries.bring_up_to_date()


def test_further_part_in_the_ledger_makes_the_sums_outdated(world, reader):
    part = GenerationPart.objects.order_by("pk").first()
    GenerationPart.objects.create(run_id=part.run_id, window_index=9999, part="events", rows=1)

    assert not summaries.are_current()
    assert "python manage.py summarise" in reader.get("/").text


def test_further_session_adds_its_own_days_and_touches_no_other(world):
    cut = GenerationRun.objects.get().first_date + dt.timedelta(days=400)
    whole = rows(BatchDay), rows(DeathDay)
    told = Summarised.objects.get()
    kept = set(BatchDay.objects.filter(date__lt=cut).values_list("pk", flat=True))
    for model in (BatchDay, DeathDay):
        model.objects.filter(date__gte=cut).delete()
    run = GenerationRun.objects.get()
    run.pk, run.session, run.first_date = None, 2, cut
    run.save()

    assert summaries.bring_up_to_date()
    assert (rows(BatchDay), rows(DeathDay)) == whole
    assert set(BatchDay.objects.filter(date__lt=cut).values_list("pk", flat=True)) == kept
    assert set(Summarised.objects.get().covers) == {*told.covers, "2"}


def test_other_company_in_the_ledger_makes_all_sums_anew(world):
    whole = rows(BatchDay)
    BatchDay.objects.filter(date__lt=dt.date(2018, 1, 1)).update(population=0)
    GenerationRun.objects.update(preset_digest="another")

    assert summaries.bring_up_to_date()
    assert rows(BatchDay) == whole


def test_sums_of_one_batch_are_made_as_those_of_all(world):
    whole = rows(BatchDay), rows(DeathDay)
    BatchDay.objects.filter(batch=world.batch).update(population=0, feed_cost=0)
    DeathDay.objects.filter(batch=world.batch).delete()
    summaries.refresh_batch(world.batch.pk)

    assert (rows(BatchDay), rows(DeathDay)) == whole


def test_death_entered_by_hand_is_in_the_sums(world, django_capture_on_commit_callbacks):
    event = MortalityEvent.objects.filter(batch=world.batch).order_by("-event_date").first()
    chosen = {"batch": world.batch, "date": event.event_date}
    before = DeathDay.objects.filter(**chosen).aggregate(n=Sum("count"))["n"]
    event.pk, event.count = None, 7
    with django_capture_on_commit_callbacks(execute=True) as made:
        event.save()
        event.save()

    assert len(made) == 1
    assert DeathDay.objects.filter(**chosen).aggregate(n=Sum("count"))["n"] == before + 7


def test_no_constraint_of_the_sums_holds_up_the_clearing_of_records(world):
    with connection.cursor() as cursor:
        held = [connection.introspection.get_relations(cursor, model._meta.db_table) for model in (BatchDay, DeathDay)]

    assert held == [{}, {}]
