"""What is done about a disease that was found: medicated feed, freshwater baths, early harvest, emptying the site."""

import numpy as np

from aquasim.domain.disease import Agent, Disease, withdrawal_days
from aquasim.domain.stages import Stage
from aquasim.engine.deaths import Death
from aquasim.engine.husbandry import eats_until, order_fasting
from aquasim.engine.modules.base import Arrays
from aquasim.engine.modules.disease import journal
from aquasim.engine.modules.disease.constants import Constants, expected_temperatures
from aquasim.engine.modules.disease.epidemic import NEVER, Cases
from aquasim.engine.rows import nulls
from aquasim.engine.streams import Integers, Stream, uniform
from aquasim.engine.tables import TREATMENT_TYPES
from aquasim.engine.today import Day
from aquasim.engine.world import World
from aquasim.parameters.disease import Medicine

REVIEW_DAYS = 7
MEDICATE_AGAIN_DAYS = 28
GIVE_UP_DAYS = 28
"""A course that lost so many days to storms is not continued."""
ACTED_ON_FROM_AGE = 5
"""Days in the course from which a container shows that it is sick."""
POSTPONED_DAYS = 4
CULL_FIRST_DAYS, CULL_DAYS = 3, 30
HARVEST_MARGIN_DAYS = 10
TREATMENT_IDS = 1 << 38
"""Treatments of this module have ids above this; those of others stay below."""

BY_HELD = {"fed_from": NEVER, "fed_left": 0, "fed_for": NEVER, "fed_dd": 0, "bath_due": NEVER, "bathed": NEVER}


def start_arrays(constants: Constants) -> Arrays:
    """Nothing ordered."""
    return {
        "fed_from": np.zeros(0, dtype=np.int64),  # medicated feed
        "fed_left": np.zeros(0, dtype=np.int64),  # days of it that are still to be eaten
        "fed_for": np.zeros(0, dtype=np.int64),  # the disease
        "fed_dd": np.zeros(0),
        "bath_due": np.zeros(0, dtype=np.int64),
        "bathed": np.zeros(0, dtype=np.int64),
        "emptying": np.full(constants.places, NEVER, dtype=np.int64),  # day the order came
    }


def forget_old_fish(day: Day, own: Arrays) -> None:
    """Orders of a container end where other fish arrive; medicine that moved fish still carry is the core's."""
    for name in ("fed_from", "bath_due", "bathed"):
        own[name][day.arrived] = NEVER


def add_bath_hazard(day: Day, constants: Constants, own: Arrays) -> None:
    """Fish die on the day after a bath."""
    bathed = own["bathed"] == day.number - 1
    if day.number and bathed.any():
        day.add_hazard(Death.TREATMENT, np.where(bathed, -np.log1p(-constants.control.response.bath_loss), 0.0))


def carry_out(day: Day, constants: Constants, own: Arrays) -> None:
    """Orders of earlier days that fall due."""
    _feed_medicine(day, constants, own)
    due = np.flatnonzero((own["bath_due"] >= 0) & (own["bath_due"] <= day.number))
    if due.size:
        _bathe(day, constants, own, due)
    for place in np.flatnonzero(own["emptying"] >= 0):
        _empty(day, constants, own, int(place))


def _feed_medicine(day: Day, constants: Constants, own: Arrays) -> None:
    """Count the days on which medicated feed is eaten; a course that lost days goes on for as many."""
    here, state = day.here, day.state
    course = (own["fed_from"] <= day.number) & (state.medicated_to[here] >= day.number)
    fed = np.flatnonzero(course & (day.feed_g > 0))
    if fed.size:
        containers = here[fed]
        left_dd = own["fed_dd"][fed] + np.maximum(day.temperature_c[fed], 0.0)  # today's warmth comes off tonight
        state.withdrawal_dd[containers] = np.maximum(state.withdrawal_dd[containers], left_dd)
        own["fed_left"][fed] -= 1
    short = np.flatnonzero(course & (state.medicated_to[here] == day.number) & (own["fed_left"] > 0))
    short = short[(state.population[here[short]] > 0) & (day.number - own["fed_from"][short] < GIVE_UP_DAYS)]
    for position in short.tolist():
        _continue_medicine(day, constants, own, position)


def _continue_medicine(day: Day, constants: Constants, own: Arrays, position: int) -> None:
    """A course goes on from tomorrow, with a row of its own: that of its beginning is written."""
    cage = int(day.here[position])
    place = int(day.world.registry.place[cage])
    medicine = _medicine(day.world, constants, place)
    if medicine is not None:
        disease, days = int(own["fed_for"][position]), int(own["fed_left"][position])
        _prescribe(day, constants, np.array([cage]), medicine, place, disease, days)


def _bathe(day: Day, constants: Constants, own: Arrays, due: Integers) -> None:
    """Bathe the cages whose turn it is; storms put a bath off, and too long a wait ends it."""
    state = day.state
    put_off = due[day.no_handling[due]]
    for position in put_off:
        cage = day.here[position]
        waited = day.number - state.fast_from[cage] > constants.control.response.bath_fasting_days + POSTPONED_DAYS
        own["bath_due"][position] = NEVER if waited else day.number + 1
        if not waited and state.fast_to[cage] == day.number:
            state.fast_to[cage] = day.number + 1
    ready = due[~day.no_handling[due]]
    own["bath_due"][ready] = NEVER
    ready = ready[state.population[day.here[ready]] > 0]
    if not ready.size:
        return
    done = day.here[ready]
    own["bathed"][ready] = state.handled_day[done] = day.number
    cleared = uniform(day.words(Stream.BATH, done)) < constants.control.response.bath_kill
    own["infected"][ready[cleared], Disease.AGD] = NEVER
    days = np.full(len(done), day.number)
    why = ["Amoebic gill disease"] * len(done)
    write_treatments(
        day, done, "BATH", "Freshwater bath against amoebae, wellboat", days, days, np.full(len(done), NEVER), why
    )
    for place in np.unique(day.world.registry.place[done]):
        cages = done[day.world.registry.place[done] == place]
        fish = int(state.population[cages].sum())
        text = f"Freshwater bath against amoebic gill disease in {journal.names(day.world, cages)}: {fish:,} fish."
        _note(day, own, int(place), Disease.AGD, journal.TREATMENT, journal.LOW, text)


def write_treatments(
    day: Day,
    containers: Integers,
    kind: str,
    product: str,
    first: Integers,
    last: Integers,
    block: Integers,
    why: list[str],
) -> None:
    """Rows of treatments; columns of other mechanisms stay empty."""
    world, state, n = day.world, day.state, len(containers)
    columns = nulls("health_treatment", n) | {
        "id": TREATMENT_IDS + (day.number * world.registry.containers + containers) * 2 + (kind == "MEDICATED_FEED"),
        "batch_id": state.batch[containers] + 1,
        "assignment_id": world.assignment(state.batch[containers], containers),
        "treatment_type": np.full(n, TREATMENT_TYPES.index(kind)),
        "fish_treated": state.population[containers],
        "start_date": world.date(first),
        "end_date": world.date(last),
        "withholding_end": np.where(block >= 0, world.date(block), np.datetime64("NaT", "D")),
    }
    day.rows.add("health_treatment", product=[product] * n, reason=why, **columns)


def _empty(day: Day, constants: Constants, own: Arrays, place: int) -> None:
    """Cull what the order to empty a site does not leave to the harvest."""
    state, since = day.state, day.number - int(own["emptying"][place])
    position = np.flatnonzero((day.world.registry.place[day.here] == place) & (state.population[day.here] > 0))
    if not position.size:
        own["emptying"][place] = NEVER
        return
    batch, within = int(state.batch[day.here[position[0]]]), constants.control.response.empty_within_days
    deadline, first = (
        (within - 1, within - HARVEST_MARGIN_DAYS) if state.urgent[batch] else (CULL_DAYS, CULL_FIRST_DAYS)
    )
    if since < first:
        return
    number = -(-len(position) // max(1, deadline - since + 1))
    sick = own["infected"][position, Disease.ISA] >= 0
    cages = np.sort(day.here[position[np.argsort(~sick, kind="stable")[:number]]])
    fish = state.population[cages].copy()
    day.cull(cages, fish)
    text = f"{int(fish.sum()):,} fish culled in {journal.names(day.world, cages)} by order of the authority."
    disease = int(np.argmax(constants.notifiable & (own["onset"][place] >= 0)))
    _note(day, own, place, disease, journal.CULL, journal.HIGH, text)


def decide(day: Day, constants: Constants, own: Arrays, cases: Cases) -> None:
    """Orders for the known outbreaks that are reviewed today: on the day they are confirmed, and weekly."""
    since = day.number - own["detected"]
    due = (own["detected"] >= 0) & (own["onset"] >= 0) & (since % REVIEW_DAYS == 0)
    for place, disease in zip(*np.nonzero(due), strict=True):
        _review(day, constants, own, cases, int(place), int(disease))


def _review(day: Day, constants: Constants, own: Arrays, cases: Cases, place: int, disease: int) -> None:
    mine = (cases.place == place) & (cases.disease == disease)
    containers = cases.container[mine & (cases.age >= ACTED_ON_FROM_AGE)]
    containers = containers[day.state.population[containers] > 0]
    agent, batch = constants.agent[disease], int(own["batch"][place, disease])
    weight_g = _mean_weight_g(day, place)
    if constants.notifiable[disease]:
        if own["emptying"][place] < 0:
            own["emptying"][place] = day.number
            if weight_g >= constants.control.response.slaughter_weight_g:
                day.state.urgent[batch] = 1
    elif agent == Agent.BACTERIUM:
        _medicate(day, constants, own, containers, place, disease, weight_g)
    elif agent == Agent.AMOEBA:
        _order_baths(day, constants, own, containers)
    elif weight_g >= constants.control.response.early_harvest_g:
        day.state.urgent[batch] = 1


def _mean_weight_g(day: Day, place: int) -> float:
    mine = day.here[day.world.registry.place[day.here] == place]
    fish = day.state.population[mine]
    return float((fish * day.state.root_weight[mine] ** 3).sum() / max(int(fish.sum()), 1))


def _medicate(
    day: Day, constants: Constants, own: Arrays, containers: Integers, place: int, disease: int, weight_g: float
) -> None:
    """Medicated feed from tomorrow, unless the fish are near harvest, or will fast for a while of the course."""
    world, state = day.world, day.state
    stage = Stage(int(world.registry.place_stage()[place]))
    medicine = _medicine(world, constants, place)
    batch = int(own["batch"][place, disease])
    to_sea = stage is Stage.GROW_OUT
    leaving = state.harvest_day[batch] >= 0 if to_sea else state.transition_day[batch, stage] >= 0
    heavy = weight_g >= constants.control.response.no_medicine_from_g
    if medicine is None or leaving or heavy or state.urgent[batch]:
        return
    if not (to_sea or eats_until(world, state, batch, day.number, day.number + medicine.days)):
        return
    last = state.medicated_to[containers]
    rested = (last < 0) | (day.number - last > MEDICATE_AGAIN_DAYS)
    containers = containers[rested & (state.fast_to[containers] <= day.number)]
    if containers.size:
        _begin_medicine(day, constants, own, containers, medicine, place, disease)


def _begin_medicine(
    day: Day, constants: Constants, own: Arrays, containers: Integers, medicine: Medicine, place: int, disease: int
) -> None:
    position = day.position(containers)
    own["fed_from"][position], own["fed_left"][position] = day.number + 1, medicine.days
    own["fed_for"][position], own["fed_dd"][position] = disease, medicine.withdrawal_dd
    own["burden"][position, disease] *= 1.0 - medicine.efficacy
    block = _prescribe(day, constants, containers, medicine, place, disease, medicine.days)
    where = journal.names(day.world, containers)
    text = (
        f"{medicine.name}, {medicine.days} days from {day.world.date(day.number + 1)} in {where}; "
        f"no harvest before {medicine.withdrawal_dd:g} degree-days, expected to pass on {day.world.date(block)}."
    )
    _note(day, own, place, disease, journal.TREATMENT, journal.MEDIUM, text)


def _prescribe(
    day: Day, constants: Constants, containers: Integers, medicine: Medicine, place: int, disease: int, days: int
) -> int:
    """Medicated feed for so many days from tomorrow; returns the day on which its withdrawal should be over."""
    n, first, last = len(containers), day.number + 1, day.number + days
    day.state.medicated_to[containers] = last
    expected = expected_temperatures(day.world, place, last, 366)
    block = int(last + withdrawal_days(medicine.withdrawal_dd, expected))
    name = constants.control.diseases[Disease(disease)].name
    why = f"{name}; {medicine.dose_mg_kg_day:g} mg/kg a day, withdrawal {medicine.withdrawal_dd:g} degree-days"
    begin, end, withheld = (np.full(n, value) for value in (first, last, block))
    write_treatments(day, containers, "MEDICATED_FEED", medicine.name, begin, end, withheld, [why] * n)
    return block


def _medicine(world: World, constants: Constants, place: int) -> Medicine | None:
    """What is given in a place, if anything."""
    stage = Stage(int(world.registry.place_stage()[place]))
    return next((m for m in constants.control.medicines.values() if stage in m.stages), None)


def _order_baths(day: Day, constants: Constants, own: Arrays, cages: Integers) -> None:
    """Fasting, then some cages a day; cages at rest from an operation, fasting or about to be harvested wait."""
    response, state = constants.control.response, day.state
    rested = day.number + response.bath_fasting_days - state.handled_day[cages] >= response.bath_rest_days
    free = rested & (own["bath_due"][day.position(cages)] < 0) & (state.harvest_day[state.batch[cages]] < 0)
    for turn, cage in enumerate(cages[free]):
        due = day.number + 1 + response.bath_fasting_days + turn // response.baths_per_day
        if order_fasting(state, np.array([cage]), due - response.bath_fasting_days, due).size:
            own["bath_due"][day.position(cage)] = due


def end_outbreaks(day: Day, constants: Constants, own: Arrays, places: Integers, diseases: Integers) -> None:
    """Last rows of outbreaks that are over, and room for the next."""
    world = day.world
    journal.write_outbreaks(world, own, day.rows, places, diseases, day.number)
    for place, disease in zip(places, diseases, strict=True):
        if own["detected"][place, disease] >= 0:
            journal.write_diagnosis(world, constants, own, day.rows, int(place), int(disease), True)
            days = day.number - int(own["onset"][place, disease]) + 1
            dead, affected = (int(own[key][place, disease]) for key in ("dead", "affected"))
            text = (
                f"{constants.control.diseases[Disease(disease)].name} is over after {days} days: "
                f"{dead:,} fish died of it in {affected} container{'s' if affected != 1 else ''}."
            )
            _note(day, own, int(place), int(disease), journal.RECOVERY, journal.LOW, text)
    for name in ("onset", "batch", "detected", "result"):
        own[name][places, diseases] = NEVER


def _note(day: Day, own: Arrays, place: int, disease: int, category: int, severity: int, text: str) -> None:
    """A journal entry of today about an outbreak."""
    onset = int(own["onset"][place, disease])
    outbreak = int(journal.outbreak_id(day.world, place, disease, onset)) if onset >= 0 else NEVER
    batch = int(own["batch"][place, disease]) if onset >= 0 else int(_batch_at(day, place))
    journal.write(
        day.world, day.rows, journal.Entry(place, batch, day.number, category, severity, text, True, disease, outbreak)
    )


def _batch_at(day: Day, place: int) -> int:
    return int(day.state.batch[day.here[day.world.registry.place[day.here] == place][0]])
