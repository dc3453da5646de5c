"""Appetite, feed conversion, the ration, and the pellet for a fish of given weight."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


class Pellet(NamedTuple):
    """A feed by pellet diameter and the fish it is for; `fish_weight_max_g` None means no limit."""

    size_mm: float
    fish_weight_min_g: float
    fish_weight_max_g: float | None
    protein_pct: float
    lipid_pct: float


PELLETS = (
    Pellet(0.3, 0.0, 0.3, 52.5, 18.0),
    Pellet(0.5, 0.3, 0.8, 50.0, 18.0),
    Pellet(0.8, 0.8, 1.5, 50.0, 20.0),
    Pellet(1.1, 1.5, 5.0, 50.0, 20.0),
    Pellet(1.65, 5.0, 10.0, 50.0, 20.0),
    Pellet(2.0, 10.0, 30.0, 47.5, 22.0),
    Pellet(3.0, 30.0, 100.0, 49.0, 25.0),
    Pellet(4.0, 100.0, 250.0, 47.0, 27.0),
    Pellet(5.0, 250.0, 500.0, 45.0, 28.0),
    Pellet(6.0, 500.0, 1000.0, 45.0, 28.0),
    Pellet(7.25, 1000.0, 2000.0, 42.0, 31.0),
    Pellet(9.0, 2000.0, 3000.0, 40.0, 32.0),
    Pellet(11.0, 3000.0, None, 40.0, 32.0),
)
"""FAO, Aquaculture Feed and Fertilizer Resources, Atlantic salmon, table 9 (Lall); midpoints where it gives ranges."""

_PELLET_FROM_G = np.array([pellet.fish_weight_min_g for pellet in PELLETS[1:]])

# Knots at the middle weight of fry, parr and smolt, at the end of smolt and of post-smolt.
FRESH_FCR_WEIGHT_G = (3.0, 30.0, 135.0, 220.0, 600.0)
FRESH_FCR = (0.70, 0.80, 0.90, 0.95, 1.00)
SEA_FCR_WEIGHT_G = (500.0, 5000.0)
SEA_FCR = (1.08, 1.18)

FULL_CAGE = 0.985
"""Share of the cap of density from which fish at sea are given no feed; they grow by less than the rest in a day."""

FRESH_RATE_WEIGHT_G: FloatArray = np.array([0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 350.0, 500.0])
FRESH_RATE_TEMPERATURE_C: FloatArray = np.array([8.0, 10.0, 12.0, 14.0])
FRESH_RATE_PCT: FloatArray = np.array([
    [3.02, 3.77, 4.52, 5.01],
    [2.22, 2.78, 3.33, 3.69],
    [1.76, 2.21, 2.65, 2.93],
    [1.40, 1.75, 2.10, 2.33],
    [1.18, 1.47, 1.77, 1.96],
    [1.56, 1.95, 2.34, 2.59],
    [1.24, 1.55, 1.86, 2.06],
    [1.03, 1.28, 1.54, 1.71],
    [0.91, 1.13, 1.36, 1.51],
    [0.72, 0.90, 1.08, 1.20],
    [0.70, 0.87, 1.05, 1.16],
    [0.62, 0.77, 0.93, 1.03],
])  # fmt: skip
"""Expected feed per biomass and day in fresh water by weight and temperature: thermal growth times FCR."""

SEA_RATE_WEIGHT_G: FloatArray = np.array([
    100.0, 250.0, 500.0, 750.0, 1000.0, 1500.0, 2000.0, 3000.0, 4000.0, 5000.0, 6000.0,
])  # fmt: skip
SEA_RATE_TEMPERATURE_C: FloatArray = np.array([6.0, 7.0, 8.0, 9.0, 10.0, 12.0, 14.0])
SEA_RATE_PCT: FloatArray = np.array([
    [0.89, 1.02, 1.15, 1.28, 1.41, 1.67, 1.93],
    [0.82, 0.93, 1.04, 1.15, 1.26, 1.48, 1.71],
    [0.68, 0.77, 0.86, 0.94, 1.03, 1.20, 1.38],
    [0.60, 0.68, 0.75, 0.82, 0.90, 1.04, 1.19],
    [0.59, 0.66, 0.73, 0.80, 0.86, 1.00, 1.13],
    [0.51, 0.56, 0.61, 0.67, 0.72, 0.82, 0.93],
    [0.45, 0.49, 0.53, 0.57, 0.61, 0.70, 0.78],
    [0.40, 0.43, 0.45, 0.48, 0.51, 0.57, 0.63],
    [0.33, 0.35, 0.37, 0.38, 0.40, 0.43, 0.46],
    [0.28, 0.29, 0.30, 0.30, 0.31, 0.32, 0.34],
    [0.24, 0.24, 0.24, 0.24, 0.24, 0.24, 0.24],
])  # fmt: skip
"""The same at sea; in large fish it lies below thermal growth times FCR, by a quarter at 5 kg and 8 degC."""


def limiting_saturation_pct(temperature_c: npt.ArrayLike) -> FloatArray:
    """Oxygen saturation at which salmon stop eating and below which they cannot live long: LOS = 24 + (T - 7) 16/12.

    Parameters
    ----------
    temperature_c : array_like
        Water temperature; studied at 7-19. [degC]

    Returns
    -------
    ndarray, same shape
        Limiting oxygen saturation. [%]

    References
    ----------
    .. [1] Remen et al. (2016), Aquaculture 464:582-592, doi 10.1016/j.aquaculture.2016.07.037.
    """
    return 24.0 + (np.asarray(temperature_c, dtype=np.float64) - 7.0) * (16.0 / 12.0)


def oxygen_appetite(saturation_pct: npt.ArrayLike, temperature_c: npt.ArrayLike) -> FloatArray:
    """Share of full appetite left by oxygen.

    Parameters
    ----------
    saturation_pct : array_like
        Oxygen saturation. [%]
    temperature_c : array_like
        Water temperature; studied at 7-19, must exceed -5. [degC]

    Returns
    -------
    ndarray, broadcast shape
        1 from DOmax = 42 + (T - 7) 34/12, 0 at the limiting saturation and below, linear between. [-]

    References
    ----------
    .. [1] Remen et al. (2016), Aquaculture 464:582-592, doi 10.1016/j.aquaculture.2016.07.037.
    """
    above_7 = np.asarray(temperature_c, dtype=np.float64) - 7.0
    none_at = limiting_saturation_pct(temperature_c)
    range_pct = 18.0 + above_7 * (18.0 / 12.0)
    return np.clip((np.asarray(saturation_pct, dtype=np.float64) - none_at) / range_pct, 0.0, 1.0)


def sea_transfer_appetite(days_since_transfer: npt.ArrayLike) -> FloatArray:
    """Share of full appetite after transfer to sea: 0.2 on day 1, all of it from day 28. [d -> -]"""
    return np.interp(np.asarray(days_since_transfer, dtype=np.float64), (1.0, 28.0), (0.2, 1.0))


def handling_appetite(days_since_handling: npt.ArrayLike) -> FloatArray:
    """Share of full appetite after a freshwater move or vaccination: 0.5, 0.75, 1 on days 1, 2, 3. [d -> -]"""
    return np.interp(np.asarray(days_since_handling, dtype=np.float64), (1.0, 3.0), (0.5, 1.0))


def room_appetite(biomass_kg: npt.ArrayLike, greatest_kg: npt.ArrayLike) -> FloatArray:
    """Share of appetite that is fed as a cage fills: none where a day's growth might pass the cap of density.

    Parameters
    ----------
    biomass_kg, greatest_kg : array_like
        Fish in the cage, and the most that the cap allows. [kg]

    Returns
    -------
    ndarray, broadcast shape
        1, or 0 from `FULL_CAGE` of the cap on. [-]

    References
    ----------
    .. [1] Farm rules: fish above 3 kg are kept at 25 kg/m3 at most. They grow by less than one per cent a day.
    """
    return np.where(np.asarray(biomass_kg) < FULL_CAGE * np.asarray(greatest_kg), 1.0, 0.0)


def storm_appetite(wave_height_m: npt.ArrayLike) -> FloatArray:
    """Share of the day's feed that waves allow: 1 below 2 m, none from 4 m, linear between. [m -> -]"""
    return np.interp(np.asarray(wave_height_m, dtype=np.float64), (2.0, 4.0), (1.0, 0.0))


def biological_fcr(weight_g: npt.ArrayLike, at_sea: npt.ArrayLike) -> FloatArray:
    """Feed per gross growth, fish that die later included.

    Parameters
    ----------
    weight_g : array_like
        Mean weight. [g]
    at_sea : array_like of bool
        True in the sea, False in fresh water.

    Returns
    -------
    ndarray, broadcast shape
        0.70 fry, 0.80 parr, 0.90 smolt, 0.95-1.00 post-smolt; at sea 1.08 at 0.5 kg to 1.18 at 5 kg. [kg/kg]
    """
    weight = np.asarray(weight_g, dtype=np.float64)
    fresh = np.interp(weight, FRESH_FCR_WEIGHT_G, FRESH_FCR)
    return np.where(np.asarray(at_sea, dtype=np.bool_), np.interp(weight, SEA_FCR_WEIGHT_G, SEA_FCR), fresh)


def ration_g(biomass_gain_g: npt.ArrayLike, fcr: npt.ArrayLike) -> IntArray:
    """Feed that pays for a day's growth, so that feed, growth and FCR agree by construction.

    Parameters
    ----------
    biomass_gain_g : array_like
        Gross growth of all fish of the container, appetite applied; a loss needs no feed. [g]
    fcr : array_like
        Biological feed conversion. [g/g]

    Returns
    -------
    ndarray of int64, broadcast shape
        Whole grams. [g]
    """
    gain = np.maximum(np.asarray(biomass_gain_g, dtype=np.float64), 0.0)
    return np.asarray(np.rint(gain * np.asarray(fcr, dtype=np.float64)), dtype=np.int64)


def pellet_index(weight_g: npt.ArrayLike) -> IntArray:
    """Index into `PELLETS` of the feed for a mean weight; at a boundary the larger pellet. [g -> -]"""
    weight = np.asarray(weight_g, dtype=np.float64)
    return np.asarray(np.searchsorted(_PELLET_FROM_G, weight, side="right"), dtype=np.int64)


def _bilinear(row: FloatArray, column: FloatArray, table: FloatArray) -> FloatArray:
    """Value of a table at fractional row and column numbers within it."""
    top = np.minimum(row.astype(np.int64), table.shape[0] - 2)
    left = np.minimum(column.astype(np.int64), table.shape[1] - 2)
    down, across = row - top, column - left
    above = table[top, left] * (1.0 - across) + table[top, left + 1] * across
    below = table[top + 1, left] * (1.0 - across) + table[top + 1, left + 1] * across
    return np.asarray(above * (1.0 - down) + below * down, dtype=np.float64)


def _table_rate(
    weight_g: FloatArray, temperature_c: FloatArray, weights: FloatArray, temperatures: FloatArray, rates: FloatArray
) -> FloatArray:
    """Rate bilinear in the logarithm of weight and in temperature, held at the edges of the table."""
    log_weight = np.log(np.clip(weight_g, weights[0], weights[-1]))
    row = np.interp(log_weight, np.log(weights), np.arange(weights.size))
    column = np.interp(temperature_c, temperatures, np.arange(temperatures.size))
    return _bilinear(row, column, rates)


def reference_feeding_rate_pct(
    weight_g: npt.ArrayLike, temperature_c: npt.ArrayLike, at_sea: npt.ArrayLike
) -> FloatArray:
    """Feed per biomass and day that growth at full appetite should need; a yardstick for rations.

    Parameters
    ----------
    weight_g : array_like
        Mean weight. [g]
    temperature_c : array_like
        Water temperature. [degC]
    at_sea : array_like of bool
        True in the sea, False in fresh water.

    Returns
    -------
    ndarray, broadcast shape
        Feeding rate. [% of biomass per day]
    """
    weight, temperature = np.asarray(weight_g, dtype=np.float64), np.asarray(temperature_c, dtype=np.float64)
    fresh = _table_rate(weight, temperature, FRESH_RATE_WEIGHT_G, FRESH_RATE_TEMPERATURE_C, FRESH_RATE_PCT)
    sea = _table_rate(weight, temperature, SEA_RATE_WEIGHT_G, SEA_RATE_TEMPERATURE_C, SEA_RATE_PCT)
    return np.where(np.asarray(at_sea, dtype=np.bool_), sea, fresh)
