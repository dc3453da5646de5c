"""Samples of fish: what each fish showed, and what a laboratory found."""

from django.db import models

from apps.batch.models import Batch, BatchContainerAssignment
from apps.shared.constraints import check, not_negative, ordered, positive, unique, within
from apps.shared.models import Timestamped

from .disease import Disease


class HealthSamplingEvent(models.Model):
    """Fish taken out of one container and dissected."""

    class Reason(models.TextChoices):
        ROUTINE = "ROUTINE"
        SUSPICION = "SUSPICION"
        FOLLOW_UP = "FOLLOW_UP"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="health_samplings", db_index=False)
    assignment = models.ForeignKey(
        BatchContainerAssignment, models.PROTECT, related_name="health_samplings", db_index=False
    )
    sampling_date = models.DateField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    fish_sampled = models.IntegerField()
    avg_weight_g = models.FloatField()
    avg_length_cm = models.FloatField()
    avg_condition_factor = models.FloatField()
    avg_gill_score = models.FloatField()

    class Meta:
        indexes = (models.Index(fields=["batch"], name="health_sampling_by_batch"),)
        constraints = (
            positive("fish", "fish_sampled", "avg_weight_g", "avg_length_cm", "avg_condition_factor"),
            within("gill_score", avg_gill_score=(0, 5)),
        )

    def __str__(self) -> str:
        return f"{self.fish_sampled} fish on {self.sampling_date}"


class IndividualFishObservation(models.Model):
    """One dissected fish; scores grow with the lesions."""

    sampling_event = models.ForeignKey(HealthSamplingEvent, models.PROTECT, related_name="observations", db_index=False)
    sampling_date = models.DateField()
    fish_number = models.IntegerField()
    weight_g = models.FloatField()
    length_cm = models.FloatField()
    condition_factor = models.FloatField()
    gill_score = models.SmallIntegerField()
    heart_score = models.SmallIntegerField()
    pancreas_score = models.SmallIntegerField()
    kidney_score = models.SmallIntegerField()
    skin_score = models.SmallIntegerField()

    class Meta:
        constraints = (
            unique("number", "sampling_event", "fish_number"),
            positive("body", "fish_number", "weight_g", "length_cm", "condition_factor"),
            within(
                "scores",
                gill_score=(0, 5),
                heart_score=(0, 3),
                pancreas_score=(0, 3),
                kidney_score=(0, 3),
                skin_score=(0, 3),
            ),
        )

    def __str__(self) -> str:
        return f"Fish {self.fish_number} of {self.sampling_event}"


class SampleType(Timestamped):
    """What is taken from fish, and what is done with it."""

    name = models.CharField(max_length=100, unique=True)
    tissue = models.CharField(max_length=100)
    unit = models.CharField(max_length=20)
    sensitivity = models.FloatField()
    specificity = models.FloatField(default=1.0)
    days_to_result = models.IntegerField()

    class Meta:
        ordering = ("name",)
        constraints = (
            within("sensitivity", sensitivity=(0, 1)),
            within("specificity", specificity=(0, 1)),
            not_negative("days", "days_to_result"),
        )

    def __str__(self) -> str:
        return self.name


class HealthLabSample(models.Model):
    """Fish of one sampling tested for one disease."""

    class Result(models.TextChoices):
        NEGATIVE = "NEGATIVE"
        INCONCLUSIVE = "INCONCLUSIVE"
        POSITIVE = "POSITIVE"

    sampling_event = models.ForeignKey(HealthSamplingEvent, models.PROTECT, related_name="lab_samples", db_index=False)
    sample_type = models.ForeignKey(SampleType, models.PROTECT, related_name="lab_samples", db_index=False)
    disease = models.ForeignKey(Disease, models.PROTECT, related_name="lab_samples", db_index=False)
    sample_date = models.DateField()
    result_date = models.DateField()
    fish_tested = models.IntegerField()
    fish_positive = models.IntegerField()
    result = models.CharField(max_length=12, choices=Result.choices)
    quantity = models.FloatField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["sampling_event"], name="lab_sample_by_sampling"),)
        constraints = (
            positive("tested", "fish_tested"),
            not_negative("positive", "fish_positive"),
            ordered("positive_of_tested", "fish_positive", "fish_tested"),
            ordered("dates", "sample_date", "result_date"),
            check(
                "negative_means_none",
                ~models.Q(result="NEGATIVE") | models.Q(fish_positive=0),
                "A negative sample has no positive fish.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.disease} {self.get_result_display()}"
