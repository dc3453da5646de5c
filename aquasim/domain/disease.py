"""Infectious diseases of salmon: onset, spread, the course in a cage, what signs and samples show, and medicine."""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


class Disease(IntEnum):
    """The diseases of the trade in Faroe and Scotland."""

    PD = 0
    HSMI = 1
    CMS = 2
    AGD = 3
    CGD = 4
    WINTER_ULCER = 5
    ISA = 6
    IPN = 7
    YERSINIOSIS = 8


class Agent(IntEnum):
    """What causes a disease, which decides what can be done about it."""

    VIRUS = 0
    BACTERIUM = 1
    AMOEBA = 2
    COMPLEX = 3


class Organ(IntEnum):
    """What is scored on a dissected fish."""

    GILL = 0
    HEART = 1
    PANCREAS = 2
    KIDNEY = 3
    SKIN = 4


HIGHEST_SCORE = np.array([5, 3, 3, 3, 3])
"""Highest lesion score by organ: gills 0-5 (Taylor et al. 2009), the others 0-3."""

_LESIONS: dict[Disease, dict[Organ, float]] = {
    Disease.PD: {Organ.HEART: 1.8, Organ.PANCREAS: 2.6},
    Disease.HSMI: {Organ.HEART: 2.6},
    Disease.CMS: {Organ.HEART: 2.5, Organ.SKIN: 0.3},
    Disease.AGD: {Organ.GILL: 3.6},
    Disease.CGD: {Organ.GILL: 3.0},
    Disease.WINTER_ULCER: {Organ.SKIN: 2.6, Organ.KIDNEY: 0.6},
    Disease.ISA: {Organ.KIDNEY: 2.4, Organ.HEART: 0.5},
    Disease.IPN: {Organ.PANCREAS: 2.4, Organ.KIDNEY: 0.8},
    Disease.YERSINIOSIS: {Organ.KIDNEY: 2.4, Organ.SKIN: 0.6},
}
LESIONS = np.array([[_LESIONS[disease].get(organ, 0.0) for organ in Organ] for disease in Disease])
"""Mean score of an infected fish at the peak of the course, by disease and organ."""

INTENSITY_AT = (0.0, 0.15, 0.4, 0.55, 1.0)
INTENSITY = (0.0, 0.05, 1.0, 1.0, 0.0)
"""Deaths over the course: hardly any while it builds up, a rise, a peak, a decline."""
MEAN_INTENSITY = float(np.trapezoid(INTENSITY, INTENSITY_AT))
LOAD_AT = (0.0, 0.12, 0.3, 0.6, 1.0)
LOAD = (0.02, 0.4, 1.0, 1.0, 0.35)
"""Pathogen in the fish over the course: it comes before the deaths and outlasts them."""
HIGHEST_PREVALENCE = 0.9
NEGATIVE_CT, STRONGEST_CT = 37.0, 18.0
SCARRED_PER_DEATH = 10.0
"""Fish that live on with ulcers or scars for each that winter ulcer kills; a default of this simulator. [-]"""
SCARS_HEAL_DAYS = 120.0
"""Days in which scars fade to 1/e. [d]"""
SCARRED_MAX = 0.6


def scarred_share(scarred: npt.ArrayLike, died: npt.ArrayLike) -> FloatArray:
    """Share of fish with scars after one more day: old ones heal, and come with deaths from winter ulcer.

    Parameters
    ----------
    scarred : array_like
        Share of the fish with scars the day before. [-]
    died : array_like, same shape
        Share of the fish that died of winter ulcer today. [-]

    Returns
    -------
    ndarray, same shape
        At most 0.6. [-]
    """
    kept = np.asarray(scarred, dtype=np.float64) * np.exp(-1.0 / SCARS_HEAL_DAYS)
    came = SCARRED_PER_DEATH * np.asarray(died, dtype=np.float64)
    return np.asarray(np.minimum(kept + came, SCARRED_MAX), dtype=np.float64)


def daily_hazard(chance: npt.ArrayLike, days: npt.ArrayLike) -> FloatArray:
    """Constant hazard that leaves a given chance of at least one event in so many days.

    Parameters
    ----------
    chance : array_like
        Chance of one or more events, below one. [-]
    days : array_like
        Days over which it holds, at least one. [d]

    Returns
    -------
    ndarray, broadcast shape
        -ln(1 - chance) / days. [1/d]
    """
    return -np.log1p(-np.asarray(chance, dtype=np.float64)) / np.asarray(days, dtype=np.float64)


def season_length(first: int, last: int) -> int:
    """Days of a season given by first and last day of the year, over New Year where the last comes first. [d]"""
    return last - first + 1 if last >= first else 366 - first + last


def in_season(day_of_year: int, first: npt.ArrayLike, last: npt.ArrayLike) -> BoolArray:
    """Whether a day of the year lies in seasons that may run over New Year."""
    begin, end = np.asarray(first), np.asarray(last)
    return np.where(
        end >= begin,
        (day_of_year >= begin) & (day_of_year <= end),
        (day_of_year >= begin) | (day_of_year <= end),
    )


def relative_age(days: npt.ArrayLike, course_days: npt.ArrayLike) -> FloatArray:
    """Middle of a day of the course as a share of its length, 0 to 1."""
    return (np.asarray(days, dtype=np.float64) + 0.5) / np.asarray(course_days, dtype=np.float64)


def intensity(age: npt.ArrayLike) -> FloatArray:
    """How hard the disease is on the fish at a relative age of the course; 1 at the peak, 0 before and after. [-]"""
    return np.interp(np.asarray(age, dtype=np.float64), INTENSITY_AT, INTENSITY, left=0.0, right=0.0)


def load(age: npt.ArrayLike) -> FloatArray:
    """Pathogen in infected fish at a relative age of the course; 1 at the most, 0 before and after. [-]"""
    return np.interp(np.asarray(age, dtype=np.float64), LOAD_AT, LOAD, left=0.0, right=0.0)


def course_hazard(total: npt.ArrayLike, days: npt.ArrayLike, course_days: npt.ArrayLike) -> FloatArray:
    """Hazard of death on a day of the course; over the course it adds up to `total`.

    Parameters
    ----------
    total : array_like
        -ln of the share that survives the whole course. [-]
    days : array_like
        Days since the cage was infected. [d]
    course_days : array_like
        Length of the course. [d]

    Returns
    -------
    ndarray, broadcast shape
        Hazard. [1/d]
    """
    length = np.asarray(course_days, dtype=np.float64)
    return np.asarray(total, dtype=np.float64) * intensity(relative_age(days, length)) / (MEAN_INTENSITY * length)


def spread_hazard(infectious: npt.ArrayLike, rate: npt.ArrayLike) -> FloatArray:
    """Hazard that a clean cage is infected: rate times the mean pathogen load of the cages round it. [1/d]"""
    return np.asarray(rate, dtype=np.float64) * np.asarray(infectious, dtype=np.float64)


def neighbour_weights(distances_km: npt.ArrayLike, reach_km: float, sources: npt.ArrayLike) -> FloatArray:
    """How much of a source's pathogen reaches each site: exp(-distance / reach), none of its own. (n, m) [-]

    `distances_km` are those of all n sites from m sources, which are sites by position.
    """
    distances, own = np.asarray(distances_km, dtype=np.float64), np.asarray(sources)
    weights = np.exp(-distances / reach_km)
    weights[own, np.arange(len(own))] = 0.0
    return weights


def drawn_loss(low: npt.ArrayLike, high: npt.ArrayLike, uniform: npt.ArrayLike) -> FloatArray:
    """Share of a cage that an outbreak kills: between low and high, mostly nearer low, mean low + (high - low) / 3.

    Parameters
    ----------
    low, high : array_like
        Bounds. [-]
    uniform : array_like
        Draw in [0, 1). [-]

    Returns
    -------
    ndarray, broadcast shape
        low + (high - low) u^2. [-]
    """
    lowest, draw = np.asarray(low, dtype=np.float64), np.asarray(uniform, dtype=np.float64)
    return lowest + (np.asarray(high, dtype=np.float64) - lowest) * draw * draw


def prevalence(pathogen_load: npt.ArrayLike) -> FloatArray:
    """Share of the fish of an infected cage that carry the pathogen. [-]"""
    return HIGHEST_PREVALENCE * np.sqrt(np.asarray(pathogen_load, dtype=np.float64))


def cycle_threshold(pathogen_load: npt.ArrayLike, normal: npt.ArrayLike) -> FloatArray:
    """Mean Ct of positive fish in a PCR: 18 at the most pathogen, up to 37, where a sample counts as negative.

    Parameters
    ----------
    pathogen_load : array_like
        Load of the cage, 0 to 1. [-]
    normal : array_like
        Standard-normal draw for the laboratory and the fish it got; 1.5 cycles. [-]

    Returns
    -------
    ndarray, broadcast shape
        Cycles. One cycle is a factor of two in template.
    """
    strength = np.asarray(pathogen_load, dtype=np.float64) ** 0.3
    ct = NEGATIVE_CT - (NEGATIVE_CT - STRONGEST_CT) * strength + 1.5 * np.asarray(normal, dtype=np.float64)
    return np.clip(ct, 12.0, NEGATIVE_CT - 0.1)


def vaccine_factor(efficacy: npt.ArrayLike, degree_days: npt.ArrayLike, needed_dd: float) -> FloatArray:
    """Share of the harm left to vaccinated fish: none is taken off before the vaccine had its degree-days.

    Parameters
    ----------
    efficacy : array_like
        Share of the harm that full protection prevents. [-]
    degree_days : array_like
        Degree-days between vaccination and sea. [degC d]
    needed_dd : float
        Degree-days that protection takes, 600 by the usual advice. [degC d]

    Returns
    -------
    ndarray, broadcast shape
        1 - efficacy, or 1. [-]
    """
    ready = np.asarray(degree_days, dtype=np.float64) >= needed_dd
    return np.where(ready, 1.0 - np.asarray(efficacy, dtype=np.float64), 1.0)


def withdrawal_days(withdrawal_dd: float, temperatures_c: npt.ArrayLike) -> int:
    """Days until the sum of expected daily temperatures reaches a withdrawal time.

    Parameters
    ----------
    withdrawal_dd : float
        Withdrawal. [degC d]
    temperatures_c : array_like, shape (n,)
        Expected temperature of each coming day; the last holds from then on. [degC]

    Returns
    -------
    int
        Whole days, 0 where there is no withdrawal. [d]
    """
    if withdrawal_dd <= 0.0:
        return 0
    warmth = np.cumsum(np.maximum(np.asarray(temperatures_c, dtype=np.float64), 0.1))
    if warmth[-1] < withdrawal_dd:
        last = max(float(np.asarray(temperatures_c)[-1]), 0.1)
        return len(warmth) + int(np.ceil((withdrawal_dd - warmth[-1]) / last))
    return int(np.searchsorted(warmth, withdrawal_dd)) + 1
