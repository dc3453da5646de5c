"""Feed that meals entered by hand take out of stock: oldest lot first, to the gram, never more than there is.

As with fish, the simulator's own count of a lot stays, and what people took is kept beside it (`hand_kg`).
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import F, Value

from apps.infrastructure.models import FeedContainer
from apps.shared.entries import keep, refuse, withdraw

from .models import Feed, FeedContainerStock, FeedingEvent, FeedStockMovement

CENT = Decimal("0.01")
GRAM = 0.001
Lots = list[tuple[FeedContainerStock, float]]


def lots_for(store: FeedContainer, feed: Feed, day: dt.date, amount_kg: float) -> Lots:
    """The lots that a meal is drawn from, and how much of each: first in, first out, none expired or of that day."""
    stock = FeedContainerStock.objects.filter(feed_container=store, feed_purchase__feed=feed, entry_date__lt=day)
    usable = stock.filter(feed_purchase__expiry_date__gte=day, emptied_date=None).select_related("feed_purchase")
    lots: Lots = []
    left = amount_kg
    for lot in usable.order_by("entry_date", "id"):
        taken = round(min(left, lot.current_kg), 3)
        if taken >= GRAM:
            lots.append((lot, taken))
            left -= taken
    if left > GRAM / 2:
        there = amount_kg - left
        refuse("amount_kg", f"{store} holds {there:.1f} kg of {feed} for {day}, not {amount_kg:g} kg; give less.")
    return lots


def cost_of(lot: FeedContainerStock, kg: float) -> Decimal:
    """What feed of a lot cost."""
    return (Decimal(str(kg)) * lot.feed_purchase.cost_per_kg).quantize(CENT, ROUND_HALF_UP)


def draw(event: FeedingEvent, lots: Lots, by: Any, reason: str) -> None:
    """Take a meal out of its lots; in the database, so that no two meals take the same feed."""
    for lot, kg in lots:
        held = FeedContainerStock.objects.filter(pk=lot.pk)
        enough = held.annotate(left=F("quantity_kg") + F("hand_kg") - Value(kg)).filter(left__gt=-GRAM / 2)
        if not enough.update(hand_kg=F("hand_kg") - kg):
            refuse("amount_kg", f"{lot.feed_container} no longer holds this much; look again and give less.")
        movement = FeedStockMovement(
            feed_container_id=lot.feed_container_id,
            feed_purchase=lot.feed_purchase,
            feeding_event=event,
            movement_type=FeedStockMovement.Type.FEEDING,
            movement_time=event.feeding_time,
            quantity_kg=-kg,
            balance_kg=max(0.0, round(lot.current_kg - kg, 3)),
            cost=-cost_of(lot, kg),
        )
        keep(movement, by, reason)


def put_back(event: FeedingEvent, by: Any, reason: str) -> None:
    """The feed of a meal that was none; what later entries found in the lot was as much more."""
    for movement in FeedStockMovement.objects.filter(feeding_event=event):
        lot = FeedContainerStock.objects.filter(feed_purchase=movement.feed_purchase_id)
        lot.update(hand_kg=F("hand_kg") - movement.quantity_kg)
        for later in FeedStockMovement.objects.filter(feed_purchase=movement.feed_purchase_id, pk__gt=movement.pk):
            later.balance_kg = round(later.balance_kg - movement.quantity_kg, 3)
            keep(later, by, reason)
        withdraw(movement, by, reason)
