"""Vaccination of smolts: every vaccine of the geography, injected on one day."""

import numpy as np

from aquasim.domain.disease import Disease
from aquasim.engine.husbandry import vaccination_due
from aquasim.engine.rows import Rows, nulls
from aquasim.engine.streams import Integers
from aquasim.engine.tables import TREATMENT_TYPES
from aquasim.engine.today import Day
from aquasim.engine.world import World
from aquasim.parameters import Parameters
from aquasim.parameters.disease import Vaccine

NEXT_VACCINE = 1 << 36
"""Ids of a second vaccine's rows lie this far above those of the first, a third's twice as far."""


def vaccines_in(parameters: Parameters, geography: int) -> list[tuple[int, Vaccine]]:
    """The vaccines given in a geography, each with its position in the preset."""
    name = list(parameters.geographies)[geography]
    vaccines = parameters.disease.vaccines.values()
    return [(i, v) for i, v in enumerate(vaccines) if not v.geographies or name in v.geographies]


def vaccinate(day: Day) -> None:
    """Vaccinate smolt tanks due today and cull their runts."""
    world, state = day.world, day.state
    due = vaccination_due(world, state, day.here, day.number)
    if not due.size:
        return
    day.cull(due, (state.population[due] * world.parameters.husbandry.cull_fraction).astype(np.int64))
    state.vaccinated_day[due] = state.handled_day[due] = day.number
    for geography in np.unique(world.geography[due]):
        tanks = due[world.geography[due] == geography]
        for turn, (position, vaccine) in enumerate(vaccines_in(world.parameters, int(geography))):
            _record(day, tanks, turn, position, vaccine)


def _record(day: Day, tanks: Integers, turn: int, position: int, vaccine: Vaccine) -> None:
    world, state, n = day.world, day.state, len(tanks)
    columns = nulls("health_treatment", n) | {
        "id": turn * NEXT_VACCINE + day.number * world.registry.containers + tanks + 1,
        "batch_id": state.batch[tanks] + 1,
        "assignment_id": world.assignment(state.batch[tanks], tanks),
        "treatment_type": np.full(n, TREATMENT_TYPES.index("VACCINATION")),
        "vaccination_type_id": np.full(n, position + 1),
        "fish_treated": state.population[tanks],
        "dose_ml": np.full(n, vaccine.dose_ml),
        "start_date": np.full(n, world.date(day.number)),
        "end_date": np.full(n, world.date(day.number)),
    }
    reason = ["Routine vaccination of smolts"] * n
    day.rows.add("health_treatment", product=[vaccine.name] * n, reason=reason, **columns)


def vaccine_rows(world: World, rows: Rows) -> None:
    """The vaccines of the preset."""
    control = world.parameters.disease
    vaccines = list(control.vaccines.values())
    rows.add(
        "health_vaccinationtype",
        id=np.arange(len(vaccines)) + 1,
        name=[vaccine.name for vaccine in vaccines],
        protects_against=[_against(world.parameters, vaccine) for vaccine in vaccines],
        dose_ml=np.array([vaccine.dose_ml for vaccine in vaccines]),
    )


def _against(parameters: Parameters, vaccine: Vaccine) -> str:
    here = [parameters.disease.diseases[Disease(disease)].name for disease in vaccine.efficacy]
    return ", ".join(filter(None, [vaccine.also_against, *here]))
