"""Infectious diseases: outbreaks that run their course, are found late, and are answered."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from aquasim.domain.disease import Agent, Disease
from aquasim.domain.laboratory import TESTS
from aquasim.engine.modules.base import Arrays, Module
from aquasim.engine.modules.disease import epidemic, immunity, journal, response, samples, scars, surveillance
from aquasim.engine.modules.disease.constants import KINDS, make_constants
from aquasim.engine.modules.disease.epidemic import Cases
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from aquasim.engine.streams import Floats
from aquasim.engine.tables.disease import AGENTS
from aquasim.engine.today import Day
from aquasim.engine.world import World


class DiseaseModule(Module):
    """Diseases of the preset in every container.

    In a day: the sick lose appetite and die; orders are carried out and fish sampled; answers of the laboratory come
    in; outbreaks start, spread and end, and what is known of them is acted on from tomorrow.
    """

    name = "disease"
    by_held: ClassVar[Mapping[str, int]] = epidemic.BY_HELD | response.BY_HELD | surveillance.BY_HELD

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.constants = make_constants(world)
        self._cases: Cases
        self._appetite_left: Floats
        self._taken: samples.Taken | None = None

    def start(self) -> Arrays:
        return (
            epidemic.start_arrays(self.world, self.constants)
            | immunity.start_arrays(self.world)
            | scars.start_arrays(self.world)
            | surveillance.start_arrays(self.world, self.constants)
            | response.start_arrays(self.constants)
        )

    def catalogue(self, rows: Rows) -> None:
        table = [self.constants.control.diseases[disease] for disease in Disease]
        rows.add(
            "health_disease",
            id=np.arange(len(Disease)) + 1,
            code=[disease.name for disease in Disease],
            name=[item.name for item in table],
            agent=[item.agent for item in table],
            agent_kind=np.array([AGENTS.index(Agent(item.agent_kind).name) for item in table]),
            treatable=np.array([item.agent_kind in (Agent.BACTERIUM, Agent.AMOEBA) for item in table]),
            notifiable=np.array([item.notifiable for item in table]),
            course_days=np.array([item.course_days for item in table]),
        )
        rows.add(
            "health_sampletype",
            id=np.arange(len(TESTS)) + 1,
            name=[test.name for test in TESTS.values()],
            tissue=[test.tissue for test in TESTS.values()],
            unit=[test.unit for test in TESTS.values()],
            sensitivity=np.array([test.sensitivity for test in TESTS.values()]),
            specificity=np.array([test.specificity for test in TESTS.values()]),
            days_to_result=np.array([test.days for test in TESTS.values()]),
        )

    def appetite(self, day: Day) -> None:
        own = day.own(self.name)
        epidemic.forget_old_fish(day, own)
        response.forget_old_fish(day, own)
        scars.forget_old_fish(day, own)
        self._cases = epidemic.cases_of(day, self.constants, own)
        self._appetite_left = epidemic.appetite_left(day, self.constants, self._cases)
        day.appetite *= self._appetite_left

    def hazards(self, day: Day) -> None:
        own, cases = day.own(self.name), self._cases
        hazard = epidemic.deaths_hazard(self.constants, own, cases)
        known_virus = (own["detected"][cases.place, cases.disease] >= 0) & (
            self.constants.agent[cases.disease] == Agent.VIRUS
        )
        relief = self.constants.control.response.functional_feed_relief
        np.add.at(day.hazard, (cases.position, KINDS[cases.disease]), np.where(known_virus, 1.0 - relief, 1.0) * hazard)
        response.add_bath_hazard(day, self.constants, own)

    def treat(self, day: Day) -> None:
        own, cases = day.own(self.name), self._cases
        died = day.dead_by_kind[cases.position, KINDS[cases.disease]].astype(np.int64)
        np.add.at(own["dead"], (cases.place, cases.disease), died)
        scars.heal_and_come(day, own, cases, died)
        surveillance.watch_deaths(day, own)
        response.carry_out(day, self.constants, own)
        self._taken = surveillance.choose(day, self.constants, own, self._appetite_left)
        if self._taken is not None:
            number = self.constants.control.surveillance.fish_per_container
            day.cull(self._taken.container, np.full(len(self._taken.container), number))

    def record(self, day: Day) -> None:
        own = day.own(self.name)
        if self._taken is not None:
            findings = samples.examine(day, self.constants, own, self._taken)
            samples.write(day, self._taken, findings)
            surveillance.write_visits(day, self._taken, findings)
            surveillance.note_results(own, self._taken, findings)
        surveillance.read_answers(day, self.constants, own, self._cases)

    def decide(self, day: Day) -> None:
        own = day.own(self.name)
        immunity.ripen(day, self.constants, own)
        epidemic.tomorrow(day, self.constants, own, self._cases)
        response.decide(day, self.constants, own, self._cases)
        places, diseases = epidemic.over(day, self.constants, own)
        if places.size:
            response.end_outbreaks(day, self.constants, own, places, diseases)

    def standing(self, state: State, rows: Rows) -> None:
        journal.standing(self.world, self.constants, state.modules[self.name], state, rows)
