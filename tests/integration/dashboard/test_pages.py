"""The pages on a whole small company: how often they ask, what they answer, and to whom."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.db.models import Count, F, Max, Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.batch.models import Batch, BatchContainerAssignment, DailyContainerState, LifeCycleStage, TransferAction
from apps.dashboard.models import BatchDay
from apps.dashboard.urls import urlpatterns
from apps.generation.models import GenerationPart
from apps.harvest.models import HarvestEvent
from apps.health.models import DiseaseOutbreak
from apps.infrastructure.models import Area, Container, Geography, Hall, Sensor
from aquasim.engine.tables import TABLES

pytestmark = pytest.mark.django_db

# How often a page asks the database, the session and the user among it; on a company of any size.
ASKED = {
    "overview": 26,
    "map": 17,
    "production": 11,
    "batches": 12,
    "batch": 24,
    "places": 12,
    "station": 12,
    "hall": 19,
    "area": 21,
    "container": 14,
    "run": 12,
    "dictionary": 8,
}
CHARTS = {
    "company_chart": ("stock", "fish", "harvest", "mortality", "feed", "use", "licence", "lice"),
    "batch_chart": ("weight", "stock", "deaths", "feed", "water", "lice"),
    "hall_chart": ("stock", "water", "feed", "nitrogen"),
    "area_chart": ("stock", "water", "feed", "weather", "lice"),
    "container_chart": ("fish", "density"),
}
MOST_FOR_A_CHART = 8


def address(world, name: str, *further: str) -> str:
    """Where a page or a chart of the world's landmarks is."""
    thing = name.removesuffix("_chart")
    keys = {
        "batch": world.batch.pk,
        "station": world.hall.freshwater_station_id,
        "hall": world.hall.pk,
        "area": world.area.pk,
        "container": world.cage.pk,
        "sensor": world.sensor.pk,
        "run": 1,
    }
    return reverse(f"dashboard:{name}", args=[*([keys[thing]] if thing in keys else []), *further])


EVERY_CHART = [(name, one) for name, known in CHARTS.items() for one in known] + [("sensor_chart",), ("run_chart",)]


def test_every_address_is_in_these_tests():
    assert {pattern.name for pattern in urlpatterns} == {*ASKED, "runs", *(name for name, *_ in EVERY_CHART)}


@pytest.mark.parametrize("name", ASKED)
def test_page_asks_the_database_a_fixed_number_of_times(reader, world, name):
    with CaptureQueriesContext(connection) as asked:
        response = reader.get(address(world, name))

    assert response.status_code == 200
    assert len(asked) <= ASKED[name]


@pytest.mark.parametrize("chart", EVERY_CHART, ids=" ".join)
def test_chart_has_data_and_asks_few_times(reader, world, chart):
    with CaptureQueriesContext(connection) as asked:
        response = reader.get(address(world, *chart), {"span": "all"})
    body = response.json()

    assert len(asked) <= MOST_FOR_A_CHART
    assert any(value is not None for series in body["series"] for value in series["values"])
    assert all(len(series["values"]) == len(body["times"]) for series in body["series"])
    assert body["times"] == sorted(body["times"])


@pytest.mark.parametrize("name", [*ASKED, "sensor_chart"])
def test_nobody_looks_without_logging_in(client, world, name):
    response = client.get(address(world, name))

    assert response.status_code == 302
    assert response.url.startswith(reverse("login"))


def test_first_page_of_data_runs_is_the_latest_session(reader):
    assert reader.get(reverse("dashboard:runs")).url == reverse("dashboard:run", args=[1])


def of_other_geography(world):
    """One of each thing where the limited reader may not look."""
    other = Geography.objects.exclude(pk=world.area.geography_id).get()
    hall = Hall.objects.filter(freshwater_station__geography=other).first()
    container = Container.objects.filter(hall=hall).first()
    return {
        "batch": Batch.objects.filter(geography=other).first().pk,
        "station": hall.freshwater_station_id,
        "hall": hall.pk,
        "area": Area.objects.filter(geography=other).first().pk,
        "container": container.pk,
        "sensor": Sensor.objects.filter(container=container).first().pk,
    }


def test_what_lies_elsewhere_does_not_exist(reader_of, world):
    reader = reader_of(world.area.geography.code)
    others = of_other_geography(world)
    addresses = [reverse(f"dashboard:{name}", args=[key]) for name, key in others.items() if name != "sensor"]
    addresses += [
        reverse(f"dashboard:{name}", args=[others[name.removesuffix("_chart")], *further])
        for name, *further in EVERY_CHART
        if name not in ("company_chart", "run_chart")
    ]

    assert {path: reader.get(path).status_code for path in addresses} == dict.fromkeys(addresses, 404)


def test_overview_counts_only_what_the_reader_sees(reader_of, world):
    code = world.area.geography.code
    kg = DailyContainerState.objects.filter(date=world.last, assignment__batch__geography__code=code).aggregate(
        kg=Sum("biomass_kg")
    )["kg"]
    reader = reader_of(code)
    response = reader.get("/")

    assert response.context["tiles"][0].value == pytest.approx(kg / 1000)
    assert {line["batch"].geography.code for line in response.context["batches"]} == {code}
    assert {site["site"].geography.code for site in reader.get("/map/").context["sites"]} == {code}


def middle(world) -> dt.date:
    return world.first + (world.last - world.first) / 2


def test_overview_of_an_earlier_day_is_that_of_its_rows(reader, world):
    day = middle(world)
    found = DailyContainerState.objects.filter(date=day).aggregate(kg=Sum("biomass_kg"), fish=Sum("population"))
    response = reader.get("/", {"as_of": day.isoformat()})
    tiles = {tile.label: tile for tile in response.context["tiles"]}

    assert tiles["Standing biomass"].value == pytest.approx(found["kg"] / 1000)
    assert tiles["Fish"].value == pytest.approx(found["fish"] / 1e6)


def on_the_way_to_sea() -> tuple[int, dt.date]:
    """A batch with fish in tanks and in cages, and the day."""
    living = BatchDay.objects.order_by().filter(population__gt=0).values("batch", "date")
    halfway = living.annotate(halls=Count("hall"), areas=Count("area")).filter(halls__gt=0, areas__gt=0)
    return halfway.order_by("date", "batch").values_list("batch", "date").first()


def test_batch_on_the_way_is_in_two_stages_and_tanks_are_not_counted_as_cages(reader, world):
    batch, day = on_the_way_to_sea()
    states = DailyContainerState.objects.order_by("assignment__lifecycle_stage__order")
    states = states.filter(date=day, population__gt=0, assignment__batch=batch)
    sums = states.values("assignment__lifecycle_stage__name").annotate(
        fish=Sum("population"), containers=Count("pk"), densest=Max("density_kg_m3")
    )
    known = list(sums.values_list("assignment__lifecycle_stage__name", "fish", "containers", "densest"))
    lines = [reader.get(page, {"as_of": day.isoformat()}) for page in ("/", "/batches/")]
    active, listed = (
        next(line for line in answer.context[name] if line["batch"].pk == batch)
        for answer, name in zip(lines, ("batches", "lines"), strict=True)
    )
    parts = [(part["stage"], part["fish"], part["in_containers"], part["density"]) for part in active["parts"]]
    area = BatchDay.objects.get(batch=batch, date=day, area__isnull=False).area

    assert [stage for stage, *_ in known] == ["Post-Smolt", "Grow-out"]
    assert parts == known
    assert active["fish"] == sum(fish for _, fish, *_ in known)
    assert [name for _, name in active["stages"]] == [name for _, name in listed["stages"]]
    assert active["place"] == listed["place"]
    assert active["place"].endswith(f" and {area.name}")
    assert all(re.search(r"</span>Post-Smolt to <span.*</span>Grow-out", answer.text) for answer in lines)


def test_harvest_is_announced_until_the_day_the_batch_is_planned_to_end(reader):
    harvest = HarvestEvent.objects.order_by("harvest_date").first()
    before, since = harvest.harvest_date - dt.timedelta(days=1), harvest.harvest_date
    answers = [reader.get("/", {"as_of": day.isoformat()}).context["upcoming"] for day in (before, since)]
    told = [next(entry for entry in found if entry["batch"].pk == harvest.batch_id) for found in answers]

    assert [entry["what"] for entry in told] == ["harvest until then", "being harvested until then"]
    assert {entry["day"] for entry in told} == {harvest.batch.expected_end_date}


def test_deaths_of_thirty_days_are_told_of_batches_that_are_as_old(reader, world):
    batch = Batch.objects.filter(start_date__gt=world.first).order_by("start_date").first()
    days = [batch.start_date + dt.timedelta(days=past) for past in (28, 29)]
    answers = [reader.get("/", {"as_of": day.isoformat()}).context["batches"] for day in days]
    young, old = (next(line["mortality_pct"] for line in lines if line["batch"].pk == batch.pk) for lines in answers)
    lived = DailyContainerState.objects.filter(assignment__batch=batch, date__lte=days[1])
    sums = lived.aggregate(dead=Sum("mortality_count"), fish_days=Sum("population"))

    assert young is None
    assert old == pytest.approx(100 * sums["dead"] / (sums["fish_days"] / 30))


@pytest.mark.parametrize(("span", "months"), [("1d", 1), ("90d", 4)])
def test_sums_by_month_are_of_whole_months_or_name_their_days(reader, world, span, months):
    """The 10th of March: 90 days begin on 11 December or a day later, whose month is shown from its first day on."""
    day = middle(world).replace(month=3, day=10)
    body = reader.get("/charts/company/feed/", {"as_of": day.isoformat(), "span": span}).json()
    fed = DailyContainerState.objects.filter(date__gte=day.replace(day=1), date__lte=day)
    begin = dt.datetime.fromtimestamp(body["times"][0], dt.UTC).date()
    fed_first = DailyContainerState.objects.filter(date__lte=day, date__year=begin.year, date__month=begin.month)
    kg, kg_first = (found.aggregate(kg=Sum("feed_kg"))["kg"] for found in (fed, fed_first))

    assert len(body["names"]) == len(body["times"]) == months
    assert body["names"][-1] == f"1–10 Mar {day.year}"
    assert body["names"][:-1] == ["Dec 2017", "Jan 2018", "Feb 2018"][4 - months :][: months - 1]
    assert body["series"][0]["values"][-1] == pytest.approx(kg / 1000, abs=0.01)
    assert body["series"][0]["values"][0] == pytest.approx(kg_first / 1000, abs=0.01)


@pytest.mark.parametrize("words", ["place", "region"])
def test_harvested_batch_is_found_by_its_last_place_and_its_region(reader, world, words):
    harvest = HarvestEvent.objects.filter(batch__actual_end_date__isnull=False).first()
    area = harvest.assignment.container.area
    asked = {"place": area.name, "region": area.geography.name}[words]
    lines = reader.get("/batches/", {"q": asked.upper(), "state": "harvested"}).context["lines"]

    assert harvest.batch in [line["batch"] for line in lines]
    assert all(asked in (line["place"], line["batch"].geography.name) for line in lines)


def test_search_without_a_match_says_so(reader):
    text = reader.get("/batches/", {"q": "no such batch"}).text

    assert "No batch matches." in text
    assert "<thead>" not in text


def test_batch_is_announced_before_it_is_laid_down(reader, world):
    batch = Batch.objects.filter(start_date__gt=world.first).order_by("start_date").first()
    address = reverse("dashboard:batch", args=[batch.pk])
    before, since = (
        reader.get(address, {"as_of": day.isoformat()}).text
        for day in (batch.start_date - dt.timedelta(days=1), batch.start_date)
    )

    assert f"to be laid down on {batch.start_date:%-d %B %Y}" in before
    assert 'class="tile"' not in before
    assert "to be laid down" not in since
    assert 'class="tile"' in since


def test_batch_page_knows_nothing_of_later_days(reader, world):
    harvest = HarvestEvent.objects.order_by("harvest_date").first()
    day = harvest.harvest_date - dt.timedelta(days=1)
    response = reader.get(reverse("dashboard:batch", args=[harvest.batch_id]), {"as_of": day.isoformat()})
    moved = TransferAction.objects.filter(workflow__batch=harvest.batch_id, actual_execution_date__lte=day)

    assert response.context["harvests"] == []
    assert response.context["summary"]["state"] == "active"
    assert sum(row["fish"] for row in response.context["transfers"]) == moved.aggregate(n=Sum("transferred_count"))["n"]


@pytest.mark.parametrize("name", ASKED)
def test_links_carry_the_day_on(reader, world, name):
    day = middle(world).isoformat()
    text = reader.get(address(world, name), {"as_of": day, "span": "90d"}).text
    lasting = re.sub(r'<form class="when".*?</form>', "", text, flags=re.DOTALL)  # it leads to other days
    links = re.findall(r'href="(/(?:map|batches|places|areas|halls|stations|containers|production)/[^"]*)"', lasting)

    assert links
    assert [link for link in links if f"as_of={day}" not in link or "span=90d" not in link] == []


@pytest.mark.parametrize("asked", [{"as_of": "yesterday"}, {"as_of": "2019-02-30"}, {"span": "eternity"}])
def test_what_is_not_understood_is_explained(reader, asked):
    response = reader.get("/", asked)

    assert response.status_code == 400
    assert next(iter(asked.values())) in response.text


@pytest.mark.parametrize(("asked", "shown"), [("1990-01-01", "first"), ("2999-01-01", "last")])
def test_day_outside_the_records_becomes_their_first_or_last(reader, world, asked, shown):
    assert reader.get("/", {"as_of": asked}).context["when"].as_of == getattr(world, shown)


def test_days_of_a_plan_are_those_of_the_assignments(reader, world):
    response = reader.get("/production/", {"span": "all", "rows": "place"})
    lines = {line.link: line for line in response.context["chart"].lines}
    stays = [bar for bar in lines["area", world.area.pk].bars if bar.link]
    stood = BatchContainerAssignment.objects.filter(container__area=world.area).values_list("batch", flat=True)

    assert {bar.link[1] for bar in stays} == set(stood)


def test_ledger_adds_up(reader):
    response = reader.get(reverse("dashboard:run", args=[1]))
    written = GenerationPart.objects.aggregate(rows=Sum("rows"))["rows"]

    assert sum(line["written"] for line in response.context["ledger"]) == written


def test_dictionary_explains_every_column_of_the_engine(reader):
    shown = {table.name: table for table in reader.get("/dictionary/").context["tables"]}

    for name, table in TABLES.items():
        words = {column.name: column.meaning for column in shown[name].columns}
        assert all(words[column.name] == column.meaning for column in table.columns)


def test_dictionary_finds_words(reader):
    tables = reader.get("/dictionary/", {"q": "oxygen saturation"}).context["tables"]

    assert "batch_dailycontainerstate" in {table.name for table in tables}
    assert "generation_generationpart" not in {table.name for table in tables}


def test_a_disease_that_goes_on_is_an_alert_until_it_is_over(reader, world):
    known = DiseaseOutbreak.objects.filter(detection_date__isnull=False, end_date__gt=F("detection_date"))
    outbreak = known.order_by("detection_date").first()
    words = f"{outbreak.disease.name} in {outbreak.batch.batch_number}, detected"
    days = (outbreak.detection_date - dt.timedelta(days=1), outbreak.detection_date, outbreak.end_date)
    alerts = [reader.get("/", {"as_of": day.isoformat()}).context["alerts"] for day in days]

    assert [sum(words in alert.worst for alert in found) for found in alerts] == [0, 1, 0]


def test_licence_in_use_is_biomass_at_sea_over_what_areas_may_hold(reader, world):
    kg = DailyContainerState.objects.filter(date=world.last, assignment__container__area__isnull=False)
    licences = Area.objects.aggregate(kg=Sum("max_biomass"))["kg"]
    tiles = {tile.label: tile for tile in reader.get("/").context["tiles"]}

    assert tiles["Licence in use"].value == pytest.approx(100 * kg.aggregate(kg=Sum("biomass_kg"))["kg"] / licences)


def test_weight_of_a_batch_is_compared_with_its_plan(reader, world):
    """On the last day of a stage the plan is the weight that the stage ends with."""
    batch, stage = world.batch, LifeCycleStage.objects.order_by("order").first()
    day = batch.start_date + dt.timedelta(days=stage.typical_duration_days)
    summary = reader.get(reverse("dashboard:batch", args=[batch.pk]), {"as_of": day.isoformat()}).context["summary"]

    assert summary["plan_g"] == pytest.approx(stage.expected_weight_max_g)
    assert summary["over_plan_pct"] == pytest.approx(100 * (summary["weight_g"] / stage.expected_weight_max_g - 1))


@pytest.mark.parametrize("path", ["/batches/999999/", "/nonsense/", "/batches/one"])
def test_what_is_not_there_is_said_in_the_style_of_the_site(reader, settings, path):
    settings.DEBUG = True
    response = reader.get(path)

    assert response.status_code == 404
    assert "Back to the overview" in response.text


def test_slash_that_was_left_out_is_no_reason_to_find_nothing(reader, settings):
    settings.DEBUG = True

    assert reader.get("/batches").url == "/batches/"


def shown_for(reader, path: str, span: str) -> str:
    """A page and what its charts hold, but for the span that its own addresses repeat."""
    text = reader.get(path, {"span": span}).text
    main = re.sub(f'span={span}|name="span" value="{span}"', "", text[text.index("<main") :])
    charts = [unescape(address) for address in re.findall(r'data-chart="([^"]*)"', text)]
    return main + "".join(reader.get(chart).text for chart in charts)


@pytest.mark.parametrize("name", ASKED)
def test_span_is_offered_where_it_changes_what_is_shown(reader, world, name):
    path = address(world, name)
    offered = 'name="span"><option' in reader.get(path).text

    assert offered == (shown_for(reader, path, "30d") != shown_for(reader, path, "all"))


@pytest.mark.parametrize("name", ASKED)
def test_day_is_asked_for_where_there_is_one_to_show(reader, world, name):
    assert ('name="as_of"' in reader.get(address(world, name)).text) == (name not in ("run", "dictionary"))


def test_forms_keep_day_span_and_filter(reader, world):
    day = middle(world).isoformat()
    text = reader.get("/batches/", {"q": "FO", "state": "active", "as_of": day, "span": "30d"}).text
    when, finder = re.findall(r"<form class=\"(?:when|filter)\".*?</form>", text, flags=re.DOTALL)
    finder_of_words = reader.get("/dictionary/", {"as_of": day, "span": "30d"}).text

    assert [f'name="{name}"' in when for name in ("q", "state", "as_of", "span")] == [True] * 4
    assert "?q=FO&amp;state=active&amp;span=30d" in when  # to the latest day
    for form in (finder, finder_of_words):
        assert f'<input type="hidden" name="as_of" value="{day}">' in form
        assert '<input type="hidden" name="span" value="30d">' in form


def test_reader_of_no_geography_is_told_why_there_is_nothing(reader_of):
    assert "Your account covers no geography" in reader_of().get("/").text


def test_reader_of_a_geography_sees_no_notice(reader_of, world):
    assert 'class="notice"' not in reader_of(world.area.geography.code).get("/").text


@pytest.mark.parametrize(
    ("words", "target"),
    [("", "#generation_generationrun"), ("ledger", "/dictionary/#generation_generationrun")],
    ids=["of this page", "filtered out"],
)
def test_tables_that_others_refer_to_are_linked_where_they_are(reader, words, target):
    assert f'href="{target}"' in reader.get("/dictionary/", {"q": words}).text
