"""What the company sets out to reach: survival and weight at harvest."""

import numpy as np

from aquasim.domain import growth
from aquasim.domain.stages import Stage
from aquasim.domain.water import sea_climatology_c
from aquasim.engine.production import survival_to
from aquasim.parameters import Parameters
from aquasim.sinks.store import Criterion
from aquasim.validation.disease import ordered_empty
from aquasim.validation.evidence import Evidence
from aquasim.validation.lookup import Array, ById, Mask

MANY_BATCHES = 5
ROOM_MANY, ROOM_FEW = 0.06, 0.12
"""Survival scatters between batches; the mean of a few scatters more."""
WEIGHT_ROOM, WEIGHT_ROOM_FEW = 0.10, 0.20
DEVIATIONS = 4.0
"""Room for the mean of batches, of which each is as frail as it happens to be. [-]"""


def survival_on_course(e: Evidence) -> Criterion:
    """Fish harvested or sampled over eggs of the batches that are over; before the first, fish at sea over eggs.

    Each batch is expected to survive as its geography does; those ordered out of the sea early do not count.
    """
    over = e.company.is_harvested & ~np.isin(e.company.batches["id"], ordered_empty(e))
    on_land = np.full(len(over), survival_to(e.parameters, Stage.GROW_OUT))
    if over.any():
        homes = np.array([g.sea.survival for g in e.parameters.geographies.values()])
        at_sea = homes[e.company.batches["geography_id"] - 1]
        return _survival(
            e,
            _by_batch(e, e.daily.harvested) + _sampled(e),
            over,
            on_land * at_sea,
            _frail(e, on_land * at_sea, at_sea),
            "harvested",
        )
    at_sea_now = e.company.stage_of[e.daily.assignment] == Stage.GROW_OUT
    stocked = np.where(at_sea_now, e.daily.moved_in, 0)
    there = _by_batch(e, stocked) > 0
    came = _by_batch(e, stocked) + np.where(there, _sampled(e), 0)
    none_yet = "stocked at sea, as none is harvested yet"
    return _survival(e, came, there, on_land, _frail(e, on_land, np.ones(len(over))), none_yet)


def _frail(e: Evidence, survival: Array, at_sea: Array) -> Array:
    """Standard deviation of the survival of each batch, whose hazards on land and at sea are log-normal."""
    p = e.parameters.mortality
    sea, land = -np.log(at_sea), -np.log(survival / at_sea)
    at_sea_cv, on_land_cv = (np.sqrt(np.expm1(sigma**2)) for sigma in (p.frailty_sigma, p.freshwater_frailty_sigma))
    deviation: Array = survival * np.hypot(sea * at_sea_cv, land * on_land_cv)
    return deviation


def _survival(e: Evidence, fish: Array, chosen: Mask, expected: Array, deviation: Array, what: str) -> Criterion:
    n = int(np.count_nonzero(chosen))
    chance = DEVIATIONS * float(np.sqrt(np.square(deviation[chosen]).sum())) / max(n, 1)
    room = max(ROOM_MANY if n >= MANY_BATCHES else ROOM_FEW, chance)
    share = fish[chosen] / e.company.batches["egg_count"][chosen]
    mean, target = (float(one.mean()) if n else 0.0 for one in (share, expected[chosen]))
    spread = f", {share.min():.3f}-{share.max():.3f}" if n else ""
    return Criterion(
        "survival on course",
        f"{target:.3f} of eggs +- {room:.2g} with {n} batches {what}",
        f"mean {mean:.3f}{spread} (n {n})" if n else "no batch has come so far",
        n == 0 or abs(mean - target) <= room,
    )


def _sampled(e: Evidence) -> Array:
    """Fish of each batch that were killed to be examined: as many of a small batch as of a large one."""
    s, batches = e.company.samplings, e.company.batches["id"]
    fish = np.bincount(s["batch_id"], s["fish_sampled"], int(batches.max(initial=0)) + 1)
    sampled: Array = fish[batches]
    return sampled


def _by_batch(e: Evidence, fish: Array) -> Array:
    batches = e.company.batches["id"]
    rows = np.flatnonzero(fish)
    number = ById.of(batches, np.arange(len(batches)))[e.company.batch_of[e.daily.assignment[rows]]]
    return np.bincount(number[number >= 0], fish[rows][number >= 0], len(batches))


def harvest_weight_on_course(e: Evidence) -> Criterion:
    """Mean live weight of fish harvested, but for those ordered out of the sea before their time."""
    events, target = e.company.harvests, e.parameters.targets.harvest_weight_g
    chosen = ~np.isin(events["batch_id"], ordered_empty(e))
    batches = len(np.unique(events["batch_id"][chosen]))
    room = WEIGHT_ROOM if batches >= MANY_BATCHES else WEIGHT_ROOM_FEW
    grown = [_grown_g(e.parameters, g) for g, home in enumerate(e.parameters.geographies.values()) if home.batch_share]
    grown = [one for one in grown if abs(one - target) > WEIGHT_ROOM * target]  # else the target holds
    low, high = min([target, *grown]) * (1 - room), max([target, *grown]) * (1 + room)
    fish = int(events["count"][chosen].sum())
    mean_g = float(events.measured("live_weight_kg")[chosen].sum()) * 1000.0 / max(fish, 1)
    return Criterion(
        "harvest weight on course",
        f"{low / 1000:.1f}-{high / 1000:.1f} kg, by the target or, if that is far, what fish weigh in their turn",
        f"{mean_g / 1000:.2f} kg, {fish:,} fish of {batches} batches" if fish else "nothing harvested yet",
        not fish or low <= mean_g <= high,
    )


def _grown_g(p: Parameters, geography: int) -> float:
    """Weight of fish of the usual growth in the middle of their harvest, no sooner and later than they may be taken."""
    home, window = p.geography(geography), p.stages[Stage.GROW_OUT]
    days = min(max(home.sea.typical_days, window.min_days), window.max_days)
    normal_c = sea_climatology_c(
        np.arange(366), home.climate.mean_c, home.climate.amplitude_c, home.climate.warmest_day
    )
    warmth_c = float((normal_c * growth.temperature_factor(normal_c)).mean())
    root = float(growth.root_weight(p.stages[Stage.POST_SMOLT].end_weight_g))
    for _ in range(days):
        tgc = home.sea.tgc_mean * float(growth.late_sea_factor(root**3))
        root = float(growth.advance_root_weight(root, tgc, warmth_c))
    return root**3
