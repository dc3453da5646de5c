"""The water the fish felt: temperature and oxygen, at sea and in tanks, from the daily states."""

import calendar

import numpy as np
from matplotlib.axes import Axes

from aquasim.domain.stages import HALL_STAGES
from aquasim.report.company import Company, Floats, Integers, month_of_year
from aquasim.report.drawing import Drawn, nothing_yet, signed
from aquasim.report.style import (
    STAGE_COLOURS,
    blank,
    date_axis,
    geography_colour,
    geography_dash,
    legend_above,
    week_starts,
    weekly,
)

# Monthly normals of coastal water [degC], January first, by code of the geography: Faroese coast; Loch Fyne and
# Loch Linnhe for Scotland. From the project's reference tables, sea_temperature_normal.
SEA_NORMALS_C: dict[str, dict[str, tuple[float, ...]]] = {
    "FO": {"Faroe normal": (6.9, 6.4, 6.3, 6.6, 7.4, 8.4, 9.4, 10.1, 10.2, 9.5, 8.6, 7.6)},
    "SCT": {
        "Loch Fyne": (8.4, 7.8, 7.7, 8.6, 9.8, 11.65, 13.4, 13.9, 13.9, 13.2, 12.15, 10.2),
        "Loch Linnhe": (8.0, 7.4, 7.1, 8.0, 9.3, 11.1, 12.9, 13.5, 13.3, 12.5, 11.3, 9.6),
    },
}
MONTH_NAMES = calendar.month_name[1:]
SIDE_BY_SIDE = 0.16  # months between the dots of two stages


def sea_temperature(company: Company) -> Drawn:
    """Weekly sea temperature of each geography against the normals of its coast."""
    if not company.at_sea.any():
        return nothing_yet("No fish are at sea yet.")
    figure, axes = blank()
    daily = [_sea_daily_c(company, g) for g in range(len(company.geographies["id"]))]
    for g, name in enumerate(company.geographies["name"]):
        axes.plot(week_starts(company.days), weekly(daily[g]), color=geography_colour(g), label=f"{name}, cages")
    departures = []
    for g, (name, code) in enumerate(zip(company.geographies["name"], company.geographies["code"], strict=True)):
        normals = SEA_NORMALS_C.get(str(code), {})
        known = np.isfinite(daily[g])
        if not normals or not known.any():
            continue
        _mark_normals(company, axes, normals, company.month[known].min(), geography_colour(g))
        normal = np.mean(list(normals.values()), axis=0)[month_of_year(company.days)]
        departures.append(f"{name} {signed((daily[g] - normal)[known].mean(), 1)} °C")
    axes.set_ylabel("Sea temperature [°C]")
    date_axis(axes)
    legend_above(figure, axes)
    return Drawn(
        figure,
        "Lines are weekly means where fish swam, marks the normals of the coast, which single years miss by some "
        f"tenths. Mean departure: {', '.join(departures) or 'no normals are known for these coasts'}.",
    )


def _sea_daily_c(company: Company, geography: int) -> Floats:
    """Mean of the occupied cages of a geography; NaN on days without."""
    c, days = company.cohorts, len(company.days)
    here = company.at_sea & (c.geography == geography)
    cages = np.bincount(c.day[here], c.occupied[here], days)
    mean_c = np.full(days, np.nan)
    np.divide(np.bincount(c.day[here], (c.occupied * c.temperature_c)[here], days), cages, out=mean_c, where=cages > 0)
    return mean_c


def _mark_normals(
    company: Company, axes: Axes, normals: dict[str, tuple[float, ...]], first_month: int, colour: str
) -> None:
    """A mark in the middle of every month from the first with fish at sea."""
    months = company.months[first_month:]
    for marker, (place, normal_c) in zip("o+x", normals.items(), strict=False):
        marks = np.array(normal_c)[month_of_year(months)]
        axes.plot(
            months + np.timedelta64(14, "D"),
            marks,
            color=colour,
            marker=marker,
            markersize=4.5,
            linestyle="none",
            label=place,
        )


def tank_temperature(company: Company) -> Drawn:
    """Tank temperature along the life of a batch, by stage."""
    c = company.cohorts
    figure, axes = blank()
    laid_down = company.batches["date"].astype("datetime64[D]")
    age = c.day - (laid_down - company.days[0]).astype(np.int64)[c.batch]
    for stage in HALL_STAGES:
        chosen = (c.stage == stage) & (c.occupied > 0)
        if not chosen.any():
            continue
        ages, low, mean, high = _spread(age[chosen], c.temperature_c[chosen])
        axes.fill_between(ages, low, high, color=STAGE_COLOURS[stage], alpha=0.25, linewidth=0)
        axes.plot(ages, mean, color=STAGE_COLOURS[stage], label=stage.label)
    axes.set_xlabel("Age [days since the eggs were laid down]")
    axes.set_ylabel("Tank temperature [°C]")
    axes.set_xlim(left=0)
    legend_above(figure, axes)
    return Drawn(
        figure,
        "Eggs are kept cold, alevins warmed towards first feeding, fry and parr reared warmest; bands hold nine "
        "hall-days in ten.",
    )


def sea_oxygen(company: Company) -> Drawn:
    """Oxygen saturation at sea by month of the year: mean, spread, and the worst cage."""
    c, month = company.cohorts, month_of_year(company.days)[company.cohorts.day]
    if not company.at_sea.any():
        return nothing_yet("No fish are at sea yet.")
    figure, axes = blank()
    worst_pct = np.full((len(company.geographies["id"]), 12), np.nan)
    for g, name in enumerate(company.geographies["name"]):
        here = company.at_sea & (c.geography == g)
        if not here.any():
            continue
        months, low, mean, high = _spread(month[here], c.saturation_pct[here])
        axes.fill_between(months, low, high, color=geography_colour(g), alpha=0.2, linewidth=0)
        axes.plot(months, mean, color=geography_colour(g), linestyle=geography_dash(g), label=f"{name}, areas")
        np.fmin.at(worst_pct[g], month[here], c.lowest_saturation_pct[here])
        axes.plot(
            worst_pct[g],
            color=geography_colour(g),
            marker="v",
            linestyle="none",
            markersize=5,
            label=f"{name}, worst cage",
        )
    _season_axes(axes)
    legend_above(figure, axes, columns=2)
    worst_month = MONTH_NAMES[int(np.nanargmin(worst_pct)) % 12]
    return Drawn(
        figure,
        "Lines are means, bands hold nine area-days in ten, triangles mark the worst cage of any day: "
        f"{np.nanmin(worst_pct):.0f} % in {worst_month} is the lowest.",
    )


def tank_oxygen(company: Company) -> Drawn:
    """Oxygen saturation on land by month of the year and stage."""
    c, month = company.cohorts, month_of_year(company.days)[company.cohorts.day]
    figure, axes = blank()
    for stage in HALL_STAGES:
        here = (c.stage == stage) & (c.occupied > 0)
        if not here.any():
            continue
        months, low, mean, high = _spread(month[here], c.saturation_pct[here])
        axes.errorbar(
            months + (stage - 2) * SIDE_BY_SIDE,
            mean,
            yerr=(mean - low, high - mean),
            color=STAGE_COLOURS[stage],
            linestyle="none",
            marker="o",
            markersize=4,
            elinewidth=1.2,
            label=stage.label,
        )
    _season_axes(axes)
    legend_above(figure, axes)
    return Drawn(
        figure,
        "Water on land is aerated, so the season hardly shows; the stages differ because fed fish draw oxygen and eggs "
        "little. Dots are means, whiskers hold nine hall-days in ten.",
    )


def _season_axes(axes: Axes) -> None:
    axes.set_xticks(range(12), [name[:3] for name in MONTH_NAMES])
    axes.set_ylabel("Oxygen saturation [%]")


def _spread(index: Integers, values: Floats) -> tuple[Integers, Floats, Floats, Floats]:
    """Every index that occurs, with the 5 %, the mean and the 95 % of its values."""
    order = np.argsort(index, kind="stable")
    found, starts = np.unique(index[order], return_index=True)
    parts = np.split(values[order], starts[1:])
    low, high = (np.array([np.quantile(part, q) for part in parts]) for q in (0.05, 0.95))
    return found, low, np.array([part.mean() for part in parts]), high
