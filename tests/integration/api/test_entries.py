"""Rows that people add: who may, by which rules, and what becomes of the counts."""

import datetime as dt
import json
from collections import Counter
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Sum
from people import client_of, person
from site_on import site_on

from apps.accounts.models import Role
from apps.batch.models import Batch, BatchContainerAssignment, BatchTransferWorkflow, MortalityEvent, TransferAction
from apps.batch.services import record_mortality, withdraw_mortality
from apps.harvest.models import HarvestEvent
from apps.health.models import LiceCount, Treatment, VaccinationType
from apps.health.withholding import withheld_until
from apps.infrastructure.models import Container, FeedContainer
from apps.inventory.models import Feed, FeedContainerStock, FeedingEvent, FeedPurchase, FeedStockMovement
from apps.inventory.stock import draw
from aquasim.engine.tables import HAND_MADE_FROM
from aquasim.sinks import open_store, stored_sums
from aquasim.sinks.digest import combined_digest

MORTALITY = "/api/v1/batch/mortality-events/"
SAMPLES = "/api/v1/batch/growth-samples/"
TRANSFERS = "/api/v1/batch/transfer-actions/"
MEALS = "/api/v1/inventory/feeding-events/"
COUNTS = "/api/v1/health/lice-counts/"
TREATMENTS = "/api/v1/health/treatments/"
ASSIGNMENTS = "/api/v1/batch/assignments/"
LAST_DAY = dt.date(2019, 12, 31)


@pytest.fixture
def cage(site) -> BatchContainerAssignment:
    """Faroese fish at sea, which nobody treated or counted in the last month."""
    there = standing("FO", 6)
    Treatment.objects.filter(assignment=there, end_date__gt="2019-12-01").delete()
    LiceCount.objects.filter(assignment=there, count_date__gt="2019-12-01").delete()
    return there


def standing(code: str, order: int) -> BatchContainerAssignment:
    """The first fish of a geography that stand in a stage now, of the batch that fills most containers."""
    found = BatchContainerAssignment.objects.filter(
        is_active=True, batch__geography__code=code, lifecycle_stage__order=order
    )
    fish = list(found.order_by("id").select_related("batch", "container__area", "container__hall"))
    (largest, _), *_ = Counter(one.batch_id for one in fish).most_common()
    return next(one for one in fish if one.batch_id == largest)


def deaths(where: BatchContainerAssignment, **values) -> dict:
    return {"assignment": where.pk, "event_date": "2019-12-31", "count": 10, "cause": "TRAUMA", **values}


def sample(where: BatchContainerAssignment, **values) -> dict:
    weights = {"avg_weight_g": 3000, "min_weight_g": 2000, "max_weight_g": 4000, "std_deviation_weight": 400}
    return {
        "assignment": where.pk,
        "sample_date": "2019-12-31",
        "sample_size": 50,
        "avg_length_cm": 60,
        **weights,
        **values,
    }


def move(where: BatchContainerAssignment, dest: Container, count: int, **values) -> dict:
    water = {"water_temp_c": 8.5, "oxygen_level": 9.6}
    how = {"transfer_method": "WELLBOAT", "actual_execution_date": "2019-12-31"}
    fish = {"source_assignment": where.pk, "dest_container": dest.pk, "transferred_count": count}
    return {**fish, **how, **water, **values}


def lot_of(where: BatchContainerAssignment) -> FeedContainerStock:
    """Feed for the fish's size, beside them."""
    container, weight = where.container, where.current_weight_g
    beside = FeedContainerStock.objects.filter(feed_container__area=container.area, feed_container__hall=container.hall)
    fitting = beside.filter(feed_purchase__feed__fish_weight_min_g__lte=weight, entry_date__lt=LAST_DAY)
    fitting = fitting.exclude(feed_purchase__feed__fish_weight_max_g__lt=weight).filter(emptied_date=None)
    return fitting.select_related("feed_purchase__feed").order_by("entry_date", "id").first()


def meal(where: BatchContainerAssignment, **values) -> dict:
    lot = lot_of(where)
    what = {"feed": lot.feed_purchase.feed_id, "feed_container": lot.feed_container_id, "amount_kg": 12.5}
    return {"assignment": where.pk, "feeding_time": "2019-12-31T10:00:00Z", "method": "BARGE_BLOWER", **what, **values}


def bath(where: BatchContainerAssignment, **values) -> dict:
    days = {"start_date": "2019-12-30", "end_date": "2019-12-31", "withholding_end": "2020-01-20"}
    what = {"treatment_type": "BATH", "product": "Azamethiphos", "fish_treated": 100, "dose_ml": 0}
    return {"assignment": where.pk, **what, **days, **values}


def lice(where: BatchContainerAssignment, **values) -> dict:
    counted = {"attached_count": 3, "preadult_count": 11, "adult_male_count": 8, "adult_female_count": 5}
    return {"assignment": where.pk, "count_date": "2019-12-31", "fish_sampled": 20, **counted, **values}


def free_cage(where: BatchContainerAssignment) -> Container:
    """A cage of the same geography in which nothing stands."""
    cages = Container.objects.filter(area__geography=where.batch.geography, area__isnull=False)
    return cages.exclude(assignments__is_active=True).exclude(assignments__departure_date__gt=LAST_DAY).first()


def entered(client, url: str, entry: dict) -> dict:
    response = client.post(url, entry, format="json")
    assert response.status_code == 201, response.content
    return response.json()


def refused(client, url: str, entry: dict, field: str) -> str:
    """Why an entry is refused; it is refused under the name of this field alone, and nothing is written."""
    before = BatchContainerAssignment.objects.aggregate(Sum("hand_count"))
    response = client.post(url, entry, format="json")
    assert response.status_code == 400, response.content
    assert list(response.json()) == [field]
    assert BatchContainerAssignment.objects.aggregate(Sum("hand_count")) == before
    return " ".join(response.json()[field])


def held(client, where: BatchContainerAssignment) -> int:
    return client.get(f"{ASSIGNMENTS}{where.pk}/").json()["current_count"]


def test_deaths_are_taken_from_the_fish_that_stand_there(people, cage):
    before = cage.current_count
    row = entered(people.faroese, MORTALITY, deaths(cage))

    assert row["id"] >= HAND_MADE_FROM
    assert row["batch"] == cage.batch_id
    assert row["biomass_kg"] == pytest.approx(10 * cage.avg_weight_g / 1000, rel=1e-3)
    assert held(people.faroese, cage) == before - 10
    cage.refresh_from_db()
    assert cage.population_count == before  # the simulator's own count stays what it wrote


def test_more_fish_than_there_are_cannot_die(people, cage):
    message = refused(people.faroese, MORTALITY, deaths(cage, count=cage.current_count + 1), "count")

    assert message == (
        f"{cage} holds {cage.current_count} fish, so {cage.current_count + 1} cannot be dead; give fewer."
    )


def test_all_fish_can_die_and_then_no_more(people, cage):
    entered(people.faroese, MORTALITY, deaths(cage, count=cage.current_count))

    assert held(people.faroese, cage) == 0
    refused(people.faroese, MORTALITY, deaths(cage, count=1), "count")


def test_the_dead_do_not_weigh_more_than_all_fish(people, cage):
    assert "leave it out" in refused(people.faroese, MORTALITY, deaths(cage, biomass_kg=1e9), "biomass_kg")


@pytest.mark.parametrize(("share", "times"), [(0, 5), (0.3, 3.2), (0.9, 1.1), (0.9, 0.5)])
def test_the_dead_and_those_that_stay_weigh_what_such_fish_may(people, cage, share, times):
    count = max(1, int(share * cage.current_count))
    kg = count * cage.current_weight_g / 1000

    assert "not grams" in refused(
        people.faroese, MORTALITY, deaths(cage, count=count, biomass_kg=times * kg), "biomass_kg"
    )
    entered(people.faroese, MORTALITY, deaths(cage, count=count, biomass_kg=0.9 * kg))


@pytest.mark.parametrize("share", [None, 0.5])
def test_the_dead_take_their_weight_with_them_and_it_comes_back_with_them(people, cage, share):
    before, mean_kg = cage.current_biomass_kg, 10 * cage.current_weight_g / 1000
    weighed = {"biomass_kg": share * mean_kg} if share else {}
    row = entered(people.faroese, MORTALITY, deaths(cage, **weighed))

    cage.refresh_from_db()
    assert cage.current_biomass_kg == pytest.approx(before - (share or 1) * mean_kg, abs=1e-6)
    people.faroese.delete(f"{MORTALITY}{row['id']}/?reason=entered%20twice")
    cage.refresh_from_db()
    assert cage.current_biomass_kg == pytest.approx(before, abs=1e-6)


def test_fish_do_not_die_before_they_came_or_in_the_future(people, cage):
    first = cage.assignment_date
    early = deaths(cage, event_date=str(first - dt.timedelta(days=1)))
    late = deaths(cage, event_date=str(dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)))

    assert str(first) in refused(people.faroese, MORTALITY, early, "event_date")
    assert "still to come" in refused(people.faroese, MORTALITY, late, "event_date")


def test_nothing_happens_in_a_container_that_was_emptied(people, site):
    gone = BatchContainerAssignment.objects.filter(is_active=False, batch__geography__code="FO").first()

    assert "name an assignment that is active" in refused(people.faroese, MORTALITY, deaths(gone), "assignment")


def test_an_entry_for_another_geography_finds_no_such_fish(people, cage):
    assert "no such row" in refused(people.scottish, MORTALITY, deaths(cage), "assignment")


@pytest.mark.parametrize(
    ("url", "entry", "writers"),
    [
        (MORTALITY, deaths, {"chief", "faroese", "vet"}),
        (SAMPLES, sample, {"chief", "faroese", "vet"}),
        (MEALS, meal, {"chief", "faroese"}),
        (TREATMENTS, bath, {"chief", "vet"}),
        (COUNTS, lice, {"chief", "faroese", "vet"}),
        (TRANSFERS, lambda where: move(where, free_cage(where), 100), {"chief", "faroese"}),
    ],
    ids=["mortality", "growth sample", "feeding", "treatment", "lice count", "transfer"],
)
def test_each_role_enters_what_its_work_needs(people, cage, url, entry, writers):
    for name in ("chief", "faroese", "vet", "viewer", "stranger"):
        client = getattr(people, name)
        response = client.post(url, entry(cage), format="json")
        assert response.status_code == (201 if name in writers else 403), response.content
        if name in writers:  # so that the next one's is not the second of the day
            assert client.delete(f"{url}{response.json()['id']}/?reason=for%20the%20next").status_code == 204
    assert people.anonymous.post(url, entry(cage), format="json").status_code == 401


def test_rows_are_withdrawn_with_a_reason_and_the_fish_are_back(people, cage):
    before = cage.current_count
    row = entered(people.faroese, MORTALITY, deaths(cage))
    url = f"{MORTALITY}{row['id']}/"

    assert "Say why" in people.faroese.delete(url).json()["reason"][0]
    assert people.scottish.delete(f"{url}?reason=mine").status_code == 404
    assert people.faroese.delete(f"{url}?reason=entered%20twice").status_code == 204
    assert people.faroese.get(url).status_code == 404
    assert held(people.faroese, cage) == before


def test_an_entry_that_somebody_else_withdrew_meanwhile_gives_no_fish_back_again(people, cage):
    row = entered(people.faroese, MORTALITY, deaths(cage))
    mine, theirs = (MortalityEvent.objects.get(pk=row["id"]) for _ in range(2))
    withdraw_mortality(theirs, by=None, reason="entered twice")
    left = held(people.faroese, cage)

    with pytest.raises(ValidationError, match="withdrawn this entry meanwhile"), transaction.atomic():
        withdraw_mortality(mine, by=None, reason="entered twice")

    assert held(people.faroese, cage) == left


def test_a_withdrawal_that_fails_gives_no_fish_back(people, cage):
    """All of it or nothing; the database keeps the row, as for who comes a moment after somebody else."""
    row = entered(people.faroese, MORTALITY, deaths(cage))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TRIGGER row_stays BEFORE DELETE ON batch_mortalityevent BEGIN SELECT RAISE(IGNORE); END")
    response = people.faroese.delete(f"{MORTALITY}{row['id']}/?reason=entered%20twice")

    assert (response.status_code, list(response.json())) == (400, ["id"])
    assert held(people.faroese, cage) == cage.current_count - 10


def test_fish_are_not_given_back_to_a_container_that_was_emptied_since(people, cage):
    row = entered(people.faroese, MORTALITY, deaths(cage))
    BatchContainerAssignment.objects.filter(pk=cage.pk).update(is_active=False)
    refused = people.faroese.delete(f"{MORTALITY}{row['id']}/?reason=entered%20twice")

    assert refused.status_code == 400
    assert "was emptied, so fish cannot be given back" in refused.json()["count"][0]
    assert people.faroese.get(f"{MORTALITY}{row['id']}/").status_code == 200


@pytest.mark.parametrize("reason", ["x" * 101, "a%00b"])
def test_a_reason_that_the_history_cannot_hold_is_refused(people, cage, reason):
    row = entered(people.faroese, MORTALITY, deaths(cage))
    refused = people.faroese.delete(f"{MORTALITY}{row['id']}/?reason={reason}")

    assert (refused.status_code, list(refused.json())) == (400, ["reason"])


def test_generated_rows_are_not_withdrawn(people, cage):
    event = MortalityEvent.objects.filter(assignment=cage).first()
    response = people.faroese.delete(f"{MORTALITY}{event.pk}/?reason=wrong")

    assert response.status_code == 400
    assert "The simulator wrote this row" in response.json()["id"][0]


def test_history_says_who_did_what_and_why(people, cage):
    row = entered(people.faroese, MORTALITY, deaths(cage, reason="seal in the net"))
    people.vet.delete(f"{MORTALITY}{row['id']}/?reason=counted%20twice")
    changes = people.viewer.get(f"{MORTALITY}history/").json()["results"]

    told = [(change["id"], change["changed_by"], change["change"], change["change_reason"]) for change in changes]
    assert told == [
        (row["id"], "una", "withdrawn", "counted twice"),
        (row["id"], "jógvan", "added", "seal in the net"),
    ]
    assert people.scottish.get(f"{MORTALITY}history/").json()["results"] == []


def test_rows_that_the_simulator_loaded_have_no_history(people, site):
    assert MortalityEvent.objects.count() > 30_000
    assert people.chief.get(f"{MORTALITY}history/").json()["results"] == []


def test_a_sample_gets_its_condition_factor(people, cage):
    row = entered(people.faroese, SAMPLES, sample(cage))

    assert row["condition_factor"] == pytest.approx(100 * 3000 / 60**3)  # Fulton: 1.389


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"avg_weight_g": 4500}, "avg_weight_g"),
        ({"min_weight_g": 3500}, "avg_weight_g"),
        ({"std_deviation_weight": 1100}, "std_deviation_weight"),  # half of 2000 g, times sqrt(50/49), is 1010 g
        ({"sample_size": 10**8}, "sample_size"),
        ({"avg_length_cm": 0}, "avg_length_cm"),
        ({"avg_length_cm": 600}, "avg_length_cm"),  # millimetres: K 0.0014
        ({"avg_length_cm": 48}, "avg_length_cm"),  # K 2.7
        ({"sample_date": "2017-01-01"}, "sample_date"),  # before the fish came
        ({"sample_size": 1, "std_deviation_weight": 1}, "std_deviation_weight"),  # one fish does not deviate
    ],
)
def test_a_sample_that_cannot_be_is_refused(people, cage, values, field):
    refused(people.faroese, SAMPLES, sample(cage, **values), field)


def test_the_widest_spread_that_weights_can_have_is_taken(people, cage):
    spread = 1000 * (50 / 49) ** 0.5
    entered(people.faroese, SAMPLES, sample(cage, std_deviation_weight=spread))


def test_a_meal_costs_what_its_lot_costs(people, cage):
    row = entered(people.faroese, MEALS, meal(cage))
    draws = FeedStockMovement.objects.filter(feeding_event=row["id"])

    assert sum(-draw.quantity_kg for draw in draws) == pytest.approx(12.5)
    assert Decimal(row["feed_cost"]) == -sum(draw.cost for draw in draws)
    assert -draws[0].cost == pytest.approx(
        Decimal(-draws[0].quantity_kg) * draws[0].feed_purchase.cost_per_kg, abs=Decimal("0.005")
    )
    assert row["feeding_percentage"] == pytest.approx(100 * 12.5 / cage.current_biomass_kg)
    assert (row["container"], row["batch"]) == (cage.container_id, cage.batch_id)


@pytest.mark.parametrize(("price", "cost"), [("1.25", "0.63"), ("1.24", "0.62")])
def test_half_a_cent_of_feed_is_a_cent(people, cage, price, cost):
    entry, lot = meal(cage, amount_kg=0.5), lot_of(cage)
    FeedPurchase.objects.filter(pk=lot.feed_purchase_id).update(cost_per_kg=price)

    assert entered(people.faroese, MEALS, entry)["feed_cost"] == cost


def stock_of(entry: dict) -> float:
    """Feed of the meal's kind in its store."""
    lots = FeedContainerStock.objects.filter(
        feed_container=entry["feed_container"], feed_purchase__feed=entry["feed"], emptied_date=None
    )
    return sum(lot.current_kg for lot in lots.filter(entry_date__lt=LAST_DAY))


def test_meals_take_the_oldest_lot_first_and_never_more_than_there_is(people, cage):
    entry, before = meal(cage), lot_of(cage)
    there = stock_of(entry)

    assert "give less" in refused(people.faroese, MEALS, entry | {"amount_kg": there + 1}, "amount_kg")
    row = entered(people.faroese, MEALS, entry | {"amount_kg": round(there, 3)})
    draws = FeedStockMovement.objects.filter(feeding_event=row["id"]).order_by("id")
    dates = [draw.feed_purchase.purchase_date for draw in draws]
    assert dates == sorted(dates)
    assert draws[0].feed_purchase_id == before.feed_purchase_id
    assert stock_of(entry) == pytest.approx(0, abs=0.001)
    before.refresh_from_db()
    assert before.quantity_kg > 0  # the simulator's own count stays
    assert "give less" in refused(people.faroese, MEALS, entry | {"amount_kg": 1}, "amount_kg")


def test_the_feed_of_a_withdrawn_meal_is_back_in_its_lot(people, cage):
    entry = meal(cage)
    there = stock_of(entry)
    row = entered(people.faroese, MEALS, entry)

    assert stock_of(entry) == pytest.approx(there - 12.5)
    assert people.faroese.delete(f"{MEALS}{row['id']}/?reason=storm").status_code == 204
    assert stock_of(entry) == pytest.approx(there)


def test_feed_comes_from_a_store_beside_the_fish_that_can_hold_it(people, cage):
    elsewhere = FeedContainer.objects.filter(hall__isnull=False, hall__freshwater_station__geography__code="FO").first()

    assert "name a store that does" in refused(
        people.faroese, MEALS, meal(cage, feed_container=elsewhere.pk), "feed_container"
    )
    assert "at most" in refused(people.faroese, MEALS, meal(cage, amount_kg=9e6), "amount_kg")


def test_fish_get_a_pellet_of_their_size(people, cage):
    starter = Feed.objects.order_by("fish_weight_min_g").first()

    assert "name a pellet of their size" in refused(people.faroese, MEALS, meal(cage, feed=starter.pk), "feed")


def test_small_fish_get_no_large_pellet(people, site):
    parr = standing("FO", 3)
    large = Feed.objects.order_by("-fish_weight_min_g").first()

    assert "weigh" in refused(people.faroese, MEALS, meal(parr, feed=large.pk), "feed")


def test_fish_that_are_all_dead_are_not_fed(people, cage):
    entry = meal(cage)
    entered(people.faroese, MORTALITY, deaths(cage, count=cage.current_count))

    assert "holds no fish by now" in refused(people.faroese, MEALS, entry, "assignment")


@pytest.mark.parametrize(
    ("expires", "came", "usable"),
    [
        ("2019-12-30", "2019-12-30", False),
        ("2019-12-31", "2019-12-30", True),
        ("2020-06-30", "2019-12-31", False),
    ],
    ids=["expired", "the last day", "came that day"],
)
def test_meals_are_of_feed_that_is_there_and_has_not_expired(people, cage, expires, came, usable):
    entry = meal(cage)
    lots = FeedContainerStock.objects.filter(feed_container=entry["feed_container"], emptied_date=None)
    lots.update(entry_date=came)
    bought = FeedPurchase.objects.filter(pk__in=lots.values("feed_purchase"))
    bought.update(order_date="2019-12-01", promised_date="2019-12-10", purchase_date="2019-12-10", expiry_date=expires)

    if usable:
        entered(people.faroese, MEALS, entry)
    else:
        assert "holds 0.0 kg" in refused(people.faroese, MEALS, entry, "amount_kg")


def test_two_meals_do_not_both_take_the_same_feed(people, cage):
    """A lot is changed in the database: one who looked at it before another's entry is refused."""
    entry, lot = meal(cage), lot_of(cage)
    row = entered(people.faroese, MEALS, entry | {"amount_kg": round(stock_of(entry), 3)})

    with pytest.raises(ValidationError, match="no longer holds this much"):
        draw(FeedingEvent.objects.get(pk=row["id"]), [(lot, 1.0)], None, "")


def test_a_movement_tells_what_it_left_in_its_lot(people, cage):
    row = entered(people.faroese, MEALS, meal(cage))
    (movement,) = FeedStockMovement.objects.filter(feeding_event=row["id"])

    left = FeedContainerStock.objects.get(feed_purchase=movement.feed_purchase).current_kg
    assert movement.balance_kg == pytest.approx(left, abs=0.0005)


def test_a_medicine_has_a_withdrawal_time_that_ends_after_treatment(people, cage):
    refused(people.vet, TREATMENTS, bath(cage, withholding_end=None), "withholding_end")
    refused(people.vet, TREATMENTS, bath(cage, withholding_end="2019-12-30"), "withholding_end")
    refused(people.vet, TREATMENTS, bath(cage, withholding_end="2020-12-31"), "withholding_end")  # 366 days
    entered(people.vet, TREATMENTS, bath(cage, withholding_end="2020-12-30"))


def test_medicated_feed_is_a_medicine(people, cage):
    fed = bath(cage, treatment_type="MEDICATED_FEED")

    refused(people.vet, TREATMENTS, {**fed, "withholding_end": None}, "withholding_end")
    entered(people.vet, TREATMENTS, fed)


def harvested(where: BatchContainerAssignment, day: str) -> None:
    HarvestEvent.objects.create(
        batch=where.batch,
        assignment=where,
        harvest_date=day,
        count=500,
        live_weight_kg=2500,
        dest="PROCESSING_PLANT",
        days_fasted=4,
    )


@pytest.mark.parametrize("day", ["2019-12-30", "2019-12-31"])
def test_fish_that_were_harvested_were_not_under_withdrawal(people, cage, day):
    harvested(cage, day)

    message = refused(people.vet, TREATMENTS, bath(cage), "withholding_end")
    assert "500 fish" in message
    assert f"harvested on {day}" in message


def test_the_harvest_of_other_fish_hinders_no_treatment(people, cage):
    other = BatchContainerAssignment.objects.filter(batch=cage.batch, is_active=True).exclude(pk=cage.pk).first()
    harvested(other, "2019-12-31")

    entered(people.vet, TREATMENTS, bath(cage))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"treatment_type": "VACCINATION"}, "vaccination_type"),
        ({"vaccination_type": 1}, "vaccination_type"),
        ({"fish_treated": 10**8}, "fish_treated"),
        ({"end_date": "2019-12-29"}, "end_date"),
    ],
)
def test_a_treatment_that_cannot_be_is_refused(people, cage, values, field):
    refused(people.vet, TREATMENTS, bath(cage, **values), field)


def test_fish_that_move_are_conserved(people, cage):
    fish = BatchContainerAssignment.objects.filter(batch=cage.batch, is_active=True)
    before, dest = sum(a.current_count for a in fish.all()), free_cage(cage)
    kg = sum(a.current_biomass_kg for a in fish.all())
    row = entered(people.faroese, TRANSFERS, move(cage, dest, 4000, mortality_during_transfer=25))
    arrived = BatchContainerAssignment.objects.get(pk=row["dest_assignment"])

    assert held(people.faroese, cage) == cage.current_count - 4025
    assert arrived.current_count == 4000
    assert arrived.current_weight_g == pytest.approx(cage.current_weight_g)
    assert sum(a.current_count for a in fish.all()) == before - 25
    assert sum(a.current_biomass_kg for a in fish.all()) == pytest.approx(kg - 25 * cage.current_weight_g / 1000)
    workflow = BatchTransferWorkflow.objects.get(pk=row["workflow"])
    assert (workflow.workflow_type, workflow.status) == ("CONTAINER_REDISTRIBUTION", "COMPLETED")
    assert (workflow.total_transferred_count, workflow.total_mortality_count) == (4000, 25)


def test_a_second_move_of_the_same_fish_joins_the_first(people, cage):
    dest = free_cage(cage)
    first, second = (entered(people.faroese, TRANSFERS, move(cage, dest, 100)) for _ in range(2))

    assert first["dest_assignment"] == second["dest_assignment"]
    assert first["workflow"] != second["workflow"]
    assert BatchContainerAssignment.objects.get(pk=first["dest_assignment"]).current_count == 200


def test_what_others_have_entered_meanwhile_is_a_conflict(people, cage):
    """The number that the second workflow will get is taken by the first."""
    first, again = (move(cage, free_cage(cage), 100) for _ in range(2))
    number = f"HAND-{cage.batch.batch_number}-002"
    BatchTransferWorkflow.objects.filter(pk=entered(people.faroese, TRANSFERS, first)["workflow"]).update(
        workflow_number=number
    )
    response = people.faroese.post(TRANSFERS, again, format="json")

    assert response.status_code == 409, response.content
    assert "look again" in response.json()["detail"]
    assert held(people.faroese, cage) == cage.current_count - 100


def test_a_container_of_another_batch_is_not_booked_twice(people, cage):
    taken = BatchContainerAssignment.objects.filter(is_active=True, lifecycle_stage=cage.lifecycle_stage)
    other = taken.exclude(batch=cage.batch).filter(batch__geography=cage.batch.geography).first()

    message = refused(people.faroese, TRANSFERS, move(cage, other.container, 100), "dest_container")
    assert message == f"{other.container} holds batch {other.batch}; name a container that is empty."


def test_fish_do_not_go_where_they_do_not_belong(people, cage):
    tank = Container.objects.filter(hall__freshwater_station__geography__code="FO").first()
    scottish = Container.objects.filter(area__geography__code="SCT").first()
    closed = free_cage(cage)
    Container.objects.filter(pk=closed.pk).update(active=False)

    assert "is for" in refused(people.faroese, TRANSFERS, move(cage, tank, 100), "dest_container")
    assert "no such row" in refused(people.faroese, TRANSFERS, move(cage, scottish, 100), "dest_container")
    assert "does not lie in" in refused(people.chief, TRANSFERS, move(cage, scottish, 100), "dest_container")
    assert "out of use" in refused(people.faroese, TRANSFERS, move(cage, closed, 100), "dest_container")
    assert "already" in refused(people.faroese, TRANSFERS, move(cage, cage.container, 100), "dest_container")


def test_a_container_is_not_filled_beyond_what_it_may_hold(people, cage):
    dest = free_cage(cage)
    Container.objects.filter(pk=dest.pk).update(max_biomass_kg=100)

    assert "may hold 100 kg" in refused(people.faroese, TRANSFERS, move(cage, dest, 1000), "transferred_count")


def test_the_fish_that_stand_in_a_container_take_their_room(people, cage):
    dest = free_cage(cage)
    entered(people.faroese, TRANSFERS, move(cage, dest, 1000))
    Container.objects.filter(pk=dest.pk).update(max_biomass_kg=1.5 * cage.current_weight_g)

    refused(people.faroese, TRANSFERS, move(cage, dest, 1000), "transferred_count")
    entered(people.faroese, TRANSFERS, move(cage, dest, 400))


def test_fish_do_not_move_to_others_before_these_came(people, cage):
    dest = free_cage(cage)
    entered(people.faroese, TRANSFERS, move(cage, dest, 100, actual_execution_date="2019-12-20"))

    early = move(cage, dest, 100, actual_execution_date="2019-12-19")
    assert "begins on 2019-12-20" in refused(people.faroese, TRANSFERS, early, "actual_execution_date")
    entered(people.faroese, TRANSFERS, move(cage, dest, 100, actual_execution_date="2019-12-20"))


def test_a_container_is_free_on_the_day_its_last_fish_left(people, cage):
    left = BatchContainerAssignment.objects.filter(
        departure_date__gt=cage.assignment_date, container__area__geography=cage.batch.geography
    )
    gone = left.order_by("-departure_date").first()
    day = gone.departure_date
    early = move(cage, gone.container, 100, actual_execution_date=str(day - dt.timedelta(days=1)))

    assert f"until {day}" in refused(people.faroese, TRANSFERS, early, "actual_execution_date")
    entered(people.faroese, TRANSFERS, move(cage, gone.container, 100, actual_execution_date=str(day)))


def test_fish_move_on_days_on_which_they_stood_there(people, cage):
    gone = BatchContainerAssignment.objects.filter(is_active=False, batch=cage.batch).first()
    before = str(cage.assignment_date - dt.timedelta(days=1))

    assert "was emptied" in refused(people.faroese, TRANSFERS, move(gone, free_cage(cage), 100), "source_assignment")
    early = move(cage, free_cage(cage), 100, actual_execution_date=before)
    refused(people.faroese, TRANSFERS, early, "actual_execution_date")


def test_a_container_that_the_simulator_filled_is_its_own_to_close(people, cage):
    entered(people.faroese, TRANSFERS, move(cage, free_cage(cage), cage.current_count))

    cage.refresh_from_db()
    assert (cage.current_count, cage.is_active, cage.departure_date) == (0, True, None)


def test_more_fish_than_there_are_do_not_move(people, cage):
    entry = move(cage, free_cage(cage), cage.current_count, mortality_during_transfer=1)

    refused(people.faroese, TRANSFERS, entry, "transferred_count")


def test_treated_fish_are_not_mixed_with_untreated_ones_wherever_they_go(people, cage):
    entered(people.vet, TREATMENTS, bath(cage))
    untreated = BatchContainerAssignment.objects.filter(batch=cage.batch, is_active=True).exclude(pk=cage.pk).first()
    moved = entered(people.faroese, TRANSFERS, move(cage, free_cage(cage), 100))
    followed = BatchContainerAssignment.objects.select_related("container").get(pk=moved["dest_assignment"])

    for treated in (cage, followed):
        message = refused(people.faroese, TRANSFERS, move(treated, untreated.container, 50), "dest_container")
        assert "may not be harvested up to 2020-01-20" in message
    entered(people.faroese, TRANSFERS, move(untreated, followed.container, 50))


def test_fish_are_under_withdrawal_on_its_last_day_and_no_longer(people, cage):
    other = BatchContainerAssignment.objects.filter(batch=cage.batch, is_active=True).exclude(pk=cage.pk).first()
    Treatment.objects.filter(assignment=other, end_date__gt="2019-12-01").delete()
    entered(
        people.vet, TREATMENTS, bath(cage, start_date="2019-12-20", end_date="2019-12-20", withholding_end="2019-12-30")
    )
    last, after = (move(cage, other.container, 50, actual_execution_date=f"2019-12-{day}") for day in (30, 31))

    refused(people.faroese, TRANSFERS, last, "dest_container")
    entered(people.faroese, TRANSFERS, after)


def test_fish_under_the_same_withdrawal_time_may_be_mixed(people, cage):
    other = BatchContainerAssignment.objects.filter(batch=cage.batch, is_active=True).exclude(pk=cage.pk).first()
    Treatment.objects.filter(assignment=other, end_date__gt="2019-12-01").delete()
    for each in (cage, other):
        entered(people.vet, TREATMENTS, bath(each))

    entered(people.faroese, TRANSFERS, move(cage, other.container, 50))


def test_a_withdrawn_move_brings_the_fish_back_and_closes_what_it_opened(people, cage):
    row = entered(people.faroese, TRANSFERS, move(cage, free_cage(cage), 4000, mortality_during_transfer=25))
    response = people.faroese.delete(f"{TRANSFERS}{row['id']}/?reason=wrong%20cage")
    source = BatchContainerAssignment.objects.get(pk=cage.pk)
    opened = BatchContainerAssignment.objects.get(pk=row["dest_assignment"])

    assert response.status_code == 204
    assert source.current_count == cage.current_count
    assert source.current_biomass_kg == pytest.approx(cage.current_biomass_kg, abs=1e-6)
    assert (opened.is_active, opened.current_count) == (False, 0)
    workflow = BatchTransferWorkflow.objects.get(pk=row["workflow"])
    assert workflow.status == "CANCELLED"
    assert (workflow.total_transferred_count, workflow.total_mortality_count, workflow.total_biomass_kg) == (0, 0, 0)


def test_a_move_is_not_withdrawn_after_its_fish_went_on(people, cage):
    row = entered(people.faroese, TRANSFERS, move(cage, free_cage(cage), 100))
    there = BatchContainerAssignment.objects.get(pk=row["dest_assignment"])
    entered(people.faroese, MORTALITY, deaths(there, count=1))

    response = people.faroese.delete(f"{TRANSFERS}{row['id']}/?reason=oops")
    assert (response.status_code, list(response.json())) == (400, ["id"])
    assert "holds 99 fish, so 100 cannot be taken back" in response.json()["id"][0]


def test_young_fish_move_on_to_the_next_stage_and_no_further(people, site):
    parr = standing("FO", 3)
    empty = Container.objects.filter(hall__freshwater_station__geography__code="FO").exclude(
        assignments__is_active=True
    )
    smolt, post_smolt = (empty.filter(hall__stage=stage).first() for stage in ("SMOLT", "POST_SMOLT"))
    row = entered(people.faroese, TRANSFERS, move(parr, smolt, 100))

    assert BatchTransferWorkflow.objects.get(pk=row["workflow"]).workflow_type == "LIFECYCLE_TRANSITION"
    assert BatchContainerAssignment.objects.get(pk=row["dest_assignment"]).lifecycle_stage.order == 4
    assert "their stage or the next" in refused(
        people.faroese, TRANSFERS, move(parr, post_smolt, 100), "dest_container"
    )


def test_all_entries_together_conserve_the_fish_of_every_batch(people, cage):
    """What entries by hand changed is what came by hand, less what died and left by hand, batch by batch."""
    first, second = free_cage(cage), None
    row = entered(people.faroese, TRANSFERS, move(cage, first, 900, mortality_during_transfer=7))
    there = BatchContainerAssignment.objects.get(pk=row["dest_assignment"])
    entered(people.faroese, MORTALITY, deaths(there, count=30))
    second = free_cage(cage)
    entered(people.faroese, TRANSFERS, move(there, second, 870))
    for batch in Batch.objects.all():
        hand = BatchContainerAssignment.objects.filter(batch=batch).aggregate(n=Sum("hand_count"))["n"] or 0
        by_hand = {"pk__gte": HAND_MADE_FROM}
        dead = MortalityEvent.objects.filter(batch=batch, **by_hand).aggregate(n=Sum("count"))["n"] or 0
        moved = TransferAction.objects.filter(workflow__batch=batch, **by_hand)
        lost = moved.aggregate(n=Sum(F("mortality_during_transfer")))["n"] or 0
        assert hand == -dead - lost
    there.refresh_from_db()
    assert (there.current_count, there.is_active) == (0, False)


def test_two_who_take_the_same_fish_do_not_both_get_them(people, cage):
    """The count is changed in the database: one who read it before another's entry is refused."""
    early = BatchContainerAssignment.objects.get(pk=cage.pk)
    entered(people.faroese, MORTALITY, deaths(cage, count=cage.current_count - 5))

    with pytest.raises(ValidationError, match="no longer holds 10 fish"):
        record_mortality(by=None, assignment=early, event_date=LAST_DAY, count=10, cause="OTHER")


def test_what_people_enter_leaves_the_generated_rows_as_they_were(own_smoke_world, django_db_blocker):
    """Digest and validation are of the simulator's rows; clearing keeps an entry and what it refers to."""
    with open_store(own_smoke_world.url) as store:
        before = combined_digest(stored_sums(store))
    with django_db_blocker.unblock(), site_on(own_smoke_world.database):
        there = standing("FO", 6)
        client = client_of(person("chief", Role.ADMIN, everywhere=True))
        row = entered(client, MORTALITY, deaths(there))
    with open_store(own_smoke_world.url) as store:
        assert combined_digest(stored_sums(store)) == before
        store.clear()
    with django_db_blocker.unblock(), site_on(own_smoke_world.database):
        assert list(MortalityEvent.objects.values_list("pk", flat=True)) == [row["id"]]
        kept = BatchContainerAssignment.objects.get()
        assert (kept.pk, kept.current_count) == (there.pk, there.current_count - 10)


def test_means_per_fish_and_the_limit_are_worked_out(people, cage):
    row = entered(people.faroese, COUNTS, lice(cage))
    counted_in_december = LiceCount.objects.filter(
        assignment__batch__geography__code="FO", count_date__month=12, pk__lt=HAND_MADE_FROM
    )

    assert row["adult_female_per_fish"] == 0.25  # 5 on 20 fish
    assert row["mobile_per_fish"] == 1.2  # 11 + 8 + 5 on 20 fish
    assert {row["limit_per_fish"]} == set(counted_in_december.values_list("limit_per_fish", flat=True))


@pytest.mark.parametrize(("code", "day"), [("SCT", "2019-12-31"), ("FO", "2019-06-15")])
def test_the_limit_of_lice_is_that_of_the_geography_and_month(people, site, code, day):
    fish = next(
        one
        for one in BatchContainerAssignment.objects.filter(is_active=True, batch__geography__code=code)
        if one.container.area_id and str(one.assignment_date) < day
    )
    counted = LiceCount.objects.filter(
        assignment__batch__geography__code=code, count_date__year=2019, count_date__month=int(day[5:7])
    )
    limits = set(counted.values_list("limit_per_fish", flat=True))
    counted.filter(assignment=fish).delete()

    assert {entered(people.chief, COUNTS, lice(fish, count_date=day))["limit_per_fish"]} == limits


def test_lice_of_a_cage_are_counted_once_a_day(people, cage):
    entered(people.faroese, COUNTS, lice(cage))

    assert "give another day" in refused(people.faroese, COUNTS, lice(cage), "count_date")


def test_there_are_no_sea_lice_in_fresh_water(people, site):
    assert "name fish at sea" in refused(people.faroese, COUNTS, lice(standing("FO", 3)), "assignment")


def test_no_more_fish_are_looked_at_than_there_are(people, cage):
    refused(people.faroese, COUNTS, lice(cage, fish_sampled=10**8), "fish_sampled")


def test_a_count_that_led_to_a_treatment_stays(people, cage):
    counted = entered(people.vet, COUNTS, lice(cage, count_date="2019-12-30"))
    treated = entered(people.vet, TREATMENTS, bath(cage, lice_count=counted["id"]))

    assert people.vet.delete(f"{COUNTS}{counted['id']}/?reason=wrong").status_code == 400
    assert people.vet.delete(f"{TREATMENTS}{treated['id']}/?reason=wrong").status_code == 204
    assert people.vet.delete(f"{COUNTS}{counted['id']}/?reason=wrong").status_code == 204


@pytest.mark.parametrize("kind", ["MECHANICAL", "THERMAL", "FRESHWATER"])
def test_fish_rest_after_every_kind_of_operation(people, cage, kind):
    entered(people.vet, TREATMENTS, bath(cage, treatment_type=kind, withholding_end=None))

    assert "fish rest" in refused(people.vet, TREATMENTS, bath(cage), "start_date")


@pytest.mark.parametrize(("first", "second"), [("2019-12-19", "2019-12-31"), ("2019-12-31", "2019-12-19")])
def test_fish_have_rested_on_the_twelfth_day(people, cage, first, second):
    """The preset's days of rest before a delousing without a medicine, entered in either order."""
    Treatment.objects.filter(assignment__batch=cage.batch).delete()
    dry = {"treatment_type": "THERMAL", "withholding_end": None}
    entered(people.vet, TREATMENTS, bath(cage, **dry, start_date=first, end_date=first))
    near = "2019-12-30" if second == "2019-12-31" else "2019-12-20"

    refused(people.vet, TREATMENTS, bath(cage, **dry, start_date=near, end_date=near), "start_date")
    entered(people.vet, TREATMENTS, bath(cage, **dry, start_date=second, end_date=second))


def test_fish_rest_between_two_operations(people, cage):
    entered(people.vet, TREATMENTS, bath(cage))
    message = refused(people.vet, TREATMENTS, bath(cage, treatment_type="THERMAL"), "start_date")

    assert "fish rest" in message
    entered(people.vet, TREATMENTS, bath(cage, treatment_type="MEDICATED_FEED"))


def test_fish_rest_longer_before_a_bath_than_before_another_operation(people, cage):
    """Fourteen days before a bath, twelve before a delousing: the preset's two rules."""
    Treatment.objects.filter(assignment__batch=cage.batch).delete()
    dry = {"treatment_type": "THERMAL", "withholding_end": None}
    first = {"start_date": "2019-12-18", "end_date": "2019-12-18"}
    later = {"start_date": "2019-12-31", "end_date": "2019-12-31"}

    before = entered(people.vet, TREATMENTS, bath(cage, **dry, **first))
    assert "fish rest 14 days" in refused(people.vet, TREATMENTS, bath(cage, **later), "start_date")
    entered(people.vet, TREATMENTS, bath(cage, **dry, **later))
    assert people.vet.delete(f"{TREATMENTS}{before['id']}/?reason=wrong").status_code == 204
    entered(people.vet, TREATMENTS, bath(cage, **first))


@pytest.mark.parametrize("day", ["2019-12-30", "2019-12-31"])
def test_fish_rest_wherever_they_go(people, cage, day):
    """Also those that left on the day of the treatment."""
    entered(people.vet, TREATMENTS, bath(cage, start_date=day, end_date=day))
    moved = entered(people.faroese, TRANSFERS, move(cage, free_cage(cage), 4000))
    there = BatchContainerAssignment.objects.get(pk=moved["dest_assignment"])
    again = {"start_date": "2019-12-31", "treatment_type": "THERMAL", "withholding_end": None}

    message = refused(people.vet, TREATMENTS, bath(there, **again), "start_date")
    assert message.startswith(f"{cage} was treated from {day} to {day}")


def test_what_is_done_in_a_cage_after_fish_left_it_is_not_done_to_them(people, cage):
    on = {"actual_execution_date": "2019-12-20"}
    moved = entered(people.faroese, TRANSFERS, move(cage, free_cage(cage), 4000, **on))
    there = BatchContainerAssignment.objects.get(pk=moved["dest_assignment"])
    counted = entered(people.vet, COUNTS, lice(cage, count_date="2019-12-21"))

    entered(people.vet, TREATMENTS, bath(cage, start_date="2019-12-30", end_date="2019-12-30"))
    assert withheld_until(there, LAST_DAY) is None
    refused(people.vet, TREATMENTS, bath(there, lice_count=counted["id"]), "lice_count")
    entered(people.vet, TREATMENTS, bath(there))


def test_what_joined_a_cage_after_fish_left_it_was_never_with_them(people, cage):
    between = free_cage(cage)
    first = entered(people.faroese, TRANSFERS, move(cage, between, 4000, actual_execution_date="2019-12-19"))
    passed = BatchContainerAssignment.objects.get(pk=first["dest_assignment"])
    on = entered(people.faroese, TRANSFERS, move(passed, free_cage(cage), 2000, actual_execution_date="2019-12-20"))
    gone = BatchContainerAssignment.objects.get(pk=on["dest_assignment"])

    dry = {"treatment_type": "THERMAL", "withholding_end": None}
    entered(people.vet, TREATMENTS, bath(cage, **dry, start_date="2019-12-22", end_date="2019-12-22"))
    entered(people.faroese, TRANSFERS, move(cage, between, 4000, actual_execution_date="2019-12-25"))
    refused(people.vet, TREATMENTS, bath(passed), "start_date")
    entered(people.vet, TREATMENTS, bath(gone))


def test_a_treatment_names_a_count_of_its_own_fish_from_before_it(people, cage):
    other = BatchContainerAssignment.objects.filter(batch=cage.batch, is_active=True).exclude(pk=cage.pk).first()
    LiceCount.objects.filter(assignment=other, count_date__gt="2019-12-01").delete()
    elsewhere = entered(people.vet, COUNTS, lice(other, count_date="2019-12-20"))
    late = entered(people.vet, COUNTS, lice(cage))
    before = entered(people.vet, COUNTS, lice(cage, count_date="2019-12-20"))
    on = {"actual_execution_date": "2019-12-21"}
    moved = entered(people.faroese, TRANSFERS, move(cage, free_cage(cage), 4000, **on))
    there = BatchContainerAssignment.objects.get(pk=moved["dest_assignment"])

    message = refused(people.vet, TREATMENTS, bath(cage, lice_count=elsewhere["id"]), "lice_count")
    assert message == f"The count is not of the fish of {cage}; name one of them or of where they came from."
    assert "after 2019-12-30" in refused(people.vet, TREATMENTS, bath(cage, lice_count=late["id"]), "lice_count")
    entered(people.vet, TREATMENTS, bath(there, lice_count=before["id"]))


@pytest.mark.parametrize(
    ("url", "entry", "who"), [(MORTALITY, deaths, "vet"), (COUNTS, lice, "vet"), (TREATMENTS, bath, "vet")]
)
@pytest.mark.parametrize("name", ["caligus_cuont", "\ud800"])
def test_a_field_that_does_not_exist_is_refused_under_its_name(people, cage, url, entry, who, name):
    response = getattr(people, who).post(url, json.dumps({**entry(cage), name: 50}), content_type="application/json")

    assert response.status_code == 400
    ((told, words),) = response.json().items()
    assert told == name.replace("\ud800", "?")
    assert words[0].startswith("There is no such field; there are ")


def test_a_backdated_entry_is_checked_against_the_fish_of_its_day(people, cage):
    day = dt.date(2019, 12, 20)
    there = cage.days.get(date=day).population
    dead = cage.current_count - 100
    entered(people.faroese, MORTALITY, deaths(cage, count=dead))

    entered(people.vet, TREATMENTS, bath(cage, start_date=day, end_date=day, fish_treated=there))
    entered(people.vet, SAMPLES, sample(cage, sample_date=day, sample_size=there))
    entered(people.vet, COUNTS, lice(cage, count_date=day, fish_sampled=there))
    message = refused(people.vet, SAMPLES, sample(cage, sample_date=day, sample_size=there + 1), "sample_size")
    assert message == f"{cage} held {there} fish on {day}, so {there + 1} cannot be sampled; give fewer."
    assert "held 100 fish" in refused(people.vet, SAMPLES, sample(cage, sample_size=101), "sample_size")


def test_fish_that_came_by_hand_later_were_not_there_before(people, cage):
    other = BatchContainerAssignment.objects.filter(batch=cage.batch, is_active=True).exclude(pk=cage.pk).first()
    Container.objects.filter(pk=other.container_id).update(max_biomass_kg=1e9)
    day, there = dt.date(2019, 12, 20), other.days.get(date="2019-12-20").population
    entered(people.faroese, TRANSFERS, move(cage, other.container, 4000))

    entered(people.vet, SAMPLES, sample(other, sample_date=day, sample_size=there))
    refused(people.vet, SAMPLES, sample(other, sample_date=day, sample_size=there + 1), "sample_size")


def test_fish_that_left_by_hand_later_were_there_before(people, cage):
    day, there = dt.date(2019, 12, 20), cage.days.get(date="2019-12-20").population
    entered(people.faroese, TRANSFERS, move(cage, free_cage(cage), 4000, mortality_during_transfer=25))

    entered(people.vet, SAMPLES, sample(cage, sample_date=day, sample_size=there))
    refused(people.vet, SAMPLES, sample(cage, sample_date=day, sample_size=there + 1), "sample_size")


def test_moves_of_the_simulator_are_in_its_own_count_of_a_day(people, cage):
    day, there = dt.date(2019, 12, 20), cage.days.get(date="2019-12-20").population
    generated = TransferAction.objects.filter(source_assignment__batch=cage.batch).first()
    TransferAction.objects.filter(pk=generated.pk).update(source_assignment=cage, actual_execution_date=LAST_DAY)

    refused(people.vet, SAMPLES, sample(cage, sample_date=day, sample_size=there + 1), "sample_size")


def test_what_later_meals_left_in_a_lot_is_mended_when_one_is_withdrawn(people, cage):
    first, second = (entered(people.faroese, MEALS, meal(cage)) for _ in range(2))
    before = FeedStockMovement.objects.get(feeding_event=second["id"]).balance_kg
    people.faroese.delete(f"{MEALS}{first['id']}/?reason=storm")

    after = FeedStockMovement.objects.get(feeding_event=second["id"])
    assert after.balance_kg == pytest.approx(before + 12.5)
    assert FeedContainerStock.objects.get(feed_purchase=after.feed_purchase).current_kg == pytest.approx(
        after.balance_kg, abs=0.001
    )


def test_a_meal_is_weighed_to_the_gram_as_its_feed_is(people, cage):
    row = entered(people.faroese, MEALS, meal(cage, amount_kg=1.23456))
    drawn = FeedStockMovement.objects.filter(feeding_event=row["id"]).aggregate(kg=Sum("quantity_kg"))["kg"]

    assert (row["amount_kg"], drawn) == (1.235, -1.235)
    refused(people.faroese, MEALS, meal(cage, amount_kg=0.0009), "amount_kg")


def test_no_gram_of_a_meal_is_passed_over(people, cage):
    lot = lot_of(cage)
    FeedContainerStock.objects.filter(feed_container=lot.feed_container_id).exclude(pk=lot.pk).update(
        emptied_date=LAST_DAY
    )
    # 0.009 less 0.008 is less than 0.001 to a computer.
    FeedContainerStock.objects.filter(pk=lot.pk).update(quantity_kg=0.008, hand_kg=0)

    assert "give less" in refused(people.faroese, MEALS, meal(cage, amount_kg=0.009), "amount_kg")


@pytest.mark.parametrize("time", ["2019-12-31T10:00:00", "2019-12-31"])
def test_a_meal_has_a_time_with_its_offset(people, cage, time):
    assert "Give the offset from UTC" in refused(people.faroese, MEALS, meal(cage, feeding_time=time), "feeding_time")


@pytest.mark.parametrize("amount", [True, "nan", "inf"])
def test_a_quantity_is_a_number(people, cage, amount):
    refused(people.faroese, MEALS, meal(cage, amount_kg=amount), "amount_kg")
    refused(people.faroese, TRANSFERS, move(cage, free_cage(cage), 10, water_temp_c=amount), "water_temp_c")


def test_a_fish_has_a_thousand_lice_of_a_kind_at_most(people, cage):
    message = refused(people.faroese, COUNTS, lice(cage, fish_sampled=1, caligus_count=1001), "caligus_count")

    assert message == "1001 lice on 1 fish cannot be; a fish has 1000 of a kind at most. Mend one of the two."
    entered(people.faroese, COUNTS, lice(cage, fish_sampled=1, attached_count=1000))


def test_fish_get_a_vaccine_once(people, site):
    parr = standing("FO", 3)
    one, other = VaccinationType.objects.exclude(treatments__assignment=parr)[:2]
    shot = bath(parr, treatment_type="VACCINATION", dose_ml=0.1, withholding_end=None)
    entered(people.vet, TREATMENTS, {**shot, "vaccination_type": one.pk})

    message = refused(people.vet, TREATMENTS, {**shot, "vaccination_type": one.pk}, "vaccination_type")
    assert "name another vaccine" in message
    entered(people.vet, TREATMENTS, {**shot, "vaccination_type": other.pk})


def test_a_vaccination_has_a_dose(people, site):
    parr = standing("FO", 3)
    vaccine = VaccinationType.objects.exclude(treatments__assignment=parr).first()
    shot = bath(parr, treatment_type="VACCINATION", vaccination_type=vaccine.pk, withholding_end=None)

    for nothing in (0, None):
        refused(people.vet, TREATMENTS, {**shot, "dose_ml": nothing}, "dose_ml")
    entered(people.vet, TREATMENTS, {**shot, "dose_ml": 0.1})


def test_a_vaccine_follows_the_fish(people, cage):
    vaccine = VaccinationType.objects.exclude(treatments__batch=cage.batch).first()
    shot = bath(cage, treatment_type="VACCINATION", dose_ml=0.1, withholding_end=None, vaccination_type=vaccine.pk)
    entered(people.vet, TREATMENTS, shot)
    moved = entered(people.faroese, TRANSFERS, move(cage, free_cage(cage), 200))
    later = {**shot, "assignment": moved["dest_assignment"], "start_date": "2019-12-31"}

    assert f"{cage} were vaccinated" in refused(people.vet, TREATMENTS, later, "vaccination_type")


@pytest.mark.parametrize(("field", "value"), [("dose_ml", 0.1), ("withholding_end", "2020-01-20")])
def test_where_nothing_is_given_there_is_no_dose_and_no_withdrawal_time(people, cage, field, value):
    bare = {"treatment_type": "MECHANICAL", "withholding_end": None}

    assert "Nothing is given" in refused(people.vet, TREATMENTS, bath(cage, **{**bare, field: value}), field)
    entered(people.vet, TREATMENTS, bath(cage, **bare))
