"""How diseases are found: routine checks, samples on suspicion, answers of the laboratory."""

import numpy as np

from aquasim.domain.calendar import WEEK_DAYS
from aquasim.domain.disease import Disease
from aquasim.domain.laboratory import Result
from aquasim.domain.stages import Stage
from aquasim.engine.modules.base import Arrays
from aquasim.engine.modules.disease import journal, samples
from aquasim.engine.modules.disease.constants import Constants, Flags
from aquasim.engine.modules.disease.epidemic import NEVER, Cases
from aquasim.engine.modules.disease.samples import FOLLOW_UP, ROUTINE, SUSPICION, Findings, Taken
from aquasim.engine.streams import Floats, Integers
from aquasim.engine.today import Day
from aquasim.engine.world import World

BY_HELD = {"mortality": 0}
SMOOTHING = 0.25
SETTLING_DAYS = 21
"""Deaths after arrival, vaccination or handling raise no suspicion."""
FEWEST_FISH = 200


def start_arrays(world: World, constants: Constants) -> Arrays:
    """Nothing seen yet."""
    places, by_site = constants.places, (constants.places, len(Disease))
    return {
        "mortality": np.zeros(0),  # smoothed, by held container [1/d]
        "sampled": np.full(places, NEVER, dtype=np.int64),  # last on suspicion
        "suspected": np.full(places, NEVER, dtype=np.int64),  # day of the open suspicion
        "answer": np.full(places, NEVER, dtype=np.int64),  # day its last result comes
        "seen": np.zeros(
            (places, 5), dtype=np.int64
        ),  # batch, containers, deaths per 100,000 and day, % appetite, fish
        "result": np.full(by_site, NEVER, dtype=np.int64),  # day a positive result comes
        "detected": np.full(by_site, NEVER, dtype=np.int64),
        "found": np.zeros((*by_site, 5), dtype=np.int64),  # tested, positive, quantity x 10, dead, sick containers
    }


def watch_deaths(day: Day, own: Arrays) -> None:
    """Smooth the mortality that is seen in each container over some days."""
    rate = own["mortality"]
    rate[day.arrived] = 0.0
    rate += SMOOTHING * (day.dead / np.maximum(day.fish, 1) - rate)


def choose(day: Day, constants: Constants, own: Arrays, appetite_left: Floats) -> Taken | None:
    """Containers to sample today; the fish taken are killed."""
    enough = (day.state.population[day.here] >= FEWEST_FISH) & ~day.no_handling
    suspect = _suspect(day, constants, own, appetite_left) & enough
    place = day.world.registry.place[day.here]
    chosen: list[tuple[int, int, Integers]] = []
    due = _due(day, constants, own, place[suspect])
    for where, reason in due:
        members = np.arange(*np.searchsorted(place, [where, where + 1]))
        members = members[enough[members]]
        if members.size:
            chosen.append((where, reason, members))
    if not chosen:
        return None
    return _taken(day, constants, own, chosen, appetite_left, suspect)


def _suspect(day: Day, constants: Constants, own: Arrays, appetite_left: Floats) -> Flags:
    watch, here, state = constants.control.surveillance, day.here, day.state
    limit = np.where(day.at_sea, watch.sea_deaths_per_day, watch.hall_deaths_per_day)
    settled = day.number - np.maximum(state.entered_day[here], state.handled_day[here]) > SETTLING_DAYS
    signs: Flags = (own["mortality"] > limit) | (1.0 - appetite_left > watch.appetite_loss)
    return signs & settled & (day.world.stage[here] >= Stage.FRY)


def _due(day: Day, constants: Constants, own: Arrays, suspect: Integers) -> list[tuple[int, int]]:
    """Places to sample today, each with the reason: known outbreaks in their turn, suspicion, routine."""
    watch, number = constants.control.surveillance, day.number
    known = own["detected"] >= 0
    since = number - own["detected"]
    follow = (known & (since > 0) & (since % watch.follow_up_days == 0)).any(axis=1)
    worried = np.zeros(constants.places, dtype=bool)
    worried[suspect] = True
    worried &= ~known.any(axis=1) & (own["suspected"] < 0)
    worried &= (own["sampled"] < 0) | (number - own["sampled"] >= watch.repeat_days)
    routine = routine_due(constants, number, day.world.weekday(number)) & constants.holds_fish
    out = [(int(p), FOLLOW_UP) for p in np.flatnonzero(follow)]
    out += [(int(p), SUSPICION) for p in np.flatnonzero(worried & ~follow)]
    return out + [(int(p), ROUTINE) for p in np.flatnonzero(routine & ~follow & ~worried)]


def routine_due(constants: Constants, number: int, weekday: int) -> Flags:
    """Places whose vet comes today: on the place's own weekday in the first week of each interval."""
    first_week = (number + constants.routine_offset) % constants.routine_interval < WEEK_DAYS
    due: Flags = first_week & (constants.routine_weekday == weekday)
    return due


def _taken(
    day: Day,
    constants: Constants,
    own: Arrays,
    chosen: list[tuple[int, int, Integers]],
    appetite_left: Floats,
    suspect: Flags,
) -> Taken:
    watch, picked, panels = constants.control.surveillance, [], []
    answered = samples.answers(day, constants)
    for place, reason, members in chosen:
        if reason == ROUTINE:
            visit = (day.number + constants.routine_offset[place]) // constants.routine_interval[place]
            turn = int(visit) * watch.containers_routine
            order = (np.arange(watch.containers_routine) + turn) % len(members)
            positions = members[np.unique(order)]
        else:
            worst = np.lexsort((members, appetite_left[members], -own["mortality"][members]))
            positions = np.sort(members[worst[: watch.containers_suspicion]])
        if reason == SUSPICION:
            _suspicion(day, constants, own, place, positions, members[suspect[members]], appetite_left)
            own["answer"][place] = answered[place, constants.site_hazard[place] > 0.0].max(initial=day.number + 3)
        picked += [(int(c), place, reason) for c in day.here[positions]]
        panels += [_panel(constants, own, place, reason)] * len(positions)
    container, place_of, reason_of = (np.array(column) for column in zip(*picked, strict=True))
    order = np.argsort(container)
    place_of = place_of[order]
    return Taken(container[order], place_of, reason_of[order], np.array(panels)[order], answered[place_of])


def _panel(constants: Constants, own: Arrays, place: int, reason: int) -> Flags:
    """Diseases that samples of a place are tested for."""
    possible = constants.site_hazard[place] > 0.0
    panel: Flags = np.array([possible & constants.screened, possible, own["detected"][place] >= 0])[reason]
    return panel


def _suspicion(
    day: Day, constants: Constants, own: Arrays, place: int, sampled: Integers, signs: Integers, appetite_left: Floats
) -> None:
    """Open a suspicion, with the figures that its journal entry tells."""
    limit = constants.control.surveillance.sea_deaths_per_day
    worst = float(own["mortality"][signs].max())
    lost = float(1.0 - appetite_left[signs].min())
    fish = len(sampled) * constants.control.surveillance.fish_per_container
    batch = int(day.state.batch[day.here[sampled[0]]])
    deaths = round(worst * 1e5) if worst > limit / 2 else 0
    own["seen"][place] = (batch, len(sampled), deaths, round(lost * 100) if lost > 0.05 else 0, fish)
    own["suspected"][place] = own["sampled"][place] = day.number


def note_results(own: Arrays, taken: Taken, findings: Findings) -> None:
    """Positive samples of an outbreak that nobody knows of yet: the answer comes in some days."""
    hit = taken.panel & (findings.result == Result.POSITIVE)
    for row, disease in zip(*np.nonzero(hit), strict=True):
        place = taken.place[row]
        if own["onset"][place, disease] < 0 or own["detected"][place, disease] >= 0:
            continue
        mine = taken.place == place
        positive = int(findings.positive[mine, disease].sum())
        tested = int(mine.sum()) * findings.weight_g.shape[1]
        quantity = round(float(findings.quantity[row, disease]) * 10)
        if own["result"][place, disease] < 0:
            own["result"][place, disease] = taken.answered[row, disease]
            own["found"][place, disease, :3] = (tested, positive, quantity)


def read_answers(day: Day, constants: Constants, own: Arrays, cases: Cases) -> None:
    """An answer of today confirms an outbreak; suspicions with all answers are settled."""
    for place, disease in zip(*np.nonzero(own["result"] == day.number), strict=True):
        own["detected"][place, disease] = day.number
        own["result"][place, disease] = NEVER
        sick = int(((cases.place == place) & (cases.disease == disease)).sum())
        own["found"][place, disease, 3:] = (own["dead"][place, disease], sick)
        journal.write_diagnosis(day.world, constants, own, day.rows, int(place), int(disease), False)
    for place in np.flatnonzero((own["suspected"] >= 0) & (own["answer"] <= day.number)):
        journal.write_suspicion(day.world, own, day.rows, int(place), True)
        own["suspected"][place] = own["answer"][place] = NEVER


def write_visits(day: Day, taken: Taken, findings: Findings) -> None:
    """Journal entries of routine checks and follow-ups, one a place."""
    for place in np.unique(taken.place):
        mine = taken.place == place
        reason = int(taken.reason[mine][0])
        if reason == SUSPICION:
            continue
        scores = findings.scores[mine].reshape(-1, findings.scores.shape[2]).mean(axis=0)
        fish = int(mine.sum()) * findings.weight_g.shape[1]
        what = "Routine health check" if reason == ROUTINE else "Follow-up of the outbreak"
        text = (
            f"{what}: {fish} fish from {journal.names(day.world, taken.container[mine])}; mean scores gill "
            f"{scores[0]:.1f}, heart {scores[1]:.1f}, pancreas {scores[2]:.1f}, kidney {scores[3]:.1f}, "
            f"skin {scores[4]:.1f}; mean condition {findings.condition[mine].mean():.2f}."
        )
        batch = int(day.state.batch[taken.container[mine][0]])
        entry = journal.Entry(int(place), batch, day.number, journal.SAMPLING, journal.LOW, text)
        journal.write(day.world, day.rows, entry)


__all__ = [
    "choose",
    "note_results",
    "read_answers",
    "routine_due",
    "start_arrays",
    "watch_deaths",
    "write_visits",
]
