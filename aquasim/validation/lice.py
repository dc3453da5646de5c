"""Sea lice: counted as the law asks, breaches acted on, treatments by the rules, and the problem mastered."""

from dataclasses import dataclass

import numpy as np

from aquasim.domain.stages import Stage
from aquasim.engine.tables import TREATMENT_TYPES
from aquasim.sinks.store import Criterion
from aquasim.validation.evidence import Evidence, area_day
from aquasim.validation.lookup import Array, ById, Floats, Integers, Mask, counted, is_working_day, iso

STORM_ROOM_DAYS = 10
"""Storms may postpone a count so long. [d]"""
FREE_DAYS, FREE_PER_FISH = 14, 0.05
"""No louse that settles on a smolt is adult so soon."""
BREACHES_MOST = 0.15
"""Most area counts in breach of a company that masters its lice."""
AGAINST_LICE = [TREATMENT_TYPES.index(name) for name in ("MECHANICAL", "THERMAL", "FRESHWATER")]
BATH = TREATMENT_TYPES.index("BATH")
OPERATIONS = [*AGAINST_LICE, BATH]
"""Treatments in which fish are crowded and handled."""
OFF = "lice are switched off"


@dataclass(frozen=True)
class AreaCounts:
    """Counts of all cages of a batch on a day. Arrays of equal length, in order of batch and date."""

    batch: Integers
    date: Integers
    females_per_fish: Floats
    limit_per_fish: Floats

    @property
    def is_breach(self) -> Mask:
        breach: Mask = self.females_per_fish >= self.limit_per_fish - 1e-9
        return breach

    @property
    def is_first_of_breach(self) -> Mask:
        """A breach that the count before did not show."""
        before = np.roll(self.is_breach, 1) & (np.diff(self.batch, prepend=-1) == 0)
        opened: Mask = self.is_breach & ~before
        return opened


def area_counts(e: Evidence) -> AreaCounts:
    """Means of the cages of each batch, which has an area to itself."""
    c = e.company.lice_counts
    key = e.company.batch_of[c["assignment_id"]] * 2**20 + c["count_date"]
    each, number = np.unique(key, return_inverse=True)
    cages = np.bincount(number, minlength=len(each))
    females = np.bincount(number, c.measured("adult_female_per_fish"), len(each)) / np.maximum(cages, 1)
    limit = np.zeros(len(each))
    limit[number] = c.measured("limit_per_fish")
    return AreaCounts(each // 2**20, each % 2**20, females, limit)


def lice_counted(e: Evidence) -> Criterion:
    """From the arrival of fish in a cage to their departure, at the interval of the country and with its sample."""
    c, a = e.company.lice_counts, e.company.assignments
    rules, name = e.parameters.lice, "lice counted as regulated"
    expected = (
        f"{rules.fish_sampled} fish of every cage each "
        + ", ".join(f"{g.lice.count_interval_days} ({g.code})" for g in e.parameters.geographies.values())
        + f" days, at most {STORM_ROOM_DAYS} later, Monday to Friday, where so many are left; rates are lice over fish"
    )
    if not e.parameters.modules.lice:
        return Criterion(name, expected, OFF, not len(c))
    at_sea = np.flatnonzero(e.company.assignment_stage == Stage.GROW_OUT)
    last = int(e.daily.date.max(initial=0))
    end = np.where(a["is_active"] == 1, last, a["departure_date"])[at_sea]
    marks = np.concatenate([c["assignment_id"], a["id"][at_sea], a["id"][at_sea]])
    dates = np.concatenate([c["count_date"], a["assignment_date"][at_sea], end])
    order = np.lexsort((dates, marks))
    gap = np.where(np.diff(marks[order]) == 0, np.diff(dates[order]), 0)
    allowed = _interval(e)[e.company.batch_of[marks[order][1:]]] + STORM_ROOM_DAYS
    late = (gap > allowed) & ~_too_few_to_sample(e, marks[order][:-1], dates[order][:-1] + allowed)
    classes = ("preadult_count", "adult_male_count", "adult_female_count")
    mobile = sum(c[one] for one in classes) / np.maximum(c["fish_sampled"], 1)
    females = c["adult_female_count"] / np.maximum(c["fish_sampled"], 1)
    wrong = (
        (c["fish_sampled"] != rules.fish_sampled)
        | (np.abs(females - c.measured("adult_female_per_fish")) > 0.006)
        | (np.abs(mobile - c.measured("mobile_per_fish")) > 0.006)
        | ~is_working_day(c["count_date"])
    )
    return Criterion(
        name,
        expected,
        f"{len(c):,} counts; {counted(late, 'gaps')} too long, longest {int(gap.max(initial=0))} days; "
        f"{counted(wrong, 'counts')} differ from their lice or fall on a weekend",
        not late.any() and not wrong.any(),
    )


def _too_few_to_sample(e: Evidence, assignment: Integers, day: Integers) -> Mask:
    """Cages in which a count was overdue on a day that held fewer fish than are counted."""
    row = e.daily.row(assignment, day)
    few: Mask = (row >= 0) & (e.daily.population.take(np.maximum(row, 0)) < e.parameters.lice.fish_sampled)
    return few


def _interval(e: Evidence) -> ById:
    """Days between counts, by batch."""
    batches = e.company.batches
    rules = np.array([g.lice.count_interval_days for g in e.parameters.geographies.values()])
    return ById.of(batches["id"], rules[batches["geography_id"] - 1])


def smolts_free_of_lice(e: Evidence) -> Criterion:
    """Lice need weeks at sea to become adult."""
    c, a = e.company.lice_counts, e.company.assignments
    arrival = ById.of(a["id"], a["assignment_date"])
    new = c["count_date"] - arrival[c["assignment_id"]] <= FREE_DAYS
    mean = float(c.measured("adult_female_per_fish")[new].mean()) if new.any() else 0.0
    return Criterion(
        "smolts free of lice",
        f"below {FREE_PER_FISH} adult females per fish in the first {FREE_DAYS} days at sea",
        f"{mean:.3f} in {np.count_nonzero(new):,} counts" if new.any() else "no such count",
        mean < FREE_PER_FISH,
    )


def breaches_acted_on(e: Evidence) -> Criterion:
    """Within the deadline an area in breach is treated, harvested, or back below its limit."""
    areas, days = area_counts(e), e.parameters.lice.deadline_days
    t, h = e.company.treatments, e.company.harvests
    against = np.isin(t["treatment_type"], AGAINST_LICE)
    acts = _events(
        e,
        np.concatenate([t["assignment_id"][against], h["assignment_id"]]),
        np.concatenate([t["start_date"][against], h["harvest_date"]]),
    )
    calm = areas.batch[~areas.is_breach] * 2**20 + areas.date[~areas.is_breach]
    ends = np.sort(np.concatenate([acts, calm]))
    first = np.flatnonzero(areas.is_first_of_breach & (areas.date + days <= int(e.daily.date.max(initial=0))))
    start = areas.batch[first] * 2**20 + areas.date[first]
    following = ends.take(np.searchsorted(ends, start, side="right"), mode="clip") if len(ends) else start
    idle = ~((following > start) & (following <= start + days))
    where = "".join(f", first: batch {areas.batch[first][i]} on {iso(areas.date[first][i])}" for i in _first(idle))
    return Criterion(
        "lice breaches acted on",
        f"treated, harvested or below the limit again within {days} days of the count",
        f"{np.count_nonzero(areas.is_breach):,} of {len(areas.date):,} area counts in breach; "
        f"{counted(idle, 'breaches')} without action{where}",
        not idle.any(),
    )


def _events(e: Evidence, assignment: Array, date: Array) -> Integers:
    """Events as keys of batch and date."""
    key: Integers = e.company.batch_of[assignment] * 2**20 + date
    return key


def _first(wrong: Mask) -> Integers:
    return np.flatnonzero(wrong)[:1]


def treatments_by_the_rules(e: Evidence) -> Criterion:
    """Rest between operations, fasting before them, weather and oxygen on the day, and the count that led to each."""
    t, rules, rest_of_bath = e.company.treatments, e.parameters.lice, e.parameters.disease.response.bath_rest_days
    chosen = np.flatnonzero(np.isin(t["treatment_type"], AGAINST_LICE))
    where, date = t["assignment_id"][chosen], t["start_date"][chosen]
    hasty = _too_soon(e)
    fed = np.zeros(len(chosen), dtype=bool)
    for before in range(1, rules.fasting_days + 1):
        fed |= _of_day(e, where, date - before, e.daily.feed_g) > 0
    short_of_oxygen = _of_day(e, where, date - 1, e.daily.saturation_pct) < rules.least_saturation_pct - 0.01
    area = e.company.area_of_container[e.company.container_of[where]]
    stormy = np.isin(area_day(area, date), e.storms)
    c = e.company.lice_counts
    row = ById.of(c["id"], np.arange(len(c)))[t["lice_count_id"][chosen]]
    found = row >= 0
    named = found.copy()
    named[found] = (c["assignment_id"][row[found]] == where[found]) & (c["count_date"][row[found]] < date[found])
    wrong = fed | short_of_oxygen | stormy | ~named
    return Criterion(
        "lice treatments by the rules",
        f"{rules.rest_days} days after any operation in the cage ({rest_of_bath} before a bath), {rules.fasting_days} "
        f"days fasted, calm sea, {rules.least_saturation_pct:g} % oxygen, after a count of the cage",
        f"{counted(wrong, 'operations')} are not, {np.count_nonzero(fed):,} fed, {np.count_nonzero(hasty):,} too soon, "
        f"{np.count_nonzero(stormy):,} in a storm, {np.count_nonzero(short_of_oxygen):,} short of oxygen, "
        f"{np.count_nonzero(~named):,} without a count",
        not wrong.any() and not hasty.any(),
    )


def _too_soon(e: Evidence) -> Mask:
    """Operations against lice or amoebae that came too soon after another in their cage."""
    t, lice, disease = e.company.treatments, e.parameters.lice, e.parameters.disease
    operations = np.flatnonzero(np.isin(t["treatment_type"], OPERATIONS))
    where, date = t["assignment_id"][operations], t["start_date"][operations]
    order = np.lexsort((date, where))
    later = t["treatment_type"][operations][order][1:]
    rest = np.where(later == BATH, disease.response.bath_rest_days, lice.rest_days)
    hasty: Mask = (np.diff(where[order]) == 0) & (np.diff(date[order]) < rest)
    return hasty


def _of_day(e: Evidence, assignment: Array, date: Array, column: Array) -> Array:
    """A column of the daily states; zero where there is none."""
    row = e.daily.row(assignment, date)
    return np.where(row >= 0, column.take(np.maximum(row, 0)), 0)


def lice_mastered(e: Evidence) -> Criterion:
    """Lice are a problem, and the company has it in hand."""
    areas, t = area_counts(e), e.company.treatments
    share = float(areas.is_breach.mean()) if len(areas.date) else 0.0
    against = np.isin(t["treatment_type"], AGAINST_LICE)
    over = np.isin(e.company.assignments["batch_id"], e.company.batches["id"][e.company.is_harvested])
    cages = e.company.assignments["id"][over & (e.company.assignment_stage == Stage.GROW_OUT)]
    operations = np.count_nonzero(np.isin(t["assignment_id"][against], cages)) / max(len(cages), 1)
    return Criterion(
        "lice mastered",
        f"at most {BREACHES_MOST:.0%} of area counts in breach",
        f"{share:.1%} of {len(areas.date):,}; {np.count_nonzero(against):,} operations, "
        f"{operations:.1f} a cage of {len(cages):,} harvested",
        share <= BREACHES_MOST,
    )
