"""Random words by counter: every decision is a function of (seed, stream, slot, tick, draw) alone.

One Philox generator per (stream, tick, draw); the word of a slot is the slot's position in its output. Every sampler
uses a fixed number of words per slot, so no draw depends on window length, shard, worker, order, or on which other
slots are used.
"""

from enum import IntEnum
from functools import cache
from statistics import NormalDist
from threading import local
from typing import Any

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_of_thread = local()
_FINE = 16
_NODES = 1 << _FINE


class Stream(IntEnum):
    """Named streams; a number is never used again for something else."""

    EGG_COUNT = 1
    EGG_ORIGIN = 2
    BATCH_GROWTH = 3
    BATCH_FRAILTY = 4
    VACCINATION = 5
    CONTAINER_GROWTH = 6
    FEED_CONVERSION = 7
    EGG_WEIGHT = 8
    SITE_MEAN = 10
    YEAR_ANOMALY = 11
    SEA_TEMPERATURE = 12
    HALL_TEMPERATURE = 13
    RUNOFF = 14
    SATURATION = 15
    WAVES = 16
    EPISODE = 17
    WEATHER = 18
    CHEMISTRY = 19
    CONTAINER_WATER = 20
    CURRENT = 21
    RAIN = 22
    SALINITY = 23
    AIR_TEMPERATURE = 24
    WIND_DIRECTION = 25
    DEATHS = 30
    CAUSES = 31
    DAILY_NOISE = 32
    TRANSFER_DEATHS = 33
    SAMPLE = 34
    GRADE = 35
    FISH_SPREAD = 36
    CAUSE_MIX = 37
    DEAD_WEIGHT = 38
    FEED_DAY = 39
    READING_NOISE = 40
    FAULT = 41
    SENSOR = 42
    FEED_LEAD = 50
    FEED_DELAY = 51
    FEED_SUPPLIER = 52
    FEED_MARKET = 53
    FEED_CONTRACT = 54
    FEED_AGE = 55
    MEAL_SIZE = 56
    STOCKING = 57
    LICE_BACKGROUND = 60
    LICE_COUNT = 61
    LICE_METHOD = 62
    LICE_KILL = 63
    LICE_HARM = 64
    DISEASE_ONSET = 70
    DISEASE_SPREAD = 71
    DISEASE_CAGE = 72
    HEALTH_SAMPLE = 73
    BATH = 74
    LABORATORY = 75
    BLOOM = 80
    JELLYFISH = 81
    LOW_OXYGEN = 82
    WARM_SPELL = 83
    MARKET_PRICE = 85
    SIZE_CLASS = 86
    HARVEST_YIELD = 87
    SIZE_PRICE = 88


def words(seed: int, stream: int, tick: int, n: int, draw: int = 0, start: int = 0) -> Words:
    """Raw 64-bit words of slots start .. start + n - 1 at one tick; `start` is a multiple of four. shape (n,)"""
    return _philox(seed, stream, tick, draw, start).random_raw(n)


def _philox(seed: int, stream: int, tick: int, draw: int, start: int = 0) -> np.random.Philox:
    """This thread's generator, put to a place; a new one would ask the system for a seed of its own each time."""
    philox: np.random.Philox | None = getattr(_of_thread, "philox", None)
    if philox is None:
        philox = _of_thread.philox = np.random.Philox(key=0)
    state: Any = {
        "bit_generator": "Philox",
        "state": {"counter": (start // 4, tick, draw, 0), "key": (seed, stream)},
        "buffer": (0, 0, 0, 0),
        "buffer_pos": 4,  # nothing is left of earlier words
        "has_uint32": 0,
        "uinteger": 0,
    }
    philox.state = state
    return philox


def runs_of(keys: Integers) -> list[tuple[int, int]]:
    """Keys in ascending order as ranges of consecutive ones, first and end."""
    breaks = np.flatnonzero(np.diff(keys) > 1) + 1
    first, last = keys[np.concatenate([[0], breaks])], keys[np.concatenate([breaks - 1, [-1]])]
    return list(zip(first.tolist(), (last + 1).tolist(), strict=True))


def words_of_runs(seed: int, stream: int, tick: int, runs: list[tuple[int, int]], width: int, draw: int = 0) -> Words:
    """Raw words of ranges of keys, `width` slots to a key and a multiple of four; what lies between is skipped."""
    philox = _philox(seed, stream, tick, draw)
    found, position = [], 0
    for first, end in runs:
        philox.advance((first - position) * width // 4)
        found.append(philox.random_raw((end - first) * width))
        position = end
    return np.concatenate(found)


def uniform(raw: Words) -> Floats:
    """Words as uniforms in [0, 1)."""
    return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53


def normal(raw: Words) -> Floats:
    """Words as standard normals, by inversion with a table of quantiles that is linear between 65,536 nodes."""
    nodes = _normal_nodes()
    index = (raw >> np.uint64(64 - _FINE)).astype(np.int64)
    fraction = ((raw >> np.uint64(16)) & np.uint64(0xFFFFFFFF)).astype(np.float64) * 2.0**-32
    low = nodes[index]
    return low + fraction * (nodes[index + 1] - low)


def share_below(z: Floats) -> Floats:
    """Share of standard normals below values, between 0 and 1: the inverse of `normal`."""
    nodes = _normal_nodes()
    return np.interp(z, nodes, np.linspace(0.0, 1.0, len(nodes)))


def normal_at(probability: Floats) -> Floats:
    """Standard-normal quantiles of probabilities in [0, 1)."""
    return normal((probability * 2.0**53).astype(np.uint64) << np.uint64(11))


@cache
def _normal_nodes() -> Floats:
    quantile = NormalDist().inv_cdf
    half = [quantile(i / _NODES) for i in range(1, _NODES // 2)]
    tail = quantile(0.25 / _NODES)
    return np.array([tail, *half, 0.0, *(-z for z in reversed(half)), -tail])


@cache
def small_normal_table() -> npt.NDArray[np.float32]:
    """Standard normals of all 16-bit words, for sensor noise: four readings to a 64-bit word. shape (65536,)"""
    nodes = _normal_nodes()
    return ((nodes[:-1] + nodes[1:]) / 2).astype(np.float32)


def small_normals(raw: Words) -> Floats:
    """Four standard normals to each word, of 16 bits. shape (n, k) -> (n, 4 k)"""
    return small_normal_table()[raw.view(np.uint16)].astype(np.float64)


def binomial(n: Integers, p: Floats, u: Floats) -> Integers:
    """Binomial(n, p) by inversion of one uniform per slot; where n p > 16, by its Cornish-Fisher quantile.

    Parameters
    ----------
    n : ndarray of int, shape (k,)
        Trials.
    p : ndarray, shape (k,)
        Chance of each, at most one half.
    u : ndarray, shape (k,)
        Uniforms in [0, 1).

    Returns
    -------
    ndarray of int, shape (k,)
        Successes, between 0 and n.
    """
    mean = n * p
    return np.where(mean > 16.0, _by_quantile(n, p, mean, u), _by_search(n, p, mean, u))


def _by_quantile(n: Integers, p: Floats, mean: Floats, u: Floats) -> Integers:
    sd = np.sqrt(np.maximum(mean * (1.0 - p), 1e-12))
    z = normal_at(u)
    skewed = mean + sd * z + (1.0 - 2.0 * p) * (z * z - 1.0) / 6.0
    return np.clip(np.rint(skewed), 0, n).astype(np.int64)


def _by_search(n: Integers, p: Floats, mean: Floats, u: Floats) -> Integers:
    result = np.zeros(len(n), dtype=np.int64)
    searched = np.flatnonzero((mean > 0.0) & (mean <= 16.0))
    trials, chance, target = n[searched], p[searched], u[searched]
    found = np.zeros(len(searched), dtype=np.int64)
    probability = np.exp(trials * np.log1p(-chance))
    odds = chance / (1.0 - chance)
    cumulative = probability.copy()
    k = 0
    while k <= 80 and (more := (target >= cumulative) & (k < trials)).any():
        found += more  # once over, a search stays over: the sum only grows
        k += 1
        probability *= odds
        probability *= (trials - k + 1) / k
        cumulative += probability
    result[searched] = found
    return result
