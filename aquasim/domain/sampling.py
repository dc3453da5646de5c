"""What a sample of netted fish shows of the fish in a container."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from aquasim.domain.growth import length_cm

FloatArray = npt.NDArray[np.float64]

MEAN_RELATIVE_SD = 0.04
"""Scatter of a sample mean about the truth; farms see 3-5 %, for netted fish are no fair draw."""
SMALLEST_DEVIATE = 0.05
"""Least deviation of a sample mean, in standard deviations, so that it never equals the truth."""
CONDITION_CV = 0.08
"""Relative spread of condition between fish of one container."""

EXTREME_SAMPLE_SIZE = (2.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0, 200.0)
EXTREME_DEVIATE = (0.564, 1.163, 1.539, 1.867, 2.043, 2.249, 2.508, 2.746)
"""Expected largest of n standard-normal values; Harter (1961), Biometrika 48:151-165."""


class FishSample(NamedTuple):
    """A growth sample; each field has shape (n,)."""

    mean_weight_g: FloatArray
    standard_deviation_g: FloatArray
    min_weight_g: FloatArray
    max_weight_g: FloatArray
    mean_length_cm: FloatArray
    condition_factor: FloatArray


def expected_extreme_deviate(sample_size: npt.ArrayLike) -> FloatArray:
    """Expected distance of the largest of n normal values from the mean, in standard deviations. [fish -> -]"""
    log_size: FloatArray = np.log(np.asarray(sample_size, dtype=np.float64))
    return np.interp(log_size, np.log(EXTREME_SAMPLE_SIZE), EXTREME_DEVIATE)


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


def _off_zero(normal: FloatArray) -> FloatArray:
    """The same deviate, moved away from zero to at least the smallest."""
    return np.copysign(np.maximum(np.abs(normal), SMALLEST_DEVIATE), normal)


def sample_fish(
    mean_weight_g: npt.ArrayLike,
    cv: npt.ArrayLike,
    sample_size: npt.ArrayLike,
    normal_mean: npt.ArrayLike,
    normal_spread: npt.ArrayLike,
    condition_factor: npt.ArrayLike,
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

    Returns
    -------
    FishSample
        Mean with a relative error of 4 %, without bias; standard deviation with the sampling error of n fish;
        smallest and largest where the extremes of n log-normal weights are expected; length of the mean fish.
    """
    size = np.asarray(sample_size, dtype=np.float64)
    error = MEAN_RELATIVE_SD * _off_zero(np.asarray(normal_mean, dtype=np.float64))
    mean = np.asarray(mean_weight_g, dtype=np.float64) * (1.0 + error)
    spread = np.exp(np.asarray(normal_spread, dtype=np.float64) / np.sqrt(2.0 * (size - 1.0)))
    observed_cv = np.asarray(cv, dtype=np.float64) * spread
    log_variance = np.log1p(observed_cv * observed_cv)
    reach = expected_extreme_deviate(size) * np.sqrt(log_variance)
    median = mean * np.exp(-0.5 * log_variance)
    condition = np.broadcast_to(np.asarray(condition_factor, dtype=np.float64), mean.shape)
    return FishSample(
        mean_weight_g=mean,
        standard_deviation_g=mean * observed_cv,
        min_weight_g=median * np.exp(-reach),
        max_weight_g=median * np.exp(reach),
        mean_length_cm=length_cm(mean, condition),
        condition_factor=condition,
    )
