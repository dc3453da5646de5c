"""Diseases: what fish at sea die of by their time there, and the outbreaks of the company in time."""

import numpy as np
from matplotlib.lines import Line2D

from aquasim.domain.disease import Disease
from aquasim.domain.mortality import DAYS_PER_MONTH
from aquasim.domain.stages import Stage
from aquasim.report.company import Company, Floats
from aquasim.report.drawing import Drawn, nothing_yet
from aquasim.report.style import INK, blank, date_axis, legend_above

# Paul Tol's "muted" scheme, in the order of the diseases.
DISEASE_COLOURS = dict(
    zip(
        Disease,
        ("#CC6677", "#332288", "#88CCEE", "#44AA99", "#117733", "#DDCC77", "#AA4499", "#999933", "#882255"),
        strict=True,
    )
)
GROUPS = {
    "Background": (("BACKGROUND", "TRANSFER", "VACCINATION"), "#B8C4CC"),
    "Disease": (tuple(disease.name for disease in Disease), "#CC6677"),
    "Lice and treatment": (("LICE", "TREATMENT"), "#DDCC77"),
    "Weather and water": (("STORM", "ALGAL_BLOOM", "JELLYFISH", "LOW_OXYGEN"), "#44AA99"),
}
LEAST_EXPOSURE = 0.02  # share of the busiest month at sea below which a rate is noise
ROW_IN = 0.2
LANES = (0.0, 0.3, -0.3)
"""Outbreaks of a place that overlap lie beside each other."""


def sea_mortality_by_detail(company: Company) -> Drawn:
    """Monthly mortality against months at sea, stacked by what the deaths followed."""
    if not len(company.sea_deaths["dead"]):
        return nothing_yet("No fish have died at sea yet.")
    risk, dead = _exposure(company), _deaths_by_month(company)
    months = np.flatnonzero(risk > LEAST_EXPOSURE * risk.max())
    pct = dead[:, months] / risk[months] * DAYS_PER_MONTH * 100.0
    figure, axes = blank()
    bottom = np.zeros(len(months))
    for row, (name, (_, colour)) in enumerate(GROUPS.items()):
        axes.bar(months + 1, pct[row], bottom=bottom, color=colour, label=name, width=0.8)
        bottom += pct[row]
    axes.set_xlabel("Months at sea")
    axes.set_ylabel("Recorded deaths [% per month]")
    legend_above(figure, axes, columns=2)
    share = pct[1:].sum() / max(pct.sum(), 1e-9)
    return Drawn(
        figure,
        f"High after transfer, low in the middle, rising again; {share:.0%} of the deaths follow something that has a "
        "record of its own, the rest is background.",
    )


def _since_transfer(
    company: Company, batch_id: Floats, dates: np.ndarray[tuple[int], np.dtype[np.datetime64]]
) -> Floats:
    """Months between the first day at sea of batches and some dates."""
    c = company.cohorts
    first = np.full(len(company.batches["batch_id"]), len(company.days))
    at_sea = c.stage == Stage.GROW_OUT
    np.minimum.at(first, c.batch[at_sea], c.day[at_sea])
    day = (dates - company.days[0]).astype(np.int64)
    position = np.searchsorted(company.batches["batch_id"], batch_id)
    return np.asarray((day - first[position]) / DAYS_PER_MONTH, dtype=np.float64)


def _exposure(company: Company) -> Floats:
    """Fish-days at sea by month there."""
    c = company.cohorts
    at_sea = c.stage == Stage.GROW_OUT
    batch_id = company.batches["batch_id"][c.batch[at_sea]]
    month = _since_transfer(company, batch_id, company.days[c.day[at_sea]]).astype(np.int64)
    return np.asarray(np.bincount(month, c.at_risk[at_sea]), dtype=np.float64)


def _deaths_by_month(company: Company) -> Floats:
    """Recorded deaths at sea by group and month there."""
    d, months = company.sea_deaths, len(_exposure(company))
    month = np.clip(_since_transfer(company, d["batch_id"], d["date"]).astype(np.int64), 0, months - 1)
    return np.stack(
        [
            np.bincount(month[chosen], d["dead"][chosen], months)
            for chosen in (np.isin(d["detail"], details) for details, _ in GROUPS.values())
        ]
    )


def _lane(taken: list[tuple[np.datetime64, float]], begin: np.datetime64, until: np.datetime64) -> float:
    """Where in its row a bar lies: the first lane in which the bar before has ended."""
    busy = {lane for end, lane in taken if end >= begin}
    lane = next((lane for lane in LANES if lane not in busy), LANES[-1])
    taken.append((until, lane))
    return lane


def outbreaks(company: Company) -> Drawn:
    """Every outbreak as a bar from onset to end, by place, and the day it was found."""
    begun = company.outbreaks["onset_date"] <= company.days[-1]
    o = {name: values[begun] for name, values in company.outbreaks.items()}
    if not begun.any():
        return nothing_yet("There has been no outbreak yet.")
    places = list(dict.fromkeys(o["place"]))
    figure, axes = blank(1.8 + ROW_IN * len(places))
    last = company.days[-1]
    lanes: dict[str, list[tuple[np.datetime64, float]]] = {place: [] for place in places}
    for place, code, begin, found, end in zip(
        o["place"], o["code"], o["onset_date"], o["detection_date"], o["end_date"], strict=True
    ):
        until = last if np.isnat(end) else end
        y = places.index(place) + _lane(lanes[place], begin, until)
        axes.plot([begin, until], [y, y], color=DISEASE_COLOURS[Disease[code]], linewidth=3, solid_capstyle="butt")
        if not np.isnat(found):
            axes.plot([found], [y], marker="|", markersize=7, color=INK)
    axes.set_yticks(range(len(places)), [str(place) for place in places], fontsize=8.5)
    axes.set_ylim(len(places) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)
    names = dict(zip(o["code"], o["disease"], strict=True))
    handles = [
        Line2D([], [], color=colour, linewidth=4, label=names[disease.name])
        for disease, colour in DISEASE_COLOURS.items()
        if disease.name in names
    ]
    found_mark = Line2D([], [], color=INK, marker="|", linestyle="", label="found")
    figure.legend(handles=[*handles, found_mark], loc="outside upper left", ncols=2, columnspacing=1.0, fontsize=8.5)
    date_axis(axes)
    axes.set_xlim(company.days[0], last)
    delay = (o["detection_date"] - o["onset_date"])[~np.isnat(o["detection_date"])].astype(np.int64)
    found_words = f" They are found {np.median(delay):.0f} days after they began, in the median." if delay.size else ""
    return Drawn(
        figure,
        f"{len(o['code'])} outbreaks, by sea area and hall; the dash marks the laboratory's answer.{found_words}",
    )
