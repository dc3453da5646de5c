"""Scars that winter ulcer leaves on fish that live on, which cost them the best grade at harvest."""

import numpy as np

from aquasim.domain.disease import Disease, scarred_share
from aquasim.engine.modules.base import Arrays
from aquasim.engine.modules.disease.epidemic import Cases
from aquasim.engine.streams import Integers
from aquasim.engine.today import Day
from aquasim.engine.world import World


def start_arrays(world: World) -> Arrays:
    """No fish is scarred."""
    return {"scarred": np.zeros(world.registry.containers)}


def forget_old_fish(day: Day, own: Arrays) -> None:
    """Fish that arrive have no scars."""
    own["scarred"][day.here[day.arrived]] = 0.0


def heal_and_come(day: Day, own: Arrays, cases: Cases, died: Integers) -> None:
    """Old scars heal, new ones come with the day's deaths by case, and all flaw the harvest."""
    ulcers = cases.disease == Disease.WINTER_ULCER
    dead = np.bincount(cases.position[ulcers], died[ulcers], len(day.here))
    scarred = scarred_share(own["scarred"][day.here], dead / np.maximum(day.fish, 1))
    own["scarred"][day.here] = scarred
    day.flawed = np.maximum(day.flawed, scarred)
