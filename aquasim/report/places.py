"""How full the places are: stations on land and areas at sea, month by month."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from aquasim.domain.stages import HALL_STAGES, Stage
from aquasim.report.company import Columns, Company, Floats, Integers
from aquasim.report.drawing import Drawn
from aquasim.report.style import blank, month_name

FULLNESS = LinearSegmentedColormap.from_list("fullness", ["#dfeaf1", "#7fb6d6", "#1f7ab0", "#083a5e"])
ROW_IN = 0.19


def land_utilisation(company: Company) -> Drawn:
    """Share of the halls' containers that hold fish, by geography and stage, and by station."""
    use = _use(company, company.cohorts.hall_id, company.halls)
    stage = np.array([Stage[name] for name in company.halls["stage"]])
    rows = {}
    for place, name in zip(company.geographies["id"], company.geographies["code"], strict=True):
        for s in HALL_STAGES:
            rows[f"{name} {s.label}"] = use[(company.halls["geography_id"] == place) & (stage == s)].mean(axis=0)
    stages = len(rows)
    for name in dict.fromkeys(company.halls["place"]):
        rows[str(name)] = use[company.halls["place"] == name].mean(axis=0)
    busiest = max(list(rows)[:stages], key=lambda name: float(rows[name].max()))
    return Drawn(
        _heat_map(company, rows, split=stages),
        "Above the gap by geography and stage, below it by station, where one full hall of five is 20 %. "
        f"{busiest} comes closest to full, {rows[busiest].max():.0%} in one month.",
    )


def sea_utilisation(company: Company) -> Drawn:
    """Share of each area's cages that hold fish."""
    use = _use(company, company.cohorts.area_id, company.areas)
    geography = company.areas["geography_id"]
    rows = {str(company.areas["place"][i]): use[i] for i in np.argsort(geography, kind="stable")}
    first = int((geography == geography.min()).sum())
    return Drawn(
        _heat_map(company, rows, split=first),
        "An area fills with one batch in some weeks, is emptied by harvest within months, and lies fallow "
        "before the next.",
    )


def _use(company: Company, place_id: Integers, places: Columns) -> Floats:
    """Occupied container-days over container-days, by place and month. shape (places, months)"""
    c, months = company.cohorts, len(company.months)
    there = place_id > 0
    place = np.searchsorted(places["id"], place_id[there])
    index = place * months + company.month[c.day[there]]
    occupied = np.bincount(index, c.occupied[there], len(places["id"]) * months).reshape(-1, months)
    return occupied / places["containers"][:, None] / np.bincount(company.month)


def _heat_map(company: Company, rows: dict[str, Floats], split: int) -> Figure:
    """One line of cells a place, a gap after the first `split` of them."""
    months = len(company.months)
    gap = {" ": np.full(months, np.nan)} if split < len(rows) else {}
    names = [*list(rows)[:split], *gap, *list(rows)[split:]]
    cells = np.stack([(rows | gap)[name] for name in names]) * 100.0
    figure, axes = blank(1.1 + ROW_IN * len(names))
    image = axes.imshow(cells, cmap=FULLNESS, vmin=0, vmax=100, aspect="auto", interpolation="none")
    axes.set_yticks(range(len(names)), names, fontsize=8.5)
    every = max(months // 6, 1)
    axes.set_xticks(range(0, months, every), [month_name(month) for month in company.months[::every]])
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    bar = figure.colorbar(image, ax=axes, location="top", shrink=0.6, aspect=28, pad=0.01)
    bar.set_label("Containers that hold fish [% of those there]", fontsize=9.5)
    bar.outline.set_visible(False)
    return figure
