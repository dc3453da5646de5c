"""Feed: the pellets there are, and every meal given."""

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
