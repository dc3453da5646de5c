from django.contrib import admin

from apps.shared.admin import BulkAdmin

from .models import BatchResult, HarvestEvent, HarvestLot, MarketPrice


@admin.register(HarvestEvent)
class HarvestEventAdmin(BulkAdmin):
    list_display = ("harvest_date", "assignment", "count", "live_weight_kg", "plant", "wellboat", "days_fasted")
    list_select_related = ("assignment__batch", "assignment__container")
    search_fields = ("assignment__batch__batch_number", "assignment__container__name")


@admin.register(HarvestLot)
class HarvestLotAdmin(BulkAdmin):
    list_display = (
        "harvest_date", "event", "grade", "size_class", "count", "live_weight_kg", "gutted_weight_kg",
        "fillet_weight_kg", "price_per_kg", "revenue",
    )  # fmt: skip
    list_filter = ("grade", "size_class")
    list_select_related = ("event",)
    search_fields = ("event__batch__batch_number",)


@admin.register(MarketPrice)
class MarketPriceAdmin(BulkAdmin):
    list_display = ("week_start", "size_class", "price_per_kg")
    list_filter = ("size_class",)
    search_fields = ("size_class",)


@admin.register(BatchResult)
class BatchResultAdmin(BulkAdmin):
    list_display = ("batch", "first_harvest_date", "count", "live_weight_kg", "feed_kg", "feed_cost", "revenue")
    list_select_related = ("batch",)
    search_fields = ("batch__batch_number",)
