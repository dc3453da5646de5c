"""Records entered by hand change the sums of their batch; rows the simulator loads in bulk send no signal."""

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from apps.batch.models import DailyContainerState, MortalityEvent
from apps.inventory.models import FeedingEvent

from .summaries import refresh_batch


@receiver([post_save, post_delete], sender=DailyContainerState)
@receiver([post_save, post_delete], sender=MortalityEvent)
@receiver([post_save, post_delete], sender=FeedingEvent)
def refresh_sums(sender, instance, **kwargs) -> None:
    """Once the transaction has ended well, and once for each batch it touched."""
    batch_id = instance.assignment.batch_id
    waiting = transaction.get_connection().run_on_commit
    if not any(getattr(entry[1], "batch_id", None) == batch_id for entry in waiting):
        transaction.on_commit(_Refresh(batch_id))


class _Refresh:
    def __init__(self, batch_id: int):
        self.batch_id = batch_id

    def __call__(self) -> None:
        refresh_batch(self.batch_id)
