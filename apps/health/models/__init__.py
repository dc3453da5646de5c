"""Health of the fish: what threatens them, what is seen of it, what is done."""

from .disease import BatchVaccination, Disease, DiseaseOutbreak, JournalEntry
from .lice import LiceCount, LiceType
from .sampling import HealthLabSample, HealthSamplingEvent, IndividualFishObservation, SampleType
from .treatments import Treatment, VaccinationType

__all__ = [
    "BatchVaccination",
    "Disease",
    "DiseaseOutbreak",
    "HealthLabSample",
    "HealthSamplingEvent",
    "IndividualFishObservation",
    "JournalEntry",
    "LiceCount",
    "LiceType",
    "SampleType",
    "Treatment",
    "VaccinationType",
]
