from django.contrib import admin

from apps.shared.admin import BulkAdmin, RecordAdmin

from .models import EnvironmentalEvent, EnvironmentalParameter, PhotoperiodData, SensorFault


@admin.register(EnvironmentalParameter)
class EnvironmentalParameterAdmin(RecordAdmin):
    list_display = ("name", "code", "unit", "min_value", "optimal_min", "optimal_max", "max_value")
    search_fields = ("name", "code")


@admin.register(EnvironmentalEvent)
class EnvironmentalEventAdmin(BulkAdmin):
    list_display = ("start_date", "end_date", "area", "kind", "severity", "fish_lost", "description")
    list_filter = ("kind",)
    list_select_related = ("area",)
    search_fields = ("area__name", "description")


@admin.register(SensorFault)
class SensorFaultAdmin(BulkAdmin):
    list_display = ("sensor", "kind", "starts_at", "ends_at")
    list_filter = ("kind",)
    list_select_related = ("sensor",)
    search_fields = ("sensor__name", "sensor__serial_number")


@admin.register(PhotoperiodData)
class PhotoperiodDataAdmin(BulkAdmin):
    list_display = ("date", "area", "hall", "day_length_hours")
    list_select_related = ("area", "hall")
    search_fields = ("area__name", "hall__name")
