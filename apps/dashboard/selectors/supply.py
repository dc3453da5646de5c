"""What lies in silos and barges, and what a batch brought in."""

import datetime as dt
from typing import Any

from django.db.models import Q, Sum

from apps.accounts.access import visible
from apps.batch.models import Batch
from apps.dashboard.when import When
from apps.harvest.models import HarvestLot, SizeClass
from apps.infrastructure.models import FeedContainer
from apps.inventory.models import FeedContainerStock, FeedStockMovement


def feed_stores(user, when: When, **place) -> list[dict[str, Any]]:
    """Silos or barges of a place, with the feed that lay in them at the end of a day."""
    stores = list(visible(FeedContainer.objects.filter(active=True, **place).order_by("pk"), user))
    stock = _stock(user, when, [store.pk for store in stores])
    return [_filled(store, stock.get(store.pk, 0.0)) for store in stores]


def _filled(store: FeedContainer, kg: float) -> dict[str, Any]:
    return {"store": store, "kg": kg, "filled_pct": 100 * kg / store.capacity_kg if store.capacity_kg else None}


def _stock(user, when: When, stores: list[int]) -> dict[int, float]:
    """Movements of the lots that were not used up by then: only lots of these stores are looked at, by their index."""
    left = Q(emptied_date__isnull=True) | Q(emptied_date__gt=when.as_of)
    there = visible(FeedContainerStock.objects.order_by(), user).filter(left, entry_date__lte=when.as_of)
    purchases = list(there.filter(feed_container__in=stores).values_list("feed_purchase", flat=True))
    end = dt.datetime.combine(when.as_of + dt.timedelta(days=1), dt.time(), dt.UTC)
    found = FeedStockMovement.objects.order_by().filter(feed_purchase__in=purchases, movement_time__lt=end)
    return dict(found.values_list("feed_container").annotate(Sum("quantity_kg")))


def revenue(user, when: When, batch: Batch) -> list[dict[str, Any]]:
    """Harvested fish of a batch by size, with their price, as they were sold."""
    found = visible(HarvestLot.objects.order_by(), user).filter(event__batch=batch, harvest_date__lte=when.as_of)
    rows = found.values("size_class").annotate(
        fish=Sum("count"), gutted_kg=Sum("gutted_weight_kg"), earned=Sum("revenue")
    )
    choices = dict(SizeClass.choices)
    named = [row | {"name": choices.get(row["size_class"], row["size_class"])} for row in rows]
    order = list(choices)
    return sorted(named, key=lambda row: order.index(row["size_class"]))
