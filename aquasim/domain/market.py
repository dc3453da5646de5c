"""What harvested salmon is: size classes, maturing fish, quality grades; and what a kilogram of it is worth."""

import math

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

SIZE_EDGES_KG = (2.0, 3.0, 4.0, 5.0, 6.0, 7.0)
"""Gutted weights between the size classes of the trade."""
SIZE_CLASSES = ("UNDER_2_KG", "2_3_KG", "3_4_KG", "4_5_KG", "5_6_KG", "6_7_KG", "OVER_7_KG")

MATURING_SHARE_MAX = 0.15
MATURING_WEIGHT_G, MATURING_WEIGHT_SPREAD_G = 5600.0, 450.0
MATURING_SEASON = ((181.0, 0.2), (244.0, 1.0), (305.0, 1.0), (350.0, 0.2))
MATURING_GRADES = (0.0, 0.6, 0.4)
FLAWED_GRADES = (0.0, 0.5, 0.5)
YIELD_SIGMA = 0.01
"""Log spread of what gutting, and filleting, leaves of the fish of one harvest; judgement. [-]"""
GRADE_SIGMA = 0.5
"""Log spread, from harvest to harvest, of the share of sound fish in each grade below superior; judgement. [-]"""
SIZE_PRICE_REVERSION, SIZE_PRICE_VOLATILITY = 0.08, 0.006
"""Pull [1/week] and weekly shocks [1/sqrt(week)] of the price ratio of two neighbouring size classes: 1.5 % about the
mean, which it takes a quarter of a year to forget; judgement."""
REFERENCE_SIZE = SIZE_CLASSES.index("4_5_KG")

SEASON_WEEK = (1, 5, 9, 13, 17, 21, 25, 29, 33, 37, 41, 45, 49)
SEASON_INDEX = (0.989, 1.008, 1.078, 1.101, 1.111, 1.087, 1.049, 0.992, 0.918, 0.869, 0.881, 0.904, 1.003)
"""Price of four weeks from each week over that of the year; means of published weekly export prices."""


def size_classes(mean_gutted_kg: npt.ArrayLike, cv: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Size classes of fish whose weights are near-normal.

    Parameters
    ----------
    mean_gutted_kg : array_like, shape (n,)
        Mean gutted weight. [kg]
    cv : array_like, shape (n,)
        Standard deviation of the weights over their mean. [-]

    Returns
    -------
    shares, mean_kg : ndarray, shape (n, classes)
        Share of the fish in each class [-] and their mean gutted weight [kg]; shares times means add up to the mean.
    """
    mean = np.asarray(mean_gutted_kg, dtype=np.float64)[:, None]
    sd = mean * np.asarray(cv, dtype=np.float64).reshape(-1, 1)
    z = (np.asarray(SIZE_EDGES_KG) - mean) / sd
    below = _ends(0.5 * (1.0 + _erf(z / math.sqrt(2.0))), 0.0, 1.0)
    density = _ends(np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi), 0.0, 0.0)
    shares = np.diff(below, axis=1)
    # Mean of a normal between two bounds: mu + sd (phi(a) - phi(b)) / (Phi(b) - Phi(a)).
    inside = mean - sd * np.diff(density, axis=1) / np.maximum(shares, 1e-12)
    low = np.concatenate([[0.05], SIZE_EDGES_KG])
    high = np.concatenate([SIZE_EDGES_KG, [20.0]])
    return shares, np.clip(inside, low, high)


def _ends(inner: FloatArray, first: float, last: float) -> FloatArray:
    return np.concatenate([np.full((len(inner), 1), first), inner, np.full((len(inner), 1), last)], axis=1)


def _erf(x: FloatArray) -> FloatArray:
    return np.asarray(np.vectorize(math.erf, otypes=[np.float64])(x), dtype=np.float64)


def maturing_share(weight_g: npt.ArrayLike, day_of_year: float) -> FloatArray:
    """Share of fish that mature and lose quality: large fish, most from September to October.

    Parameters
    ----------
    weight_g : array_like
        Mean live weight. [g]
    day_of_year : float
        Day of the year. [d]

    Returns
    -------
    ndarray, same shape
        Below 0.15; a default of the trade, where light keeps maturation low. [-]
    """
    days, season = zip(*MATURING_SEASON, strict=True)
    size = (np.asarray(weight_g, dtype=np.float64) - MATURING_WEIGHT_G) / MATURING_WEIGHT_SPREAD_G
    share = MATURING_SHARE_MAX * float(np.interp(day_of_year, days, season)) / (1.0 + np.exp(-size))
    return np.asarray(share, dtype=np.float64)


def scattered(mean: npt.ArrayLike, sigma: float, normal: npt.ArrayLike) -> FloatArray:
    """Log-normal values about a mean, which they keep.

    Parameters
    ----------
    mean : array_like
        Mean, above zero.
    sigma : float
        Log spread. [-]
    normal : array_like
        Standard-normal draws. [-]

    Returns
    -------
    ndarray, broadcast shape
        In the unit of the mean.
    """
    z = np.asarray(normal, dtype=np.float64)
    return np.asarray(np.asarray(mean, dtype=np.float64) * np.exp(sigma * z - 0.5 * sigma * sigma), dtype=np.float64)


def sound_grades(shares: tuple[float, ...], normals: FloatArray) -> FloatArray:
    """Grades of the sound fish of each harvest, as they lie about the usual ones.

    Parameters
    ----------
    shares : tuple of float
        Mean share of each grade, superior first. [-]
    normals : ndarray, shape (n, grades - 1)
        Standard-normal draws of the lower grades. [-]

    Returns
    -------
    ndarray, shape (n, grades)
        Shares that add up to one. [-]
    """
    lower = scattered(shares[1:], GRADE_SIGMA, normals)
    lower /= np.maximum(lower.sum(axis=1, keepdims=True), 1.0)
    return np.concatenate([1.0 - lower.sum(axis=1, keepdims=True), lower], axis=1)


def grade_shares(sound: npt.ArrayLike, maturing: npt.ArrayLike, flawed: npt.ArrayLike) -> FloatArray:
    """Shares of the quality grades, superior first, of fish of which some mature and some have wounds or scars.

    Parameters
    ----------
    sound : array_like, shape (grades,) or (n, grades)
        Shares of the grades of all other fish. [-]
    maturing, flawed : array_like, shape (n,)
        Shares of the fish that mature, and of those with wounds or scars; none of either is superior. [-]

    Returns
    -------
    ndarray, shape (n, grades)
        Shares that add up to one. [-]
    """
    m, f = (np.asarray(share, dtype=np.float64)[:, None] for share in (maturing, flawed))
    whole = np.asarray(sound, dtype=np.float64) * (1.0 - m) + np.array(MATURING_GRADES) * m
    return np.asarray(whole * (1.0 - f) + np.array(FLAWED_GRADES) * f, dtype=np.float64)


def season_index(week: npt.ArrayLike) -> FloatArray:
    """Season of the price in a week of the year, from 1. [-]"""
    position = np.searchsorted(SEASON_WEEK, np.asarray(week), side="right") - 1
    return np.asarray(SEASON_INDEX, dtype=np.float64)[np.clip(position, 0, None)]


def log_price_deviations(normals: FloatArray, reversion: float, volatility: float) -> FloatArray:
    """Ornstein-Uhlenbeck deviation of the log price by week, exact for weekly steps, stationary from the first.

    Parameters
    ----------
    normals : ndarray, shape (weeks, ...)
        Standard-normal draws, of one price or several side by side. [-]
    reversion, volatility : float
        Pull towards the mean [1/week] and spread of a week's shocks [1/sqrt(week)].

    Returns
    -------
    ndarray, same shape
        Log of the price over its mean, such that the price itself averages the mean. [-]
    """
    variance = volatility**2 / (2.0 * reversion)
    keep = math.exp(-reversion)
    deviation = math.sqrt(variance * (1.0 - keep**2)) * normals
    deviation[0] = math.sqrt(variance) * normals[0]
    for week in range(1, len(deviation)):
        deviation[week] += keep * deviation[week - 1]
    return deviation - 0.5 * variance


def log_size_ratios(steps: FloatArray) -> FloatArray:
    """Log of what each size class costs, over what it costs by its usual ratio to the fish of 4-5 kg.

    Parameters
    ----------
    steps : ndarray, shape (..., classes)
        Log deviation between each class and the one next to it on the side of 4-5 kg, whose own does not count. [-]

    Returns
    -------
    ndarray, same shape
        Steps added up from 4-5 kg outwards. [-]
    """
    ratio = np.zeros_like(steps)
    above, below = REFERENCE_SIZE + 1, REFERENCE_SIZE - 1
    ratio[..., above:] = np.cumsum(steps[..., above:], axis=-1)
    ratio[..., below::-1] = np.cumsum(steps[..., below::-1], axis=-1)
    return ratio
