"""The pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.dashboard import flow, gantt
from apps.dashboard.atlas import maps
from apps.dashboard.charts import ratio
from apps.dashboard.selectors import (
    alerts,
    batches,
    company,
    containers,
    dictionary,
    health,
    places,
    production,
    runs,
    supply,
)

from .shared import found, page, when_of

PLANS = {"batch": "By batch", "place": "By place"}
STATES = {"": "All", "active": "Active", "harvested": "Harvested"}


def overview(request: HttpRequest) -> HttpResponse:
    """The company on one page."""
    when = when_of(request)
    lines = company.active_batches(request.user, when)
    return page(
        request, "overview", when,
        tiles=company.tiles(request.user, when),
        batches=lines,
        upcoming=company.upcoming(request.user, when, lines),
        alerts=alerts.alerts(request.user, when),
    )  # fmt: skip


def map_page(request: HttpRequest) -> HttpResponse:
    """Stations and sea areas where they lie."""
    when = when_of(request)
    sites = places.sites(request.user, when)
    troubled = alerts.alerts(request.user, when)
    return page(request, "map", when, maps=maps(sites, troubled), sites=sites)


def plan(request: HttpRequest) -> HttpResponse:
    """Every batch through its halls and areas."""
    when = when_of(request)
    rows = request.GET.get("rows", "batch")
    rows = rows if rows in PLANS else "batch"
    stays = production.stays(request.user, when)
    make = production.rows_by_batch if rows == "batch" else production.rows_by_place
    chart = gantt.lay_out(make(request.user, when, stays), when.first, when.as_of, when.start, rows)
    return page(request, "production", when, chart=chart, rows=rows, plans=PLANS, stages=company.stages())


def batch_list(request: HttpRequest) -> HttpResponse:
    """Every batch so far."""
    when = when_of(request)
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()
    lines = batches.batches(request.user, when)
    shown = [line for line in lines if state in ("", line["state"]) and words.lower() in _searched(line)]
    return page(request, "batches", when, lines=shown, count=len(lines), state=state, q=words, states=STATES)


def _searched(line: dict[str, Any]) -> str:
    """What a batch is found by: its number, its place and its region."""
    return f"{line['batch'].batch_number} {line['place']} {line['batch'].geography.name}".lower()


def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch from egg to harvest."""
    when = when_of(request)
    one = found(batches.batch(request.user, pk), "batch")
    days = batches.days(request.user, when, one)
    harvests = batches.harvests(request.user, when, one)
    return page(
        request, "batch", when,
        batch=one,
        summary=batches.summary(one, when, days, harvests),
        stages=batches.by_stage(request.user, when, one),
        transfers=batches.transfers(request.user, when, one),
        flow=flow.draw(*batches.flow(request.user, when, one)),
        treatments=batches.treatments(request.user, when, one),
        harvests=harvests,
        lots=batches.lots(request.user, when, one),
        causes=health.mortality_causes(request.user, when, one),
        outbreaks=health.outbreaks(request.user, when, batch=one),
        lab_results=health.lab_results(request.user, when, one),
        journal=health.journal(request.user, when, batch=one),
        sales=supply.revenue(request.user, when, one),
    )  # fmt: skip


def place_list(request: HttpRequest) -> HttpResponse:
    """Every station and sea area."""
    when = when_of(request)
    sites = places.sites(request.user, when)
    return page(
        request, "places", when,
        stations=[site for site in sites if site["kind"] == "station"],
        areas=[site for site in sites if site["kind"] == "area"],
    )  # fmt: skip


def station(request: HttpRequest, pk: int) -> HttpResponse:
    """A station and its halls."""
    when = when_of(request)
    one = found(places.station(request.user, pk), "station")
    contents = places.contents(request.user, when, hall__freshwater_station=one)
    halls = []
    for hall in places.halls_of(request.user, one):
        inside = [line for line in contents if line["container"].hall_id == hall.pk]
        halls.append({"hall": hall, "contents": inside, "used": sum(line["state"] is not None for line in inside)})
    return page(request, "station", when, station=one, halls=halls)


def hall(request: HttpRequest, pk: int) -> HttpResponse:
    """A hall and its containers."""
    when = when_of(request)
    one = found(places.hall(request.user, pk), "hall")
    return page(
        request, "hall", when,
        hall=one,
        contents=places.contents(request.user, when, hall=one),
        stays=places.stays(request.user, when, hall=one),
        alerts=alerts.alerts(request.user, when, hall=one.pk),
        outbreaks=health.outbreaks(request.user, when, hall=one),
        stores=supply.feed_stores(request.user, when, hall=one),
    )  # fmt: skip


def area(request: HttpRequest, pk: int) -> HttpResponse:
    """A sea area and its cages."""
    when = when_of(request)
    one = found(places.area(request.user, pk), "area")
    return page(
        request, "area", when,
        area=one,
        contents=places.contents(request.user, when, area=one),
        stays=places.stays(request.user, when, area=one),
        alerts=alerts.alerts(request.user, when, area=one.pk),
        outbreaks=health.outbreaks(request.user, when, area=one),
        journal=health.journal(request.user, when, area=one),
        stores=supply.feed_stores(request.user, when, area=one),
    )  # fmt: skip


def container(request: HttpRequest, pk: int) -> HttpResponse:
    """A container, its fish and its sensors."""
    when = when_of(request)
    one = found(containers.container(request.user, pk), "container")
    return page(
        request, "container", when,
        container=one,
        states=containers.state(request.user, when, one),
        sensors=containers.sensors(request.user, one),
        stays=places.stays(request.user, when, pk=one.pk),
        faults=containers.faults(request.user, when, one),
    )  # fmt: skip


def run_list(request: HttpRequest) -> HttpResponse:
    """The latest session, or word that there is none."""
    known = runs.runs()
    if known:
        return redirect("dashboard:run", session=known[-1].session)
    return page(request, "run", when_of(request), runs=[], run=None)


def run(request: HttpRequest, session: int) -> HttpResponse:
    """A session of the simulator."""
    known = runs.runs()
    one = found(next((run for run in known if run.session == session), None), "session")
    results, ledger, tables = runs.results(one), runs.ledger(one), runs.rows_written(one)
    seconds = sum(line["seconds"] for line in ledger)
    written = sum(line["written"] for line in ledger)
    return page(
        request, "run", when_of(request),
        runs=known,
        run=one,
        ledger=ledger,
        seconds=seconds,
        pace=ratio(written, seconds),
        total_rows=sum(count for _, count in tables) or written,
        results=results,
        passed=sum(result.passed for result in results),
        warnings=runs.warnings(request.user),
        tables=tables,
    )  # fmt: skip


def data_dictionary(request: HttpRequest) -> HttpResponse:
    """Every table and column in words."""
    words = request.GET.get("q", "").strip()
    return page(request, "dictionary", when_of(request), tables=dictionary.tables(words), q=words)
