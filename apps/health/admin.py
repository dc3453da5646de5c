from django.contrib import admin

from apps.shared.admin import BulkAdmin, RecordAdmin

from .models import Treatment, VaccinationType


@admin.register(VaccinationType)
class VaccinationTypeAdmin(RecordAdmin):
    list_display = ("name", "protects_against", "dose_ml")
    search_fields = ("name", "protects_against")


@admin.register(Treatment)
class TreatmentAdmin(BulkAdmin):
    list_display = ("start_date", "assignment", "treatment_type", "product", "fish_treated", "withholding_end")
    list_filter = ("treatment_type",)
    list_select_related = ("assignment__batch", "assignment__container")
    search_fields = ("batch__batch_number", "assignment__container__name", "product")
