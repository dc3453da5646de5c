"""Harvest in the API."""

from apps.shared.api.resources import Resource, on_assignment

from . import models

RESOURCES = (
    Resource("events", models.HarvestEvent, filters=on_assignment("assignment"), day="harvest_date"),
    Resource("lots", models.HarvestLot, filters=on_assignment("event__assignment"), day="harvest_date"),
)
