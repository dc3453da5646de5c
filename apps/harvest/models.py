"""Fish taken out for slaughter, and what became of them."""

from django.db import models
from django.db.models import F, Q

from apps.batch.models import Batch, BatchContainerAssignment
from apps.shared.constraints import check, not_negative, unique


class SizeClass(models.TextChoices):
    """Gutted weight of a fish, as the trade sorts it."""

    UNDER_2_KG = "UNDER_2_KG", "under 2 kg"
    KG_2_3 = "2_3_KG", "2-3 kg"
    KG_3_4 = "3_4_KG", "3-4 kg"
    KG_4_5 = "4_5_KG", "4-5 kg"
    KG_5_6 = "5_6_KG", "5-6 kg"
    KG_6_7 = "6_7_KG", "6-7 kg"
    OVER_7_KG = "OVER_7_KG", "over 7 kg"


class MarketPrice(models.Model):
    """Price of superior, head-on gutted salmon of one size in one week."""

    week_start = models.DateField()
    size_class = models.CharField(max_length=20, choices=SizeClass.choices)
    price_per_kg = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        constraints = (
            unique("week_size", "week_start", "size_class"),
            not_negative("not_negative", "price_per_kg"),
        )

    def __str__(self) -> str:
        return f"{self.get_size_class_display()}: {self.price_per_kg} EUR/kg from {self.week_start}"


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
    plant = models.CharField(max_length=40)
    wellboat = models.CharField(max_length=80)
    days_fasted = models.IntegerField()

    class Meta:
        indexes = (models.Index(fields=["batch"], name="harvest_by_batch"),)
        constraints = (not_negative("not_negative", "count", "live_weight_kg", "days_fasted"),)

    def __str__(self) -> str:
        return f"{self.count} fish on {self.harvest_date}"


class HarvestLot(models.Model):
    """The fish of a harvest of one quality grade and size, as they were sold."""

    class Grade(models.TextChoices):
        SUPERIOR = "SUPERIOR"
        ORDINARY = "ORDINARY"
        PRODUCTION = "PRODUCTION"

    event = models.ForeignKey(HarvestEvent, models.PROTECT, related_name="lots", db_index=False)
    harvest_date = models.DateField()
    grade = models.CharField(max_length=20, choices=Grade.choices)
    size_class = models.CharField(max_length=20, choices=SizeClass.choices)
    count = models.IntegerField()
    live_weight_kg = models.FloatField()
    gutted_weight_kg = models.FloatField()
    fillet_weight_kg = models.FloatField()
    price_per_kg = models.DecimalField(max_digits=8, decimal_places=2)
    revenue = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        indexes = (models.Index(fields=["event"], name="lot_by_event"),)
        constraints = (
            not_negative("not_negative", "count", "fillet_weight_kg", "price_per_kg", "revenue"),
            check(
                "weights",
                Q(gutted_weight_kg__lte=F("live_weight_kg"), fillet_weight_kg__lte=F("gutted_weight_kg")),
                "Fish do not gain weight in processing: fillet, gutted and live weight must rise in this order.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_grade_display()}: {self.count} fish"


class BatchResult(models.Model):
    """What a batch has brought in so far, and what it was fed for it."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="results", db_index=False)
    first_harvest_date = models.DateField()
    count = models.IntegerField()
    live_weight_kg = models.FloatField()
    feed_kg = models.FloatField()
    feed_cost = models.DecimalField(max_digits=14, decimal_places=2)
    revenue = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = (
            unique("batch", "batch"),
            not_negative("not_negative", "count", "live_weight_kg", "feed_kg", "feed_cost", "revenue"),
        )

    def __str__(self) -> str:
        return f"{self.batch}: {self.revenue} EUR"
