"""What storms and low oxygen do to caged fish."""

import numpy as np
import numpy.typing as npt

from aquasim.domain.feeding import limiting_saturation_pct

FloatArray = npt.NDArray[np.float64]

HARM_ABOVE_LIMIT_PCT = 12.0
LETHAL_HAZARD = 0.06


def storm_hazard(wave_height_m: npt.ArrayLike, calm_below_m: float, loss_per_m: float) -> FloatArray:
    """Hazard of being hurt by the net in high waves.

    Parameters
    ----------
    wave_height_m : array_like
        Significant wave height. [m]
    calm_below_m, loss_per_m : float
        Height below which nothing happens [m], and hazard for each metre above it [1/d/m].

    Returns
    -------
    ndarray, same shape
        Hazard. [1/d]
    """
    over = np.asarray(wave_height_m, dtype=np.float64) - calm_below_m
    return np.asarray(loss_per_m * np.maximum(over, 0.0), dtype=np.float64)


def low_oxygen_hazard(saturation_pct: npt.ArrayLike, temperature_c: npt.ArrayLike) -> FloatArray:
    """Hazard of suffocation: none well above the limiting saturation of salmon, rising to 0.06 a day at it.

    Parameters
    ----------
    saturation_pct : array_like
        Mean oxygen saturation of the day. [%]
    temperature_c : array_like
        Water temperature. [degC]

    Returns
    -------
    ndarray, broadcast shape
        Hazard; twice as high again a dozen per cent below the limit; the size is a default. [1/d]
    """
    limit = limiting_saturation_pct(temperature_c)
    short = (limit + HARM_ABOVE_LIMIT_PCT - np.asarray(saturation_pct, dtype=np.float64)) / HARM_ABOVE_LIMIT_PCT
    return np.asarray(LETHAL_HAZARD * np.clip(short, 0.0, 2.0), dtype=np.float64)
