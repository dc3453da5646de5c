"""Batches and their fish in the API."""

import datetime as dt

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from rest_framework import serializers

from apps.accounts.access import Entry
from apps.shared.api.resources import Resource, Writing, in_container, on_assignment

from . import models, services, transfers
from .entries import GrowthSampleEntry, MortalityEntry, TransferEntry


def assignments_on(rows: QuerySet, day: dt.date) -> QuerySet:
    """Assignments that had begun, with the fish they held at the end of the day by the simulator's count."""
    days = models.DailyContainerState.objects.filter(assignment=OuterRef("pk"), date__lte=day).order_by("-date")
    still = Q(departure_date=None) | Q(departure_date__gt=day)
    count = Coalesce(Subquery(days.values("population")[:1]), 0)
    biomass_kg = Coalesce(Subquery(days.values("biomass_kg")[:1]), 0.0)
    return rows.filter(assignment_date__lte=day).annotate(
        as_of_is_active=Case(When(still, then=Value(True)), default=Value(False)),
        as_of_departure_date=Case(When(still, then=None), default=F("departure_date")),
        as_of_population_count=count,
        as_of_avg_weight_g=Coalesce(Subquery(days.values("avg_weight_g")[:1]), 0.0),
        as_of_biomass_kg=biomass_kg,
        as_of_hand_count=Value(0),
        as_of_hand_biomass_kg=Value(0.0),
        as_of_current_count=count,
        as_of_current_biomass_kg=biomass_kg,
    )


def batches_on(rows: QuerySet, day: dt.date) -> QuerySet:
    """Batches that had been laid down, in the stage of their most advanced fish on the day."""
    stood = models.BatchContainerAssignment.objects.filter(batch=OuterRef("pk"), assignment_date__lte=day)
    stages = stood.order_by("-lifecycle_stage__order").values("lifecycle_stage")
    still = Q(actual_end_date=None) | Q(actual_end_date__gt=day)
    status = models.Batch.Status
    return rows.filter(start_date__lte=day).annotate(
        as_of_status=Case(When(still, then=Value(status.ACTIVE.value)), default=F("status")),
        as_of_actual_end_date=Case(When(still, then=None), default=F("actual_end_date")),
        as_of_lifecycle_stage=Subquery(stages[:1]),
    )


def workflows_on(rows: QuerySet, day: dt.date) -> QuerySet:
    """Orders to move fish that were to begin by the day, with what had been moved at its end."""
    status = models.BatchTransferWorkflow.Status
    begun, done = Q(actual_start_date__lte=day), Q(actual_completion_date__lte=day)
    moves = models.TransferAction.objects.filter(workflow=OuterRef("pk"), actual_execution_date__lte=day)

    def total(column: str, none: float) -> Coalesce:
        sums = moves.order_by().values("workflow").annotate(total=Sum(column))
        return Coalesce(Subquery(sums.values("total")), none)

    return rows.filter(planned_start_date__lte=day).annotate(
        as_of_status=Case(
            When(done, then=F("status")),
            When(begun, then=Value(status.IN_PROGRESS.value)),
            default=Value(status.PLANNED.value),
        ),
        as_of_actual_start_date=Case(When(begun, then=F("actual_start_date"))),
        as_of_actual_completion_date=Case(When(done, then=F("actual_completion_date"))),
        as_of_total_transferred_count=total("transferred_count", 0),
        as_of_total_mortality_count=total("mortality_during_transfer", 0),
        as_of_total_biomass_kg=total("transferred_biomass_kg", 0.0),
    )


CURRENT = {
    "current_count": serializers.IntegerField(
        read_only=True, help_text="Fish there are by the simulator's count and the entries made by hand since."
    ),
    "current_biomass_kg": serializers.FloatField(read_only=True, help_text="Their live weight. [kg]"),
}

RESOURCES = (
    Resource("species", models.Species),
    Resource("lifecycle-stages", models.LifeCycleStage),
    Resource(
        "batches",
        models.Batch,
        filters={"geography": "geography", "stage": "lifecycle_stage"},
        day="start_date",
        rewind=batches_on,
    ),
    Resource(
        "assignments",
        models.BatchContainerAssignment,
        filters={**in_container("container"), "geography": "batch__geography", "stage": "lifecycle_stage"},
        day="assignment_date",
        rewind=assignments_on,
        extra=CURRENT,
    ),
    Resource(
        "transfer-workflows",
        models.BatchTransferWorkflow,
        filters={"geography": "batch__geography", "stage": ("source_lifecycle_stage", "dest_lifecycle_stage")},
        day="planned_start_date",
        rewind=workflows_on,
    ),
    Resource(
        "transfer-actions",
        models.TransferAction,
        filters={
            name: (f"source_assignment__{way}", f"dest_assignment__{way}")
            for name, way in {**in_container("container"), "stage": "lifecycle_stage"}.items()
            if isinstance(way, str)
        }
        | {"batch": "workflow__batch", "geography": "workflow__batch__geography"},
        day="actual_execution_date",
        writing=Writing(Entry.TRANSFER, TransferEntry, transfers.record_transfer, transfers.withdraw_transfer),
    ),
    Resource(
        "mortality-events",
        models.MortalityEvent,
        filters=on_assignment("assignment"),
        day="event_date",
        writing=Writing(Entry.MORTALITY, MortalityEntry, services.record_mortality, services.withdraw_mortality),
    ),
    Resource(
        "growth-samples",
        models.GrowthSample,
        filters=on_assignment("assignment"),
        day="sample_date",
        writing=Writing(
            Entry.GROWTH_SAMPLE, GrowthSampleEntry, services.record_growth_sample, services.withdraw_growth_sample
        ),
    ),
    Resource(
        "daily-states",
        models.DailyContainerState,
        day="date",
        lead="assignment",
        lead_filters={"assignment": "pk", **on_assignment("")},
    ),
)
