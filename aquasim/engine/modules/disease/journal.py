"""What the farm writes down: journal entries, and the record of every outbreak."""

from dataclasses import dataclass

import numpy as np

from aquasim.domain.disease import Agent, Disease
from aquasim.domain.laboratory import CONFIRMED_BY, TESTS
from aquasim.engine.modules.base import Arrays
from aquasim.engine.modules.disease.constants import Constants
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from aquasim.engine.streams import Integers
from aquasim.engine.tables.disease import JOURNAL_CATEGORIES, SEVERITIES
from aquasim.engine.world import World

OBSERVATION, SAMPLING, DIAGNOSIS, TREATMENT, CULL, RECOVERY = range(len(JOURNAL_CATEGORIES))
LOW, MEDIUM, HIGH = range(len(SEVERITIES))
SLOTS = 128
"""Entries of a place and day: those about no disease, then eight a disease."""
NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Entry:
    """One entry of a place's journal; `disease` is -1 where it is about none."""

    place: int
    batch: int
    day: int
    category: int
    severity: int
    text: str
    resolved: bool = True
    disease: int = -1
    outbreak: int = -1  # its id


def outbreak_id(world: World, place: int | Integers, disease: int | Integers, onset: int | Integers) -> int | Integers:
    """Id of an outbreak, from where it began, of what, and when."""
    return (onset * world.registry.places + place) * 16 + disease + 1


def write(world: World, rows: Rows, entry: Entry) -> None:
    """Add an entry."""
    halls = len(world.registry.halls)
    slot = (entry.disease + 1) * 8 + entry.category
    rows.add(
        "health_journalentry",
        id=(entry.day * world.registry.places + entry.place) * SLOTS + slot + 1,
        area_id=entry.place - halls + 1 if entry.place >= halls else -1,
        hall_id=-1 if entry.place >= halls else entry.place + 1,
        batch_id=entry.batch + 1,
        outbreak_id=entry.outbreak,
        entry_date=np.array([world.date(entry.day)]),
        category=entry.category,
        severity=entry.severity,
        description=[entry.text],
        resolved=entry.resolved,
    )


def names(world: World, containers: Integers) -> str:
    """Names of containers without that of their place, the first few."""
    if not len(containers):
        return "none"
    r = world.registry
    label = [r.container_names(int(r.place[c]))[r.local[c]].rsplit(" ", 2)[-2:] for c in containers[:3]]
    more = f" and {len(containers) - 3} more" if len(containers) > 3 else ""
    return ", ".join(" ".join(parts) for parts in label) + more


def full_name(constants: Constants, disease: int) -> str:
    item = constants.control.diseases[Disease(disease)]
    return f"{item.name} ({item.agent})"


def write_outbreaks(world: World, own: Arrays, rows: Rows, places: Integers, diseases: Integers, end: int = -1) -> None:
    """Outbreaks as they stand; `end` is their last day, if it has come."""
    if not len(places):
        return
    halls = len(world.registry.halls)
    onset, detected = own["onset"][places, diseases], own["detected"][places, diseases]
    rows.add(
        "health_diseaseoutbreak",
        id=outbreak_id(world, places, diseases, onset),
        disease_id=diseases + 1,
        area_id=np.where(places >= halls, places - halls + 1, -1),
        hall_id=np.where(places >= halls, -1, places + 1),
        batch_id=own["batch"][places, diseases] + 1,
        onset_date=world.date(onset),
        detection_date=np.where(detected >= 0, world.date(detected), NEVER),
        end_date=np.full(len(places), world.date(end) if end >= 0 else NEVER),
        containers_affected=own["affected"][places, diseases],
        fish_dead=own["dead"][places, diseases],
    )


def write_diagnosis(
    world: World, constants: Constants, own: Arrays, rows: Rows, place: int, disease: int, resolved: bool
) -> None:
    """The entry of the day an outbreak was confirmed, with the figures of that day."""
    tested, positive, quantity, dead, sick = (int(v) for v in own["found"][place, disease])
    item = constants.control.diseases[Disease(disease)]
    text = (
        f"{full_name(constants, disease)} confirmed: {positive} of {tested} fish positive, mean "
        f"{_measure(disease)} {quantity / 10:.1f}. {dead:,} fish have died of it so far; signs in {sick} "
        f"container{'s' if sick != 1 else ''}. {_plan(constants, disease)}"
    )
    write(
        world,
        rows,
        Entry(
            place,
            int(own["batch"][place, disease]),
            int(own["detected"][place, disease]),
            DIAGNOSIS,
            HIGH if item.notifiable or item.loss_high >= 0.1 else MEDIUM,
            text,
            resolved,
            disease,
            int(outbreak_id(world, place, disease, int(own["onset"][place, disease]))),
        ),
    )


def _measure(disease: int) -> str:
    return TESTS[CONFIRMED_BY[Disease(disease)]].unit


def _plan(constants: Constants, disease: int) -> str:
    item = constants.control.diseases[Disease(disease)]
    if item.notifiable:
        return f"Authority told; the site is to be emptied within {constants.control.response.empty_within_days} days."
    return {
        Agent.VIRUS: "No cure: as little handling as possible, functional feed, earlier harvest if the fish are large.",
        Agent.BACTERIUM: "Medicated feed for the sick containers, unless harvest is near.",
        Agent.AMOEBA: "Freshwater baths of the infected cages, weather allowing.",
        Agent.COMPLEX: "No cure: as little handling as possible, oxygen and feeding watched.",
    }[item.agent_kind]


def write_suspicion(world: World, own: Arrays, rows: Rows, place: int, resolved: bool) -> None:
    """The entry of the day samples were taken on suspicion."""
    batch, containers, deaths, lost, fish = (int(v) for v in own["seen"][place])
    seen = f"Mortality up to {deaths / 1000:.2f} % a day" if deaths else "No more deaths than usual"
    appetite = f", appetite down {lost} % at the worst" if lost else ""
    text = f"{seen}{appetite}. {fish} fish taken from {containers} containers, dissected and sent to the laboratory."
    write(world, rows, Entry(place, batch, int(own["suspected"][place]), OBSERVATION, MEDIUM, text, resolved))


def standing(world: World, constants: Constants, own: Arrays, state: State, rows: Rows) -> None:
    """Outbreaks under way, open diagnoses and open suspicions."""
    places, diseases = np.nonzero(own["onset"] >= 0)
    day = int(state.next_day[0])
    begun = own["onset"][places, diseases] < day
    write_outbreaks(world, own, rows, places[begun], diseases[begun])
    for place, disease in zip(places, diseases, strict=True):
        if own["detected"][place, disease] >= 0:
            write_diagnosis(world, constants, own, rows, int(place), int(disease), False)
    for place in np.flatnonzero(own["suspected"] >= 0):
        write_suspicion(world, own, rows, int(place), False)
