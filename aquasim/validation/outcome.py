"""What the company sets out to reach: survival and weight at harvest."""

import numpy as np

from aquasim.domain.stages import HALL_STAGES, Stage
from aquasim.sinks.store import Criterion
from aquasim.validation.evidence import Evidence
from aquasim.validation.lookup import Array, ById, Mask

MANY_BATCHES = 5
ROOM_MANY, ROOM_FEW = 0.06, 0.12
"""Survival scatters between batches; the mean of a few scatters more."""
WEIGHT_ROOM = 0.10


def survival_on_course(e: Evidence) -> Criterion:
    """Fish harvested over eggs of the batches that are over; before the first, fish at sea over eggs."""
    over = e.company.is_harvested
    if over.any():
        return _survival(e, e.daily.harvested, over, e.parameters.targets.survival, "harvested")
    planned = float(np.prod([e.parameters.stages[stage].survival for stage in HALL_STAGES]))
    at_sea = e.company.stage_of[e.daily.assignment] == Stage.GROW_OUT
    stocked = np.where(at_sea, e.daily.moved_in, 0)
    there = _by_batch(e, stocked) > 0
    return _survival(e, stocked, there, planned, "stocked at sea, as none is harvested yet")


def _survival(e: Evidence, fish: Array, chosen: Mask, target: float, what: str) -> Criterion:
    n = int(np.count_nonzero(chosen))
    room = ROOM_MANY if n >= MANY_BATCHES else ROOM_FEW
    share = _by_batch(e, fish)[chosen] / e.company.batches["egg_count"][chosen]
    mean = float(share.mean()) if n else 0.0
    spread = f", {share.min():.3f}-{share.max():.3f}" if n else ""
    return Criterion(
        "survival on course",
        f"{target:.3f} of eggs +- {room:g} with {n} batches {what}",
        f"mean {mean:.3f}{spread} (n {n})" if n else "no batch has come so far",
        n == 0 or abs(mean - target) <= room,
    )


def _by_batch(e: Evidence, fish: Array) -> Array:
    batches = e.company.batches["id"]
    rows = np.flatnonzero(fish)
    number = ById.of(batches, np.arange(len(batches)))[e.company.batch_of[e.daily.assignment[rows]]]
    return np.bincount(number[number >= 0], fish[rows][number >= 0], len(batches))


def harvest_weight_on_course(e: Evidence) -> Criterion:
    """Mean live weight of all fish harvested."""
    events, target = e.company.harvests, e.parameters.targets.harvest_weight_g
    low, high = target * (1 - WEIGHT_ROOM), target * (1 + WEIGHT_ROOM)
    fish = int(events["count"].sum())
    mean_g = float(events.measured("live_weight_kg").sum()) * 1000.0 / max(fish, 1)
    return Criterion(
        "harvest weight on course",
        f"{low / 1000:.1f}-{high / 1000:.1f} kg",
        f"{mean_g / 1000:.2f} kg, {fish:,} fish" if fish else "nothing harvested yet",
        not fish or low <= mean_g <= high,
    )
