"""Sea lice as they are counted."""

from django.db import models

from apps.batch.models import BatchContainerAssignment
from apps.shared.constraints import not_negative, positive, unique
from apps.shared.models import Timestamped


class LiceType(Timestamped):
    """A class of lice that people tell apart when they count."""

    class Stage(models.TextChoices):
        ATTACHED = "ATTACHED"
        PREADULT = "PREADULT"
        ADULT = "ADULT"
        MOBILE = "MOBILE"

    class Sex(models.TextChoices):
        FEMALE = "FEMALE"
        MALE = "MALE"
        ANY = "ANY"

    name = models.CharField(max_length=100, unique=True)
    species = models.CharField(max_length=100)
    development_stage = models.CharField(max_length=10, choices=Stage.choices)
    sex = models.CharField(max_length=10, choices=Sex.choices)
    counted_in = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class LiceCount(models.Model):
    """Lice on the sampled fish of one cage, by class, and the limit that held that day."""

    assignment = models.ForeignKey(BatchContainerAssignment, models.PROTECT, related_name="lice_counts", db_index=False)
    count_date = models.DateField()
    fish_sampled = models.IntegerField()
    attached_count = models.IntegerField()
    preadult_count = models.IntegerField()
    adult_male_count = models.IntegerField()
    adult_female_count = models.IntegerField()
    caligus_count = models.IntegerField()
    adult_female_per_fish = models.FloatField()
    mobile_per_fish = models.FloatField()
    limit_per_fish = models.FloatField()

    class Meta:
        indexes = (models.Index(fields=["count_date"], name="lice_count_by_date"),)
        constraints = (
            unique("once", "assignment", "count_date", message="The lice of this cage were counted on that day."),
            positive("sampled", "fish_sampled"),
            not_negative(
                "counts", "attached_count", "preadult_count", "adult_male_count", "adult_female_count", "caligus_count"
            ),
            not_negative("means", "adult_female_per_fish", "mobile_per_fish", "limit_per_fish"),
        )

    def __str__(self) -> str:
        return f"{self.adult_female_per_fish:g} adult females per fish on {self.count_date}"
