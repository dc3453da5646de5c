"""Protection by vaccines: degree-days are added up from a batch's last injection to its first day at sea."""

import numpy as np

from aquasim.domain.disease import Disease, vaccine_factor
from aquasim.domain.stages import Stage
from aquasim.engine.modules.base import Arrays
from aquasim.engine.modules.disease.constants import Constants
from aquasim.engine.streams import Integers
from aquasim.engine.today import Day
from aquasim.engine.vaccination import vaccines_in
from aquasim.engine.world import World

VACCINES_MAX = 16


def start_arrays(world: World) -> Arrays:
    """Nobody is vaccinated."""
    n = len(world.plan.batches)
    return {
        "vaccinated": np.full(n, -1, dtype=np.int64),
        "vaccine_dd": np.zeros(n),
        "protection": np.ones((n, len(Disease))),
    }


def ripen(day: Day, constants: Constants, own: Arrays) -> None:
    """Note today's vaccinations, add today's warmth, and settle the protection of batches that reach the sea."""
    state, here = day.state, day.here
    to_sea = np.flatnonzero(state.stage_entry_day[:, Stage.GROW_OUT] == day.number)
    if to_sea.size:
        _settle(day, constants, own, to_sea)
    waiting = (own["vaccinated"] >= 0) & (state.stage < Stage.GROW_OUT)
    if waiting.any():
        n = len(state.stage)
        held = np.bincount(state.batch[here], minlength=n)
        warmth = np.bincount(state.batch[here], np.maximum(day.temperature_c, 0.0), n) / np.maximum(held, 1)
        own["vaccine_dd"][waiting] += warmth[waiting]
    today = state.batch[here[state.vaccinated_day[here] == day.number]]
    own["vaccinated"][today], own["vaccine_dd"][today] = day.number, 0.0


def _settle(day: Day, constants: Constants, own: Arrays, batches: Integers) -> None:
    world = day.world
    vaccinated = own["vaccinated"][batches] >= 0
    degree_days = np.where(vaccinated, own["vaccine_dd"][batches], 0.0)
    home = np.array([world.plan.batches[b].geography for b in batches])
    needed = constants.control.vaccine_dd
    own["protection"][batches] = np.where(
        vaccinated[:, None], vaccine_factor(constants.protection[home], degree_days[:, None], needed), 1.0
    )
    for b, geography, dd in zip(batches[vaccinated], home[vaccinated], degree_days[vaccinated], strict=True):
        given = np.array([i for i, _ in vaccines_in(world.parameters, int(geography))])
        day.rows.add(
            "health_batchvaccination",
            id=b * VACCINES_MAX + given + 1,
            batch_id=b + 1,
            vaccination_type_id=given + 1,
            vaccination_date=world.date(own["vaccinated"][b]),
            sea_date=world.date(day.number),
            degree_days=dd,
            protective=bool(dd >= needed),
        )
