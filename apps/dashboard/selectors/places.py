"""Stations, halls, areas and what is in each of their containers."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Sum

from apps.accounts.access import visible
from apps.batch.models import BatchContainerAssignment, DailyContainerState
from apps.dashboard.charts import ratio
from apps.dashboard.when import When
from apps.environmental.models import WaterQualitySample, WeatherData
from apps.infrastructure.models import Area, Container, FreshwaterStation, Hall

from .company import batch_days


def sites(user, when: When) -> list[dict[str, Any]]:
    """Every station and sea area with its stock on a day."""
    stock = {(row["station"], row["area"]): row for row in _stock_by_site(user, when)}
    rooms = {(row["station"], row["area"]): row for row in _room_by_site(user)}
    stations = visible(FreshwaterStation.objects.select_related("geography"), user)
    areas = visible(Area.objects.select_related("geography"), user)
    lines = [
        _site(station, "station", stock.get((station.pk, None)), rooms.get((station.pk, None))) for station in stations
    ]
    lines += [_site(area, "area", stock.get((None, area.pk)), rooms.get((None, area.pk))) for area in areas]
    return lines


def _stock_by_site(user, when: When):
    found = batch_days(user).filter(date=when.as_of, population__gt=0)
    return found.values("area", station=F("hall__freshwater_station")).annotate(
        fish=Sum("population"),
        biomass=Sum("biomass_kg"),
        used=Sum("containers"),
        temperature=Avg("temp_c"),
        saturation=Min("lowest_saturation_pct"),
        batches=Count("batch", distinct=True),
        batch_pk=Max("batch"),
        batch_number=Max("batch__batch_number"),
        feed=Sum("feed_kg"),
    )


def _room_by_site(user):
    found = visible(Container.objects.filter(active=True).order_by(), user)
    return found.values("area", station=F("hall__freshwater_station")).annotate(
        containers=Count("pk"), licensed_kg=Sum("max_biomass_kg")
    )


def _site(site, kind: str, stock: dict[str, Any] | None, room: dict[str, Any] | None) -> dict[str, Any]:
    stock, room = stock or {}, room or {"containers": 0, "licensed_kg": 0}
    return {
        "site": site,
        "kind": kind,
        "fish": stock.get("fish", 0),
        "biomass_kg": stock.get("biomass", 0.0),
        "used": stock.get("used", 0),
        "containers": room["containers"],
        "used_pct": ratio(stock.get("used", 0), room["containers"], 100),
        "filled_pct": ratio(stock.get("biomass", 0.0), room["licensed_kg"], 100),
        "temperature": stock.get("temperature"),
        "saturation": stock.get("saturation"),
        "batch": stock.get("batch_number") if stock.get("batches") == 1 else None,
        "batch_pk": stock.get("batch_pk"),
        "batches": stock.get("batches", 0),
        "feed_kg": stock.get("feed", 0.0),
    }


def station(user, pk: int) -> FreshwaterStation | None:
    """A station the user may see."""
    return visible(FreshwaterStation.objects.select_related("geography"), user).filter(pk=pk).first()


def hall(user, pk: int) -> Hall | None:
    """A hall the user may see."""
    return visible(Hall.objects.select_related("freshwater_station__geography"), user).filter(pk=pk).first()


def area(user, pk: int) -> Area | None:
    """An area the user may see."""
    return visible(Area.objects.select_related("geography"), user).filter(pk=pk).first()


def halls_of(user, station: FreshwaterStation) -> list[Hall]:
    """Halls of a station in the order of the stages, which is that of their ids."""
    return list(visible(Hall.objects.filter(freshwater_station=station).order_by("pk"), user))


def contents(user, when: When, **where) -> list[dict[str, Any]]:
    """Containers of a place, each with what it holds on a day. `where` filters containers."""
    containers = visible(Container.objects.filter(active=True, **where).select_related("container_type"), user)
    states = {state["container"]: state for state in _states(user, when, where)}
    return [_content(container, states.get(container.pk)) for container in containers.order_by("pk")]


def _states(user, when: When, where: dict[str, Any]) -> list[dict[str, Any]]:
    found = visible(DailyContainerState.objects.order_by(), user).filter(date=when.as_of, population__gt=0)
    inside = {f"assignment__container__{name}": value for name, value in where.items()}
    return list(
        found.filter(**inside).values(
            "population", "avg_weight_g", "biomass_kg", "density_kg_m3", "temp_c", "oxygen_mg_l",
            "oxygen_saturation_pct", "feed_kg", "mortality_count",
            container=F("assignment__container"),
            batch_pk=F("assignment__batch"),
            batch=F("assignment__batch__batch_number"),
            stage=F("assignment__lifecycle_stage__name"),
            stage_order=F("assignment__lifecycle_stage__order"),
            since=F("assignment__assignment_date"),
        )
    )  # fmt: skip


def _content(container: Container, state: dict[str, Any] | None) -> dict[str, Any]:
    filled = ratio(state["biomass_kg"], container.max_biomass_kg, 100) if state else 0.0
    return {"container": container, "state": state, "filled_pct": filled}


def series(user, when: When, **place) -> list[dict[str, Any]]:
    """Stock and water of a hall or an area by day, empty days included; containers of all its batches together."""
    sampled = when.sampled_days()
    found = batch_days(user).filter(date__in=sampled, **place)
    rows = (
        found.values("date")
        .annotate(
            biomass=Sum("biomass_kg"),
            fish=Sum("population"),
            temperature=Avg("temp_c"),
            saturation=Avg("oxygen_saturation_pct"),
            lowest=Min("lowest_saturation_pct"),
            density=Max("density_kg_m3"),
            feed=Sum("feed_kg"),
            dead=Sum("mortality_count"),
        )
        .order_by("date")
    )
    known = {row["date"]: row for row in rows}
    names = ("biomass", "fish", "temperature", "saturation", "lowest", "density", "feed", "dead")
    return [known.get(day, dict.fromkeys(names) | {"date": day}) for day in sampled]


def stays(user, when: When, **place) -> list[dict[str, Any]]:
    """Batches that stood in a place until a day, newest first."""
    found = visible(BatchContainerAssignment.objects.order_by(), user).filter(assignment_date__lte=when.as_of)
    inside = {f"container__{name}": value for name, value in place.items()}
    rows = list(
        found.filter(**inside)
        .values(
            "batch",
            number=F("batch__batch_number"),
            stage=F("lifecycle_stage__name"),
            order=F("lifecycle_stage__order"),
        )
        .annotate(
            start=Min("assignment_date"),
            containers=Count("container", distinct=True),
            end=Max("departure_date"),
            open=Count("pk") - Count("departure_date"),
        )
    )
    for row in rows:
        row["end"] = None if row["open"] or row["end"] > when.as_of else row["end"]
        row["days"] = ((row["end"] or when.as_of) - row["start"]).days
    return sorted(rows, key=lambda row: row["start"], reverse=True)


def weather(user, when: When, area: Area) -> list[tuple[dt.date, float, float, float]]:
    """(day, air temperature, wind, highest wave) of an area, a mean of each sampled day."""
    begin = dt.datetime.combine(when.start, dt.time(), dt.UTC)
    end = dt.datetime.combine(when.as_of + dt.timedelta(days=1), dt.time(), dt.UTC)
    found = visible(WeatherData.objects.order_by("timestamp"), user)
    rows = found.filter(area=area, timestamp__gte=begin, timestamp__lt=end)
    days: dict[dt.date, list[tuple[float, float, float]]] = defaultdict(list)
    step = -(-when.days // 400)
    for moment, *values in rows.values_list("timestamp", "air_temperature_c", "wind_speed_m_s", "wave_height_m"):
        back = (when.as_of - moment.date()).days // step * step
        days[when.as_of - dt.timedelta(days=back)].append(tuple(values))
    return [
        (day, _mean([v[0] for v in values]), _mean([v[1] for v in values]), max(v[2] for v in values))
        for day, values in sorted(days.items())
    ]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def water_samples(user, when: When, hall: Hall) -> list[WaterQualitySample]:
    """Nitrogen in the water of a hall."""
    found = visible(WaterQualitySample.objects.order_by("sample_date"), user)
    return list(found.filter(hall=hall, sample_date__gte=when.start, sample_date__lte=when.as_of))
