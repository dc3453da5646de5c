"""Charts of the overview."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from apps.dashboard.charts import Chart, Series, pivot, ratio
from apps.dashboard.selectors import batches, company, health
from apps.dashboard.when import When

ONE_DAY = dt.timedelta(days=1)


def _by_stage(when: When, rows: list[tuple[dt.date, int, float]], unit: str, digits: int) -> Chart:
    """Stages on top of one another, the eggs highest."""
    days, stages = when.sampled_days(), company.stages()
    values = pivot(rows, days, [stage.order for stage in stages])
    series = []
    for stage in reversed(stages):
        filled = [value or 0.0 for value in values[stage.order]]
        series.append(Series(stage.name, filled, unit, f"stage-{stage.order}", "area", digits))
    return Chart(days, series, stacked=True)


def _stock(user, when: When) -> Chart:
    rows = [(day, order, kg / 1000) for day, order, kg, _ in company.stock_by_stage(user, when)]
    return _by_stage(when, rows, "t", 0)


def _fish(user, when: When) -> Chart:
    rows = [(day, order, fish / 1e6) for day, order, _, fish in company.stock_by_stage(user, when)]
    return _by_stage(when, rows, "M", 2)


def _harvest(user, when: When) -> Chart:
    rows = company.harvests(user, when)
    months = _months(when)
    names = sorted({name for _, name, _ in rows})
    sums: dict[tuple[dt.date, str], float] = defaultdict(float)
    for day, name, kg in rows:
        sums[day.replace(day=1), name] += kg / 1000
    series = [
        Series(name, [sums[month, name] for month in months], "t live", f"geography-{number}", "bar", 0)
        for number, name in enumerate(names, start=1)
    ]
    return Chart(months, series, stacked=True, names=_month_names(months, when))


def _months(when: When) -> list[dt.date]:
    month, months = when.first_month, []
    while month <= when.as_of:
        months.append(month)
        month = _next(month)
    return months


def _next(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=32)).replace(day=1)


def _month_names(months: Iterable[dt.date], when: When) -> list[str]:
    """Dec 2019, or 1-10 Dec 2019 where the sum is of these days only."""
    return [_month_name(max(month, when.first), min(_next(month) - ONE_DAY, when.as_of)) for month in months]


def _month_name(begin: dt.date, end: dt.date) -> str:
    if begin.day == 1 and end + ONE_DAY == _next(begin.replace(day=1)):
        return f"{begin:%b %Y}"
    return f"{begin.day}{f'–{end.day}' if begin < end else ''} {begin:%b %Y}"


def _by_month(rows: Iterable[dict[str, Any]]) -> dict[dt.date, dict[str, float]]:
    sums: dict[dt.date, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        month = sums[row["date"].replace(day=1)]
        for name, value in row.items():
            if name != "date":
                month[name] += value or 0
    return sums


def _mortality(user, when: When) -> Chart:
    months = _by_month(company.daily_flows(user, when))
    sea = [ratio(month["dead_sea"], month["fish_sea"], 3000) for month in months.values()]
    land = [ratio(month["dead_land"], month["fish_land"], 3000) for month in months.values()]
    return Chart(
        list(months),
        [Series("At sea", sea, "%", "sea", "bar", 2), Series("On land", land, "%", "land", "bar", 2)],
        names=_month_names(months, when),
    )


def _feed(user, when: When) -> Chart:
    months = _by_month(company.daily_flows(user, when))
    feed = [month["feed"] / 1000 for month in months.values()]
    bfcr = [ratio(month["grown_on"], month["grown"]) for month in months.values()]
    return Chart(
        list(months),
        [Series("Feed", feed, "t", "land", "bar", 0), Series("bFCR", bfcr, "kg/kg", "one", "line", 2, "right")],
        zero_right=False,
        names=_month_names(months, when),
    )


def _use(user, when: When) -> Chart:
    room = company.room_by_stage(user)
    days = when.sampled_days(150)
    rows = [
        (day, order, 100 * (halls or cages) / room[order])
        for day, order, halls, cages in company.use_by_stage(user, when)
        if room.get(order)
    ]
    lines = pivot(rows, days, sorted(room))
    names = batches.stage_names()
    return Chart(
        days,
        [
            Series(names.get(order, ""), [value or 0.0 for value in lines[order]], "%", f"stage-{order}", "line", 0)
            for order in sorted(room)
        ],
    )


def _licence(user, when: When) -> Chart:
    licences, days = company.licence_by_geography(user), when.sampled_days(150)
    rows = [(day, name, 100 * kg / licences[name]) for day, name, kg in company.at_sea_by_geography(user, when)]
    lines = pivot(rows, days, sorted(licences))
    series = [
        Series(name, [value or 0.0 for value in lines[name]], "%", f"geography-{number}", "line", 0)
        for number, name in enumerate(sorted(licences), start=1)
    ]
    return Chart(days, series)


def _lice(user, when: When) -> Chart:
    rows = health.lice_by_week(user, when)
    weeks = sorted({monday for monday, _, _ in rows})
    names = sorted({name for _, name, _ in rows})
    lines = pivot(rows, weeks, names)
    series = [
        Series(name, lines[name], "% of the limit", f"geography-{number}", "line", 0)
        for number, name in enumerate(names, start=1)
    ]
    window = (health.monday(when.start), when.as_of)
    return Chart(weeks, series, limits=[("limit", 100)], window=window)


COMPANY = {
    "licence": _licence,
    "lice": _lice,
    "stock": _stock,
    "fish": _fish,
    "harvest": _harvest,
    "mortality": _mortality,
    "feed": _feed,
    "use": _use,
}
