"""What fish die of: daily hazards by container, and how they share out over causes."""

import numpy as np

from aquasim.domain import mortality
from aquasim.domain.development import HATCH
from aquasim.domain.stages import HALL_STAGES, Stage
from aquasim.engine.deaths import BACKGROUND, Death
from aquasim.engine.state import State
from aquasim.engine.streams import Floats, Integers
from aquasim.engine.today import Day
from aquasim.engine.world import World

EARLY_SHARE_OF_STAGE = 0.44
EARLY_FACTOR = 2.0
"""A freshwater stage is hard on the fish when it begins, and ever less so until this share of it has passed."""
LATE_FACTOR = (1.0 - EARLY_SHARE_OF_STAGE * EARLY_FACTOR / 2.0) / (1.0 - EARLY_SHARE_OF_STAGE / 2.0)
"""So that the mean over the stage is one."""
EGG_FACTOR, ALEVIN_FACTOR = 0.63, 1.53
"""Of eggs .985 live to hatch, in three fifths of the time, and of alevins .975 to first feeding."""


def add_core_hazards(day: Day) -> None:
    """Add background deaths by recorded cause and deaths after vaccination to the hazards of the day."""
    world, state, here = day.world, day.state, day.here
    p, batch, sea = world.parameters, state.batch[here], day.at_sea
    own = np.where(sea, world.sea_frailty[batch], world.fresh_frailty[batch])
    multiplier = own * mortality.log_noise_multiplier(state.log_noise[here], p.mortality.weekly_sd)
    base = np.where(sea, _sea_base(world, state, here, day.number), _land_base(world, state, here, day.number))
    shares = world.cause_shares[batch, sea.astype(np.int64)]
    day.hazard[:, BACKGROUND] += shares * (base * multiplier)[:, None]
    since = np.where(state.vaccinated_day[here] >= 0, day.number - state.vaccinated_day[here], -1)
    day.add_hazard(Death.VACCINATION, mortality.vaccination_hazard(since, world.vaccination_loss[batch]))


def _land_base(world: World, state: State, here: Integers, day: int) -> Floats:
    typical = world.of_stage["typical_days"][world.stage[here]]
    age = day - state.stage_entry_day[state.batch[here], world.stage[here]]
    shape = np.interp(age / typical, (0.0, EARLY_SHARE_OF_STAGE), (EARLY_FACTOR, LATE_FACTOR))
    hatched = state.egg_progress[state.batch[here]] >= HATCH
    yolk = np.where(hatched, ALEVIN_FACTOR, EGG_FACTOR)
    return _land_hazards(world)[world.stage[here]] * np.where(world.stage[here] == Stage.EGG_ALEVIN, yolk, shape)


def _land_hazards(world: World) -> Floats:
    """Mean background hazard of each stage: what its survival leaves after transfer, vaccination and culling."""
    p = world.parameters
    hazards = np.zeros(len(Stage))
    for stage in HALL_STAGES:
        planned = p.husbandry.vaccination_loss + p.husbandry.cull_fraction if stage is Stage.SMOLT else 0.0
        rest = -np.log(p.stages[stage].survival) - p.stages[stage].transfer_loss - planned
        hazards[stage] = max(rest, 0.0) / p.stages[stage].typical_days
    return hazards


def _sea_base(world: World, state: State, here: Integers, day: int) -> Floats:
    hazard = np.zeros(len(here))
    at_sea = day - state.entered_day[here]
    for g, geography in enumerate(world.registry.geographies):
        mine = world.geography[here] == g
        hazard[mine] = mortality.sea_base_hazard(at_sea[mine], np.array(geography.sea.monthly_mortality_pct))
    return hazard
