"""Moves of fish between containers."""

from django.db import models

from apps.shared.constraints import not_negative, ordered, unique
from apps.shared.models import Timestamped

from .batches import Batch, BatchContainerAssignment, LifeCycleStage


class BatchTransferWorkflow(Timestamped):
    """One ordered move of a batch, carried out as several actions over one or more days."""

    class Type(models.TextChoices):
        LIFECYCLE_TRANSITION = "LIFECYCLE_TRANSITION"
        CONTAINER_REDISTRIBUTION = "CONTAINER_REDISTRIBUTION"

    class Status(models.TextChoices):
        PLANNED = "PLANNED"
        IN_PROGRESS = "IN_PROGRESS"
        COMPLETED = "COMPLETED"
        CANCELLED = "CANCELLED"

    workflow_number = models.CharField(max_length=50, unique=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="transfer_workflows")
    workflow_type = models.CharField(max_length=30, choices=Type.choices)
    source_lifecycle_stage = models.ForeignKey(LifeCycleStage, models.PROTECT, related_name="workflows_from")
    dest_lifecycle_stage = models.ForeignKey(LifeCycleStage, models.PROTECT, related_name="workflows_to")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PLANNED)
    planned_start_date = models.DateField()
    actual_start_date = models.DateField(null=True, blank=True)
    actual_completion_date = models.DateField(null=True, blank=True)
    total_transferred_count = models.IntegerField(default=0)
    total_mortality_count = models.IntegerField(default=0)
    total_biomass_kg = models.FloatField(default=0)

    class Meta:
        ordering = (
            "-planned_start_date",
            "workflow_number",
        )
        constraints = (
            not_negative("totals", "total_transferred_count", "total_mortality_count", "total_biomass_kg"),
            ordered("actual_dates", "actual_start_date", "actual_completion_date"),
        )

    def __str__(self) -> str:
        return self.workflow_number


class TransferAction(models.Model):
    """Fish moved from one container to another on one day."""

    class Method(models.TextChoices):
        GRAVITY = "GRAVITY"
        FISH_PUMP = "FISH_PUMP"
        WELLBOAT = "WELLBOAT"

    # The unique constraint is the index by workflow.
    workflow = models.ForeignKey(BatchTransferWorkflow, models.PROTECT, related_name="actions", db_index=False)
    action_number = models.IntegerField()
    source_assignment = models.ForeignKey(
        BatchContainerAssignment, models.PROTECT, related_name="transfers_out", db_index=False
    )
    dest_assignment = models.ForeignKey(
        BatchContainerAssignment, models.PROTECT, related_name="transfers_in", db_index=False
    )
    transferred_count = models.IntegerField()
    mortality_during_transfer = models.IntegerField()
    transferred_biomass_kg = models.FloatField()
    transfer_method = models.CharField(max_length=20, choices=Method.choices)
    actual_execution_date = models.DateField()
    water_temp_c = models.FloatField()
    oxygen_level = models.FloatField()

    class Meta:
        constraints = (
            unique("action_number", "workflow", "action_number"),
            not_negative(
                "not_negative",
                "transferred_count",
                "mortality_during_transfer",
                "transferred_biomass_kg",
                "oxygen_level",
            ),
        )

    def __str__(self) -> str:
        return f"{self.workflow} action {self.action_number}"
