"""Feed: as much as weight and water call for, the right pellet, to fish that are there, and paid for by growth."""

import numpy as np

from aquasim.domain import growth
from aquasim.domain.feeding import FRESH_FCR, SEA_FCR, biological_fcr, reference_feeding_rate_pct
from aquasim.domain.stages import Stage
from aquasim.sinks.store import Criterion
from aquasim.validation.evidence import Evidence
from aquasim.validation.lookup import AT_ONCE, Array, ById, Integers, counted

RATE_MAX = 1.8
RATE_MEDIAN = (0.8, 1.3)
"""Feed of a container and day over what is expected for weight and temperature; containers and days differ. [-]"""
LEAST_PCT = 0.01
"""Feed that is expected at least: in water so cold or warm that nothing grows, any is too much. [%/d]"""
FCR_TOLERANCE = 0.03
"""Room for weights rounded to milligrams, which tell in fry. [-]"""
FCR_DEVIATIONS = 5.0
"""Room for how much feed the fish of single batches, containers and days need for their growth. [-]"""


def rates_expected(e: Evidence) -> Criterion:
    """Median against the table for weight and temperature or, where stages grow otherwise, against their growth."""
    d, meals = e.daily, e.meals
    fed = np.flatnonzero(meals.rate_pct > 0)
    if not fed.size:
        return _unfed(e, "feeding rates")
    pieces = [_rates(e, fed[start : start + AT_ONCE]) for start in range(0, len(fed), AT_ONCE)]
    to_table, to_growth, ratio = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    medians = [float(np.median(one)) for one in (to_table, to_growth)]
    over = np.zeros(len(d), dtype=bool)
    over[fed] = ratio > RATE_MAX
    return Criterion(
        "feeding rates",
        f"feed of a day: median {RATE_MEDIAN[0]}-{RATE_MEDIAN[1]} x the table for weight and temperature or x growth x "
        f"FCR, none above {RATE_MAX} x the larger of the two, to the gram",
        f"{len(fed):,} container-days fed: median {medians[0]:.2f} x the table, {medians[1]:.2f} x growth, "
        f"highest {ratio.max():.2f} x{d.name(over)}",
        not over.any() and any(RATE_MEDIAN[0] <= median <= RATE_MEDIAN[1] for median in medians),
    )


def _rates(e: Evidence, rows: Integers) -> tuple[Array, Array, Array]:
    """Feed over the table's, over what growth pays for, and over the larger of these but for a gram."""
    at_sea = e.company.stage_of[e.daily.assignment[rows]] == Stage.GROW_OUT
    weight_g = e.meals.weight_g[rows].astype(np.float64)
    temperature_c = e.daily.temperature_c[rows].astype(np.float64)
    table_pct = reference_feeding_rate_pct(weight_g, temperature_c, at_sea)
    growth_pct = np.maximum(_growth_pct(e, rows, weight_g, temperature_c), LEAST_PCT)
    rate = e.meals.rate_pct[rows]
    gram_pct = 100.0 / np.maximum(e.daily.fish[rows] * weight_g, 1.0)
    most = (rate - gram_pct) / np.maximum(table_pct, growth_pct)
    to_table, to_growth = rate / table_pct, rate / growth_pct
    return to_table.astype(np.float32), to_growth.astype(np.float32), most.astype(np.float32)


def _growth_pct(e: Evidence, rows: Integers, weight_g: Array, temperature_c: Array) -> Array:
    """Feed over biomass that pays for full growth at the mean coefficient of the stage or, at sea, geography. [%/d]"""
    p, assignment = e.parameters, e.daily.assignment[rows]
    stage = e.company.stage_of[assignment]
    at_sea = stage == Stage.GROW_OUT
    home = ById.of(e.company.batches["id"], e.company.batches["geography_id"] - 1)[e.company.batch_of[assignment]]
    of_stage, of_geography = ([p.stages[s] for s in Stage], list(p.geographies.values()))
    on_land = np.array([s.tgc for s in of_stage])[stage] / p.husbandry.mean_freshwater_appetite
    on_land *= growth.relative_temperature_factor(temperature_c, np.array([s.set_point_c for s in of_stage])[stage])
    in_cages = np.array([g.sea.tgc_mean for g in of_geography])[home] / p.husbandry.mean_sea_appetite
    in_cages *= growth.temperature_factor(temperature_c) * growth.late_sea_factor(weight_g)
    tgc = np.where(at_sea, in_cages, on_land)
    tomorrow_g = growth.weight_g(growth.advance_root_weight(growth.root_weight(weight_g), tgc, temperature_c))
    return 100.0 * (tomorrow_g / weight_g - 1.0) * biological_fcr(weight_g, at_sea)


def growth_paid(e: Evidence) -> Criterion:
    """Feed over growth, that of fish which die later included, by stage, on days without moves."""
    d = e.daily
    still = ~d.is_first & ~d.is_gap & (d.moved_in == 0) & (d.moved_out == 0)
    fed = still & (d.feed_g > 0)
    if not fed.any():
        return _unfed(e, "feed and growth agree")
    stage, before_g = e.company.stage_of[d.assignment].astype(np.int8), d.before(d.weight_g)
    lines, passed = [], True
    for s in Stage:
        mine = np.flatnonzero(fed & (stage == s))
        if s is Stage.EGG_ALEVIN or not mine.size:
            continue
        gain_g = d.fish[mine] * (d.weight_g[mine] - before_g[mine]).astype(np.float64)
        due_g = gain_g * biological_fcr(before_g[mine], s is Stage.GROW_OUT)
        fed_g, gained_g, expected_g = (float(x.sum(dtype=np.float64)) for x in (d.feed_g[mine], gain_g, due_g))
        room = FCR_TOLERANCE + FCR_DEVIATIONS * _fcr_deviation(e, mine, due_g, s)
        passed &= abs(fed_g - expected_g) <= room * expected_g + 0.5 * len(mine)  # rations are whole grams
        lines.append(
            f"{s.label} {fed_g / gained_g:.2f} ({expected_g / gained_g:.2f} +- {room:.1%})"
            if gained_g > 0
            else f"{s.label}: no growth"
        )
    return Criterion(
        "feed and growth agree",
        f"feed per growth by stage within {FCR_TOLERANCE:.0%}, and {FCR_DEVIATIONS:g} deviations of the batches, "
        f"containers and days there were, of the biological FCR at the fish's weight ({min(FRESH_FCR)}-{max(SEA_FCR)})",
        ", ".join(lines),
        passed,
    )


def _fcr_deviation(e: Evidence, rows: Integers, due_g: Array, stage: Stage) -> float:
    """Standard deviation of the mean feed per growth of a stage, by how it spreads over whom the feed went to. [-]"""
    p, assignment = e.parameters.husbandry, e.daily.assignment[rows].astype(np.int64)
    cvs = (p.batch_fcr_cv, p.cage_fcr_cv) if stage is Stage.GROW_OUT else (0.0, p.tank_fcr_cv)
    of_batch = cvs[0] * _concentration(due_g, e.company.batch_of[assignment])
    of_container = cvs[1] * _concentration(due_g, assignment)
    return float(np.hypot(np.hypot(of_batch, of_container), p.daily_fcr_cv * _concentration(due_g, rows)))


def _concentration(amount: Array, owner: Integers) -> float:
    """Root of the sum of squared shares of the owners of an amount: 1 where one has all, 1 / sqrt(n) of n alike."""
    _, number = np.unique(owner, return_inverse=True)
    share = np.bincount(number, amount) / max(float(amount.sum()), 1e-9)
    return float(np.sqrt(np.square(share).sum()))


def _unfed(e: Evidence, name: str) -> Criterion:
    """Of a company so young that all its fish live on their yolk."""
    older = int(np.count_nonzero(e.company.assignment_stage != Stage.EGG_ALEVIN))
    return Criterion(
        name, "fed fish, once any are past the yolk", f"none fed, {older:,} assignments past it", not older
    )


def meals_add_up(e: Evidence) -> Criterion:
    """Feeding events of a container and day, against its feed of the day."""
    wrong = e.meals.feed_g != e.daily.feed_g
    return Criterion(
        "meals add up",
        "feeding events of a container and day = its daily feed, to the gram",
        f"{counted(wrong, 'container-days')} differ{e.daily.name(wrong)}; "
        f"{e.meals.feed_g.sum(dtype=np.int64) / 1e6:,.0f} t fed",
        not wrong.any(),
    )


def pellet_fits(e: Evidence) -> Criterion:
    """Every feed has a range of weights it is for."""
    return Criterion(
        "pellet fits the fish",
        "the feed of each event is for fish of that weight",
        f"{e.meals.wrong_pellet:,} of {e.meals.events:,} feeding events are not",
        not e.meals.wrong_pellet,
    )


def nobody_fed_in_vain(e: Evidence) -> Criterion:
    """No feed where there are no fish, and none booked on another batch or container."""
    empty = (e.daily.feed_g > 0) & (e.daily.fish == 0)
    return Criterion(
        "feed only where fish are",
        "feeding events only in containers with fish, of the batch and container of their assignment",
        f"{e.meals.without_fish:,} of {e.meals.events:,} events without fish, {e.meals.elsewhere:,} of another batch "
        f"or container; {counted(empty, 'container-days')} fed while empty",
        not e.meals.without_fish and not e.meals.elsewhere and not empty.any(),
    )
