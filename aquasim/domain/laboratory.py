"""What a laboratory is asked, how sure its answer is, and how the answer is read."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from aquasim.domain.calendar import WEEK_DAYS, days_to_working_day
from aquasim.domain.disease import Disease

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

WEAK_CT = 34.0
"""A single positive fish with a higher Ct is no proof; the sample is inconclusive."""


class SampleType(IntEnum):
    """What is taken from the fish and what is done with it."""

    HEART_PCR = 0
    GILL_PCR = 1
    KIDNEY_PCR = 2
    GILL_HISTOLOGY = 3
    KIDNEY_CULTURE = 4
    SKIN_CULTURE = 5


class Result(IntEnum):
    """How a laboratory's answer is read."""

    NEGATIVE = 0
    INCONCLUSIVE = 1
    POSITIVE = 2


class Test(NamedTuple):
    """A laboratory test: its chances to find the agent in a fish that has it, and none in one that has not.

    `days` is the least wait.
    """

    name: str
    tissue: str
    unit: str
    sensitivity: float
    specificity: float
    days: int


TESTS = {
    SampleType.HEART_PCR: Test("Heart RT-qPCR", "heart", "Ct", 0.92, 0.999, 4),
    SampleType.GILL_PCR: Test("Gill qPCR", "gill swab", "Ct", 0.90, 0.998, 3),
    SampleType.KIDNEY_PCR: Test("Kidney RT-qPCR", "kidney", "Ct", 0.90, 0.999, 4),
    SampleType.GILL_HISTOLOGY: Test("Gill histology", "gill", "score 0-24", 0.85, 0.99, 7),
    SampleType.KIDNEY_CULTURE: Test("Kidney bacteriology", "kidney", "log10 CFU/g", 0.80, 0.997, 5),
    SampleType.SKIN_CULTURE: Test("Skin bacteriology", "ulcer margin", "log10 CFU/g", 0.75, 0.99, 5),
}
"""Sensitivities and days are defaults of the trade. Specificities are judgement: a PCR errs by a carried-over drop, a
culture by bacteria from the skin, a slide by gills that something else has hurt."""

CONFIRMED_BY = {
    Disease.PD: SampleType.HEART_PCR,
    Disease.HSMI: SampleType.HEART_PCR,
    Disease.CMS: SampleType.HEART_PCR,
    Disease.AGD: SampleType.GILL_PCR,
    Disease.CGD: SampleType.GILL_HISTOLOGY,
    Disease.WINTER_ULCER: SampleType.SKIN_CULTURE,
    Disease.ISA: SampleType.KIDNEY_PCR,
    Disease.IPN: SampleType.KIDNEY_PCR,
    Disease.YERSINIOSIS: SampleType.KIDNEY_CULTURE,
}
"""The test that confirms each disease."""

IS_PCR = np.array([TESTS[CONFIRMED_BY[disease]].unit == "Ct" for disease in Disease])
STRONGEST = np.array([18.0 if CONFIRMED_BY[d] is SampleType.GILL_HISTOLOGY else 7.5 for d in Disease])
"""Histology score, or log10 of bacteria, of fish with the most pathogen."""
NOISE = np.where(STRONGEST == 18.0, 2.0, 0.5)
"""Standard deviation of a measured score or log10 of bacteria, in its unit; judgement: half a decade is what plates
repeat to, two points what two readers of a slide differ by. That of a Ct is in `cycle_threshold`."""
LEAST_SHARE, FALSE_SHARE = 0.35, 0.15
"""Of the strongest answer: that of fish with next to no pathogen, and that of fish with none at all; judgement. [-]"""
HIGHEST_HISTOLOGY = 24.0
LATE_DAYS = 4
"""An answer comes up to this many days later than it may, less one, mostly on the first; judgement. [d]"""


def answer_days(usual: npt.ArrayLike, weekday: npt.ArrayLike, uniform: npt.ArrayLike) -> IntArray:
    """Days from a sample to the laboratory's answer, which comes on a working day.

    Parameters
    ----------
    usual : array_like of int
        Days that the test takes at least. [d]
    weekday : array_like of int
        Day of the week of the sample, Monday 0 to Sunday 6.
    uniform : array_like
        Draw in [0, 1). [-]

    Returns
    -------
    ndarray of int, broadcast shape
        The test's days, none to three more, and what is left of a weekend. [d]
    """
    late = (LATE_DAYS * np.asarray(uniform, dtype=np.float64) ** 2).astype(np.int64)
    days = np.asarray(usual, dtype=np.int64) + late
    return days + days_to_working_day((np.asarray(weekday, dtype=np.int64) + days) % WEEK_DAYS)


def amount(disease: IntArray, pathogen_load: FloatArray, ct: FloatArray, normal: FloatArray) -> FloatArray:
    """What the laboratory measures in positive fish: Ct, histology score or bacteria, by the test of the disease.

    Parameters
    ----------
    disease : ndarray of int, shape (n,)
        Which disease is tested for.
    pathogen_load : ndarray, shape (n,)
        Load of the container, 0 to 1; 0 where fish were found positive that are not. [-]
    ct : ndarray, shape (n,)
        Ct that a PCR would give. [cycles]
    normal : ndarray, shape (n,)
        Standard-normal draw for what the laboratory measures. [-]

    Returns
    -------
    ndarray, shape (n,)
        In the unit of the test.
    """
    share = np.where(pathogen_load > 0.0, LEAST_SHARE + (1.0 - LEAST_SHARE) * pathogen_load, FALSE_SHARE)
    measured = STRONGEST[disease] * share + NOISE[disease] * normal
    return np.where(IS_PCR[disease], ct, np.clip(measured, 0.0, HIGHEST_HISTOLOGY))


def read(disease: IntArray, positive: IntArray, ct: FloatArray) -> IntArray:
    """`Result` of samples: none positive, a single weak one, or more.

    Parameters
    ----------
    disease : ndarray of int, shape (n,)
        Which disease was tested for.
    positive : ndarray of int, shape (n,)
        Fish in which the agent was found. [fish]
    ct : ndarray, shape (n,)
        Mean Ct of those fish, where the test is a PCR. [cycles]

    Returns
    -------
    ndarray of int, shape (n,)
        `Result` by sample.
    """
    weak = (positive == 1) & (~IS_PCR[disease] | (ct > WEAK_CT))
    result: IntArray = np.select(
        [positive == 0, weak], [int(Result.NEGATIVE), int(Result.INCONCLUSIVE)], int(Result.POSITIVE)
    ).astype(np.int64)
    return result
