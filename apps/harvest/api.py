"""Harvest in the API."""

from apps.shared.api.resources import Resource, on_assignment

from . import models

RESOURCES = (
    Resource("events", models.HarvestEvent, filters=on_assignment("assignment"), day="harvest_date"),
    Resource("prices", models.MarketPrice, day="week_start"),
    Resource(
        "batch-results",
        models.BatchResult,
        filters={"geography": "batch__geography"},
        day="first_harvest_date",
        tells_the_past=False,
    ),
    Resource("lots", models.HarvestLot, filters=on_assignment("event__assignment"), day="harvest_date"),
)
