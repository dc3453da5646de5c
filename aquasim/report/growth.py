"""What fish eat and what they make of it: feed, conversion, samples, density."""

import numpy as np

from aquasim.domain.feeding import biological_fcr
from aquasim.domain.stages import Stage
from aquasim.report.company import Company
from aquasim.report.drawing import Drawn, nothing_yet, signed
from aquasim.report.style import INK, STAGE_COLOURS, blank, date_axis, geography_colour, legend_above, stack, thousands

FED_STAGES = tuple(stage for stage in Stage if stage is not Stage.EGG_ALEVIN)


def feed_by_month(company: Company) -> Drawn:
    """Feed of each month, stacked by stage."""
    daily_t = company.by_stage(company.cohorts.feed_kg)[:, 1:] / 1e3
    monthly = np.add.reduceat(daily_t, np.flatnonzero(np.diff(company.month, prepend=-1)), axis=0)
    if not daily_t.any():
        return nothing_yet("No fish have been fed yet.")
    sea = daily_t[:, -1].sum() / daily_t.sum()
    figure, axes = blank()
    stack(axes, company.months + np.timedelta64(14, "D"), monthly, FED_STAGES)
    axes.set_ylabel("Feed [t per month]")
    thousands(axes)
    date_axis(axes)
    axes.set_xlim(left=float(company.days[0].astype(np.int64)))  # dates of a plot count from 1970, as numpy's do
    legend_above(figure, axes)
    return Drawn(
        figure,
        f"{daily_t.sum():,.0f} t of feed in all, {sea:.0%} of it at sea; it follows biomass and temperature, so it "
        "dips in late winter and when areas are harvested.",
    )


def conversion_by_stage(company: Company) -> Drawn:
    """Biological feed conversion of each stage, and what the model of conversion expects over the stage."""
    c = company.cohorts
    grown = np.bincount(c.stage, c.grown_kg, len(Stage))
    fed = np.bincount(c.stage, c.grown_on_kg, len(Stage))
    figure, axes = blank()
    for y, stage in enumerate(FED_STAGES):
        ends = biological_fcr(company.end_weight_g[[stage - 1, stage]], stage is Stage.GROW_OUT)
        axes.plot(
            ends,
            [y, y],
            color=INK,
            linewidth=1.2,
            alpha=0.7,
            label="expected, entry to end of stage" if y == 0 else None,
        )
        if grown[stage] > 0:
            ratio = fed[stage] / grown[stage]
            axes.plot(ratio, y, marker="o", markersize=9, color=STAGE_COLOURS[stage], linestyle="none")
            axes.annotate(f"{ratio:.2f}", (ratio, y), xytext=(0, 9), textcoords="offset points", ha="center")
    axes.set_yticks(range(len(FED_STAGES)), [stage.label for stage in FED_STAGES])
    axes.set_ylim(len(FED_STAGES) - 0.5, -0.7)
    axes.margins(x=0.08)
    axes.set_xlabel("Feed over gross growth, bFCR [kg/kg]")
    legend_above(figure, axes)
    return Drawn(
        figure,
        "Conversion worsens as fish grow: dots are feed given over growth, of fish that died later too; bars are what "
        "the weights of the stage lead to expect.",
    )


def samples_against_truth(company: Company) -> Drawn:
    """Relative error of growth samples against the true mean weight."""
    s = company.samples
    if not len(s["true_g"]):
        return nothing_yet("No fish have been weighed yet.")
    error_pct = (s["sampled_g"] / s["true_g"] - 1.0) * 100.0
    figure, axes = blank()
    for stage in FED_STAGES:
        chosen = s["stage_order"] == stage.order
        axes.plot(
            s["true_g"][chosen],
            error_pct[chosen],
            linestyle="none",
            marker=".",
            markersize=3,
            markeredgewidth=0,
            color=STAGE_COLOURS[stage],
            label=stage.label,
            rasterized=True,
        )
    for sign in (-2, 2):
        axes.axhline(sign * error_pct.std(), color=INK, linewidth=0.8, linestyle="--")
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlabel("True mean weight [g], log scale")
    axes.set_ylabel("Sample minus truth [%]")
    legend_above(figure, axes, marker_scale=4.0)
    return Drawn(
        figure,
        f"{len(error_pct):,} samples scatter about the truth: mean error {signed(error_pct.mean(), 2)} %, standard "
        f"deviation {error_pct.std():.1f} %; dashed lines are at two of these.",
    )


def density_at_sea(company: Company) -> Drawn:
    """Density of the densest cage of each area and day against weight, under the caps."""
    c = company.cohorts
    chosen = company.at_sea & (c.day % 7 == 0)
    if not chosen.any():
        return nothing_yet("No fish are at sea yet.")
    figure, axes = blank()
    for g, name in enumerate(company.geographies["name"]):
        here = chosen & (c.geography == g)
        axes.plot(
            c.weight_g[here] / 1e3,
            c.density_kg_m3[here],
            linestyle="none",
            marker="os^D"[g % 4],
            markersize=2.6,
            markeredgewidth=0,
            color=geography_colour(g),
            label=str(name),
            rasterized=True,
        )
    sea = company.runs[-1].parameters["sea"]
    steps_kg = np.array([*sea["density_from_g"], company.end_weight_g.max() * 1.2]) / 1e3
    axes.stairs(sea["density_kg_m3"], steps_kg, color=INK, linewidth=1.4, baseline=None, label="cap")
    axes.set_xlim(0, steps_kg[-1])
    axes.set_ylim(bottom=0)
    axes.set_xlabel("Mean weight, heaviest cage of the area [kg]")
    axes.set_ylabel("Density, densest cage [kg/m³]")
    legend_above(figure, axes, marker_scale=2.5)
    cap = np.array(sea["density_kg_m3"])[np.searchsorted(sea["density_from_g"], c.weight_g[chosen], side="right") - 1]
    over = int((c.density_kg_m3[chosen] > cap).sum())
    return Drawn(
        figure,
        f"One dot an area and week, against the caps on density, which rise with weight: {over or 'none'} of "
        f"{len(cap):,} lie above.",
    )
