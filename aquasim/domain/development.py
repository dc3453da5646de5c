"""Eggs and alevins: development from fertilisation to first feeding. Progress is 0 at fertilisation, 1 at hatch."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

HATCH = 1.0
SWIM_UP = 1.7
"""Progress at hatch and at first feeding; Crisp (1988), Freshwater Biology 19:41-48."""

SET_POINT_PROGRESS = (0.0, HATCH, 1.2, SWIM_UP)
SET_POINT_C = (7.5, 8.0, 9.0, 9.5)


def days_to_hatch(temperature_c: npt.ArrayLike) -> FloatArray:
    """Days from fertilisation to median hatch at constant temperature.

    Parameters
    ----------
    temperature_c : array_like
        Water temperature, above -11. [degC]

    Returns
    -------
    ndarray, same shape
        log10 D = 5.1908 - 2.6562 log10(T + 11). [d]

    References
    ----------
    .. [1] Crisp (1981), Freshwater Biology 11:361-368.
    """
    temperature = np.asarray(temperature_c, dtype=np.float64)
    return np.asarray(10.0**5.1908 * (temperature + 11.0) ** -2.6562, dtype=np.float64)


def daily_progress(temperature_c: npt.ArrayLike) -> FloatArray:
    """Development in one day: 1 / D(T), summed over days of varying temperature. [1/d]"""
    return 1.0 / days_to_hatch(temperature_c)


def egg_set_point_c(progress: npt.ArrayLike) -> FloatArray:
    """Water temperature a hatchery keeps for eggs and alevins of given progress.

    7.5 degC rising to 8.0 at hatch, 9.0 soon after and 9.5 at swim-up, linear between. At these set points eggs
    hatch after 64 days and 500 degree-days, and the fry swim up after 102 days and 840 degree-days; a stage of
    85-110 days allows for the water to differ. Warming to the 13 degC of start feeding comes with the move to the
    fry hall: earlier warming would shorten the stage.

    Parameters
    ----------
    progress : array_like
        0 at fertilisation, 1 at hatch, 1.7 at swim-up. [-]

    Returns
    -------
    ndarray, same shape
        Set point. [degC]
    """
    return np.interp(np.asarray(progress, dtype=np.float64), SET_POINT_PROGRESS, SET_POINT_C)
