"""What a sample of netted fish shows of the fish in a container."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from aquasim.domain.growth import length_cm

FloatArray = npt.NDArray[np.float64]

NET_SD = 0.03
"""Relative scatter of what a net brings up about the fish there are, for netted fish are no fair draw; with the scatter
of so many fish a sample mean lies 3-5 % off, as farms see."""
CONDITION_CV = 0.08
"""Relative spread of condition between fish of one container."""

SMALLEST_SHARE = 0.1
"""Least weight over the mean where weights are normal; no fish weighs less than nothing. [-]"""


class FishSample(NamedTuple):
    """A growth sample; each field has shape (n,)."""

    mean_weight_g: FloatArray
    standard_deviation_g: FloatArray
    min_weight_g: FloatArray
    max_weight_g: FloatArray
    mean_length_cm: FloatArray
    condition_factor: FloatArray


def extreme_probabilities(
    sample_size: npt.ArrayLike, u_largest: npt.ArrayLike, u_smallest: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Where the smallest and the largest of a sample lie in the distribution that the sample is drawn from.

    The largest of n uniforms is distributed as u^(1/n); below it, the smallest of the others as that of n - 1.

    Parameters
    ----------
    sample_size : array_like
        Fish weighed, at least 2. [fish]
    u_largest, u_smallest : array_like
        Independent uniform draws. [-]

    Returns
    -------
    smallest, largest : ndarray, broadcast shape
        Share of all fish that are lighter, below one. [-]

    References
    ----------
    .. [1] David & Nagaraja (2003), Order Statistics, 3rd ed., chapter 2.
    """
    size = np.asarray(sample_size, dtype=np.float64)
    largest = np.minimum(np.asarray(u_largest, dtype=np.float64) ** (1.0 / size), 1.0 - 2.0**-53)
    return largest * (1.0 - np.asarray(u_smallest, dtype=np.float64) ** (1.0 / (size - 1.0))), largest


def observed_condition_factor(
    condition_factor: npt.ArrayLike, sample_size: npt.ArrayLike, normal: npt.ArrayLike
) -> FloatArray:
    """Mean condition of a sample: the truth with the standard error of n fish of CV 8 %.

    Parameters
    ----------
    condition_factor : array_like
        True mean of Fulton's K. [100 g/cm3]
    sample_size : array_like
        Fish measured. [fish]
    normal : array_like
        Standard-normal draw. [-]

    Returns
    -------
    ndarray, broadcast shape
        Observed K. [100 g/cm3]
    """
    error = CONDITION_CV * np.asarray(normal, dtype=np.float64) / np.sqrt(np.asarray(sample_size, dtype=np.float64))
    return np.asarray(condition_factor, dtype=np.float64) * (1.0 + error)


def sample_fish(
    mean_weight_g: npt.ArrayLike,
    cv: npt.ArrayLike,
    sample_size: npt.ArrayLike,
    normal_mean: npt.ArrayLike,
    normal_spread: npt.ArrayLike,
    condition_factor: npt.ArrayLike,
    extremes: tuple[npt.ArrayLike, npt.ArrayLike],
    near_normal: npt.ArrayLike,
) -> FishSample:
    """Weigh and measure a sample of fish.

    Parameters
    ----------
    mean_weight_g : array_like, shape (n,)
        True mean weight. [g]
    cv : array_like
        True coefficient of variation of weight. [-]
    sample_size : array_like
        Fish weighed, usually 50-100, at least 10. [fish]
    normal_mean, normal_spread : array_like
        Independent standard-normal draws for the errors of mean and standard deviation. [-]
    condition_factor : array_like
        Observed K, see `observed_condition_factor`. [100 g/cm3]
    extremes : pair of array_like
        Standard-normal deviates of the smallest and the largest fish, at `extreme_probabilities`. [-]
    near_normal : array_like of bool
        Whether weights are normal, as at sea, or log-normal, as in fresh water.

    Returns
    -------
    FishSample
        Mean without bias, with the error of the net and that of n fish; standard deviation with the sampling error of n
        fish; smallest and largest at their deviates; length of the mean fish.
    """
    size = np.asarray(sample_size, dtype=np.float64)
    true_cv = np.asarray(cv, dtype=np.float64)
    error = np.sqrt(NET_SD**2 + true_cv**2 / size) * np.asarray(normal_mean, dtype=np.float64)
    mean = np.asarray(mean_weight_g, dtype=np.float64) * (1.0 + error)
    observed_cv = true_cv * np.exp(np.asarray(normal_spread, dtype=np.float64) / np.sqrt(2.0 * (size - 1.0)))
    smallest, largest = (mean * weight_over_mean(deviate, observed_cv, near_normal) for deviate in extremes)
    condition = np.broadcast_to(np.asarray(condition_factor, dtype=np.float64), mean.shape)
    return FishSample(
        mean_weight_g=mean,
        standard_deviation_g=mean * observed_cv,
        min_weight_g=smallest,
        max_weight_g=largest,
        mean_length_cm=length_cm(mean, condition),
        condition_factor=condition,
    )


def weight_over_mean(deviate: npt.ArrayLike, cv: npt.ArrayLike, near_normal: npt.ArrayLike) -> FloatArray:
    """Weight of the fish at a standard-normal deviate, over the mean weight.

    Parameters
    ----------
    deviate : array_like
        Standard-normal deviate. [-]
    cv : array_like
        Coefficient of variation of weight. [-]
    near_normal : array_like of bool
        Whether weights are normal, as at sea, or log-normal, as in fresh water.

    Returns
    -------
    ndarray, broadcast shape
        Weight over mean; at least a tenth. [-]
    """
    z, spread = np.asarray(deviate, dtype=np.float64), np.asarray(cv, dtype=np.float64)
    log_variance = np.log1p(spread * spread)
    log_normal = np.exp(z * np.sqrt(log_variance) - 0.5 * log_variance)
    return np.where(near_normal, np.maximum(1.0 + z * spread, SMALLEST_SHARE), log_normal)
