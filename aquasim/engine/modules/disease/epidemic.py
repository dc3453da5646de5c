"""How diseases start, spread from container to container and area to area, and end."""

from dataclasses import dataclass

import numpy as np

from aquasim.domain.disease import (
    Disease,
    course_hazard,
    drawn_loss,
    in_season,
    intensity,
    load,
    relative_age,
    spread_hazard,
)
from aquasim.domain.mortality import lasting_factor
from aquasim.engine.modules.base import Arrays
from aquasim.engine.modules.disease.constants import CAGE_SIGMA, HANDLED_WITHIN_DAYS, SITES_WORDS, Constants, Flags
from aquasim.engine.streams import Floats, Integers, Stream, normal, uniform, words
from aquasim.engine.today import Day
from aquasim.engine.world import World

NEVER = -1
BY_HELD = {"infected": NEVER, "burden": 0}
ODD = np.array([2 * k + 1 for k in range(len(Disease))], dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
"""Odd multipliers that make nine words of one."""


def start_arrays(world: World, constants: Constants) -> Arrays:
    """No disease anywhere."""
    n, places, diseases = world.registry.containers, constants.places, len(Disease)
    by_site = (places, diseases)
    return {
        "infected": np.full((0, diseases), NEVER, dtype=np.int32),
        "burden": np.zeros((0, diseases)),
        "onset": np.full(by_site, NEVER, dtype=np.int64),
        "batch": np.full(by_site, NEVER, dtype=np.int64),
        "severity": np.zeros(by_site),
        "affected": np.zeros(by_site, dtype=np.int64),
        "counted": np.zeros((n, diseases), dtype=np.bool_),  # among those affected by the outbreak
        "dead": np.zeros(by_site, dtype=np.int64),
        "forced": np.zeros(len(constants.forced_place), dtype=np.int64),
    }


@dataclass(frozen=True)
class Cases:
    """The sick containers of a day; arrays of equal length."""

    position: Integers  # in day.here
    container: Integers
    place: Integers
    disease: Integers
    age: Integers  # days since infection


def forget_old_fish(day: Day, own: Arrays) -> None:
    """What was known of a container's fish ends where others arrive."""
    own["infected"][day.arrived] = NEVER


def cases_of(day: Day, constants: Constants, own: Arrays) -> Cases:
    """Every container that is in the course of a disease today."""
    infected = own["infected"]
    position, disease = np.nonzero(infected >= 0)
    age = day.number - infected[position, disease].astype(np.int64)
    running = (age >= 0) & (age < constants.course_days[disease])
    position, disease, age = position[running], disease[running], age[running]
    container = day.here[position]
    return Cases(position, container, day.world.registry.place[container], disease, age)


def appetite_left(day: Day, constants: Constants, cases: Cases) -> Floats:
    """Share of the appetite that disease leaves; it falls before fish die."""
    left = np.ones(len(day.here))
    course = constants.course_days[cases.disease]
    ahead = relative_age(cases.age + constants.appetite_lead_days[cases.disease], course)
    lost = constants.appetite_loss[cases.disease] * intensity(ahead)
    np.multiply.at(left, cases.position, 1.0 - lost)
    return left


def deaths_hazard(constants: Constants, own: Arrays, cases: Cases) -> Floats:
    """Hazard of each case today. [1/d]"""
    total = own["burden"][cases.position, cases.disease]
    return course_hazard(total, cases.age, constants.course_days[cases.disease])


def tomorrow(day: Day, constants: Constants, own: Arrays, cases: Cases) -> None:
    """Outbreaks that start and containers that are infected tomorrow."""
    date = day.world.day_of_year(day.number + 1)
    season = in_season(date, constants.season_from, constants.season_to)
    infectious = _infectious(day, constants, cases)
    _spread(day, constants, own, season, infectious)
    _onsets(day, constants, own, season, infectious)
    _forced(day, constants, own)


def _open(day: Day, constants: Constants, own: Arrays, position: Integers, disease: int) -> Flags:
    """Which of some containers, by position in `day.here`, hold fish that can catch a disease.

    Vaccines spare deaths, not infection.
    """
    containers = day.here[position]
    days, weight_g = day.number - day.state.entered_day[containers], day.weight_g[position]
    youngest, oldest = constants.sea_days[:, disease]
    lightest, heaviest = constants.weight_g[:, disease]
    fits = (days >= youngest) & (days <= oldest) & (weight_g >= lightest) & (weight_g <= heaviest)
    there = constants.site_hazard[day.world.registry.place[containers], disease] > 0.0
    clean = (own["infected"][position, disease] < 0) & (day.state.population[containers] > 0)
    can: Flags = there & clean & (fits | ~day.world.at_sea[containers])
    return can


def _infectious(day: Day, constants: Constants, cases: Cases) -> Floats:
    """Mean pathogen load over the containers of each place. (places, d)"""
    mean = np.zeros((constants.places, len(Disease)))
    if cases.position.size:
        held = np.bincount(day.world.registry.place[day.here], minlength=constants.places)
        carried = load(relative_age(cases.age, constants.course_days[cases.disease]))
        np.add.at(mean, (cases.place, cases.disease), carried)
        mean /= np.maximum(held, 1)[:, None]
    return mean


def _spread(day: Day, constants: Constants, own: Arrays, season: Flags, infectious: Floats) -> None:
    """Clean containers beside sick ones; each disease mixes the container's random word in its own way.

    Diseases that fish can have again spread in their season and cold only, or they would never end.
    """
    spreading = np.flatnonzero(infectious.any(axis=0) & (season | ~constants.recurs))
    if not spreading.size:
        return
    place, drawn = day.world.registry.place[day.here], day.words(Stream.DISEASE_SPREAD, day.here)
    for disease in spreading:
        u = uniform(drawn * ODD[disease])
        hit = u < -np.expm1(-spread_hazard(infectious[place, disease], constants.spread[disease]))
        if constants.recurs[disease]:
            hit &= day.temperature_c < constants.below_c[disease]
        ill = np.flatnonzero(hit)
        ill = ill[_open(day, constants, own, ill, int(disease))]
        if ill.size:
            infect(day, constants, own, day.here[ill], int(disease))


def infect(day: Day, constants: Constants, own: Arrays, containers: Integers, disease: int) -> None:
    """The disease is in these containers of outbreaks from tomorrow on."""
    place, position = day.world.registry.place[containers], day.position(containers)
    own["infected"][position, disease] = day.number + 1
    total = -np.log1p(-own["severity"][place, disease])
    spared = own["protection"][day.state.batch[containers], disease]
    own["burden"][position, disease] = total * _cage_factor(day, own, containers, disease) * spared
    new = ~own["counted"][containers, disease]
    own["affected"][:, disease] += np.bincount(place[new], minlength=constants.places)
    own["counted"][containers, disease] = True


def _cage_factor(day: Day, own: Arrays, containers: Integers, disease: int) -> Floats:
    """How hard an outbreak hits each of some containers; the next outbreak hits others."""
    onset = own["onset"][day.world.registry.place[containers], disease]
    factor = np.empty(len(containers))
    for began in np.unique(onset):
        mine = onset == began
        draw = day.world.words_of(Stream.DISEASE_CAGE, int(began), containers[mine], disease)
        factor[mine] = lasting_factor(normal(draw), CAGE_SIGMA)
    return factor


def _onsets(day: Day, constants: Constants, own: Arrays, season: Flags, infectious: Floats) -> None:
    """Places where an outbreak starts in its season: by their own risk, or from neighbours."""
    place = day.world.registry.place[day.here]
    received = constants.neighbour * season * _from_neighbours(day.world, constants, infectious)
    u = uniform(_site_words(day.world, day.number))
    most = constants.site_hazard * season * constants.after_handling + received
    struck = (u[:, : len(Disease)] < -np.expm1(-most)) & (own["onset"] < 0)
    for where, disease in zip(*np.nonzero(struck), strict=True):
        members = np.arange(*np.searchsorted(place, [where, where + 1]))
        exposed = members[_open(day, constants, own, members, int(disease))]
        if not exposed.size:
            continue
        hazard = constants.site_hazard[where, disease] * season[disease] * _ripe(day, constants, members, disease)
        hazard = (hazard + received[where, disease]) * len(exposed) / len(members)
        if u[where, disease] < -np.expm1(-hazard):
            begin(day, constants, own, day.here[exposed], int(disease), u[where, -2], u[where, -1])


def begin(
    day: Day, constants: Constants, own: Arrays, containers: Integers, disease: int, which: float, how_bad: float
) -> None:
    """An outbreak starts tomorrow in one of these containers of a place; two draws say in which, and how severe."""
    container = containers[int(which * len(containers))]
    place = int(day.world.registry.place[container])
    own["onset"][place, disease] = day.number + 1
    own["batch"][place, disease] = day.state.batch[container]
    own["severity"][place, disease] = drawn_loss(constants.loss[0, disease], constants.loss[1, disease], how_bad)
    own["affected"][place, disease] = own["dead"][place, disease] = 0
    own["counted"][day.world.registry.place == place, disease] = False
    infect(day, constants, own, np.array([container]), disease)


def _ripe(day: Day, constants: Constants, members: Integers, disease: int) -> float:
    """Factor on the hazard of a place: none in warm water, more after handling."""
    if day.temperature_c[members].mean() >= constants.below_c[disease]:
        return 0.0
    containers = day.here[members]
    handled, entered = day.state.handled_day[containers], day.state.entered_day[containers]
    recent = (handled > entered) & (day.number - handled < HANDLED_WITHIN_DAYS)
    return float(constants.after_handling[disease]) if recent.any() else 1.0


def _from_neighbours(world: World, constants: Constants, infectious: Floats) -> Floats:
    halls = len(world.registry.halls)
    received = np.zeros_like(infectious)
    sources = np.flatnonzero(infectious[halls:].any(axis=1))
    if sources.size:
        received[halls:] = constants.reaching(sources) @ infectious[halls + sources]
    return received


def _site_words(world: World, day: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint64]]:
    """Random words of every place today; areas and halls count on their own. (places, 11)"""
    seed, numbers = world.parameters.seed, (len(world.registry.halls), len(world.registry.areas))
    drawn = [words(seed, Stream.DISEASE_ONSET, day, n * SITES_WORDS, draw) for draw, n in enumerate(numbers)]
    return np.concatenate(drawn).reshape(-1, SITES_WORDS)


def _forced(day: Day, constants: Constants, own: Arrays) -> None:
    """Outbreaks of a scenario: on their day, or as soon as the fish have been there long enough."""
    for i in np.flatnonzero((own["forced"] == 0) & (constants.forced_day <= day.number)):
        place, disease = int(constants.forced_place[i]), int(constants.forced_disease[i])
        mine = day.here[day.world.registry.place[day.here] == place]
        old = day.number - day.state.entered_day[mine] >= constants.sea_days[0, disease]
        if mine.size and old.all() and own["onset"][place, disease] < 0:
            own["forced"][i] = 1
            begin(day, constants, own, mine, disease, 0.5, 0.7)


def over(day: Day, constants: Constants, own: Arrays) -> tuple[Integers, Integers]:
    """Places and diseases of outbreaks without a sick container left; fish that may have it again are open to it."""
    infected = own["infected"]
    age = day.number + 1 - infected
    running = (infected >= 0) & (age < constants.course_days)
    healed = (infected >= 0) & ~running & constants.recurs
    if healed.any():
        position, disease = np.nonzero(healed)
        own["infected"][position, disease] = NEVER
    sick = np.zeros((constants.places, len(Disease)), dtype=bool)
    position, disease = np.nonzero(running & (day.state.population[day.here] > 0)[:, None])
    sick[day.world.registry.place[day.here[position]], disease] = True
    places, diseases = np.nonzero((own["onset"] >= 0) & ~sick)
    return places, diseases


__all__ = [
    "Cases",
    "Flags",
    "appetite_left",
    "begin",
    "cases_of",
    "deaths_hazard",
    "forget_old_fish",
    "infect",
    "over",
    "start_arrays",
    "tomorrow",
]
