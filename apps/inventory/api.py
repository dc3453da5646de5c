"""Feed in the API."""

from rest_framework import serializers

from apps.accounts.access import Entry
from apps.shared.api.resources import Resource, Writing, in_container, on_assignment

from . import models, services
from .entries import FeedingEntry

IN_STORE = {name: way for name, way in in_container("feed_container").items() if name != "container"}
CURRENT = {
    "current_kg": serializers.FloatField(
        read_only=True, help_text="Feed left by the simulator's count and the meals entered by hand since. [kg]"
    )
}

RESOURCES = (
    Resource("feeds", models.Feed),
    Resource("feed-contracts", models.FeedContract, filters={"geography": "geography"}, day="valid_from"),
    Resource("feed-purchases", models.FeedPurchase, filters=IN_STORE, day="order_date"),
    Resource("feed-stocks", models.FeedContainerStock, filters=IN_STORE, day="entry_date", extra=CURRENT),
    Resource("feed-movements", models.FeedStockMovement, filters=IN_STORE, day="movement_time"),
    Resource("feed-shortages", models.FeedShortage, filters=IN_STORE, day="date"),
    Resource(
        "feeding-summaries",
        models.BatchFeedingSummary,
        filters={**in_container("container"), "batch": "batch", "geography": "batch__geography"},
        day="period_start",
    ),
    Resource(
        "feeding-events",
        models.FeedingEvent,
        filters=on_assignment("assignment"),
        day="feeding_time",
        writing=Writing(Entry.FEEDING, FeedingEntry, services.record_feeding, services.withdraw_feeding),
    ),
)
