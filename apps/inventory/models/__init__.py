from .feeding import BatchFeedingSummary, Feed, FeedingEvent
from .supply import FeedContainerStock, FeedContract, FeedPurchase, FeedShortage, FeedStockMovement

__all__ = [
    "BatchFeedingSummary",
    "Feed",
    "FeedContainerStock",
    "FeedContract",
    "FeedPurchase",
    "FeedShortage",
    "FeedStockMovement",
    "FeedingEvent",
]
