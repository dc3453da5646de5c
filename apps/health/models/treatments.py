"""What is done for the health of fish."""

from django.db import models
from django.db.models import Q

from apps.batch.models import Batch, BatchContainerAssignment
from apps.shared.constraints import check, not_negative, ordered, within
from apps.shared.models import Timestamped

from .lice import LiceCount


class VaccinationType(Timestamped):
    """A vaccine."""

    name = models.CharField(max_length=100, unique=True)
    protects_against = models.CharField(max_length=255)
    dose_ml = models.FloatField()

    class Meta:
        ordering = ("name",)
        constraints = (not_negative("dose", "dose_ml"),)

    def __str__(self) -> str:
        return self.name


class Treatment(models.Model):
    """A vaccination, delousing or medication of the fish of one assignment."""

    class Type(models.TextChoices):
        VACCINATION = "VACCINATION"
        BATH = "BATH"
        MECHANICAL = "MECHANICAL"
        THERMAL = "THERMAL"
        FRESHWATER = "FRESHWATER"
        MEDICATED_FEED = "MEDICATED_FEED"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="treatments", db_index=False)
    assignment = models.ForeignKey(BatchContainerAssignment, models.PROTECT, related_name="treatments", db_index=False)
    treatment_type = models.CharField(max_length=20, choices=Type.choices)
    vaccination_type = models.ForeignKey(
        VaccinationType, models.PROTECT, related_name="treatments", db_index=False, null=True, blank=True
    )
    product = models.CharField(max_length=100)
    fish_treated = models.IntegerField()
    dose_ml = models.FloatField(null=True, blank=True)
    start_date = models.DateField()
    end_date = models.DateField()
    withholding_end = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=255, blank=True)
    lice_count = models.ForeignKey(
        LiceCount, models.PROTECT, related_name="treatments", db_index=False, null=True, blank=True
    )
    efficacy = models.FloatField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["batch"], name="treatment_by_batch"),)
        constraints = (
            not_negative("not_negative", "fish_treated", "dose_ml"),
            ordered("dates", "start_date", "end_date"),
            within("efficacy", efficacy=(0, 1)),
            check(
                "vaccine",
                ~Q(treatment_type="VACCINATION") | Q(vaccination_type__isnull=False),
                "A vaccination names its vaccine.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.product} on {self.start_date}"
