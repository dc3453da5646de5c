"""Feed: the pellets there are, every meal given, and what became of it."""

from django.db import models

from apps.batch.models import Batch, BatchContainerAssignment
from apps.infrastructure.models import Container, FeedContainer
from apps.shared.constraints import not_negative, ordered, unique, within
from apps.shared.models import Timestamped


class Feed(Timestamped):
    """A pellet, with the fish it is for."""

    class SizeCategory(models.TextChoices):
        STARTER = "STARTER"
        GROWER = "GROWER"
        GROW_OUT = "GROW_OUT"

    name = models.CharField(max_length=100)
    brand = models.CharField(max_length=100)
    pellet_size_mm = models.FloatField()
    protein_percentage = models.FloatField()
    fat_percentage = models.FloatField()
    size_category = models.CharField(max_length=20, choices=SizeCategory.choices)
    fish_weight_min_g = models.FloatField()
    fish_weight_max_g = models.FloatField(null=True, blank=True)
    cost_per_kg = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering = (
            "pellet_size_mm",
            "name",
        )
        constraints = (
            unique("name", "brand", "name"),
            not_negative("not_negative", "pellet_size_mm", "fish_weight_min_g", "cost_per_kg"),
            within("composition", protein_percentage=(0, 100), fat_percentage=(0, 100)),
            ordered("fish_weights", "fish_weight_min_g", "fish_weight_max_g"),
        )

    def __str__(self) -> str:
        return self.name


class FeedingEvent(models.Model):
    """One meal given to the fish of one assignment."""

    class Method(models.TextChoices):
        AUTOMATIC = "AUTOMATIC"
        BARGE_BLOWER = "BARGE_BLOWER"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="feeding_events", db_index=False)
    assignment = models.ForeignKey(
        BatchContainerAssignment, models.PROTECT, related_name="feeding_events", db_index=False
    )
    container = models.ForeignKey(Container, models.PROTECT, related_name="feeding_events", db_index=False)
    feed = models.ForeignKey(Feed, models.PROTECT, related_name="feeding_events", db_index=False)
    feed_container = models.ForeignKey(FeedContainer, models.PROTECT, related_name="feeding_events", db_index=False)
    feeding_time = models.DateTimeField()
    amount_kg = models.FloatField()
    batch_biomass_kg = models.FloatField()
    feeding_percentage = models.FloatField()
    feed_cost = models.DecimalField(max_digits=12, decimal_places=2)
    method = models.CharField(max_length=20, choices=Method.choices)

    class Meta:
        indexes = (models.Index(fields=["assignment", "feeding_time"], name="feeding_by_assignment"),)
        constraints = (
            not_negative("not_negative", "amount_kg", "batch_biomass_kg", "feeding_percentage", "feed_cost"),
        )

    def __str__(self) -> str:
        return f"{self.amount_kg} kg at {self.feeding_time}"


class BatchFeedingSummary(models.Model):
    """What a batch, or its fish in one container, was fed in a month, and what it grew on it.

    Biological feed conversion is feed over all growth, that of fish which died later included; economic feed
    conversion is feed over growth less what died or was culled, so it is never the lower of the two.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="feeding_summaries", db_index=False)
    container = models.ForeignKey(
        Container, models.PROTECT, related_name="feeding_summaries", null=True, blank=True, db_index=False
    )
    period_start = models.DateField()
    period_end = models.DateField()
    feed_kg = models.FloatField()
    feed_cost = models.DecimalField(max_digits=14, decimal_places=2)
    growth_kg = models.FloatField()
    net_growth_kg = models.FloatField()
    bfcr = models.FloatField(null=True, blank=True)
    efcr = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "batch feeding summaries"
        indexes = (models.Index(fields=["batch", "container", "period_start"], name="feeding_summary_by_batch"),)
        constraints = (
            not_negative("not_negative", "feed_kg", "feed_cost"),
            ordered("period", "period_start", "period_end"),
        )

    def __str__(self) -> str:
        return f"{self.batch} {self.period_start}: {self.feed_kg} kg"
