"""Growth and feeding rates at sea by weight and temperature, against what is published."""

import numpy as np

from aquasim.domain.feeding import SEA_RATE_PCT, SEA_RATE_TEMPERATURE_C, SEA_RATE_WEIGHT_G
from aquasim.domain.stages import Stage
from aquasim.report.company import Company, Floats, Integers
from aquasim.report.drawing import Drawn, nothing_yet
from aquasim.report.style import INK, blank, geography_colour, geography_dash, legend_above

WEIGHT_EDGES_G = np.array([400.0, 600.0, 900.0, 1300.0, 1800.0, 2400.0, 3100.0, 3900.0, 4800.0, 6000.0])
TEMPERATURE_BANDS_C = ((5.0, 7.0, "#56B4E9"), (7.0, 9.0, "#009E73"), (9.0, 11.0, "#E69F00"), (11.0, 14.0, "#D55E00"))
REFERENCE_TGC = (2.4, 2.7, 3.0)


def growth_curves(company: Company) -> Drawn:
    """Weight of each batch at sea against the degree-days it has felt, beside curves of constant coefficient."""
    c = company.cohorts
    if not company.at_sea.any():
        return nothing_yet("No fish are at sea yet.")
    figure, axes = blank()
    longest, first_kg = 1.0, []
    for b in range(len(company.batches["batch_id"])):
        mine = np.flatnonzero((c.batch == b) & company.at_sea)
        if len(mine) < 30:
            continue
        mine = mine[np.argsort(c.day[mine])]
        degree_days = np.cumsum(c.temperature_c[mine])
        weight_kg = c.biomass_kg[mine] / np.maximum(c.fish[mine], 1.0)
        g = int(company.geography_of_batch[b])
        axes.plot(degree_days[::7], weight_kg[::7], color=geography_colour(g), linewidth=0.9, alpha=0.8)
        longest = max(longest, float(degree_days[-1]))
        first_kg.append(float(weight_kg[0]))
    for g, name in enumerate(company.geographies["name"]):
        axes.plot([], [], color=geography_colour(g), label=str(name))
    felt = np.linspace(0.0, longest, 50)
    for tgc in REFERENCE_TGC:
        start = np.cbrt(np.mean(first_kg) * 1000.0 if first_kg else company.end_weight_g[Stage.POST_SMOLT])
        axes.plot(felt, (start + tgc / 1000.0 * felt) ** 3 / 1000.0, color=INK, linewidth=0.9, linestyle="--")
        end_kg = (start + tgc / 1000.0 * longest) ** 3 / 1000.0
        axes.annotate(f"{tgc:g}", (longest, end_kg), xytext=(3, 0), textcoords="offset points", va="center")
    axes.set_xlim(0, longest * 1.07)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("Degree-days at sea [°C d]")
    axes.set_ylabel("Mean weight [kg]")
    legend_above(figure, axes)
    return Drawn(
        figure,
        "One line a batch; dashed lines grow at a constant thermal growth coefficient from the weight at transfer. "
        "Farms measured 2.6 to 3.0 (Nilsen 2018, 2020); steps back are harvests that take the heaviest cages first.",
    )


def specific_growth(company: Company) -> Drawn:
    """Specific growth rate at sea by weight, in bands of temperature."""
    return _by_weight(company, company.cohorts.grown_kg, "Specific growth rate [% per day]", reference=False)


def feed_rate(company: Company) -> Drawn:
    """Feed over biomass at sea by weight, in bands of temperature, against the feeding table."""
    return _by_weight(company, company.cohorts.feed_kg, "Feed [% of biomass per day]", reference=True)


def _by_weight(company: Company, amount_kg: Floats, label: str, *, reference: bool) -> Drawn:
    c = company.cohorts
    sea = np.flatnonzero(company.at_sea & (c.biomass_kg > 0))
    if not sea.size:
        return nothing_yet("No fish are at sea yet.")
    weight_g = c.biomass_kg[sea] * 1000.0 / c.fish[sea]
    group: Integers = np.searchsorted(WEIGHT_EDGES_G, weight_g) - 1
    middles_kg = np.sqrt(WEIGHT_EDGES_G[1:] * WEIGHT_EDGES_G[:-1]) / 1000.0
    figure, axes = blank()
    for low, high, colour in TEMPERATURE_BANDS_C:
        chosen = (c.temperature_c[sea] >= low) & (c.temperature_c[sea] < high) & (group >= 0)
        chosen &= group < len(middles_kg)
        part = np.bincount(group[chosen], amount_kg[sea][chosen], len(middles_kg))
        whole = np.bincount(group[chosen], c.biomass_kg[sea][chosen], len(middles_kg))
        known = whole > 0
        if not known.any():
            continue
        axes.plot(
            middles_kg[known],
            100.0 * part[known] / whole[known],
            marker="o",
            markersize=4,
            color=colour,
            label=f"{low:g}-{high:g} °C",
        )
        if reference:
            column = SEA_RATE_PCT[:, int(np.abs(SEA_RATE_TEMPERATURE_C - (low + high) / 2).argmin())]
            axes.plot(SEA_RATE_WEIGHT_G / 1000.0, column, color=colour, linewidth=1.0, linestyle=geography_dash(1))
    axes.set_xlim(0, WEIGHT_EDGES_G[-1] / 1000.0)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("Mean weight [kg]")
    axes.set_ylabel(label)
    legend_above(figure, axes, columns=4)
    told = (
        "Dots are what was fed, dashed lines the feeding table of the trade, which is made for slower fish (a growth "
        "coefficient of about 2.4)."
        if reference
        else "Small fish in warm water grow fastest; every fish slows as it grows. Days without feed are included."
    )
    return Drawn(figure, told)
