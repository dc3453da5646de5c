"""Sea lice: what was counted against the limits, and what was done about it."""

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from aquasim.report.company import Company, Floats
from aquasim.report.drawing import Drawn, nothing_yet
from aquasim.report.style import (
    INK,
    blank,
    date_axis,
    geography_colour,
    legend_above,
    stacked_panels,
    thousands,
)

METHOD_COLOURS = {"THERMAL": "#CC6677", "FRESHWATER": "#88CCEE", "MECHANICAL": "#999933"}
NONE_YET = "No lice have been counted yet."


def lice_against_limits(company: Company) -> Drawn:
    """Adult females per fish of every area, their mean, and the limit, by geography."""
    if not len(company.lice["date"]):
        return nothing_yet(NONE_YET)
    geographies = [g for g, key in enumerate(company.geographies["id"]) if (company.lice["geography_id"] == key).any()]
    figure, panels = stacked_panels(len(geographies), 2.1)
    said = []
    for axes, g in zip(panels, geographies, strict=True):
        name = str(company.geographies["name"][g])
        breaches = _draw_geography(company, axes, g)
        said.append(f"{breaches:.1%} in {name}")
        axes.set_title(name)
    figure.supylabel("Adult female lice per fish", fontsize=10)
    date_axis(panels[-1])
    legend_above(figure, panels[0])
    return Drawn(
        figure,
        "Each faint line is an area between transfer and harvest. Counts at or above the limit are breaches: "
        f"{' and '.join(said)} of all area counts.",
    )


def _draw_geography(company: Company, axes: Axes, g: int) -> float:
    """Draw one geography; returns the share of its area counts in breach."""
    lice = company.lice
    mine = np.flatnonzero(lice["geography_id"] == company.geographies["id"][g])
    colour = geography_colour(g)
    for batch in np.unique(lice["batch_id"][mine]):
        rows = mine[lice["batch_id"][mine] == batch]
        axes.plot(lice["date"][rows], lice["females"][rows], color=colour, alpha=0.4, linewidth=0.8)
    month, mean = _monthly_mean(lice["date"][mine], lice["females"][mine])
    axes.plot(month, mean, color=colour, linewidth=2, label="Mean of the month")
    days = np.unique(lice["date"][mine], return_index=True)
    axes.step(
        days[0], lice["limit"][mine][days[1]], where="post", color=INK, linestyle="--", linewidth=1, label="Limit"
    )
    axes.set_ylim(bottom=0)
    return float((lice["females"][mine] >= lice["limit"][mine]).mean())


def _monthly_mean(date: npt.NDArray[np.datetime64], values: Floats) -> tuple[npt.NDArray[np.datetime64], Floats]:
    """Means of calendar months, at their middle."""
    month, number = np.unique(date.astype("datetime64[M]"), return_inverse=True)
    return month.astype("datetime64[D]") + 14, np.bincount(number, values) / np.bincount(number)


def treatments_by_month(company: Company) -> Drawn:
    """Operations against lice by month and method."""
    done = company.treatments
    if not len(done["date"]):
        return nothing_yet("No lice have been treated yet.")
    month = (done["date"].astype("datetime64[M]") - company.months[0].astype("datetime64[M]")).astype(np.int64)
    figure, axes = blank()
    bottom = np.zeros(len(company.months))
    for method, colour in METHOD_COLOURS.items():
        chosen = done["method"] == method
        height = np.bincount(month[chosen], done["cages"][chosen], len(company.months))
        axes.bar(company.months, height, width=27, align="edge", bottom=bottom, color=colour, label=method.capitalize())
        bottom += height
    axes.set_ylabel("Cages treated in the month")
    thousands(axes)
    axes.grid(axis="x", visible=False)
    date_axis(axes)
    legend_above(figure, axes)
    kill = {m: (done["efficacy"] * done["cages"])[done["method"] == m].sum() for m in METHOD_COLOURS}
    cages = {m: done["cages"][done["method"] == m].sum() for m in METHOD_COLOURS}
    told = ", ".join(f"{m.lower()} {kill[m] / cages[m]:.0%}" for m in METHOD_COLOURS if cages[m])
    return Drawn(figure, f"Mean share of mobile lice removed: {told}. Attached lice survive warm water.")
