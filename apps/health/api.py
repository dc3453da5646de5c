"""Fish health in the API."""

import datetime as dt

from django.db.models import Case, F, QuerySet, When

from apps.accounts.access import Entry
from apps.shared.api.resources import Resource, Writing, in_container, on_assignment

from . import models, services
from .entries import LiceCountEntry, TreatmentEntry


def treatments_on(rows: QuerySet, day: dt.date) -> QuerySet:
    """Treatments that had begun, with the days they were planned for; what they did is known once they are over."""
    return rows.filter(start_date__lte=day).annotate(
        as_of_efficacy=Case(When(end_date__lte=day, then=F("efficacy"))),
    )


RESOURCES = (
    Resource("vaccination-types", models.VaccinationType),
    Resource("lice-types", models.LiceType),
    Resource("diseases", models.Disease),
    Resource("outbreaks", models.DiseaseOutbreak, filters=in_container(), day="onset_date", tells_the_past=False),
    Resource("journal-entries", models.JournalEntry, filters=in_container(), day="entry_date", tells_the_past=False),
    Resource(
        "batch-vaccinations",
        models.BatchVaccination,
        filters={"geography": "batch__geography"},
        day="vaccination_date",
        known="sea_date",
    ),
    Resource("sampling-events", models.HealthSamplingEvent, filters=on_assignment("assignment"), day="sampling_date"),
    Resource(
        "fish-observations",
        models.IndividualFishObservation,
        filters=on_assignment("sampling_event__assignment"),
        day="sampling_date",
    ),
    Resource("sample-types", models.SampleType),
    Resource(
        "lab-samples",
        models.HealthLabSample,
        filters=on_assignment("sampling_event__assignment"),
        day="sample_date",
        known="result_date",
    ),
    Resource(
        "lice-counts",
        models.LiceCount,
        filters=on_assignment("assignment"),
        day="count_date",
        writing=Writing(Entry.LICE_COUNT, LiceCountEntry, services.record_lice_count, services.withdraw_lice_count),
    ),
    Resource(
        "treatments",
        models.Treatment,
        filters=on_assignment("assignment"),
        day="start_date",
        rewind=treatments_on,
        writing=Writing(Entry.TREATMENT, TreatmentEntry, services.record_treatment, services.withdraw_treatment),
    ),
)
