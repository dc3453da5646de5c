"""Growth in weight, with the cube root of weight as the state, and the length that goes with a weight."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

FACTOR_TEMPERATURE_C = (6.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 22.0)
TEMPERATURE_FACTOR = (1.00, 1.04, 0.97, 0.84, 0.70, 0.55, 0.30, 0.00)

LATE_SEA_WEIGHT_G = (3000.0, 4000.0)
LATE_SEA_FACTOR = (1.00, 0.88)

SEA_LENGTH_COEFFICIENT = 0.00161
SEA_LENGTH_EXPONENT = 3.53


def root_weight(weight_g: npt.ArrayLike) -> FloatArray:
    """Cube root of a weight, the state that growth carries. [g -> g^(1/3)]"""
    return np.asarray(np.cbrt(np.asarray(weight_g, dtype=np.float64)), dtype=np.float64)


def weight_g(root: npt.ArrayLike) -> FloatArray:
    """Weight from its cube root. [g^(1/3) -> g]"""
    cube_root = np.asarray(root, dtype=np.float64)
    return cube_root * cube_root * cube_root


def temperature_factor(temperature_c: npt.ArrayLike) -> FloatArray:
    """Share of the thermal growth coefficient that is reached at a temperature; linear between the points.

    Parameters
    ----------
    temperature_c : array_like
        Water temperature. [degC]

    Returns
    -------
    ndarray, same shape
        1 at 6 degC and below, highest at 10, 0 from 22. [-]

    References
    ----------
    .. [1] Handeland, Imsland & Stefansson (2008), Aquaculture 283:36-42.
    """
    return np.interp(np.asarray(temperature_c, dtype=np.float64), FACTOR_TEMPERATURE_C, TEMPERATURE_FACTOR)


def relative_temperature_factor(temperature_c: npt.ArrayLike, set_point_c: npt.ArrayLike) -> FloatArray:
    """Temperature factor over that of the set point, for a coefficient stated net at its set point.

    Parameters
    ----------
    temperature_c : array_like
        Water temperature. [degC]
    set_point_c : array_like
        Temperature at which the stage's coefficient holds, below 22. [degC]

    Returns
    -------
    ndarray, broadcast shape
        1 at the set point. [-]
    """
    return temperature_factor(temperature_c) / temperature_factor(set_point_c)


def late_sea_factor(weight_g: npt.ArrayLike) -> FloatArray:
    """Decline of the growth coefficient in large fish: 1 up to 3 kg, 0.88 from 4 kg, linear between.

    Parameters
    ----------
    weight_g : array_like
        Mean weight. [g]

    Returns
    -------
    ndarray, same shape
        Multiplier of the coefficient. [-]

    References
    ----------
    .. [1] Computed; farms measured coefficients of 2.56-3.05 over the sea phase, Nilsen et al. (2018, 2020).
    """
    return np.interp(np.asarray(weight_g, dtype=np.float64), LATE_SEA_WEIGHT_G, LATE_SEA_FACTOR)


def advance_root_weight(
    root_weight: npt.ArrayLike, tgc: npt.ArrayLike, temperature_c: npt.ArrayLike, days: float = 1.0
) -> FloatArray:
    """Cube-root weight after growth at constant temperature.

    Parameters
    ----------
    root_weight : array_like
        Cube root of the mean weight. [g^(1/3)]
    tgc : array_like
        Thermal growth coefficient for weight in grams, times any temperature, size and appetite factor.
        [1000 g^(1/3) degC^-1 d^-1]
    temperature_c : array_like
        Mean water temperature; below zero nothing grows and nothing shrinks. [degC]
    days : float
        Length of the step. [d]

    Returns
    -------
    ndarray, broadcast shape
        Cube-root weight at the end of the step. [g^(1/3)]

    References
    ----------
    .. [1] Iwama & Tautz (1981), Can. J. Fish. Aquat. Sci. 38:649-656.
    """
    root = np.asarray(root_weight, dtype=np.float64)
    coefficient = np.asarray(tgc, dtype=np.float64)
    warmth = np.maximum(np.asarray(temperature_c, dtype=np.float64), 0.0)
    return root + coefficient * (days / 1000.0) * warmth


def _sea_condition_factor(weight_g: FloatArray) -> FloatArray:
    """Condition from W = 0.00161 L^3.53: K = 100 W / L^3 with L = (W / 0.00161)^(1/3.53)."""
    cube = 3.0 / SEA_LENGTH_EXPONENT
    return np.asarray(100.0 * SEA_LENGTH_COEFFICIENT**cube * weight_g ** (1.0 - cube), dtype=np.float64)


# The last freshwater point lies on the sea curve, so that no fish grows shorter on the day it goes to sea.
FRESH_CONDITION_WEIGHT_G = (50.0, 100.0, 200.0, 500.0)
FRESH_CONDITION_FACTOR = (1.20, 1.05, 1.00, float(_sea_condition_factor(np.array(500.0))))


def condition_factor(weight_g: npt.ArrayLike, at_sea: npt.ArrayLike) -> FloatArray:
    """Fulton's condition factor K = 100 W / L^3 of a typical fish.

    Parameters
    ----------
    weight_g : array_like
        Mean weight. [g]
    at_sea : array_like of bool
        True in the sea, False in fresh water.

    Returns
    -------
    ndarray, broadcast shape
        1.2 in fry and parr, 1.0 in smolt of 200 g, then rising with weight to 1.5 at harvest. [100 g/cm3]

    References
    ----------
    .. [1] Sea: W = 0.00161 L^3.53, computed from Johannesen et al. (2022).
    .. [2] Fresh water: parr 1.1-1.3, smolt 0.95-1.05, defaults of the trade.
    """
    weight = np.asarray(weight_g, dtype=np.float64)
    fresh = np.interp(weight, FRESH_CONDITION_WEIGHT_G, FRESH_CONDITION_FACTOR)
    return np.where(np.asarray(at_sea, dtype=np.bool_), _sea_condition_factor(weight), fresh)


def length_cm(weight_g: npt.ArrayLike, condition_factor: npt.ArrayLike) -> FloatArray:
    """Fork length of a fish of given weight and condition.

    Parameters
    ----------
    weight_g : array_like
        Weight. [g]
    condition_factor : array_like
        Fulton's K. [100 g/cm3]

    Returns
    -------
    ndarray, broadcast shape
        L = (100 W / K)^(1/3). [cm]
    """
    weight, condition = np.asarray(weight_g, dtype=np.float64), np.asarray(condition_factor, dtype=np.float64)
    return np.asarray(np.cbrt(100.0 * weight / condition), dtype=np.float64)
