"""Weather over the sea: rain by day and season, and the course of a series between noons.

Seasons of rain are chosen after the normals of the North Atlantic coast: wettest from October to January, driest from
May to July, two days of three with rain (Cappelen & Laursen 1998, DMI Technical Report 98-14).
"""

import math

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

WETTEST_DAY = 335.0
RAIN_SEASON = 0.4  # swing of the mean rain of a day, over its mean of the year
WET_SHARE, WET_SEASON = 0.66, 0.12  # share of days with rain, and its swing
RAIN_SKEW = 1.25  # power of an exponential deviate: heavier days than an exponential, as measured


def rain_mm(share_below: FloatArray, day_of_year: npt.ArrayLike, mean_mm: npt.ArrayLike) -> FloatArray:
    """Rain of days: none below the season's chance of a dry day, and the more the further above.

    Parameters
    ----------
    share_below : ndarray, shape (days, n)
        Uniform deviates in (0, 1), usually of a correlated series. [-]
    day_of_year, mean_mm : array_like, broadcast to (days, n)
        Day of the year [d] and mean rain of a day over the year [mm].

    Returns
    -------
    ndarray, shape (days, n)
        Rain of the day. [mm]
    """
    season = np.cos(2.0 * np.pi / 365.25 * (np.asarray(day_of_year, dtype=np.float64) - WETTEST_DAY))
    wet = WET_SHARE + WET_SEASON * season
    # Share of wet days with more rain than this one; the bound keeps the logarithm of a dry day at zero.
    rarer = np.minimum((1.0 - share_below) / wet, 1.0)
    deviate = (-np.log(np.maximum(rarer, 1e-9))) ** RAIN_SKEW / math.gamma(1.0 + RAIN_SKEW)
    rain: FloatArray = np.asarray(mean_mm, dtype=np.float64) * (1.0 + RAIN_SEASON * season) / wet * deviate
    return rain


def between_noons(before: npt.ArrayLike, today: npt.ArrayLike, after: npt.ArrayLike, hours: FloatArray) -> FloatArray:
    """Course of a day that leads from noon to noon without a step at midnight, and averages to the day's value.

    Parameters
    ----------
    before, today, after : array_like, shape (n,)
        Values of the day before, of the day and of the day after.
    hours : ndarray, shape (h,)
        Hours of the day from 0, evenly spaced. [h]

    Returns
    -------
    ndarray, shape (n, h)
        Straight lines between noons, and an arch from midnight to midnight that makes up for what they take.
    """
    today = np.asarray(today, dtype=np.float64)[:, np.newaxis]
    away = np.abs(hours - 12.0) / 24.0
    other = np.where(hours < 12.0, np.asarray(before)[:, np.newaxis], np.asarray(after)[:, np.newaxis])
    line = today + away * (other - today)
    arch = np.sin(np.pi * hours / 24.0)
    lacking = today - line.mean(axis=1, keepdims=True)
    return np.asarray(line + lacking * arch / max(float(arch.mean()), 1e-6) if len(hours) > 1 else line)
