"""Fish in the water: biomass, numbers, weights and harvest."""

import numpy as np
from matplotlib.axes import Axes

from aquasim.domain.stages import Stage
from aquasim.report.company import Company
from aquasim.report.drawing import Drawn, nothing_yet
from aquasim.report.style import (
    INK,
    STAGE_COLOURS,
    blank,
    date_axis,
    geography_colour,
    geography_dash,
    legend_above,
    month_name,
    stack,
    thousands,
    week_starts,
    weekly,
)

SMALLEST_DRAWN_G = 0.1


def biomass_by_stage(company: Company) -> Drawn:
    """Standing biomass, stacked by stage."""
    biomass_t = company.by_stage(company.cohorts.biomass_kg) / 1e3
    total = biomass_t.sum(axis=1)
    figure, axes = blank()
    stack(axes, week_starts(company.days), weekly(biomass_t))
    axes.set_ylabel("Biomass [t]")
    thousands(axes)
    date_axis(axes)
    legend_above(figure, axes)
    peak, sea = int(total.argmax()), biomass_t[-1, Stage.GROW_OUT] / total[-1] if total[-1] else 0.0
    return Drawn(
        figure,
        f"Cages hold {sea:.0%} of the weight on the last day; the peak of all stages was {total[peak]:,.0f} t on "
        f"{company.days[peak]}.",
    )


def fish_by_stage(company: Company) -> Drawn:
    """Live fish, stacked by stage; eggs count as fish."""
    fish = company.by_stage(company.cohorts.fish)
    unit, name = (1e6, "million") if fish.sum(axis=1).max() >= 1e6 else (1e3, "thousand")
    figure, axes = blank()
    stack(axes, week_starts(company.days), weekly(fish) / unit)
    axes.set_ylabel(f"Fish [{name}]")
    date_axis(axes)
    legend_above(figure, axes)
    return Drawn(
        figure,
        f"Each step up is a batch of eggs laid down; a batch then changes colour as it changes stage. "
        f"{fish[-1].sum() / unit:,.1f} {name} fish are alive on the last day.",
    )


def weight_by_batch(company: Company) -> Drawn:
    """Mean weight of every batch against time."""
    c = company.cohorts
    fish, biomass_kg = weekly(company.by_batch(c.fish)), weekly(company.by_batch(c.biomass_kg))
    weight_g = np.full_like(fish, np.nan)
    np.divide(biomass_kg * 1e3, fish, out=weight_g, where=fish > 0)
    figure, axes = blank(4.2)
    geography = company.geography_of_batch
    days = week_starts(company.days)
    for batch in range(weight_g.shape[1]):
        place = geography[batch]
        first_of_place = batch == np.flatnonzero(geography == place)[0]
        axes.plot(
            days,
            weight_g[:, batch],
            color=geography_colour(place),
            linestyle=geography_dash(place),
            linewidth=1.1,
            label=str(company.geographies["name"][place]) if first_of_place else None,
        )
    axes.set_yscale("log")
    axes.set_ylim(SMALLEST_DRAWN_G, company.end_weight_g.max() * 2.0)
    axes.set_yticks([0.1, 1, 10, 100, 1000, 5000], ["0.1", "1", "10", "100", "1,000", "5,000"])
    axes.minorticks_off()
    axes.set_ylabel("Mean weight [g], log scale")
    date_axis(axes)
    _name_stages(company, axes)
    legend_above(figure, axes)
    return Drawn(
        figure,
        "One line a batch, from egg to harvest: the lines run alike on land, where water is heated, and bend with the "
        "seasons at sea. Dotted lines are the weights at which stages are expected to end.",
    )


def _name_stages(company: Company, axes: Axes) -> None:
    """A dotted line at the weight that ends each stage after the egg, and the stage's name under it."""
    right = axes.get_yaxis_transform()
    for stage in Stage:
        if stage is Stage.EGG_ALEVIN:
            continue
        low_g, high_g = company.end_weight_g[stage - 1], company.end_weight_g[stage]
        axes.axhline(high_g, color=INK, linewidth=0.7, linestyle=":")
        axes.text(
            1.01,
            np.sqrt(low_g * high_g),
            stage.label,
            transform=right,
            va="center",
            color=STAGE_COLOURS[stage],
            fontsize=9,
        )


def harvest_by_month(company: Company) -> Drawn:
    """Live weight harvested each month, by geography."""
    h, months = company.harvests, company.months.astype("datetime64[M]")
    if not len(h["date"]):
        return nothing_yet("No fish have been harvested yet.")
    place = company.geography_of_batch[np.searchsorted(company.batches["batch_id"], h["batch_id"])]
    month = np.searchsorted(months, h["date"].astype("datetime64[M]"))
    n = len(company.geographies["id"])
    live_t = np.bincount(month * n + place, h["live_kg"] / 1e3, len(months) * n).reshape(-1, n)
    figure, axes = blank(4.2)
    first = int(live_t.any(axis=1).argmax())
    base = np.zeros(len(months) - first)
    for g in range(n):
        axes.bar(
            np.arange(len(base)),
            live_t[first:, g],
            bottom=base,
            color=geography_colour(g),
            label=str(company.geographies["name"][g]),
            width=0.8,
        )
        base += live_t[first:, g]
    every = max(len(base) // 10, 1)
    axes.set_xticks(np.arange(0, len(base), every), [month_name(m) for m in months[first::every]])
    axes.set_ylim(0, base.max() * 1.05)
    axes.grid(axis="x", visible=False)
    axes.set_ylabel("Harvest, live weight [t per month]")
    thousands(axes)
    legend_above(figure, axes)
    weight_kg = h["live_kg"].sum() / h["fish"].sum()
    best = month_name(months[first + int(base.argmax())]).replace("\n", " ")
    return Drawn(
        figure,
        f"{live_t.sum():,.0f} t have been harvested at a mean of {weight_kg:.2f} kg; the best month was {best} "
        f"with {base.max():,.0f} t.",
    )
