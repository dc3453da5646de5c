"""Weeks and daylight."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

WEEK_DAYS = 7
WORKING_DAYS = 5
"""Monday to Friday: days on which fish are weighed and vaccinated, lice counted, feed ordered and delivered, vets come
and laboratories answer."""
SUN_AT_HORIZON_DEG = -0.833
"""Altitude of the sun's centre at sunrise and sunset: half its disc plus refraction."""


def days_to_working_day(weekday: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Days from a day of the week, Monday 0 to Sunday 6, to the next working day; 0 where it is one. [d]"""
    day = np.asarray(weekday, dtype=np.int64)
    return np.where(day < WORKING_DAYS, 0, WEEK_DAYS - day)


def days_from_working_day(weekday: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Days since the last working day on a day of the week, Monday 0 to Sunday 6; 0 where it is one. [d]"""
    return np.maximum(np.asarray(weekday, dtype=np.int64) - (WORKING_DAYS - 1), 0)


def days_of_working_days(working_days: npt.ArrayLike, weekday: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Days in which so many working days pass from a working day on, Monday 0 to Friday 4, weekends included. [d]"""
    passed = np.asarray(working_days, dtype=np.int64)
    weekends = (np.asarray(weekday, dtype=np.int64) + passed) // WORKING_DAYS
    return passed + (WEEK_DAYS - WORKING_DAYS) * weekends


def day_length_hours(latitude_deg: npt.ArrayLike, day_of_year: npt.ArrayLike) -> FloatArray:
    """Time from sunrise to sunset.

    Parameters
    ----------
    latitude_deg : array_like
        Latitude, north positive. [deg]
    day_of_year : array_like
        Day of the year, 1 on 1 January. [d]

    Returns
    -------
    ndarray, broadcast shape
        Day length; 24 in the polar day, 0 in the polar night. [h]

    References
    ----------
    .. [1] Cooper (1969), Solar Energy 12:333-346, for the declination.
    """
    latitude = np.radians(np.asarray(latitude_deg, dtype=np.float64))
    day = np.asarray(day_of_year, dtype=np.float64)
    declination = np.radians(23.45) * np.sin(2.0 * np.pi * (284.0 + day) / 365.0)
    cosine = (np.sin(np.radians(SUN_AT_HORIZON_DEG)) - np.sin(latitude) * np.sin(declination)) / (
        np.cos(latitude) * np.cos(declination)
    )
    return np.asarray(24.0 / np.pi * np.arccos(np.clip(cosine, -1.0, 1.0)), dtype=np.float64)
