from django.contrib import admin

from apps.shared.admin import BulkAdmin

from .models import HarvestEvent, HarvestLot


@admin.register(HarvestEvent)
class HarvestEventAdmin(BulkAdmin):
    list_display = ("harvest_date", "assignment", "count", "live_weight_kg", "dest")
    list_select_related = ("assignment__batch", "assignment__container")
    search_fields = ("batch__batch_number", "assignment__container__name")


@admin.register(HarvestLot)
class HarvestLotAdmin(BulkAdmin):
    list_display = ("harvest_date", "event", "grade", "count", "live_weight_kg", "gutted_weight_kg", "fillet_weight_kg")
    list_filter = ("grade",)
    list_select_related = ("event",)
    search_fields = ("event__batch__batch_number",)
