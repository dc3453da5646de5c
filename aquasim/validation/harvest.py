"""Harvest as planned: within capacity, fasted, sold at the price of the week, and even over years and months."""

import numpy as np

from aquasim.domain.market import SIZE_CLASSES, YIELD_SIGMA
from aquasim.domain.stages import Stage
from aquasim.engine.production import cycle_days, harvest_days, survival_to
from aquasim.sinks.store import Criterion
from aquasim.validation.evidence import Evidence
from aquasim.validation.lookup import Array, ById, Integers, counted

FASTED_DAYS = (2, 5)
"""Days without feed before slaughter, 48-120 h; domain reference, section 9."""
FASTED_DAYS_SOUGHT = 60
NEVER = np.iinfo(np.int64).max
ONE_YIELD_ROOM = 5.0 * YIELD_SIGMA
"""Draws are normal, and none lies beyond 4.5 deviations. [-]"""
LONGER_SHARE_MAX = 0.03
"""Storms and a cage at its cap may have kept feed from the fish before their fast began.

One cage may always: its harvests, on days in a row, are more than that of those of a small company.
"""
ONE_YEAR_ROOM = 2.0
"""A single year may be off by so many tolerances of the mean: batches end when they have grown, not at New Year."""
MONTH_SHARE_MAX = 0.18
MONTHS_OF_TWO_BATCHES = 8.0
"""Batches a year from which single months are judged; with fewer, one batch alone is more."""


def fasted(e: Evidence) -> Criterion:
    """Nobody is slaughtered with feed in the gut, and nobody starves while waiting."""
    events, d = e.company.harvests, e.daily
    days = events["days_fasted"]
    low, high = FASTED_DAYS
    short, longer, untrue = days < low, days > high, days != _unfed_days(e)
    today = d.row(events["assignment_id"], events["harvest_date"])
    fed = (today >= 0) & (d.feed_g[today] > 0)
    return Criterion(
        "fasted before harvest",
        f"at least {low} days without feed before a harvest, more than {high} before {LONGER_SHARE_MAX:.0%} at most, "
        "or those of one cage",
        f"{counted(short, 'harvests')} with fewer, {np.count_nonzero(longer):,} with more, "
        f"{np.count_nonzero(untrue):,} with others than recorded, {np.count_nonzero(fed):,} fed that day"
        + (f"; {days.min()}-{days.max()} days" if len(days) else ""),
        not (short | fed | untrue).any()
        and (longer.sum() <= LONGER_SHARE_MAX * len(days) or len(set(events["assignment_id"][longer])) == 1),
    )


def _unfed_days(e: Evidence) -> Integers:
    """Days in a row without feed before each harvest, by the daily states; no more than are looked for."""
    events = e.company.harvests
    unfed, still = np.zeros(len(events), dtype=np.int64), np.ones(len(events), dtype=bool)
    for before in range(1, FASTED_DAYS_SOUGHT + 1):
        row = e.daily.row(events["assignment_id"], events["harvest_date"] - before)
        still &= (row >= 0) & (e.daily.feed_g[row] == 0)
        unfed += still
    return unfed


def within_capacity(e: Evidence) -> Criterion:
    """No plant takes more in a day than it can."""
    events, geographies = e.company.harvests, list(e.parameters.geographies.values())
    home = ById.of(e.company.batches["id"], e.company.batches["geography_id"] - 1)[events["batch_id"]]
    plant_kg = np.array([g.harvest.plant_kg_day for g in geographies])
    days, position = np.unique(events["harvest_date"] * len(geographies) + home, return_inverse=True)
    taken_kg = np.bincount(position, events.measured("live_weight_kg"), len(days))
    limit_kg = plant_kg[days % len(geographies)]
    wrong = taken_kg > limit_kg + 0.01
    fullest = f"; fullest {float((taken_kg / limit_kg).max()):.0%}" if len(days) else ""
    return Criterion(
        "harvest within capacity",
        "live weight of a day in a geography at most what its plants take",
        f"{counted(wrong, 'days')} above{fullest}",
        not wrong.any(),
    )


def sold_at_the_price(e: Evidence) -> Criterion:
    """Lots at the price of their week, size and grade; results of batches are the sums of their lots and meals."""
    lots, prices, results = e.company.lots, e.company.prices, e.company.results
    sizes = len(SIZE_CLASSES)
    week = int(prices["week_start"].min()) if len(prices) else 0  # a Monday
    quoted = np.zeros((int(prices["week_start"].max(initial=0) - week) // 7 + 2) * sizes)
    quoted[(prices["week_start"] - week) // 7 * sizes + prices["size_class"]] = prices["price_per_kg"]
    cell = (lots["harvest_date"] - week) // 7 * sizes + lots["size_class"]
    expected = quoted.take(cell, mode="clip") * np.array(e.parameters.market.grade_factors)[lots["grade"]]
    earned = lots.measured("gutted_weight_kg") * lots["price_per_kg"]
    wrong = (np.abs(expected - lots["price_per_kg"]) > 0.51) | (np.abs(earned - lots["revenue"]) > 0.51)
    owner = ById.of(e.company.harvests["id"], e.company.harvests["batch_id"])[lots["event_id"]]
    total = np.bincount(np.clip(owner, 0, None), lots["revenue"], int(results["batch_id"].max(initial=0)) + 1)
    differ = np.abs(total[results["batch_id"]] - results["revenue"]) > 0.5
    differ |= e.meals.batch_g[results["batch_id"]] != results["feed_kg"]
    differ |= e.meals.batch_cents[results["batch_id"]] != results["feed_cost"]
    differ |= _first_harvest(e)[results["batch_id"]] != results["first_harvest_date"]
    return Criterion(
        "lots sold at the price of the week",
        "price = week's price of the size x grade, revenue = gutted weight x price; a batch's revenue = its lots', "
        "its feed and the cost of it = its meals', to the gram and the cent, its first day that of its harvests",
        f"{counted(wrong, 'lots')} otherwise, {counted(differ, 'batches')} differ; "
        f"{lots['revenue'].sum() / 1e8:,.1f} million EUR",
        not wrong.any() and not differ.any(),
    )


def _first_harvest(e: Evidence) -> Integers:
    """Day of the first harvest by batch id."""
    events, ids = e.company.harvests, e.company.batches["id"]
    first = np.full(int(max(ids.max(initial=0), events["batch_id"].max(initial=0))) + 1, NEVER)
    np.minimum.at(first, events["batch_id"], events["harvest_date"])
    return first


def yields_usual(e: Evidence) -> Criterion:
    """What gutting and filleting leaves, lot by lot and of all lots together."""
    lots, usual = e.company.lots, e.parameters.harvest
    live, gutted, fillet = (lots[f"{kind}_weight_kg"] for kind in ("live", "gutted", "fillet"))
    wrong, lines, passed = (gutted > live) | (fillet > gutted), [], True
    for name, weight, mean in (("gutted", gutted, usual.gutted_yield), ("fillet", fillet, usual.fillet_yield)):
        wrong |= np.abs(weight - mean * live) > ONE_YIELD_ROOM * mean * live + 1.0
        told = weight.sum() / max(live.sum(), 1)
        passed &= not len(lots) or abs(told - mean) <= mean * _mean_room(e)
        lines.append(f"{name} {told:.4f}")
    return Criterion(
        "yields of harvested fish",
        f"fillet <= gutted <= live weight, each lot within {ONE_YIELD_ROOM:.0%} of the usual yield, all lots within "
        f"{_mean_room(e):.1%}",
        f"{counted(wrong, 'lots')} are not; " + ", ".join(lines),
        passed and not wrong.any(),
    )


def _mean_room(e: Evidence) -> float:
    """Five standard errors of the mean yield of so many harvests, taken to be half as many for their unlike weights."""
    return float(5.0 * YIELD_SIGMA / np.sqrt(max(len(e.company.harvests) / 2.0, 1.0)))


def even_over_years(e: Evidence) -> Criterion:
    """Whole weight of the complete calendar years from `targets.steady_from_year` on.

    What a year is to give is the target, and where the plan lays down more or fewer batches for it, what these give.
    """
    target, tolerance = e.parameters.targets.whole_t_per_year, e.parameters.targets.whole_tolerance
    tonnes, years = _by_month(e)
    whole = tonnes.sum(axis=1)
    batches, steady_from = e.parameters.production.batches_per_year, e.parameters.targets.steady_from_year
    many = batches >= MONTHS_OF_TWO_BATCHES
    tolerance += 0.0 if many else 1.0 / batches  # one batch sooner or later
    planned = _planned_t(e, years)
    due = np.where(np.abs(planned - target) <= tolerance * target, target, planned)
    off = np.abs(whole - due) / np.maximum(due, target)
    mean_off = abs(whole.sum() - due.sum()) / max(float(np.maximum(due, target).sum()), 1e-9)
    mean_room = tolerance if many or len(years) > 1 else ONE_YEAR_ROOM * tolerance
    largest = float((tonnes / np.maximum(whole, 1.0)[:, None]).max(initial=0.0))
    told = ", ".join(
        f"{year} {sum_t:,.0f} t of {due_t:,.0f}" for year, sum_t, due_t in zip(years, whole, due, strict=True)
    )
    return Criterion(
        "harvest even over the years",
        f"{target:,.0f} t a year, or what its batches are to give, +- {mean_room:.0%} on average from year "
        f"{steady_from} on, single years +- {ONE_YEAR_ROOM * tolerance:.0%}"
        + (f", no month above {MONTH_SHARE_MAX:.0%}" if many else ""),
        f"{told}; largest month {largest:.1%}" if len(years) else "no such year is complete yet",
        not len(years)
        or (
            mean_off <= mean_room
            and bool((off <= ONE_YEAR_ROOM * tolerance).all())
            and (not many or largest <= MONTH_SHARE_MAX)
        ),
    )


def _planned_t(e: Evidence, years: list[int]) -> Array:
    """Tonnes that batches of the plan give in some years: each evenly over its turn to be harvested. [t]"""
    p = e.parameters
    if not years:
        return np.zeros(0)
    new_years = np.array([f"{year}-01-01" for year in (*years, years[-1] + 1)], dtype="datetime64[D]")
    edges = (new_years - np.datetime64(p.first_day, "D")).astype(np.int64)
    planned = np.zeros(len(years))
    for batch in e.plan.batches:
        home, middle = p.geography(batch.geography), batch.start + cycle_days(p, batch.geography)
        whole_t = batch.eggs * survival_to(p, Stage.GROW_OUT) * home.sea.survival * p.targets.harvest_weight_g / 1e6
        part = np.clip((edges - middle) / harvest_days(p, batch.geography) + 0.5, 0.0, 1.0)
        planned += np.diff(part) * whole_t
    return planned


def _by_month(e: Evidence) -> tuple[Array, list[int]]:
    """Tonnes by month of the complete calendar years of steady state, and those years. shape (years, 12)"""
    events = e.company.harvests
    first = np.datetime64(e.parameters.first_day, "Y") + (e.parameters.targets.steady_from_year - 1)
    last_day = np.datetime64(int(e.daily.date.max(initial=0)), "D")
    end = (last_day + 1).astype("datetime64[Y]")
    years = np.arange(first, max(end, first))
    month = events["harvest_date"].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    position = month - first.astype("datetime64[M]").astype(np.int64)
    inside = (position >= 0) & (position < len(years) * 12)
    tonnes = np.bincount(position[inside], events.measured("live_weight_kg")[inside] / 1000.0, len(years) * 12)
    return tonnes.reshape(-1, 12), [int(str(year)) for year in years]
