"""Sea lice on caged salmon: development, infection, spread between sites, counts, treatments, what they cost the fish.

Lice are counted per fish. The salmon louse (*Lepeophtheirus salmonis*) passes through a chain of equal steps from
infection to adulthood, the first four attached, the rest mobile pre-adults, and ends as adult female or male. Equal
steps in a row give a narrow spread of development times. *Caligus* comes from wild fish only.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

STEPS, ATTACHED_STEPS = 10, 4
"""Steps from infection to adult; two fifths of the time are spent attached (Hamre et al. 2013, PLoS ONE 8:e73539)."""
FEMALE_SHARE = 0.5
BETA_NODES = 4096
BLOCK, MOST_LICE = 32, 20_000
"""Counts are sought so many at a time, up to the most that a sample can hold."""


class Burden(NamedTuple):
    """Lice per fish in some cages. [lice/fish]"""

    steps: FloatArray  # (n, STEPS) young salmon lice by step
    females: FloatArray  # (n,) adult
    males: FloatArray  # (n,) adult
    caligus: FloatArray  # (n,)

    @property
    def attached(self) -> FloatArray:
        """Copepodids and chalimi. [lice/fish]"""
        return np.asarray(self.steps[:, :ATTACHED_STEPS].sum(axis=1))

    @property
    def preadults(self) -> FloatArray:
        """Mobile, not yet adult. [lice/fish]"""
        return np.asarray(self.steps[:, ATTACHED_STEPS:].sum(axis=1))

    @property
    def mobiles(self) -> FloatArray:
        """Everything that moves about and grazes, salmon lice only. [lice/fish]"""
        return self.preadults + self.females + self.males


class Mortality(NamedTuple):
    """Share of lice that die in a day, for all cages or each. [1/d]"""

    attached: npt.ArrayLike
    preadult: npt.ArrayLike
    adult: npt.ArrayLike
    caligus: npt.ArrayLike


def limit_per_fish(month: npt.ArrayLike, usual: float, strict: float, strict_months: Sequence[int]) -> FloatArray:
    """Adult females per fish that are a breach.

    Parameters
    ----------
    month : array_like
        Months of the year, from 1. [month]
    usual, strict : float
        Limit, and that of the strict months. [females/fish]
    strict_months : sequence of int
        Months with the strict limit. [month]

    Returns
    -------
    ndarray, shape of `month`
        Limit. [females/fish]
    """
    return np.where(np.isin(month, strict_months), strict, usual)


def days_to_adult_female(temperature_c: npt.ArrayLike) -> FloatArray:
    """Days from infection to adult female: 70.8 at 6 degC, 40.7 at 10 degC. [degC -> d]

    References
    ----------
    .. [1] 17840 (T + 7.439)^-2.128; a Nordi et al. (2018), domain reference section 7.
    """
    warmth = np.maximum(np.asarray(temperature_c, dtype=np.float64), 0.0) + 7.439
    return np.asarray(17840.0 * warmth**-2.128)


def days_to_infective(temperature_c: npt.ArrayLike) -> FloatArray:
    """Days a larva drifts before it can infect: 3.6 at 10 degC. [degC -> d]

    References
    ----------
    .. [1] (24.79 / (T - 10 + 24.79 x 0.525))^2; Stien et al. (2005), Mar. Ecol. Prog. Ser. 290:263-275.
    """
    warmth = np.maximum(np.asarray(temperature_c, dtype=np.float64), 0.0) - 10.0 + 24.79 * 0.525
    return np.asarray((24.79 / warmth) ** 2)


def advanced(burden: Burden, infection: FloatArray, caligus: FloatArray, temperature_c: FloatArray,
             mortality: Mortality) -> Burden:  # fmt: skip
    """The lice after one day of development, deaths and infection.

    Parameters
    ----------
    burden : Burden
        Lice in the morning. [lice/fish]
    infection, caligus : ndarray, shape (n,)
        Salmon lice and *Caligus* that settle in the day. [lice/fish/d]
    temperature_c : ndarray, shape (n,)
        Water of the day. [degC]
    mortality : Mortality
        Natural deaths of lice. [1/d]
    """
    passing = np.minimum(STEPS / days_to_adult_female(temperature_c), 1.0)[:, None]
    attached, preadult, adult, caligus_left = (1.0 - np.asarray(share, dtype=np.float64) for share in mortality)
    alive = burden.steps.copy()
    alive[:, :ATTACHED_STEPS] *= attached[..., None]
    alive[:, ATTACHED_STEPS:] *= preadult[..., None]
    onward = alive * passing
    steps = alive - onward
    steps[:, 1:] += onward[:, :-1]
    steps[:, 0] += infection
    grown = onward[:, -1]
    return Burden(
        steps,
        burden.females * adult + FEMALE_SHARE * grown,
        burden.males * adult + (1.0 - FEMALE_SHARE) * grown,
        burden.caligus * caligus_left + caligus,
    )


def treated(burden: Burden, kill: FloatArray, attached_share: FloatArray) -> Burden:
    """The lice that survive a treatment.

    Parameters
    ----------
    kill : ndarray, shape (n,)
        Share of mobile lice removed. [-]
    attached_share : ndarray, shape (n,)
        How much of that share attached lice suffer; 0 where they survive, as in warm water. [-]
    """
    mobile = 1.0 - kill
    left = np.repeat(mobile[:, None], STEPS, axis=1)
    left[:, :ATTACHED_STEPS] = (1.0 - kill * attached_share)[:, None]
    return Burden(burden.steps * left, burden.females * mobile, burden.males * mobile, burden.caligus * mobile)


def salinity_settlement(salinity_psu: npt.ArrayLike) -> FloatArray:
    """Share of copepodids that survive and settle: all from 29 PSU up, none at 16 and below, linear between.

    References
    ----------
    .. [1] Bricknell et al. (2006), Dis. Aquat. Org. 71:201-212: survival severely compromised below 29 PSU, water below
       27 PSU avoided. The lower end is chosen.
    """
    return np.interp(np.asarray(salinity_psu, dtype=np.float64), (16.0, 29.0), (0.0, 1.0))


def seasonal_background(day_of_year: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike,
                        peak_day: npt.ArrayLike) -> FloatArray:  # fmt: skip
    """Infection from wild fish, a wave of its logarithm from `low` to `high`, highest on `peak_day`. [lice/fish/d]"""
    low, high = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    age = np.asarray(day_of_year, dtype=np.float64) - np.asarray(peak_day, dtype=np.float64)
    share = 0.5 + 0.5 * np.cos(2.0 * np.pi * age / 365.25)
    return np.asarray(low * (high / low) ** share)


def neighbour_infection(distance_km: npt.ArrayLike, scale_km: float, reach_km: float) -> FloatArray:
    """Infection that larvae of a site cause at another, relative to that at home: exp(-d / scale), none beyond reach.

    Norwegian farms owe about two thirds of their lice to themselves and under a third to neighbours.

    References
    ----------
    .. [1] Aldrin et al. (2013), PLoS ONE 8:e64039: 66 % own farm, 28 % neighbours, 6 % other sources; the relative risk
       falls steeply over the first kilometres. The exponential shape is chosen.
    """
    d = np.asarray(distance_km, dtype=np.float64)
    return np.where(d <= reach_km, np.exp(-d / scale_km), 0.0)


def drifting(larvae: FloatArray, released: FloatArray, temperature_c: FloatArray) -> FloatArray:
    """Infective larvae of a site after a day: they follow the release with the delay of their development.

    Parameters
    ----------
    larvae : ndarray, shape (n,)
        In the morning, in adult females that would keep them up. [females/m3]
    released : ndarray, shape (n,)
        Adult females per volume of the site's cages today. [females/m3]
    temperature_c : ndarray, shape (n,)
        [degC]

    Notes
    -----
    Females release about as many larvae a day in the cold as in the warm: fewer clutches, but larger ones.
    """
    return np.asarray(larvae + (released - larvae) / np.maximum(days_to_infective(temperature_c), 1.0))


def negative_binomial(mean: npt.ArrayLike, dispersion: npt.ArrayLike, uniform: npt.ArrayLike) -> IntArray:
    """Negative-binomial counts by inversion of one uniform each.

    Parameters
    ----------
    mean : array_like, shape (n,)
        Expected count, far below 20,000. [lice]
    dispersion : array_like, shape (n,)
        k: the variance is mean + mean^2 / k. The sum over m fish has m times the mean and m times the k of one. [-]
    uniform : array_like, shape (n,)
        Draw in [0, 1). [-]

    Returns
    -------
    ndarray of int64, shape (n,)
        Smallest counts whose cumulative chance exceeds the draw. [lice]
    """
    mean, k, u = np.broadcast_arrays(*(np.asarray(one, dtype=np.float64) for one in (mean, dispersion, uniform)))
    counts = np.zeros(mean.shape, dtype=np.int64)
    left, start = np.flatnonzero(mean > 0.0), 0
    chance = np.exp(k[left] * np.log(k[left] / (k[left] + mean[left])))  # of the count before the block
    below = np.zeros(len(left))
    while left.size and start < MOST_LICE:
        ratio = _ratios(mean[left], k[left], start)
        each = chance[:, None] * np.cumprod(ratio, axis=1)
        cumulative = below[:, None] + np.cumsum(np.concatenate([chance[:, None], each[:, :-1]], axis=1), axis=1)
        passed = (cumulative <= u[left][:, None]).sum(axis=1)
        counts[left] += passed
        start += BLOCK
        more = passed == BLOCK
        left, chance, below = left[more], each[more, -1], cumulative[more, -1]
    return counts


def _ratios(mean: FloatArray, k: FloatArray, start: int) -> FloatArray:
    """Chance of each count over that of the count before, for the block of counts after `start`."""
    count = np.arange(start + 1, start + 1 + BLOCK)
    ratios: FloatArray = (k[:, None] + count - 1.0) / count * (mean / (mean + k))[:, None]
    return ratios


def beta_quantile(mean: float, concentration: float, uniform: npt.ArrayLike) -> FloatArray:
    """Quantiles of a Beta distribution of given mean; its variance is mean (1 - mean) / (concentration + 1). [-]"""
    cumulative, x = _beta_table(mean, concentration)
    return np.interp(np.asarray(uniform, dtype=np.float64), cumulative, x)


@cache
def _beta_table(mean: float, concentration: float) -> tuple[FloatArray, FloatArray]:
    """Cumulative chance at the nodes, by the midpoint rule."""
    x = (np.arange(BETA_NODES) + 0.5) / BETA_NODES
    density = x ** (mean * concentration - 1.0) * (1.0 - x) ** ((1.0 - mean) * concentration - 1.0)
    cumulative = np.concatenate([[0.0], np.cumsum(density) / density.sum()])
    return cumulative, np.arange(BETA_NODES + 1) / BETA_NODES


LOAD_G = (0.02, 0.1, 0.5)
"""Mobile lice per gram of fish: none the worse, 0.1 where fish begin to suffer, many times that where they die.

Wells et al. (2006), Can. J. Fish. Aquat. Sci. 63:2933-2945: changes in fish from about 0.1 mobile lice per gram.
"""
LOAD_APPETITE = (1.0, 0.8, 0.4)
LOAD_HAZARD = (0.0, 0.0005, 0.02)


def load_appetite(mobiles: FloatArray, weight_g: FloatArray) -> FloatArray:
    """Share of full appetite left under a load of mobile lice; one below 0.02 lice per gram. [-]"""
    return np.interp(mobiles / np.maximum(weight_g, 1.0), LOAD_G, LOAD_APPETITE)


def load_hazard(mobiles: FloatArray, weight_g: FloatArray) -> FloatArray:
    """Hazard of death from a load of mobile lice; none below 0.02 lice per gram. [1/d]"""
    return np.interp(mobiles / np.maximum(weight_g, 1.0), LOAD_G, LOAD_HAZARD)


def after_treatment(days_since: npt.ArrayLike, half_life_days: float) -> FloatArray:
    """How much of a treatment's extra mortality is left: all on its day, half of it a half-life later; 0 before. [-]"""
    days = np.asarray(days_since, dtype=np.float64)
    return np.where(days >= 0.0, 0.5 ** (np.maximum(days, 0.0) / half_life_days), 0.0)
