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
from aquasim.engine.climate import day_of_year
from aquasim.engine.modules.base import Arrays
from aquasim.engine.modules.disease.constants import HANDLED_WITHIN_DAYS, SITES_WORDS, Constants, Flags
from aquasim.engine.streams import Floats, Integers, Stream, uniform, words
from aquasim.engine.today import Day
from aquasim.engine.world import World

NEVER = -1
FRACTION = 2.0**-16


def start_arrays(world: World, constants: Constants) -> Arrays:
    """No disease anywhere."""
    n, places, diseases = world.registry.containers, constants.places, len(Disease)
    by_site = (places, diseases)
    return {
        "infected": np.full((n, diseases), NEVER, dtype=np.int32),
        "burden": np.zeros((n, diseases)),
        "onset": np.full(by_site, NEVER, dtype=np.int64),
        "batch": np.full(by_site, NEVER, dtype=np.int64),
        "severity": np.zeros(by_site),
        "affected": np.zeros(by_site, dtype=np.int64),
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
    new = day.here[day.arrived]
    own["infected"][new] = NEVER


def cases_of(day: Day, constants: Constants, own: Arrays) -> Cases:
    """Every container that is in the course of a disease today."""
    infected = own["infected"][day.here]
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
    total = own["burden"][cases.container, cases.disease]
    return course_hazard(total, cases.age, constants.course_days[cases.disease])


def tomorrow(day: Day, constants: Constants, own: Arrays, cases: Cases) -> None:
    """Outbreaks that start and containers that are infected tomorrow."""
    exposed = _exposed(day, constants, own)
    infectious = _infectious(day, constants, cases)
    _spread(day, constants, own, exposed, infectious)
    _onsets(day, constants, own, exposed, infectious)
    _forced(day, constants, own)


def _exposed(day: Day, constants: Constants, own: Arrays) -> Floats:
    """Whether fish of each container can catch each disease. (here, d)

    Vaccines spare deaths, not infection. Diseases that fish can have again spread in their season only.
    """
    here, sea = day.here, day.at_sea[:, None]
    days = (day.number - day.state.entered_day[here])[:, None]
    weight_g = day.weight_g[:, None]
    fits = (days >= constants.sea_days[0]) & (days <= constants.sea_days[1])
    fits &= (weight_g >= constants.weight_g[0]) & (weight_g <= constants.weight_g[1])
    there = constants.site_hazard[day.world.registry.place[here]] > 0.0
    there &= ~constants.recurs | (_in_season(day, constants) & (day.temperature_c[:, None] < constants.below_c))
    clean = (own["infected"][here] < 0) & (day.state.population[here] > 0)[:, None]
    exposed: Floats = (there & clean & (fits | ~sea)).astype(np.float64)
    return exposed


def _infectious(day: Day, constants: Constants, cases: Cases) -> Floats:
    """Mean pathogen load over the containers of each place. (places, d)"""
    mean = np.zeros((constants.places, len(Disease)))
    if cases.position.size:
        held = np.bincount(day.world.registry.place[day.here], minlength=constants.places)
        carried = load(relative_age(cases.age, constants.course_days[cases.disease]))
        np.add.at(mean, (cases.place, cases.disease), carried)
        mean /= np.maximum(held, 1)[:, None]
    return mean


def _spread(day: Day, constants: Constants, own: Arrays, exposed: Floats, infectious: Floats) -> None:
    """Clean containers beside sick ones; four diseases share a random word."""
    place = day.world.registry.place[day.here]
    spreading = np.flatnonzero(infectious.any(axis=0))
    for draw in np.unique(spreading // 4):
        drawn = day.words(Stream.DISEASE_SPREAD, day.here, int(draw))
        for disease in spreading[spreading // 4 == draw]:
            u = ((drawn >> np.uint64(16 * int(disease % 4))) & np.uint64(0xFFFF)).astype(np.float64) * FRACTION
            hazard = spread_hazard(infectious[place, disease], constants.spread[disease]) * exposed[:, disease]
            ill = np.flatnonzero(u < -np.expm1(-hazard))
            if ill.size:
                infect(day, constants, own, day.here[ill], int(disease))


def infect(day: Day, constants: Constants, own: Arrays, containers: Integers, disease: int) -> None:
    """The disease is in these containers of outbreaks from tomorrow on."""
    place = day.world.registry.place[containers]
    own["infected"][containers, disease] = day.number + 1
    total = -np.log1p(-own["severity"][place, disease])
    spared = own["protection"][day.state.batch[containers], disease]
    own["burden"][containers, disease] = total * constants.cage_factor[containers, disease] * spared
    own["affected"][:, disease] += np.bincount(place, minlength=constants.places)


def _onsets(day: Day, constants: Constants, own: Arrays, exposed: Floats, infectious: Floats) -> None:
    """Places where an outbreak starts: by their own risk in the season, and from neighbours at any time."""
    world, here = day.world, day.here
    if not here.size:
        return
    places, first = np.unique(world.registry.place[here], return_index=True)
    held = np.diff([*first, len(here)])
    mean_open = np.add.reduceat(exposed, first, axis=0) / held[:, None]
    hazard = constants.site_hazard[places] * _ripe(day, constants, places, first)
    hazard += constants.neighbour * _from_neighbours(world, constants, infectious)[places]
    u = uniform(_site_words(world, day.number))[places]
    chance = -np.expm1(-hazard * mean_open)
    struck = (u[:, : len(Disease)] < chance) & (own["onset"][places] < 0)
    for row, disease in zip(*np.nonzero(struck), strict=True):
        members = slice(first[row], first[row] + held[row])
        open_here = here[members][exposed[members, disease] > 0.0]
        begin(day, constants, own, open_here, int(disease), u[row, 10 + disease], u[row, 20 + disease])


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
    infect(day, constants, own, np.array([container]), disease)


def _ripe(day: Day, constants: Constants, places: Integers, first: Integers) -> Floats:
    """Season, cold and recent handling as a factor on the hazard of places. (places here, d)"""
    season = _in_season(day, constants)
    cold = day.temperature_c[first][:, None] < constants.below_c
    since = day.number - day.state.handled_day[day.here]
    recent = (day.state.handled_day[day.here] > day.state.entered_day[day.here]) & (since < HANDLED_WITHIN_DAYS)
    handled = np.maximum.reduceat(recent, first)
    ripe = (season & cold).astype(np.float64)
    return ripe * np.where(handled[:, None], constants.after_handling, 1.0)


def _in_season(day: Day, constants: Constants) -> Flags:
    date = int(day_of_year(day.world.parameters, np.array([day.number]))[0])
    return in_season(date, constants.season_from, constants.season_to)


def _from_neighbours(world: World, constants: Constants, infectious: Floats) -> Floats:
    halls = len(world.registry.halls)
    received = np.zeros_like(infectious)
    if infectious[halls:].any():
        received[halls:] = constants.neighbours @ infectious[halls:]
    return received


def _site_words(world: World, day: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint64]]:
    """Random words of every place today; areas and halls count on their own. (places, 32)"""
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
    infected = own["infected"][day.here]
    age = day.number + 1 - infected
    running = (infected >= 0) & (age < constants.course_days)
    healed = (infected >= 0) & ~running & constants.recurs
    if healed.any():
        position, disease = np.nonzero(healed)
        own["infected"][day.here[position], disease] = NEVER
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
