from django.contrib import admin

from apps.shared.admin import BulkAdmin, RecordAdmin

from .models import LiceCount, LiceType, Treatment, VaccinationType


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
