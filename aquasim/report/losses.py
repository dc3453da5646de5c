"""Fish that died: how fast, when in the cycle, and of what."""

import numpy as np

from aquasim.domain.mortality import DAYS_PER_MONTH, FRESHWATER_CAUSE_SHARES, SEA_CAUSE_SHARES
from aquasim.domain.stages import HALL_STAGES, Stage
from aquasim.engine.tables import CAUSES
from aquasim.report.company import Company, Floats, Integers
from aquasim.report.drawing import Drawn, nothing_yet
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

# Paul Tol's "muted" scheme: told apart by colour-blind readers, and not a stage's colour.
CAUSE_COLOURS = dict(zip(CAUSES, ("#CC6677", "#DDCC77", "#88CCEE", "#44AA99", "#999933", "#AAAAAA"), strict=True))
RATE_TICKS_PCT = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
LEAST_EXPOSURE = 0.02  # share of the busiest month at sea below which a rate is noise


def freshwater_mortality(company: Company) -> Drawn:
    """Weekly mortality of each freshwater stage."""
    dead, fish = (weekly(company.by_stage(values)) for values in (company.cohorts.dead, company.cohorts.at_risk))
    figure, axes = blank()
    for stage in HALL_STAGES:
        axes.plot(
            week_starts(company.days),
            _weekly_pct(dead[:, stage], fish[:, stage]),
            linewidth=1.1,
            color=STAGE_COLOURS[stage],
            label=stage.label,
        )
    axes.set_yscale("log")
    axes.set_yticks(RATE_TICKS_PCT, [f"{tick:g}" for tick in RATE_TICKS_PCT])
    axes.minorticks_off()
    axes.set_ylim(bottom=RATE_TICKS_PCT[0])
    axes.set_ylabel("Deaths [% per week], log scale")
    date_axis(axes)
    legend_above(figure, axes)
    return Drawn(
        figure,
        "Eggs, alevins and fry die fastest, later stages more slowly; peaks of the smolts follow vaccination and "
        "transfer.",
    )


def sea_mortality(company: Company) -> Drawn:
    """Weekly mortality at sea, by geography."""
    if not company.at_sea.any():
        return nothing_yet("No fish are at sea yet.")
    c = company.cohorts
    figure, axes = blank()
    for g, name in enumerate(company.geographies["name"]):
        at_sea = (c.stage == Stage.GROW_OUT) & (c.geography == g)
        dead, fish = (
            weekly(np.bincount(c.day[at_sea], values[at_sea], len(company.days))) for values in (c.dead, c.at_risk)
        )
        axes.plot(
            week_starts(company.days),
            _weekly_pct(dead, fish),
            color=geography_colour(g),
            linestyle=geography_dash(g),
            linewidth=1.2,
            label=str(name),
        )
    axes.set_ylim(bottom=0)
    axes.set_ylabel("Deaths [% per week]")
    date_axis(axes)
    legend_above(figure, axes)
    return Drawn(
        figure,
        "Outbreaks and treatments raise losses for weeks, on top of a background that is higher after transfer.",
    )


def mortality_since_transfer(company: Company) -> Drawn:
    """Monthly mortality against months at sea, and the background the preset asks for."""
    if not company.at_sea.any():
        return nothing_yet("No fish are at sea yet.")
    c = company.cohorts
    figure, axes = blank()
    at_sea = c.stage == Stage.GROW_OUT
    first_day = np.full(len(company.batches["batch_id"]), len(company.days))
    np.minimum.at(first_day, c.batch[at_sea], c.day[at_sea])
    month = ((c.day - first_day[c.batch]) / DAYS_PER_MONTH).astype(np.int64)
    background = _background_pct(company)
    for g, (name, code) in enumerate(zip(company.geographies["name"], company.geographies["code"], strict=True)):
        chosen = at_sea & (c.geography == g)
        if not chosen.any():
            continue
        fish_days, dead = np.bincount(month[chosen], c.at_risk[chosen]), np.bincount(month[chosen], c.dead[chosen])
        kept = fish_days > LEAST_EXPOSURE * fish_days.max()
        colour = geography_colour(g)
        months = np.flatnonzero(kept) + 1
        axes.plot(
            months,
            dead[kept] / fish_days[kept] * DAYS_PER_MONTH * 100.0,
            color=colour,
            marker="o",
            markersize=4,
            linestyle=geography_dash(g),
            label=f"{name}, deaths",
        )
        if str(code) in background:
            pct = np.array(background[str(code)])[np.minimum(months, len(background[str(code)])) - 1]
            axes.step(months, pct, where="mid", color=colour, linewidth=1, alpha=0.8, label=f"{name}, background")
    axes.set_xlabel("Months at sea")
    axes.set_ylabel("Deaths [% per month]")
    axes.set_ylim(bottom=0)
    legend_above(figure, axes, columns=2)
    return Drawn(
        figure,
        "The background set for each geography (steps) is high after transfer, low in the middle and rises again; what "
        "lies above it is disease, treatment, weather and the frailty of single batches.",
    )


def causes_of_death(company: Company) -> Drawn:
    """Shares of recorded causes, in fresh water and at sea, beside the published shares."""
    at_sea = company.deaths["stage_order"] == Stage.GROW_OUT.order
    bars = {
        "Sea, published": SEA_CAUSE_SHARES,
        "Sea, recorded": _cause_shares(company, at_sea),
        "Fresh water, reference": FRESHWATER_CAUSE_SHARES,
        "Fresh water, recorded": _cause_shares(company, ~at_sea),
    }
    shares = np.stack(list(bars.values())) * 100.0
    figure, axes = blank()
    left = np.zeros(len(bars))
    for i, cause in enumerate(CAUSES):
        axes.barh(list(bars), shares[:, i], left=left, color=CAUSE_COLOURS[cause], label=cause.capitalize(), height=0.7)
        for y in np.flatnonzero(shares[:, i] >= 6.0):
            axes.text(
                left[y] + shares[y, i] / 2,
                float(y),
                f"{shares[y, i]:.0f}",
                ha="center",
                va="center",
                color="#101010",
                fontsize=9,
            )
        left += shares[:, i]
    axes.set_xlim(0, 100)
    axes.set_xlabel("Share of dead fish [%]")
    axes.grid(axis="y", visible=False)
    legend_above(figure, axes)
    return Drawn(
        figure,
        "Recorded causes against the shares they are drawn from: handling and vaccination add to trauma on land, "
        "diseases to infectious at sea, where the background leaves room for them (published: AquaCloud 2023).",
    )


def _weekly_pct(dead: Floats, fish: Floats) -> Floats:
    """Deaths per week in percent of the fish alive; NaN in weeks without fish or deaths."""
    pct = np.full(len(dead), np.nan)
    np.divide(dead * 700.0, fish, out=pct, where=(fish > 0) & (dead > 0))
    return pct


def _background_pct(company: Company) -> dict[str, list[float]]:
    """Monthly background mortality at sea by code of the geography, as the preset of the run has it. [%]"""
    geographies = company.runs[-1].parameters["geographies"].values()
    return {geography["code"]: geography["sea"]["monthly_mortality_pct"] for geography in geographies}


def _cause_shares(company: Company, chosen: Integers) -> Floats:
    dead = np.array([company.deaths["dead"][chosen & (company.deaths["cause"] == cause)].sum() for cause in CAUSES])
    return np.asarray(dead / max(dead.sum(), 1), dtype=np.float64)
