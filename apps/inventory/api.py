"""Feed in the API."""

import datetime as dt

from django.db.models import Case, F, Q, QuerySet, Value, When
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


def purchases_on(rows: QuerySet, day: dt.date) -> QuerySet:
    """Lines that had been ordered; what was delivered later was under way, all that was ordered of it."""
    there = Q(purchase_date__lte=day)
    return rows.filter(order_date__lte=day).annotate(
        as_of_status=Case(When(there, then=F("status")), default=Value(models.FeedPurchase.Status.ORDERED.value)),
        as_of_purchase_date=Case(When(there, then=F("purchase_date"))),
        as_of_quantity_kg=Case(When(there, then=F("quantity_kg")), default=F("ordered_kg")),
    )


RESOURCES = (
    Resource("feeds", models.Feed),
    Resource("feed-contracts", models.FeedContract, filters={"geography": "geography"}, day="valid_from"),
    Resource("feed-purchases", models.FeedPurchase, filters=IN_STORE, day="order_date", rewind=purchases_on),
    Resource(
        "feed-stocks",
        models.FeedContainerStock,
        filters=IN_STORE,
        day="entry_date",
        tells_the_past=False,
        extra=CURRENT,
    ),
    Resource("feed-movements", models.FeedStockMovement, filters=IN_STORE, day="movement_time"),
    Resource("feed-shortages", models.FeedShortage, filters=IN_STORE, day="date"),
    Resource(
        "feeding-summaries",
        models.BatchFeedingSummary,
        filters={**in_container("container"), "batch": "batch", "geography": "batch__geography"},
        day="period_start",
        known="period_end",
    ),
    Resource(
        "feeding-events",
        models.FeedingEvent,
        filters=on_assignment("assignment"),
        day="feeding_time",
        writing=Writing(Entry.FEEDING, FeedingEntry, services.record_feeding, services.withdraw_feeding),
    ),
)
