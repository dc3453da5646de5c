"""Fish taken out for slaughter, and what became of them."""

from django.db import models
from django.db.models import F, Q

from apps.batch.models import Batch, BatchContainerAssignment
from apps.shared.constraints import check, not_negative


class HarvestEvent(models.Model):
    """Fish of one assignment taken out for slaughter on one day."""

    class Destination(models.TextChoices):
        PROCESSING_PLANT = "PROCESSING_PLANT"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="harvest_events", db_index=False)
    assignment = models.ForeignKey(
        BatchContainerAssignment, models.PROTECT, related_name="harvest_events", db_index=False
    )
    harvest_date = models.DateField()
    count = models.IntegerField()
    live_weight_kg = models.FloatField()
    dest = models.CharField(max_length=20, choices=Destination.choices)

    class Meta:
        indexes = (models.Index(fields=["batch"], name="harvest_by_batch"),)
        constraints = (not_negative("not_negative", "count", "live_weight_kg"),)

    def __str__(self) -> str:
        return f"{self.count} fish on {self.harvest_date}"


class HarvestLot(models.Model):
    """The fish of a harvest that were given one quality grade."""

    class Grade(models.TextChoices):
        SUPERIOR = "SUPERIOR"
        ORDINARY = "ORDINARY"
        PRODUCTION = "PRODUCTION"

    event = models.ForeignKey(HarvestEvent, models.PROTECT, related_name="lots", db_index=False)
    harvest_date = models.DateField()
    grade = models.CharField(max_length=20, choices=Grade.choices)
    count = models.IntegerField()
    live_weight_kg = models.FloatField()
    gutted_weight_kg = models.FloatField()
    fillet_weight_kg = models.FloatField()

    class Meta:
        indexes = (models.Index(fields=["event"], name="lot_by_event"),)
        constraints = (
            not_negative("not_negative", "count", "fillet_weight_kg"),
            check(
                "weights",
                Q(gutted_weight_kg__lte=F("live_weight_kg"), fillet_weight_kg__lte=F("gutted_weight_kg")),
                "Fish do not gain weight in processing: fillet, gutted and live weight must rise in this order.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_grade_display()}: {self.count} fish"
