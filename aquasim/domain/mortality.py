"""Hazards of death, their spread between batches and weeks, and the causes deaths are put down to."""

import math
from functools import cache

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

DAYS_PER_MONTH = 30.44
VACCINATION_LOSS_DAYS = 14


def _shares(*percent: float) -> FloatArray:
    """Fractions that sum to one; published percentages need not, being rounded."""
    fractions = np.array(percent) / sum(percent)
    fractions.setflags(write=False)
    return fractions


# In the order infectious, trauma, physiological, environment, other, unknown.
FRESHWATER_CAUSE_SHARES = _shares(30.0, 15.0, 25.0, 10.0, 0.0, 20.0)
"""Causes of death in fresh water, a default of the trade."""
SEA_CAUSE_SHARES = _shares(38.0, 33.0, 4.5, 3.0, 2.0, 20.0)
"""Causes of death at sea, AquaCloud (2023)."""


def remaining_shares(published: npt.ArrayLike, background: float, explained: npt.ArrayLike) -> FloatArray:
    """Causes of background deaths, so that they and the deaths a model explains have the published shares together.

    Parameters
    ----------
    published : array_like, shape (k,)
        Shares of all deaths by cause, summing to one. [-]
    background : float
        Background deaths over fish stocked. [-]
    explained : array_like, shape (k,)
        Deaths that mechanisms explain, over fish stocked, by cause. [-]

    Returns
    -------
    ndarray, shape (k,)
        Shares of background deaths, summing to one; a cause that mechanisms explain wholly, or more, has none. [-]
    """
    known = np.asarray(explained, dtype=np.float64)
    left = np.maximum(np.asarray(published, dtype=np.float64) * (background + known.sum()) - known, 0.0)
    return np.asarray(left / left.sum(), dtype=np.float64)


def sea_base_hazard(day_at_sea: npt.ArrayLike, monthly_pct: FloatArray) -> FloatArray:
    """Hazard without events at sea: high after transfer, low in the middle, rising again, and without steps.

    Parameters
    ----------
    day_at_sea : array_like
        Days since transfer, 0 on its day. [d]
    monthly_pct : ndarray, shape (m,)
        Share that dies in each month of 30.44 d at sea; the last value holds from then on. [%]

    Returns
    -------
    ndarray, shape of day_at_sea
        Hazard. [1/d]

    References
    ----------
    .. [1] Shape: Bang Jensen, Qviller & Toft (2020), J. Fish Dis. 43, doi 10.1111/jfd.13142.
    """
    month = (np.asarray(day_at_sea, dtype=np.float64) + 0.5) / DAYS_PER_MONTH - 0.5
    knots = _knots(tuple(-np.log1p(-monthly_pct / 100.0) / DAYS_PER_MONTH))
    return np.asarray(np.interp(month, np.arange(knots.size), knots), dtype=np.float64)


@cache
def _knots(means: tuple[float, ...]) -> FloatArray:
    """Values in the middle of months between which straight lines have the given monthly means; flat at both ends."""
    # A month's mean is 3/4 of its own knot and 1/8 of each neighbour's; the knot itself stands in for a missing one.
    own, knots = [0.75] * len(means), list(means)
    own[0] += 0.125
    own[-1] += 0.125
    for month in range(1, len(means)):  # by hand: the last digits of a library differ between machines
        factor = 0.125 / own[month - 1]
        own[month] -= factor * 0.125
        knots[month] -= factor * knots[month - 1]
    knots[-1] /= own[-1]
    for month in range(len(means) - 2, -1, -1):
        knots[month] = (knots[month] - 0.125 * knots[month + 1]) / own[month]
    return np.maximum(knots, 0.0)


def lasting_factor(normal: npt.ArrayLike, sigma: float) -> FloatArray:
    """What sets a batch, a cage or an outbreak apart from others for as long as it lasts: log-normal, mean one.

    Parameters
    ----------
    normal : array_like
        Standard-normal draw of each. [-]
    sigma : float
        Standard deviation of its logarithm. [-]

    Returns
    -------
    ndarray, same shape
        exp(sigma z - sigma^2 / 2). [-]
    """
    return log_noise_multiplier(sigma * np.asarray(normal, dtype=np.float64), sigma)


def ar1(previous: npt.ArrayLike, normal: npt.ArrayLike, phi: float, sd: float) -> FloatArray:
    """One step of a first-order autoregression about zero.

    Parameters
    ----------
    previous : array_like
        Value of the step before.
    normal : array_like
        Standard-normal draw. [-]
    phi : float
        Correlation with the step before; a weekly 0.52 is a daily 0.52^(1/7) = 0.91. [-]
    sd : float
        Standard deviation in the long run.

    Returns
    -------
    ndarray, broadcast shape
        phi previous + sd sqrt(1 - phi^2) z.
    """
    innovation = sd * math.sqrt(1.0 - phi * phi)
    return phi * np.asarray(previous, dtype=np.float64) + innovation * np.asarray(normal, dtype=np.float64)


def log_noise_multiplier(log_noise: npt.ArrayLike, sd: npt.ArrayLike) -> FloatArray:
    """Mean-one multiplier from normal log-noise of standard deviation `sd`: exp(x - sd^2 / 2). [-]"""
    return np.asarray(np.exp(np.asarray(log_noise, dtype=np.float64) - 0.5 * np.square(sd)), dtype=np.float64)


def split_by_share(counts: npt.ArrayLike, cumulative_shares: npt.ArrayLike, uniform: npt.ArrayLike) -> IntArray:
    """Whole fish per class, by systematic sampling: one draw per row, each class within one fish of its share.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        Fish to split. [fish]
    cumulative_shares : array_like, shape (k,) or (n, k)
        Running sum of the shares, ending at one. [-]
    uniform : array_like, shape (n,)
        Draw in [0, 1). [-]

    Returns
    -------
    ndarray of int64, shape (n, k)
        Fish per class; each row sums exactly to its count and its expectation is count times share. [fish]
    """
    whole = np.asarray(counts, dtype=np.int64)[:, np.newaxis]
    shares = np.asarray(cumulative_shares, dtype=np.float64)
    edges = np.floor(shares * whole + np.asarray(uniform, dtype=np.float64)[:, np.newaxis]).astype(np.int64)
    np.minimum(edges, whole, out=edges)
    # A running sum of shares may end a rounding error short of one.
    edges[:, -1] = whole[:, 0]
    edges[:, 1:] -= edges[:, :-1]
    return edges


def drawn_shares(shares: npt.ArrayLike, counts: npt.ArrayLike, normal: npt.ArrayLike) -> FloatArray:
    """Shares of classes among so many fish drawn at random, as a multinomial has them where counts are not small.

    Independent log-normal numbers with the variance of Poisson ones, over their sum. The last fish of a class is left
    to `split_by_share`, which draws it.

    Parameters
    ----------
    shares : array_like, shape (n, k)
        Chances of the classes, summing to one. [-]
    counts : array_like of int, shape (n,)
        Fish drawn. [fish]
    normal : array_like, shape (n, k)
        Standard-normal draws. [-]

    Returns
    -------
    ndarray, shape (n, k)
        Shares, summing to one. [-]
    """
    chances = np.asarray(shares, dtype=np.float64)
    expected = chances * np.asarray(counts, dtype=np.float64)[:, np.newaxis]
    variance = np.log1p(1.0 / np.maximum(expected, 1.0))
    drawn = chances * np.exp(np.sqrt(variance) * np.asarray(normal, dtype=np.float64) - 0.5 * variance)
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True), dtype=np.float64)


def vaccination_hazard(days_since_vaccination: npt.ArrayLike, loss_fraction: npt.ArrayLike) -> FloatArray:
    """Extra hazard on days 1 to 14 after vaccination.

    Parameters
    ----------
    days_since_vaccination : array_like
        0 on the day of vaccination; negative before it. [d]
    loss_fraction : array_like
        Share that dies of it, .001-.003 by the experience of the trade. [-]

    Returns
    -------
    ndarray, broadcast shape
        Hazard, zero outside the two weeks. [1/d]
    """
    day = np.asarray(days_since_vaccination, dtype=np.float64)
    hazard = -np.log1p(-np.asarray(loss_fraction, dtype=np.float64)) / VACCINATION_LOSS_DAYS
    return np.where((day >= 1.0) & (day <= VACCINATION_LOSS_DAYS), hazard, 0.0)
