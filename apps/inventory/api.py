"""Feed in the API."""

from apps.accounts.access import Entry
from apps.shared.api.resources import Resource, Writing, on_assignment

from . import models, services
from .entries import FeedingEntry

RESOURCES = (
    Resource("feeds", models.Feed),
    Resource(
        "feeding-events",
        models.FeedingEvent,
        filters=on_assignment("assignment"),
        day="feeding_time",
        writing=Writing(Entry.FEEDING, FeedingEntry, services.record_feeding, services.withdraw_feeding),
    ),
)
