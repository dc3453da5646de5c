"""Charts of a batch."""

import datetime as dt
from collections import defaultdict

from apps.batch.models import MortalityEvent
from apps.dashboard.charts import Chart, Series, ratio
from apps.dashboard.selectors import batches, health
from apps.dashboard.when import When

from .places import lice_chart
from .water import water_chart

CAUSES = list(MortalityEvent.Cause.choices)


def _weight(user, when: When, batch) -> Chart:
    days = batches.days(user, when, batch)
    points = batches.plan(batch, when.as_of)
    sampled = dict(batches.samples(user, when, batch))
    return Chart(
        [row["date"] for row in days],
        [
            Series("Weight", [ratio(row["biomass"], row["fish"], 1000) for row in days], "g", "one", "line", 1),
            Series("Plan", [batches.planned_weight(points, row["date"]) for row in days], "g", "plan", "dash", 1),
            Series("Samples", [sampled.get(row["date"]) for row in days], "g", "sample", "points", 1),
        ],
    )


def _batch_stock(user, when: When, batch) -> Chart:
    days = batches.days(user, when, batch)
    return Chart(
        [row["date"] for row in days],
        [
            Series("Fish", [row["fish"] / 1e6 for row in days], "M", "one", "line", 3),
            Series("Biomass", [row["biomass"] / 1000 for row in days], "t", "land", "line", 0, "right"),
        ],
    )


def _deaths(user, when: When, batch) -> Chart:
    weeks: dict[dt.date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for day, cause, _, dead in batches.deaths(user, when, batch):
        weeks[day - dt.timedelta(days=day.weekday())][cause] += dead
    times = sorted(weeks)
    return Chart(
        times,
        [
            Series(label, [weeks[week][cause] for week in times], "fish", f"cause-{number}", "bar", 0)
            for number, (cause, label) in enumerate(CAUSES, start=1)
        ],
        stacked=True,
    )


def _batch_feed(user, when: When, batch) -> Chart:
    weeks: dict[dt.date, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for row in batches.days(user, when, batch):
        week = weeks[row["date"] - dt.timedelta(days=row["date"].weekday())]
        for place, name in enumerate(("feed", "biomass", "grown_on", "grown")):
            week[place] += row[name]
    rate = [ratio(feed, biomass, 100) for feed, biomass, _, _ in weeks.values()]
    return Chart(
        list(weeks),
        [
            Series("Feed", [week[0] / 1000 for week in weeks.values()], "t/week", "land", "bar", 1),
            Series("Feed rate", rate, "% of biomass/day", "one", "line", 2, "right"),
        ],
    )


def _batch_water(user, when: When, batch) -> Chart:
    return water_chart(batches.days(user, when, batch))


def _lice(user, when: When, batch) -> Chart:
    return lice_chart(health.lice_of_batch(user, when, batch))


BATCH = {
    "lice": _lice,
    "weight": _weight,
    "stock": _batch_stock,
    "deaths": _deaths,
    "feed": _batch_feed,
    "water": _batch_water,
}
