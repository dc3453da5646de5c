"""Validation passes what was generated, and each criterion fails on the damage it is there to find, and on no other."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from aquasim.errors import CheckpointError
from aquasim.presets import load_parameters
from aquasim.run import generate
from aquasim.sinks import Criterion, RunStatus, open_store
from aquasim.validation import resume, validate
from aquasim.validation.feed_stock import _wrong_ratio
from aquasim.validation.resume import Proof, resume_proven
from tests.conftest import Workspace

ROWS = "rows are those committed"
CAPACITY = frozenset({"capacity settled"})
"""The plan is another one, or fish are where it does not want them."""
RESUME = "resume proven"
STAGES = {"EGG_ALEVIN": 1, "FRY": 2, "GROW_OUT": 6}


@dataclass(frozen=True)
class Damage:
    """Statements that break one criterion; `rows` where they change generated rows, which the digest shows as well."""

    criterion: str
    sql: str
    rows: bool = True
    also: frozenset[str] = frozenset()

    @property
    def broken(self) -> set[str]:
        return {self.criterion, *self.also, *([ROWS] if self.rows else [])}


def rule(criterion: str, key: str, value: str, also: frozenset[str] = frozenset()) -> Damage:
    """The rows stay and the run's own record asks for something else."""
    path = ".".join(f'"{step}"' if step.isdecimal() else step for step in key.split("."))
    sql = f"UPDATE generation_generationrun SET parameters = json_set(parameters, '$.{path}', json('{value}'))"
    return Damage(criterion, sql, rows=False, also=also)


def visit(criterion: str, batch: int, stage: str, owner: int, days: int, since: str) -> Damage:
    """A day of one batch, without fish, in the first container of another in the stage, so many days since a date."""
    number = STAGES[stage]
    there = f"FROM batch_batchcontainerassignment WHERE batch_id = {owner} AND lifecycle_stage_id = {number}"
    return Damage(
        criterion,
        f"""
        CREATE TEMP TABLE place AS SELECT min(container_id) AS container,
            date(max({since}), '{days} days') AS day {there};
        CREATE TEMP TABLE guest AS SELECT a.id, a.avg_weight_g FROM batch_batchcontainerassignment a, place
            WHERE batch_id = {batch} AND lifecycle_stage_id = {number}
            AND EXISTS (SELECT 1 FROM batch_dailycontainerstate WHERE assignment_id = a.id AND date = day) LIMIT 1;
        CREATE TEMP TABLE number AS SELECT max(id) + 1 AS id FROM batch_batchcontainerassignment;
        INSERT INTO batch_batchcontainerassignment (id, created_at, updated_at, batch_id, container_id,
            lifecycle_stage_id, population_count, avg_weight_g, biomass_kg, assignment_date, departure_date, is_active)
            SELECT number.id, created_at, updated_at, batch_id, container, lifecycle_stage_id, 0, a.avg_weight_g, 0,
                day, day, 0
            FROM batch_batchcontainerassignment a, place, number WHERE a.id = (SELECT id FROM guest);
        INSERT INTO batch_dailycontainerstate
            SELECT number.id, date, day_number, 0, (SELECT avg_weight_g FROM guest), 0, 0, temp_c, oxygen_mg_l,
                oxygen_saturation_pct, salinity_psu, 0, 0, 0, 0, 0, 0
            FROM batch_dailycontainerstate, place, number
            WHERE assignment_id = (SELECT id FROM guest) AND date = day;
        """,
        also=CAPACITY if batch != owner else frozenset(),
    )


def first(table: str, changes: str, where: str = "1") -> str:
    return f"UPDATE {table} SET {changes} WHERE id = (SELECT min(id) FROM {table} WHERE {where});"


def first_day(changes: str, where: str) -> str:
    """Change one row of the daily states; `a` is its assignment."""
    table = "batch_dailycontainerstate"
    return f"""
        UPDATE {table} SET {changes} WHERE (assignment_id, date) = (SELECT assignment_id, date FROM {table} d
            JOIN batch_batchcontainerassignment a ON a.id = d.assignment_id WHERE {where} LIMIT 1);
    """


def first_reading(changes: str, kind: str, place: str) -> str:
    """Change one reading of a kind of sensor; `place` is `hall_id` for land and `area_id` for the sea."""
    table = "environmental_environmentalreading"
    return f"""
        UPDATE {table} SET {changes} WHERE (sensor_id, reading_time) = (
            SELECT r.sensor_id, r.reading_time FROM {table} r JOIN infrastructure_sensor s ON s.id = r.sensor_id
            JOIN infrastructure_container c ON c.id = s.container_id
            WHERE s.sensor_type = '{kind}' AND {place} IS NOT NULL LIMIT 1);
    """


SHIFTED = "UPDATE environmental_environmentalreading SET value = value"
DAY = "CAST(julianday(date(reading_time)) AS INTEGER)"

A_DAY_LOST = """
    CREATE TEMP TABLE lost AS SELECT assignment_id, container_id, date FROM batch_dailycontainerstate d
        JOIN batch_batchcontainerassignment a ON a.id = d.assignment_id
        WHERE lifecycle_stage_id = 1 AND mortality_count = 0 AND moved_in = 0 AND moved_out = 0 LIMIT 1;
    DELETE FROM batch_dailycontainerstate
        WHERE (assignment_id, date) = (SELECT assignment_id, date FROM lost);
    DELETE FROM environmental_environmentalreading
        WHERE container_id = (SELECT container_id FROM lost) AND date(reading_time) = (SELECT date FROM lost);
"""
A_WARNING = """
    INSERT INTO generation_capacitywarning
        (id, created_at, updated_at, date, stage, place, batch_number, need, supply, message)
        VALUES (1, '2017-01-01', '2017-01-01', '2019-07-01', 'FRY', 'FO-S01 Fry hall', 'FO-2019-01', 40, 12, 'full');
"""
A_TWIN = """
    DROP INDEX batchcontainerassignment_one_active;
    INSERT INTO batch_batchcontainerassignment (id, created_at, updated_at, batch_id, container_id,
            lifecycle_stage_id, population_count, avg_weight_g, biomass_kg, assignment_date, departure_date, is_active)
        SELECT (SELECT max(id) + 1 FROM batch_batchcontainerassignment), created_at, updated_at, batch_id, container_id,
            lifecycle_stage_id, population_count, avg_weight_g, biomass_kg, assignment_date, departure_date, is_active
        FROM batch_batchcontainerassignment WHERE is_active = 1 AND lifecycle_stage_id < 6 LIMIT 1;
"""
A_MEAL_IN_2030 = """
    INSERT INTO inventory_feedingevent
        SELECT (SELECT max(id) + 1 FROM inventory_feedingevent), batch_id, assignment_id, container_id, feed_id,
            feed_container_id, '2030-01-01 06:00:00', amount_kg, batch_biomass_kg, feeding_percentage, feed_cost, method
        FROM inventory_feedingevent LIMIT 1;
"""
DRAWN = "meals drawn from lots"
SOLD = "lots sold at the price of the week"
YIELDS = "yields of harvested fish"
ANOTHER_MEAL = """
    UPDATE inventory_feedstockmovement SET feeding_event_id = (
        SELECT max(e.id) FROM inventory_feedingevent e WHERE e.feeding_time = movement_time
            AND e.feed_container_id = inventory_feedstockmovement.feed_container_id
    ) WHERE id = (SELECT id FROM inventory_feedstockmovement WHERE movement_type = 'FEEDING' ORDER BY id LIMIT 1);
"""
STALE_FEED = first("inventory_feedpurchase", "expiry_date = purchase_date", "status = 'DELIVERED'")
OUT_OF_TURN = """
    UPDATE inventory_feedstockmovement SET movement_time = date(movement_time) || ' 23:59:00' WHERE id = (
        SELECT min(id) FROM inventory_feedstockmovement WHERE feeding_event_id = (
            SELECT feeding_event_id FROM inventory_feedstockmovement GROUP BY feeding_event_id
            HAVING feeding_event_id IS NOT NULL AND count(*) = 2 LIMIT 1));
"""
A_HUNGRY_DAY = """
    INSERT INTO inventory_feedshortage (id, feed_container_id, feed_id, date, containers, wanted_kg, missing_kg)
        VALUES (1, 1, 1, '2018-01-01', 1000, 10, 10);
"""
A_STRIKE = '[{"geography": "faroe", "first_day": "2018-06-01", "last_day": "2018-12-31"}]'
STEADY_FROM_THE_THIRD = """
    UPDATE generation_generationrun SET parameters = json_set(parameters, '$.targets.steady_from_year', 3);
"""
WORKFLOW_OF_PARR = "batch_id = 1 AND dest_lifecycle_stage_id = 3"
HALF_THE_WEIGHT = """
    UPDATE harvest_harvestevent SET live_weight_kg = live_weight_kg / 2;
    UPDATE harvest_harvestlot SET live_weight_kg = live_weight_kg / 2, gutted_weight_kg = gutted_weight_kg / 2,
        fillet_weight_kg = fillet_weight_kg / 2;
"""


def a_bath(day: str, where: str) -> str:
    """A bath in the cage of the first of some treatments."""
    return f"""
        CREATE TEMP TABLE bath AS SELECT * FROM health_treatment WHERE id = (
            SELECT min(id) FROM health_treatment WHERE {where});
        UPDATE bath SET id = (SELECT max(id) + 1 FROM health_treatment), treatment_type = 'BATH', start_date = {day},
            end_date = {day}, lice_count_id = NULL, efficacy = NULL, withholding_end = NULL;
        INSERT INTO health_treatment SELECT * FROM bath;
    """


def lousy(where: str) -> str:
    """Five adult females on every sampled fish of some counts; `a` is the assignment."""
    return f"""
        UPDATE health_licecount SET adult_female_count = 5 * fish_sampled, adult_female_per_fish = 5,
            mobile_per_fish = 5 + (preadult_count + adult_male_count) * 1.0 / fish_sampled
        WHERE id IN (SELECT n.id FROM health_licecount n
            JOIN batch_batchcontainerassignment a ON a.id = n.assignment_id WHERE {where});
    """


THREE_COUNTS_MISSED = """
    DELETE FROM health_licecount WHERE id IN (SELECT id FROM health_licecount
        WHERE assignment_id = (SELECT min(assignment_id) FROM health_licecount) ORDER BY count_date LIMIT 3);
"""
AGE = "julianday(n.count_date) - julianday(a.assignment_date)"
A_DAY_EARLIER = "start_date = date(start_date, '-1 day'), end_date = date(end_date, '-1 day')"
A_STORM = """
    UPDATE environmental_weatherdata SET wave_height_m = 6.5 WHERE (area_id, date(timestamp)) = (
        SELECT c.area_id, t.start_date FROM health_treatment t
        JOIN batch_batchcontainerassignment a ON a.id = t.assignment_id
        JOIN infrastructure_container c ON c.id = a.container_id WHERE t.lice_count_id IS NOT NULL LIMIT 1);
"""

A_READING_OF_NO_SENSOR = """
    INSERT INTO environmental_environmentalreading
        (sensor_id, reading_time, parameter_id, container_id, batch_id, value, quality)
        SELECT 999999, reading_time, parameter_id, container_id, batch_id, value, quality
        FROM environmental_environmentalreading LIMIT 1;
"""


def test_a_tenth_of_the_company_is_harvested_and_passes_every_check(workspace: Workspace) -> None:
    """One cage that waited for its plant there is more than a twentieth of the harvests of session 1."""
    done = workspace.run("aquamind generate --session 1 --scale 0.1 --no-predict --no-report")
    assert done.returncode == 0, done.stderr
    with open_store(workspace.url) as store:
        (run,) = store.runs()
    assert run.status == RunStatus.COMPLETED
    assert run.rows_per_table["harvest_harvestevent"] > 50


DAMAGES = [
    Damage("days complete", A_DAY_LOST),
    Damage("capacity settled", A_WARNING),
    Damage("capacity settled", first("batch_batch", "batch_number = 'FO-2017-99'")),
    rule("capacity settled", "geographies.faroe.sea_areas", "1"),
    rule("readings promised", "targets.session_1_readings", "1000000000"),
    Damage("peak memory of all processes", "UPDATE generation_generationrun SET peak_memory_mb = 612", rows=False),
    Damage(
        "initial batches passed the stages in order",
        first("batch_batchtransferworkflow", "actual_start_date = date(actual_start_date, '-1 day')", WORKFLOW_OF_PARR),
    ),
    rule("stage durations", "stages.0.max_days", "100", CAPACITY),
    Damage("smolts vaccinated", first("health_treatment", "treatment_type = 'BATH'")),
    Damage("fish conserved", first_day("culled = culled + 1", "lifecycle_stage_id = 1")),
    Damage("eggs laid down", first("batch_batch", "egg_count = egg_count + 1")),
    Damage("transfers conserve fish", first("batch_transferaction", "transferred_count = transferred_count + 1")),
    Damage("deaths recorded", first("batch_mortalityevent", "count = count + 1")),
    Damage("harvests recorded", first("harvest_harvestevent", "count = count + 1")),
    Damage(
        "harvests recorded", first("harvest_harvestlot", "live_weight_kg = live_weight_kg + 1", "live_weight_kg > 100")
    ),
    Damage("fasted before harvest", first("harvest_harvestevent", "days_fasted = 1")),
    Damage("fasted before harvest", first("harvest_harvestevent", "days_fasted = days_fasted + 1")),
    rule("harvest within capacity", "geographies.faroe.harvest.plant_kg_day", "1000"),
    Damage(SOLD, first("harvest_harvestlot", "price_per_kg = price_per_kg + 1")),
    Damage(SOLD, first("harvest_batchresult", "revenue = revenue + 1")),
    Damage(SOLD, first("harvest_batchresult", "feed_kg = feed_kg + 0.001")),
    Damage(SOLD, first("harvest_batchresult", "feed_cost = feed_cost + 0.01")),
    Damage(SOLD, first("harvest_batchresult", "first_harvest_date = date(first_harvest_date, '-1 day')")),
    Damage(YIELDS, first("harvest_harvestlot", "fillet_weight_kg = fillet_weight_kg * 0.9", "fillet_weight_kg > 100")),
    Damage(YIELDS, "UPDATE harvest_harvestlot SET fillet_weight_kg = fillet_weight_kg * 0.97"),
    Damage(
        "events in their season",
        first("environmental_environmentalevent", "start_date = '2018-01-05'", "kind = 'JELLYFISH'"),
    ),
    Damage(
        "harvest even over the years",
        STEADY_FROM_THE_THIRD + "DELETE FROM harvest_harvestevent; DELETE FROM harvest_harvestlot;",
        also=frozenset({"harvests recorded", SOLD, "feeding summaries"}),
    ),
    Damage("feeding summaries", first("inventory_batchfeedingsummary", "growth_kg = -1, bfcr = NULL", "efcr IS NULL")),
    Damage(
        "assignments stand as their days left them",
        first("batch_batchcontainerassignment", "population_count = population_count + 1", "is_active = 1"),
    ),
    Damage(
        "biomass adds up",
        first_day("biomass_kg = biomass_kg + 1", "lifecycle_stage_id = 1"),
        also=frozenset({"feeding summaries"}),  # eggs weigh what their first day says
    ),
    visit("one batch per container and day", 1, "EGG_ALEVIN", 1, 10, "assignment_date"),
    Damage("active assignments unique", A_TWIN, also=frozenset({"assignments stand as their days left them"})),
    rule("density capped", "stages.1.density_kg_m3", "1", CAPACITY),
    rule("density capped", "sea.density_kg_m3", "[1, 1, 1, 1]", CAPACITY),
    rule("eggs per tray and fish per cage", "stations.eggs_per_tray", "1000", CAPACITY),
    rule("eggs per tray and fish per cage", "sea.fish_per_cage", "1000", CAPACITY),
    visit("areas fallow between batches", 3, "GROW_OUT", 1, 10, "departure_date"),
    visit("containers cleaned between batches", 2, "FRY", 1, 5, "departure_date"),
    Damage("feeding rates", first("inventory_feedingevent", "feeding_percentage = 20")),
    Damage(
        "feed and growth agree",
        "UPDATE inventory_feedingevent SET amount_kg = amount_kg * 2;"
        "UPDATE batch_dailycontainerstate SET feed_kg = feed_kg * 2;",
        also=frozenset({DRAWN, SOLD, "feeding summaries"}),
    ),
    Damage("meals add up", first("inventory_feedingevent", "amount_kg = amount_kg + 1"), also=frozenset({DRAWN, SOLD})),
    Damage("pellet fits the fish", first("inventory_feedingevent", "feed_id = 13"), also=frozenset({DRAWN})),
    Damage("feed only where fish are", first("inventory_feedingevent", "container_id = 1", "container_id <> 1")),
    Damage("feed only where fish are", A_MEAL_IN_2030, also=frozenset({DRAWN, SOLD})),
    Damage(DRAWN, ANOTHER_MEAL),
    Damage(DRAWN, first("inventory_feedingevent", "feed_cost = feed_cost + 0.01"), also=frozenset({SOLD})),
    Damage("feed stock adds up", first("inventory_feedcontainerstock", "quantity_kg = quantity_kg + 1")),
    Damage("feed stock adds up", first("inventory_feedcontainerstock", "cost_left = cost_left + 0.01")),
    Damage("feed stock adds up", first("inventory_feedpurchase", "cost_per_kg = cost_per_kg + 0.01", "id > 1")),
    Damage("silos and barges hold their feed", first("infrastructure_feedcontainer", "capacity_kg = 9", "area_id > 0")),
    Damage("feed arrives before it is eaten", STALE_FEED),
    Damage(
        "feed arrives before it is eaten",
        first("inventory_feedpurchase", "order_date = date(order_date, '-7 days', 'weekday 0')"),
    ),
    Damage("feed arrives before it is eaten", OUT_OF_TURN, also=frozenset({DRAWN})),
    Damage("feed to be had", A_HUNGRY_DAY),
    rule("feed to be had", "feed_supply.strikes", A_STRIKE),
    Damage("feeding summaries", first("inventory_batchfeedingsummary", "feed_kg = feed_kg + 1")),
    Damage(
        "feeding summaries",
        "UPDATE inventory_batchfeedingsummary SET efcr = efcr + 0.01 "
        "WHERE id = (SELECT min(id) FROM inventory_batchfeedingsummary WHERE efcr IS NOT NULL)",
    ),
    Damage("feeding summaries", "DELETE FROM inventory_batchfeedingsummary WHERE container_id IS NULL"),
    Damage("feeding summaries", "DELETE FROM inventory_batchfeedingsummary WHERE feed_kg = 0"),
    Damage(
        "feeding summaries",
        first(
            "inventory_batchfeedingsummary",
            "net_growth_kg = net_growth_kg - 1, efcr = feed_kg / (net_growth_kg - 1)",
            "container_id IS NULL AND net_growth_kg > 2",
        ),
    ),
    Damage("fresh water has no salt", first_reading("value = 0.5", "SALINITY", "hall_id")),
    Damage("fresh water has no salt", first_day("salinity_psu = 0.5", "lifecycle_stage_id = 5")),
    Damage("oxygen follows saturation", first_day("oxygen_mg_l = oxygen_mg_l * 1.05", "population = 0")),
    Damage("readings average to daily means", f"{SHIFTED} + 0.4 WHERE sensor_id = 1"),
    Damage("readings average to daily means", f"{SHIFTED} + 0.05 WHERE parameter_id = 1"),
    Damage("readings average to daily means", f"{SHIFTED} - 0.1 WHERE parameter_id = 2"),
    Damage("readings average to daily means", f"{SHIFTED} + 0.3 WHERE sensor_id = 1 AND reading_time < '2017-01-03'"),
    Damage("readings average to daily means", f"{SHIFTED} + 0.03 * ({DAY} % 2) WHERE parameter_id = 1"),
    Damage("readings only where fish are", first_reading("batch_id = batch_id % 9 + 1", "PH", "area_id")),
    Damage("readings only where fish are", first_reading("parameter_id = 5", "PH", "area_id")),
    Damage("drop-outs and faults", "DELETE FROM environmental_environmentalreading WHERE sensor_id % 20 = 0"),
    Damage("drop-outs and faults", "UPDATE environmental_sensorfault SET kind = 'DRIFT' WHERE kind = 'STUCK'"),
    Damage("lice counted as regulated", THREE_COUNTS_MISSED),
    Damage("lice counted as regulated", first("health_licecount", "adult_female_count = adult_female_count + 1")),
    Damage("lice counted as regulated", first("health_licecount", "count_date = date(count_date, 'weekday 6')")),
    rule("lice counted as regulated", "lice.fish_sampled", "30"),
    Damage("smolts free of lice", lousy(f"{AGE} <= 8")),
    Damage("lice breaches acted on", lousy(f"a.batch_id = 1 AND {AGE} BETWEEN 15 AND 70")),
    Damage("lice treatments by the rules", first("health_treatment", A_DAY_EARLIER, "lice_count_id IS NOT NULL")),
    Damage(
        "lice treatments by the rules",
        first("health_treatment", "lice_count_id = 1", "lice_count_id IS NOT NULL"),
        also=frozenset({"references point to rows"}),
    ),
    rule("lice treatments by the rules", "lice.rest_days", "60"),
    Damage("lice treatments by the rules", a_bath("date(start_date, '-5 days')", "lice_count_id IS NOT NULL")),
    Damage("lice treatments by the rules", a_bath("date(start_date, '13 days')", "lice_count_id IS NOT NULL")),
    Damage("lice treatments by the rules", A_STORM),
    Damage(
        "lice mastered",
        "UPDATE health_licecount SET limit_per_fish = 0.01",
        also=frozenset({"lice breaches acted on"}),
    ),
    Damage(
        "outbreaks possible",
        first("health_diseaseoutbreak", "onset_date = date(onset_date, '-200 days')", "disease_id = 6"),
    ),
    Damage("deaths of outbreaks", first("health_diseaseoutbreak", "fish_dead = fish_dead + 1", "batch_id = 1")),
    Damage(
        "antibiotics where bacteria are",
        first("health_treatment", "start_date = date(start_date, '-60 days')", "treatment_type = 'MEDICATED_FEED'"),
    ),
    rule("medicated feed eaten", "disease.medicines.florfenicol.days", "11"),
    Damage("medicated feed eaten", a_bath("date(start_date, '5 days')", "treatment_type = 'MEDICATED_FEED'")),
    rule("withdrawal kept", "disease.medicines.florfenicol.withdrawal_dd", "9000"),
    rule("notifiable sites emptied", "disease.diseases.5.notifiable", "true"),
    Damage("vaccines had their degree-days", "UPDATE health_batchvaccination SET degree_days = degree_days / 2"),
    Damage("health samples tell", first("health_individualfishobservation", "weight_g = weight_g * 2")),
    Damage("health samples tell", first("health_healthlabsample", "result_date = date(result_date, 'weekday 6')")),
    Damage(
        "health samples tell",
        "UPDATE health_healthlabsample SET result = 'POSITIVE', fish_positive = 9 WHERE result = 'NEGATIVE'",
    ),
    rule("survival on course", "stages.1.survival", "0.5"),
    Damage("harvest weight on course", HALF_THE_WEIGHT, also=frozenset({SOLD, "feeding summaries"})),
    Damage("references point to rows", first("infrastructure_hall", "freshwater_station_id = 999")),
    Damage("references point to rows", first("batch_growthsample", "assignment_id = 999999")),
    Damage("references point to rows", A_READING_OF_NO_SENSOR, rows=False),
    Damage(ROWS, first("batch_growthsample", "max_weight_g = max_weight_g + 1")),
    Damage(ROWS, first("batch_batch", "supplier = 'Nobody'")),
]


def judged(database: Path, session: int = 1):
    with open_store(f"sqlite:///{database.as_posix()}") as store:
        return validate(store, session, prove_resume=False)


def failed(criteria) -> set[str]:
    return {criterion.name for criterion in criteria if not criterion.passed}


@pytest.fixture
def damaged(tmp_path, smoke_world):
    """A copy of the smoke world after some statements."""

    def damage(sql: str) -> Path:
        path = Path(shutil.copy(smoke_world.database, tmp_path / "damaged.sqlite3"))
        with closing(sqlite3.connect(path)) as connection:
            before = connection.total_changes
            connection.executescript(sql)
            assert connection.total_changes > before, "the statements changed no row"
        return path

    return damage


def test_what_was_generated_passes(smoke_world):
    criteria = judged(smoke_world.database)
    assert failed(criteria) == set()
    assert all(criterion.expected and criterion.observed for criterion in criteria)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.criterion)
def test_damage_fails_the_criterion_it_breaks_and_no_other(damaged, damage):
    assert failed(judged(damaged(damage.sql))) == damage.broken


def test_every_criterion_has_a_damage_that_fails_it(smoke_world):
    assert {damage.criterion for damage in DAMAGES} == {criterion.name for criterion in judged(smoke_world.database)}


def test_an_observation_names_what_is_out_of_order(damaged):
    path = damaged(first_day("culled = culled + 1", "a.id = 1 AND date = '2017-01-05'"))
    (criterion,) = (one for one in judged(path) if one.name == "fish conserved")
    assert criterion.observed.endswith("do not add up, first: assignment 1 on 2017-01-05")


def test_a_company_of_one_month_is_judged_by_what_its_age_allows(workspace):
    with open_store(workspace.url) as store:
        young = load_parameters("smoke", ["sessions=[30, 30]", "targets.session_1_readings=100"])
        generate(young, store, 1)
        criteria = {criterion.name: criterion for criterion in validate(store, 1, prove_resume=False)}
    assert failed(criteria.values()) <= {"peak memory of all processes"}  # the test runner's own counts here
    assert criteria["harvest weight on course"].observed == "nothing harvested yet"
    assert criteria["stage durations"].observed == "no stage is over yet"
    assert criteria["feeding rates"].observed == "none fed, 0 assignments past it"


def generated(workspace: Workspace, *overrides: str) -> dict[str, Criterion]:
    """The verdict on session 1 of a company of another shape; the memory of the test runner is none of its business."""
    parameters = load_parameters("smoke", ["targets.session_1_readings=100", *overrides])
    with open_store(workspace.url) as store:
        generate(parameters, store, 1)
        criteria = validate(store, 1, prove_resume=False)
    return {one.name: one for one in criteria if one.name != "peak memory of all processes"}


def test_a_company_whose_batches_wait_for_room_is_settled_by_its_plan(workspace):
    """With two Faroese areas, later batches wait for months or are given up, years after the first."""
    criteria = generated(workspace, "sessions=[1095]", "geographies.faroe.sea_areas=2", "modules.lice=false")
    assert failed(criteria.values()) == set()
    assert "warnings, 0 others than planned" in criteria["capacity settled"].observed
    assert not criteria["capacity settled"].observed.endswith(" 0 warnings, 0 others than planned")


def test_a_tiny_company_is_fed_to_the_gram(workspace):
    """Rations of a few grams are off by much of themselves, and the weight that a pellet is for by a gram in 125."""
    tiny = ["production.eggs_min=500", "production.eggs_max=500", "targets.whole_tolerance=1"]
    criteria = generated(workspace, "sessions=[300]", "targets.whole_t_per_year=6", *tiny)
    assert failed(criteria.values()) == set()


def test_stages_of_one_length_are_kept_and_at_sea_an_aim(workspace):
    """Fish leave over days, the last on the last day of the window; the next stage is booked from the first of them."""
    one = [f"stages.EGG_ALEVIN.{which}_days=90" for which in ("min", "typical", "max")]
    at_sea = [f"stages.GROW_OUT.{which}_days=430" for which in ("min", "typical", "max")]
    criteria = generated(workspace, "sessions=[1000]", *one, *at_sea)
    assert failed(criteria.values()) == set()
    assert "Egg & Alevin 90-90" in criteria["stage durations"].observed
    assert "at sea a window shorter than 120 days is an aim" in criteria["stage durations"].expected


def test_growth_that_is_rounded_to_nothing_may_have_a_quotient_but_not_any():
    growth_kg, feed_g = np.array([0.0, 0.0, 2.0, 2.0, -1.0]), np.array([1, 1, 2200, 2200, 1])
    ratio = np.array([2.5, 1.1, 1.1, 1.2, 1.1])  # a gram of feed for less than half a gram of growth is 2 or more
    assert _wrong_ratio(ratio, feed_g, growth_kg).tolist() == [False, True, False, True, True]


def test_days_before_the_first_batch_that_finds_room_need_no_fish(workspace):
    """One fry tank holds some 16,000 eggs; of four batches the Scottish one of day 120 is small enough."""
    smaller = ["production.eggs_min=1000", "production.eggs_max=50000", "targets.whole_tolerance=1"]
    criteria = generated(workspace, "sessions=[300]", "seed=2", "stations.fry_tanks=1", *smaller)
    assert failed(criteria.values()) == set()
    assert criteria["days complete"].expected.startswith("180 of 300 days")


def test_a_session_that_is_not_there_is_refused(smoke_world):
    with pytest.raises(CheckpointError, match="holds no session 2"):
        judged(smoke_world.database, session=2)


def test_readings_are_judged_by_the_session_that_wrote_them(workspace):
    """What another session reads is taken from the ledger, so its damage shows where it is judged, and only there."""
    parameters = load_parameters("smoke", ["sessions=[30, 30]", "targets.session_1_readings=100"])
    with open_store(workspace.url) as store:
        generate(parameters, store, 1)
        store.finish(1, "COMPLETED")
        generate(parameters, store, 2)
    whole = [ROWS in failed(judged(workspace.database, session)) for session in (1, 2)]
    with closing(sqlite3.connect(workspace.database)) as connection, connection:
        connection.execute("UPDATE environmental_environmentalreading SET value = value + 1 "
                           "WHERE reading_time >= '2017-02-05'")  # fmt: skip
    damaged = [ROWS in failed(judged(workspace.database, session)) for session in (1, 2)]

    assert whole == [False, False]
    assert damaged == [False, True]


def test_the_run_of_the_smoke_world_proved_resume(smoke_world):
    with closing(sqlite3.connect(smoke_world.database)) as connection:
        rows = connection.execute(
            "SELECT passed, observed FROM generation_validationresult WHERE check_name = ?", (RESUME,)
        ).fetchall()
    ((passed, observed),) = rows
    assert passed
    assert observed.startswith("killed at ")


@pytest.mark.parametrize(
    ("proof", "passed"),
    [
        (Proof(days_at_kill=480, days=1095, digest="aa", digest_alone="aa"), True),
        (Proof(days_at_kill=480, days=1095, digest="aa", digest_alone="bb"), False),
        (Proof(days_at_kill=1095, days=1095, digest="aa", digest_alone="aa"), False),
    ],
    ids=["same rows", "other rows", "killed too late to prove anything"],
)
def test_resume_is_proven_by_the_same_rows_after_a_kill_midway(proof, passed):
    assert proof.criterion().passed is passed


def test_a_proof_that_takes_too_long_is_a_criterion_that_fails(workspace, monkeypatch):
    monkeypatch.setattr(resume, "PATIENCE_S", 0.0)
    with open_store(workspace.url) as store:
        criterion = resume_proven(store)
    assert (criterion.name, criterion.passed) == (RESUME, False)
    assert criterion.observed.startswith("not proven: no answer within 0 s")
