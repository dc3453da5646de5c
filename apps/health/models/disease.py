"""Diseases, their outbreaks, and what people wrote down about them."""

from django.db import models

from apps.batch.models import Batch
from apps.infrastructure.models import Area, Hall
from apps.shared.constraints import check, exactly_one, not_negative, ordered, positive, unique
from apps.shared.models import Timestamped

from .treatments import VaccinationType


class Disease(Timestamped):
    """A disease that the company knows."""

    class Agent(models.TextChoices):
        VIRUS = "VIRUS"
        BACTERIUM = "BACTERIUM"
        AMOEBA = "AMOEBA"
        COMPLEX = "COMPLEX"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    agent = models.CharField(max_length=100)
    agent_kind = models.CharField(max_length=10, choices=Agent.choices)
    treatable = models.BooleanField(default=False)
    notifiable = models.BooleanField(default=False)
    course_days = models.IntegerField()

    class Meta:
        ordering = ("name",)
        constraints = (positive("course", "course_days"),)

    def __str__(self) -> str:
        return self.name


class DiseaseOutbreak(Timestamped):
    """One disease in one sea area or hall, from its first sick container to its last."""

    disease = models.ForeignKey(Disease, models.PROTECT, related_name="outbreaks")
    area = models.ForeignKey(Area, models.PROTECT, related_name="outbreaks", null=True, blank=True)
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="outbreaks", null=True, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="outbreaks")
    onset_date = models.DateField()
    detection_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    containers_affected = models.IntegerField()
    fish_dead = models.IntegerField()

    class Meta:
        ordering = ("-onset_date", "-id")
        constraints = (
            exactly_one("hall_or_area", "hall", "area"),
            not_negative("not_negative", "containers_affected", "fish_dead"),
            ordered("detected_after_onset", "onset_date", "detection_date"),
            ordered("ends_after_onset", "onset_date", "end_date"),
        )

    def __str__(self) -> str:
        return f"{self.disease} from {self.onset_date}"


class JournalEntry(Timestamped):
    """What was seen and done about the health of a batch in a place."""

    class Category(models.TextChoices):
        OBSERVATION = "OBSERVATION"
        SAMPLING = "SAMPLING"
        DIAGNOSIS = "DIAGNOSIS"
        TREATMENT = "TREATMENT"
        CULL = "CULL"
        RECOVERY = "RECOVERY"

    class Severity(models.TextChoices):
        LOW = "LOW"
        MEDIUM = "MEDIUM"
        HIGH = "HIGH"

    area = models.ForeignKey(Area, models.PROTECT, related_name="journal_entries", null=True, blank=True)
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="journal_entries", null=True, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="journal_entries")
    outbreak = models.ForeignKey(DiseaseOutbreak, models.PROTECT, related_name="journal_entries", null=True, blank=True)
    entry_date = models.DateField()
    category = models.CharField(max_length=20, choices=Category.choices)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    description = models.TextField()
    resolved = models.BooleanField(default=False)

    class Meta:
        ordering = ("-entry_date", "-id")
        verbose_name_plural = "journal entries"
        constraints = (
            exactly_one("hall_or_area", "hall", "area"),
            check("says_something", ~models.Q(description=""), "Say what was seen or done."),
        )

    def __str__(self) -> str:
        return f"{self.get_category_display()}, {self.entry_date}"


class BatchVaccination(models.Model):
    """A vaccine in a batch, and whether it had its degree-days when the fish went to sea."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="vaccinations", db_index=False)
    vaccination_type = models.ForeignKey(
        VaccinationType, models.PROTECT, related_name="batch_vaccinations", db_index=False
    )
    vaccination_date = models.DateField()
    sea_date = models.DateField()
    degree_days = models.FloatField()
    protective = models.BooleanField()

    class Meta:
        constraints = (
            unique("once", "batch", "vaccination_type"),
            not_negative("degree_days", "degree_days"),
            ordered("dates", "vaccination_date", "sea_date"),
        )

    def __str__(self) -> str:
        return f"{self.vaccination_type} in {self.batch}"
