"""Species, life stages, batches, and the containers a batch stands in."""

from django.db import models
from django.db.models import Q

from apps.infrastructure.models import Container, Geography
from apps.shared.constraints import not_negative, ordered, positive, unique
from apps.shared.models import Timestamped


class Species(Timestamped):
    """A species that is farmed."""

    name = models.CharField(max_length=100, unique=True)
    scientific_name = models.CharField(max_length=100)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "species"

    def __str__(self) -> str:
        return self.name


class LifeCycleStage(Timestamped):
    """A stage in the life of a species; `order` counts from one."""

    name = models.CharField(max_length=100)
    species = models.ForeignKey(Species, models.PROTECT, related_name="stages")
    order = models.IntegerField()
    expected_weight_min_g = models.FloatField()
    expected_weight_max_g = models.FloatField()
    typical_duration_days = models.IntegerField()

    class Meta:
        ordering = (
            "species",
            "order",
        )
        constraints = (
            unique("name", "species", "name"),
            unique("order", "species", "order"),
            positive("order_from_one", "order"),
            not_negative("sizes", "expected_weight_min_g", "typical_duration_days"),
            ordered("weights", "expected_weight_min_g", "expected_weight_max_g"),
        )

    def __str__(self) -> str:
        return self.name


class Batch(Timestamped):
    """Fish of one laying-down, followed from egg to harvest."""

    class Status(models.TextChoices):
        PLANNED = "PLANNED"
        ACTIVE = "ACTIVE"
        COMPLETED = "COMPLETED"
        TERMINATED = "TERMINATED"

    class Type(models.TextChoices):
        STANDARD = "STANDARD"
        MIXED = "MIXED"

    class EggSource(models.TextChoices):
        INTERNAL = "INTERNAL"
        EXTERNAL = "EXTERNAL"

    batch_number = models.CharField(max_length=50, unique=True)
    species = models.ForeignKey(Species, models.PROTECT, related_name="batches")
    geography = models.ForeignKey(Geography, models.PROTECT, related_name="batches")
    lifecycle_stage = models.ForeignKey(LifeCycleStage, models.PROTECT, related_name="batches")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PLANNED)
    batch_type = models.CharField(max_length=20, choices=Type.choices, default=Type.STANDARD)
    start_date = models.DateField()
    expected_end_date = models.DateField()
    actual_end_date = models.DateField(null=True, blank=True)
    egg_source = models.CharField(max_length=20, choices=EggSource.choices)
    supplier = models.CharField(max_length=100, blank=True)
    egg_count = models.IntegerField()

    class Meta:
        ordering = (
            "-start_date",
            "batch_number",
        )
        verbose_name_plural = "batches"
        constraints = (
            not_negative("egg_count", "egg_count"),
            ordered("expected_dates", "start_date", "expected_end_date"),
            ordered("actual_dates", "start_date", "actual_end_date"),
        )

    def __str__(self) -> str:
        return self.batch_number


class BatchContainerAssignment(Timestamped):
    """The fish of a batch in one container, from arrival until the container is empty."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="assignments")
    container = models.ForeignKey(Container, models.PROTECT, related_name="assignments")
    lifecycle_stage = models.ForeignKey(LifeCycleStage, models.PROTECT, related_name="assignments")
    population_count = models.IntegerField()
    avg_weight_g = models.FloatField()
    biomass_kg = models.FloatField()
    assignment_date = models.DateField()
    departure_date = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    hand_count = models.IntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Fish that entries by hand added, less those they took; the simulator does not touch it.",
    )
    hand_biomass_kg = models.FloatField(
        default=0, db_default=0, editable=False, help_text="Live weight of these fish. [kg]"
    )

    class Meta:
        ordering = (
            "-assignment_date",
            "-id",
        )
        constraints = (
            unique(
                "one_active",
                "batch",
                "container",
                condition=Q(is_active=True),
                message="The batch stands in this container already; close that assignment before opening another.",
            ),
            not_negative("not_negative", "population_count", "avg_weight_g", "biomass_kg"),
            ordered("dates", "assignment_date", "departure_date"),
        )

    def __str__(self) -> str:
        return f"{self.batch} in {self.container}"

    @property
    def current_count(self) -> int:
        """Fish there are by the simulator's count and the entries made by hand since. What it emptied is empty."""
        return max(0, self.population_count + self.hand_count) if self.is_active else 0

    @property
    def current_biomass_kg(self) -> float:
        """Their live weight."""
        return max(0.0, self.biomass_kg + self.hand_biomass_kg) if self.current_count else 0.0

    @property
    def current_weight_g(self) -> float:
        """Their mean weight."""
        return 1000 * self.current_biomass_kg / self.current_count if self.current_count else 0.0
