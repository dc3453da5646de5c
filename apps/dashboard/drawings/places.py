"""Charts of halls, areas and containers."""

from typing import Any

from apps.dashboard.charts import Chart, Series, Window, ratio
from apps.dashboard.selectors import containers, health, places
from apps.dashboard.when import When

from .water import water_chart


def _place_stock(rows: list[dict[str, Any]]) -> Chart:
    return Chart(
        [row["date"] for row in rows],
        [
            Series("Biomass", [ratio(row["biomass"], 1000) for row in rows], "t", "one", "line", 1),
            Series("Fish", [ratio(row["fish"], 1000) for row in rows], "thousand", "land", "line", 0, "right"),
        ],
    )


def _place_feed(rows: list[dict[str, Any]]) -> Chart:
    return Chart(
        [row["date"] for row in rows],
        [
            Series("Feed", [ratio(row["feed"], 1000) for row in rows], "t/day", "land", "line", 2),
            Series("Dead", [row["dead"] for row in rows], "fish/day", "alert", "line", 0, "right"),
        ],
    )


def _weather(user, when: When, area) -> Chart:
    rows = places.weather(user, when, area)
    return Chart(
        [row[0] for row in rows],
        [
            Series("Air", [row[1] for row in rows], "°C", "warm", "line", 1),
            Series("Wind", [row[2] for row in rows], "m/s", "land", "line", 1),
            Series("Highest wave", [row[3] for row in rows], "m", "sea", "line", 1),
        ],
        zero=False,
    )


def _nitrogen(user, when: When, hall) -> Chart:
    rows = places.water_samples(user, when, hall)
    return Chart(
        [row.sample_date for row in rows],
        [
            Series("TAN", [row.tan_mg_l for row in rows], "mg/L", "one", "line", 2),
            Series("NO2-N", [row.no2_n_mg_l for row in rows], "mg/L", "alert", "line", 2),
            Series("NO3-N", [row.no3_n_mg_l for row in rows], "mg/L", "land", "line", 0, "right"),
        ],
        window=when.window,
    )


def _container_fish(user, when: When, container) -> Chart:
    rows = containers.days(user, when, container)
    return Chart(
        [row["date"] for row in rows],
        [
            Series(
                "Weight", [row["avg_weight_g"] if row["population"] else None for row in rows], "g", "one", "line", 1
            ),
            Series("Fish", [row["population"] for row in rows], "fish", "land", "line", 0, "right"),
        ],
    )


def _container_density(user, when: When, container) -> Chart:
    rows = containers.days(user, when, container)
    return Chart(
        [row["date"] for row in rows],
        [
            Series("Density", [row["density_kg_m3"] for row in rows], "kg/m³", "one", "line", 1),
            Series("Dead", [row["mortality_count"] for row in rows], "fish/day", "alert", "line", 0, "right"),
        ],
    )


def lice_chart(rows: list[dict[str, Any]], window: Window | None = None) -> Chart:
    """Adult females a fish against the limit of the day."""
    return Chart(
        [row["count_date"] for row in rows],
        [
            Series("Mean of cages", [row["mean"] for row in rows], "adult females a fish", "one", "line", 2),
            Series("Worst cage", [row["worst"] for row in rows], "adult females a fish", "sea", "points", 2),
            Series("Limit", [row["limit"] for row in rows], "adult females a fish", "alert", "dash", 2),
        ],
        window=window,
    )


HALL = {
    "stock": lambda user, when, hall: _place_stock(places.series(user, when, hall=hall)),
    "feed": lambda user, when, hall: _place_feed(places.series(user, when, hall=hall)),
    "water": lambda user, when, hall: water_chart(places.series(user, when, hall=hall)),
    "nitrogen": _nitrogen,
}
AREA = {
    "lice": lambda user, when, area: lice_chart(health.lice(user, when, assignment__container__area=area), when.window),
    "stock": lambda user, when, area: _place_stock(places.series(user, when, area=area)),
    "feed": lambda user, when, area: _place_feed(places.series(user, when, area=area)),
    "water": lambda user, when, area: water_chart(places.series(user, when, area=area)),
    "weather": _weather,
}
CONTAINER = {"fish": _container_fish, "density": _container_density}
