"""Lice counts as the law asks: so many fish of every cage of an area, at its interval, as soon as weather allows.

Each area has a weekday of its own, Monday to Friday. What a storm put off is counted on the next working day that is
calm, and from then on the area's own weekday again, before its interval is over.
"""

import numpy as np

from aquasim.domain import lice
from aquasim.domain.calendar import WEEK_DAYS, WORKING_DAYS, days_of_working_days
from aquasim.engine.modules.lice.cages import Cages, Today
from aquasim.engine.rows import Rows
from aquasim.engine.state import NEVER
from aquasim.engine.streams import Integers, Stream
from aquasim.engine.tables.health import LICE_SEXES, LICE_STAGES

SALMON_LOUSE, SEA_LOUSE = "Lepeophtheirus salmonis", "Caligus elongatus"
TYPES = (
    ("Salmon louse, attached", SALMON_LOUSE, "ATTACHED", "ANY", "attached_count"),
    ("Salmon louse, pre-adult", SALMON_LOUSE, "PREADULT", "ANY", "preadult_count"),
    ("Salmon louse, adult male", SALMON_LOUSE, "ADULT", "MALE", "adult_male_count"),
    ("Salmon louse, adult female", SALMON_LOUSE, "ADULT", "FEMALE", "adult_female_count"),
    ("Sea louse, mobile", SEA_LOUSE, "MOBILE", "ANY", "caligus_count"),
)
"""Classes that people tell apart: name, species, stage, sex, column of the count."""


def define_types(rows: Rows) -> None:
    """The classes of lice, written once."""
    rows.add(
        "health_licetype",
        id=np.arange(len(TYPES)) + 1,
        name=[kind[0] for kind in TYPES],
        species=[kind[1] for kind in TYPES],
        development_stage=np.array([LICE_STAGES.index(kind[2]) for kind in TYPES]),
        sex=np.array([LICE_SEXES.index(kind[3]) for kind in TYPES]),
        counted_in=[kind[4] for kind in TYPES],
    )


def count(cages: Cages, t: Today) -> None:
    """Count where it is due; empty areas start their interval anew when fish arrive."""
    own, number = t.own, t.day.number
    empty = np.bincount(t.area, t.day.state.population[t.container], cages.areas) == 0
    own["counted_day"][empty] = number
    own["breach_day"][empty] = NEVER
    weekday = cages.world.weekday(number)
    if weekday >= WORKING_DAYS:
        return
    idle_ahead = days_of_working_days(1, weekday) - 1
    elapsed = number - own["counted_day"]
    due = elapsed + idle_ahead >= cages.interval
    due |= (cages.weekday == weekday) & (elapsed > cages.interval - WEEK_DAYS)  # in a week it would be late
    able = ~t.day.no_handling[t.here]
    counted = np.flatnonzero(due[t.area] & able & (t.day.state.population[t.container] >= cages.lice.fish_sampled))
    if counted.size:
        _count(cages, t, counted)


def _count(cages: Cages, t: Today, who: Integers) -> None:
    own, number, fish, world = t.own, t.day.number, cages.lice.fish_sampled, cages.world
    container, area = t.container[who], t.area[who]
    found = _draw(cages, t, who)
    per_fish = found[3] / fish
    limit = cages.limit[number, cages.geography[area]]
    t.day.rows.add(
        "health_licecount",
        id=count_id(cages, number, container),
        assignment_id=world.assignment(t.day.state.batch[container], container),
        count_date=world.date(number),
        fish_sampled=np.full(len(who), fish),
        attached_count=found[0],
        preadult_count=found[1],
        adult_male_count=found[2],
        adult_female_count=found[3],
        caligus_count=found[4],
        adult_female_per_fish=per_fish,
        mobile_per_fish=found[1:4].sum(axis=0) / fish,
        limit_per_fish=limit,
    )
    own["cage_mean"][t.cage[who]] = per_fish
    counted = np.unique(area)
    mean = np.bincount(area, per_fish, cages.areas) / np.maximum(np.bincount(area, minlength=cages.areas), 1)
    own["area_mean"][counted] = mean[counted]
    own["counted_day"][counted] = number
    breached = mean >= cages.limit[number, cages.geography]
    opened = np.where(own["breach_day"] >= 0, own["breach_day"], number)
    own["breach_day"][counted] = np.where(breached, opened, NEVER)[counted]


def _draw(cages: Cages, t: Today, who: Integers) -> Integers:
    """Lice of each class on the sampled fish. shape (classes, n)"""
    p, fish = cages.lice, cages.lice.fish_sampled
    burden = cages.burden(t)
    means = (burden.attached, burden.preadults, burden.males, burden.females, burden.caligus)
    k = (p.attached_dispersion, p.small_dispersion, p.large_dispersion, p.large_dispersion, p.small_dispersion)
    draws = [cages.draws(Stream.LICE_COUNT, t.day.number, t.container[who], draw) for draw in range(len(TYPES))]
    mean = np.concatenate([fish * one[who] for one in means])
    dispersion = np.repeat(fish * np.array(k), len(who))
    return lice.negative_binomial(mean, dispersion, np.concatenate(draws)).reshape(len(TYPES), len(who))


def count_id(cages: Cages, day: Integers | int, container: Integers) -> Integers:
    """Id of the count of a container on a day."""
    ids: Integers = np.asarray(day) * cages.world.registry.containers + container + 1
    return ids
