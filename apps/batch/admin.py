from django.contrib import admin

from apps.shared.admin import BulkAdmin, RecordAdmin

from .models import (
    Batch,
    BatchContainerAssignment,
    BatchTransferWorkflow,
    GrowthSample,
    LifeCycleStage,
    MortalityEvent,
    Species,
    TransferAction,
)


@admin.register(Species)
class SpeciesAdmin(RecordAdmin):
    list_display = ("name", "scientific_name")
    search_fields = ("name", "scientific_name")


@admin.register(LifeCycleStage)
class LifeCycleStageAdmin(RecordAdmin):
    list_display = (
        "name",
        "species",
        "order",
        "expected_weight_min_g",
        "expected_weight_max_g",
        "typical_duration_days",
    )
    list_filter = ("species",)
    list_select_related = ("species",)
    search_fields = ("name", "species__name")
    autocomplete_fields = ("species",)


@admin.register(Batch)
class BatchAdmin(RecordAdmin):
    list_display = (
        "batch_number",
        "geography",
        "lifecycle_stage",
        "status",
        "start_date",
        "expected_end_date",
        "actual_end_date",
        "egg_count",
    )
    list_filter = ("status", "geography", "lifecycle_stage", "egg_source")
    list_select_related = ("geography", "lifecycle_stage")
    search_fields = ("batch_number", "supplier")
    autocomplete_fields = ("species", "geography", "lifecycle_stage")
    date_hierarchy = "start_date"


@admin.register(BatchContainerAssignment)
class BatchContainerAssignmentAdmin(RecordAdmin):
    list_display = (
        "batch",
        "container",
        "lifecycle_stage",
        "population_count",
        "avg_weight_g",
        "biomass_kg",
        "assignment_date",
        "departure_date",
        "is_active",
    )
    list_filter = ("is_active", "lifecycle_stage", "batch__geography")
    list_select_related = ("batch", "container", "lifecycle_stage")
    search_fields = ("batch__batch_number", "container__name")
    autocomplete_fields = ("batch", "container", "lifecycle_stage")


@admin.register(BatchTransferWorkflow)
class BatchTransferWorkflowAdmin(RecordAdmin):
    list_display = (
        "workflow_number",
        "batch",
        "workflow_type",
        "source_lifecycle_stage",
        "dest_lifecycle_stage",
        "status",
        "planned_start_date",
        "actual_completion_date",
        "total_transferred_count",
        "total_mortality_count",
    )
    list_filter = ("status", "workflow_type", "dest_lifecycle_stage")
    list_select_related = ("batch", "source_lifecycle_stage", "dest_lifecycle_stage")
    search_fields = ("workflow_number", "batch__batch_number")
    autocomplete_fields = ("batch", "source_lifecycle_stage", "dest_lifecycle_stage")
    date_hierarchy = "planned_start_date"


@admin.register(TransferAction)
class TransferActionAdmin(BulkAdmin):
    list_display = (
        "workflow",
        "action_number",
        "source_assignment",
        "dest_assignment",
        "transferred_count",
        "mortality_during_transfer",
        "transfer_method",
        "actual_execution_date",
    )
    list_filter = ("transfer_method",)
    list_select_related = (
        "workflow",
        "source_assignment__batch",
        "source_assignment__container",
        "dest_assignment__batch",
        "dest_assignment__container",
    )
    search_fields = ("workflow__workflow_number", "workflow__batch__batch_number")


@admin.register(MortalityEvent)
class MortalityEventAdmin(BulkAdmin):
    list_display = ("event_date", "assignment", "count", "biomass_kg", "cause", "detail")
    list_filter = ("cause", "detail")
    list_select_related = ("assignment__batch", "assignment__container")
    search_fields = ("assignment__batch__batch_number", "assignment__container__name")


@admin.register(GrowthSample)
class GrowthSampleAdmin(BulkAdmin):
    list_display = (
        "sample_date",
        "assignment",
        "sample_size",
        "avg_weight_g",
        "std_deviation_weight",
        "avg_length_cm",
        "condition_factor",
    )
    list_select_related = ("assignment__batch", "assignment__container")
    search_fields = ("assignment__batch__batch_number", "assignment__container__name")
