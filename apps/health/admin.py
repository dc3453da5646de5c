from django.contrib import admin

from apps.shared.admin import BulkAdmin, RecordAdmin

from .models import (
    BatchVaccination,
    Disease,
    DiseaseOutbreak,
    HealthLabSample,
    HealthSamplingEvent,
    IndividualFishObservation,
    JournalEntry,
    LiceCount,
    LiceType,
    SampleType,
    Treatment,
    VaccinationType,
)


@admin.register(VaccinationType)
class VaccinationTypeAdmin(RecordAdmin):
    list_display = ("name", "protects_against", "dose_ml")
    search_fields = ("name", "protects_against")


@admin.register(Treatment)
class TreatmentAdmin(BulkAdmin):
    list_display = (
        "start_date",
        "assignment",
        "treatment_type",
        "product",
        "fish_treated",
        "efficacy",
        "withholding_end",
    )
    list_filter = ("treatment_type",)
    list_select_related = ("assignment__batch", "assignment__container")
    search_fields = ("batch__batch_number", "assignment__container__name", "product")


@admin.register(LiceType)
class LiceTypeAdmin(RecordAdmin):
    list_display = ("name", "species", "development_stage", "sex", "counted_in")
    search_fields = ("name", "species")


@admin.register(LiceCount)
class LiceCountAdmin(BulkAdmin):
    list_display = ("count_date", "assignment", "fish_sampled", "adult_female_per_fish", "limit_per_fish")
    list_select_related = ("assignment__batch", "assignment__container")
    search_fields = ("assignment__batch__batch_number", "assignment__container__name")


@admin.register(Disease)
class DiseaseAdmin(RecordAdmin):
    list_display = ("code", "name", "agent", "agent_kind", "treatable", "notifiable", "course_days")
    search_fields = ("code", "name", "agent")


@admin.register(DiseaseOutbreak)
class DiseaseOutbreakAdmin(RecordAdmin):
    list_display = (
        "onset_date",
        "disease",
        "area",
        "hall",
        "batch",
        "detection_date",
        "end_date",
        "containers_affected",
        "fish_dead",
    )
    list_filter = ("disease",)
    list_select_related = ("disease", "area", "hall__freshwater_station", "batch")
    autocomplete_fields = ("disease", "area", "hall", "batch")
    search_fields = ("disease__name", "disease__code", "batch__batch_number", "area__name", "hall__name")


@admin.register(JournalEntry)
class JournalEntryAdmin(RecordAdmin):
    list_display = ("entry_date", "area", "hall", "batch", "category", "severity", "description", "resolved")
    list_filter = ("category", "severity", "resolved")
    list_select_related = ("area", "hall__freshwater_station", "batch")
    autocomplete_fields = ("area", "hall", "batch", "outbreak")
    search_fields = ("description", "batch__batch_number", "area__name", "hall__name")


@admin.register(BatchVaccination)
class BatchVaccinationAdmin(BulkAdmin):
    list_display = ("batch", "vaccination_type", "vaccination_date", "sea_date", "degree_days", "protective")
    list_filter = ("protective",)
    list_select_related = ("batch", "vaccination_type")
    search_fields = ("batch__batch_number",)


@admin.register(HealthSamplingEvent)
class HealthSamplingEventAdmin(BulkAdmin):
    list_display = ("sampling_date", "assignment", "reason", "fish_sampled", "avg_weight_g", "avg_gill_score")
    list_filter = ("reason",)
    list_select_related = ("assignment__batch", "assignment__container")
    search_fields = ("assignment__batch__batch_number", "assignment__container__name")


@admin.register(IndividualFishObservation)
class IndividualFishObservationAdmin(BulkAdmin):
    list_display = (
        "sampling_date",
        "fish_number",
        "weight_g",
        "length_cm",
        "condition_factor",
        "gill_score",
        "heart_score",
        "pancreas_score",
        "kidney_score",
        "skin_score",
    )
    search_fields = ("sampling_event__batch__batch_number",)


@admin.register(SampleType)
class SampleTypeAdmin(RecordAdmin):
    list_display = ("name", "tissue", "unit", "sensitivity", "specificity", "days_to_result")
    search_fields = ("name", "tissue")


@admin.register(HealthLabSample)
class HealthLabSampleAdmin(BulkAdmin):
    list_display = (
        "sample_date",
        "disease",
        "sample_type",
        "fish_tested",
        "fish_positive",
        "result",
        "quantity",
        "result_date",
    )
    list_filter = ("result", "disease")
    list_select_related = ("disease", "sample_type")
    search_fields = ("disease__code", "sampling_event__batch__batch_number")
