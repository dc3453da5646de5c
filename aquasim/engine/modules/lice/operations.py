"""Treatments against lice: ordered after a count, planned some cages a day, fasted for, carried out in calm weather."""

import numpy as np

from aquasim.domain import lice
from aquasim.engine.husbandry import order_fasting
from aquasim.engine.modules.lice.cages import Cages, Today
from aquasim.engine.modules.lice.counting import count_id
from aquasim.engine.state import NEVER
from aquasim.engine.streams import Floats, Integers, Stream, uniform, words
from aquasim.engine.tables import TREATMENT_TYPES

OPERATIONS = ("THERMAL", "FRESHWATER", "MECHANICAL")
PRODUCTS = ("Warm-water delousing", "Freshwater bath", "Mechanical flushing")
MEALS_AFTER_WAITING_DAYS = 2
"""Fish that fasted in vain eat so long before the next attempt. [d]"""


def order(cages: Cages, t: Today) -> None:
    """After a count at or above the trigger, order the treatment of the area's cages.

    The cleanest are spared, unless the area is where the law asks for action.
    """
    own, number, p = t.own, t.day.number, cages.lice
    trigger = cages.trigger[number, cages.geography]
    over = (own["counted_day"] == number) & (own["area_mean"] >= trigger)
    if not (p.treatments and over.any()):
        return
    state, cage = t.day.state, t.cage
    least = np.where(own["area_mean"] >= cages.act_per_fish, 0.0, p.cage_share * trigger)
    wanted = (
        over[t.area]
        & (own["cage_mean"][cage] >= least[t.area])
        & (own["ordered_day"][cage] < 0)
        & (state.population[t.container] >= p.fish_sampled)
        & ~t.day.no_handling[t.here]
        & (number - state.entered_day[t.container] >= p.settling_days)
        & (state.harvest_start[t.container] < 0)
    )
    chosen = cage[wanted]
    own["ordered_day"][chosen], own["ordered_cage_mean"][chosen] = number, own["cage_mean"][chosen]
    own["ordered_area_mean"][chosen] = own["area_mean"][t.area[wanted]]
    own["operation"][chosen] = _methods(cages, t)[t.area[wanted]]


def _methods(cages: Cages, t: Today) -> Integers:
    """The method of an order, by area: one vessel serves them all."""
    u = uniform(words(cages.world.parameters.seed, Stream.LICE_METHOD, t.day.number, cages.areas))
    thermal = np.array([rule.thermal_share for rule in cages.rules])[cages.geography]
    freshwater = np.array([rule.freshwater_share for rule in cages.rules])[cages.geography]
    return np.select([u < thermal, u < thermal + freshwater], [0, 1], 2)


def plan(cages: Cages, t: Today) -> None:
    """Give waiting cages a day, as many a day as the area can treat, and fast them until then.

    They rest from any operation, a bath against amoebae too, and finish their medicated feed first.
    """
    own, number, p, state = t.own, t.day.number, cages.lice, t.day.state
    day = number + 1 + p.fasting_days
    cage = t.cage
    rested = day - state.handled_day[t.container] >= p.rest_days
    rested &= state.medicated_to[t.container] <= number
    waiting = np.flatnonzero(
        (own["ordered_day"][cage] >= 0) & (own["planned_day"][cage] < 0) & rested & (number >= own["not_before"][cage])
    )
    if not waiting.size:
        return
    booked = np.bincount(t.area[own["planned_day"][cage] == day], minlength=cages.areas)
    chosen = waiting[rank_in_area(t.area[waiting]) + booked[t.area[waiting]] < p.cages_per_day]
    fasting = np.isin(t.container[chosen], order_fasting(state, t.container[chosen], number + 1, day))
    planned, otherwise = cage[chosen[fasting]], cage[chosen[~fasting]]
    own["planned_day"][planned], own["fasted_day"][planned] = day, number + 1
    own["ordered_day"][otherwise] = NEVER  # they fast for their harvest


def rank_in_area(area: Integers) -> Integers:
    """Number of earlier entries with the same area; equal areas stand together."""
    position = np.arange(len(area))
    first = np.concatenate([[True], area[1:] != area[:-1]])
    ranks: Integers = position - np.maximum.accumulate(np.where(first, position, 0))
    return ranks


def carry_out(cages: Cages, t: Today) -> None:
    """Operate on the cages planned for today where fish fast, the sea is calm and has oxygen; the others wait."""
    own, day, p, state = t.own, t.day, cages.lice, t.day.state
    due = np.flatnonzero(own["planned_day"][t.cage] == day.number)
    if not due.size:
        return
    container = t.container[due]
    mine = state.fast_to[container] == day.number
    able = mine & ~day.no_handling[t.here[due]] & (state.saturation_pct[container] >= p.least_saturation_pct)
    able[able] = rank_in_area(t.area[due[able]]) < p.cages_per_day
    _operate(cages, t, due[able])
    dropped = t.cage[due[~mine]]
    own["ordered_day"][dropped] = own["planned_day"][dropped] = NEVER
    _wait(cages, t, due[mine & ~able])


def _operate(cages: Cages, t: Today, who: Integers) -> None:
    own, cage, day = t.own, t.cage[who], t.day
    own["operated_day"][cage] = day.number
    day.state.handled_day[t.container[who]] = day.number
    low, high = (cages.of_method[f"mortality_{end}"][own["operation"][cage]] for end in ("low", "high"))
    u = cages.draws(Stream.LICE_HARM, day.number, t.container[who])
    own["harm"][cage] = low + (high - low) * u - 1.0


def _wait(cages: Cages, t: Today, who: Integers) -> None:
    """Fast another day; after too long a fast, eat and be planned anew."""
    own, number = t.own, t.day.number
    longer = number + 1 - own["fasted_day"][t.cage[who]] <= cages.lice.fasting_days_max
    still, fed = who[longer], who[~longer]
    order_fasting(t.day.state, t.container[still], number + 1, number + 1)
    own["planned_day"][t.cage[still]] = number + 1
    own["planned_day"][t.cage[fed]] = NEVER
    own["not_before"][t.cage[fed]] = number + MEALS_AFTER_WAITING_DAYS


def remove_lice(cages: Cages, t: Today) -> None:
    """What the operations of the day did to the lice, and their records."""
    own, day = t.own, t.day
    who = np.flatnonzero((own["operated_day"][t.cage] == day.number) & (own["planned_day"][t.cage] == day.number))
    if not who.size:
        return
    method = own["operation"][t.cage[who]]
    u = cages.draws(Stream.LICE_KILL, day.number, t.container[who])
    kill = np.select(
        [method == m for m in range(len(OPERATIONS))],
        [lice.beta_quantile(one.mean_kill, one.concentration, u) for one in cages.methods],
    )
    before = lice.Burden(*(values[who] for values in cages.burden(t)))
    cages.keep(t, lice.treated(before, kill, cages.of_method["attached_share"][method]), who)
    _record(cages, t, who, kill)
    own["ordered_day"][t.cage[who]] = own["planned_day"][t.cage[who]] = NEVER


def _record(cages: Cages, t: Today, who: Integers, kill: Floats) -> None:
    own, day, world = t.own, t.day, cages.world
    container, cage, method = t.container[who], t.cage[who], own["operation"][t.cage[who]]
    ordered = own["ordered_day"][cage]
    day.rows.add(
        "health_treatment",
        id=day.number * world.registry.containers + container + 1,
        batch_id=day.state.batch[container] + 1,
        assignment_id=world.assignment(day.state.batch[container], container),
        treatment_type=np.array([TREATMENT_TYPES.index(name) for name in OPERATIONS])[method],
        vaccination_type_id=np.full(len(who), -1),
        product=[PRODUCTS[m] for m in method],
        fish_treated=day.state.population[container],
        dose_ml=np.nan,
        start_date=world.date(day.number),
        end_date=world.date(day.number),
        withholding_end=np.datetime64("NaT", "D"),
        reason=[
            f"Lice count of {date}: area {area:.2f}, cage {own_mean:.2f} adult females per fish"
            for date, area, own_mean in zip(
                world.date(ordered), own["ordered_area_mean"][cage], own["ordered_cage_mean"][cage], strict=True
            )
        ],
        lice_count_id=count_id(cages, ordered, container),
        efficacy=kill,
    )


def call_for_harvest(cages: Cages, t: Today) -> None:
    """Ask for the harvest of large fish whose area is in breach past the deadline without any treatment."""
    own, p, state = t.own, cages.lice, t.day.state
    late = (own["breach_day"] >= 0) & (t.day.number - own["breach_day"] >= p.deadline_days)
    if not late.any():
        return
    last = np.full(cages.areas, NEVER)
    np.maximum.at(last, t.area, own["operated_day"][t.cage])
    untreated = late & (last < own["breach_day"])
    batch = state.batch[t.container]
    large = state.root_weight[t.container] ** 3 >= p.urgent_weight_g
    state.urgent[batch[untreated[t.area] & large]] = 1
