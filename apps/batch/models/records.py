"""What happens to the fish of an assignment day by day: the true state, and what people record of it."""

from django.db import models

from apps.shared.constraints import not_negative, ordered, within

from .batches import Batch, BatchContainerAssignment


class MortalityEvent(models.Model):
    """Dead fish collected from a container on one day, by recorded cause."""

    class Cause(models.TextChoices):
        INFECTIOUS = "INFECTIOUS"
        TRAUMA = "TRAUMA"
        PHYSIOLOGICAL = "PHYSIOLOGICAL"
        ENVIRONMENT = "ENVIRONMENT"
        OTHER = "OTHER"
        UNKNOWN = "UNKNOWN"

    class Detail(models.TextChoices):
        BACKGROUND = "BACKGROUND"
        TRANSFER = "TRANSFER"
        VACCINATION = "VACCINATION"
        TREATMENT = "TREATMENT"
        LICE = "LICE"
        STORM = "STORM"
        ALGAL_BLOOM = "ALGAL_BLOOM"
        JELLYFISH = "JELLYFISH"
        LOW_OXYGEN = "LOW_OXYGEN"
        PD = "PD"
        HSMI = "HSMI"
        CMS = "CMS"
        AGD = "AGD"
        CGD = "CGD"
        WINTER_ULCER = "WINTER_ULCER"
        ISA = "ISA"
        IPN = "IPN"
        YERSINIOSIS = "YERSINIOSIS"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="mortality_events", db_index=False)
    assignment = models.ForeignKey(
        BatchContainerAssignment, models.PROTECT, related_name="mortality_events", db_index=False
    )
    event_date = models.DateField()
    count = models.IntegerField()
    biomass_kg = models.FloatField()
    cause = models.CharField(max_length=20, choices=Cause.choices)
    detail = models.CharField(max_length=20, choices=Detail.choices)

    class Meta:
        indexes = (models.Index(fields=["assignment", "event_date"], name="mortality_by_assignment"),)
        constraints = (not_negative("not_negative", "count", "biomass_kg"),)

    def __str__(self) -> str:
        return f"{self.count} dead on {self.event_date}"


class GrowthSample(models.Model):
    """Fish of an assignment weighed and measured on one day."""

    assignment = models.ForeignKey(
        BatchContainerAssignment, models.PROTECT, related_name="growth_samples", db_index=False
    )
    sample_date = models.DateField()
    sample_size = models.IntegerField()
    avg_weight_g = models.FloatField()
    avg_length_cm = models.FloatField()
    std_deviation_weight = models.FloatField()
    min_weight_g = models.FloatField()
    max_weight_g = models.FloatField()
    condition_factor = models.FloatField()

    class Meta:
        indexes = (models.Index(fields=["assignment"], name="growth_by_assignment"),)
        constraints = (
            not_negative(
                "not_negative",
                "sample_size",
                "avg_weight_g",
                "avg_length_cm",
                "std_deviation_weight",
                "min_weight_g",
                "condition_factor",
            ),
            ordered("weights", "min_weight_g", "max_weight_g"),
        )

    def __str__(self) -> str:
        return f"{self.avg_weight_g} g on {self.sample_date}"


class DailyContainerState(models.Model):
    """The fish and the water of an assignment at the end of one day; samples, counts and readings observe it."""

    pk = models.CompositePrimaryKey("assignment", "date")
    assignment = models.ForeignKey(BatchContainerAssignment, models.PROTECT, related_name="days", db_index=False)
    date = models.DateField()
    day_number = models.IntegerField()
    population = models.IntegerField()
    avg_weight_g = models.FloatField()
    biomass_kg = models.FloatField()
    density_kg_m3 = models.FloatField()
    temp_c = models.FloatField()
    oxygen_mg_l = models.FloatField()
    oxygen_saturation_pct = models.FloatField()
    salinity_psu = models.FloatField()
    feed_kg = models.FloatField()
    mortality_count = models.IntegerField()
    culled = models.IntegerField()
    harvested = models.IntegerField()
    moved_in = models.IntegerField()
    moved_out = models.IntegerField()

    class Meta:
        indexes = (models.Index(fields=["date"], name="daily_state_by_date"),)
        constraints = (
            not_negative("counts", "population", "mortality_count", "culled", "harvested", "moved_in", "moved_out"),
            not_negative("weights", "avg_weight_g", "biomass_kg", "density_kg_m3", "feed_kg"),
            within("water", temp_c=(-2, 40), oxygen_mg_l=(0, 40), salinity_psu=(0, 45)),
        )

    def __str__(self) -> str:
        return f"{self.population} fish on {self.date}"
