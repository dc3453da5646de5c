from django.contrib import admin

from apps.shared.admin import BulkAdmin, RecordAdmin

from .models import Feed, FeedingEvent


@admin.register(Feed)
class FeedAdmin(RecordAdmin):
    list_display = (
        "name",
        "brand",
        "pellet_size_mm",
        "protein_percentage",
        "fat_percentage",
        "size_category",
        "fish_weight_min_g",
        "fish_weight_max_g",
        "cost_per_kg",
    )
    list_filter = ("size_category", "brand")
    search_fields = ("name", "brand")


@admin.register(FeedingEvent)
class FeedingEventAdmin(BulkAdmin):
    list_display = ("feeding_time", "batch", "container", "feed", "amount_kg", "feeding_percentage", "feed_cost")
    list_filter = ("method", "feed")
    list_select_related = ("batch", "container", "feed")
    search_fields = ("batch__batch_number", "container__name", "feed__name")
