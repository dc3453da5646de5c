from django.contrib import admin

from apps.shared.admin import BulkAdmin, ReadOnlyAdmin, RecordAdmin

from .models import (
    BatchFeedingSummary,
    Feed,
    FeedContainerStock,
    FeedContract,
    FeedingEvent,
    FeedPurchase,
    FeedShortage,
    FeedStockMovement,
)


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
    search_fields = ("assignment__batch__batch_number", "assignment__container__name")


@admin.register(FeedContract)
class FeedContractAdmin(RecordAdmin):
    list_display = ("contract_number", "supplier", "geography", "valid_from", "valid_to", "price_index")
    list_filter = ("geography", "supplier")
    list_select_related = ("geography",)
    search_fields = ("contract_number", "supplier")
    autocomplete_fields = ("geography",)


@admin.register(FeedPurchase)
class FeedPurchaseAdmin(RecordAdmin):
    list_display = (
        "order_number",
        "feed_container",
        "feed",
        "supplier",
        "status",
        "order_date",
        "promised_date",
        "purchase_date",
        "quantity_kg",
        "cost_per_kg",
        "expiry_date",
    )
    list_filter = ("status", "supplier", "feed")
    list_select_related = ("feed_container", "feed")
    search_fields = ("order_number", "batch_number", "feed_container__name")
    autocomplete_fields = ("contract", "feed", "feed_container")
    date_hierarchy = "order_date"


@admin.register(FeedContainerStock)
class FeedContainerStockAdmin(RecordAdmin):
    list_display = ("feed_container", "feed", "quantity_kg", "cost_left", "entry_date", "emptied_date")
    list_filter = (("emptied_date", admin.EmptyFieldListFilter),)
    list_select_related = ("feed_container", "feed_purchase__feed")
    search_fields = ("feed_container__name", "feed_purchase__batch_number")
    autocomplete_fields = ("feed_container", "feed_purchase")

    @admin.display(ordering="feed_purchase__feed")
    def feed(self, stock):
        return stock.feed_purchase.feed


@admin.register(FeedStockMovement)
class FeedStockMovementAdmin(BulkAdmin):
    list_display = (
        "movement_time",
        "feed_container",
        "movement_type",
        "feed_purchase",
        "quantity_kg",
        "balance_kg",
        "cost",
    )
    list_filter = ("movement_type",)
    list_select_related = ("feed_container", "feed_purchase")
    search_fields = ("feed_purchase__feed_container__name", "feed_purchase__batch_number")


@admin.register(FeedShortage)
class FeedShortageAdmin(ReadOnlyAdmin):
    list_display = ("date", "feed_container", "feed", "containers", "wanted_kg", "missing_kg")
    list_filter = ("feed",)
    list_select_related = ("feed_container", "feed")
    search_fields = ("feed_container__name",)
    ordering = ("-date", "feed_container")


@admin.register(BatchFeedingSummary)
class BatchFeedingSummaryAdmin(BulkAdmin):
    list_display = (
        "period_end",
        "batch",
        "container",
        "feed_kg",
        "feed_cost",
        "growth_kg",
        "net_growth_kg",
        "bfcr",
        "efcr",
    )
    list_filter = (("container", admin.EmptyFieldListFilter),)
    list_select_related = ("batch", "container")
    search_fields = ("batch__batch_number", "container__name")
