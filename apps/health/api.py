"""Fish health in the API."""

from apps.accounts.access import Entry
from apps.shared.api.resources import Resource, Writing, on_assignment

from . import models, services
from .entries import LiceCountEntry, TreatmentEntry

RESOURCES = (
    Resource("vaccination-types", models.VaccinationType),
    Resource("lice-types", models.LiceType),
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
        writing=Writing(Entry.TREATMENT, TreatmentEntry, services.record_treatment, services.withdraw_treatment),
    ),
)
