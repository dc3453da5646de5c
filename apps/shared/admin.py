"""Ways of showing tables in the admin, by how many rows they have and who writes them."""

from functools import cached_property
from typing import cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet

from apps.accounts.access import visible

from .columns import meaning, unit
from .models import Timestamped

COUNT_LIMIT = 10_000


class LimitedCountPaginator(Paginator):
    """Counts no further than COUNT_LIMIT rows: counting millions takes seconds and tells a reader nothing."""

    @cached_property
    def count(self) -> int:
        return cast(QuerySet, self.object_list)[:COUNT_LIMIT].count()


class RecordAdmin(admin.ModelAdmin):
    """A table that people keep. Places and batches are retired, not deleted: years of rows refer to them."""

    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request):
        """Only what lies in the user's geographies."""
        return visible(super().get_queryset(request), request.user)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_readonly_fields(self, request, obj=None):
        stamps = ("created_at", "updated_at") if obj and issubclass(self.model, Timestamped) else ()
        return (*super().get_readonly_fields(request, obj), *stamps)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        unit_text = f" [{unit(db_field)}]" if unit(db_field) else ""
        return super().formfield_for_dbfield(db_field, request, help_text=meaning(db_field) + unit_text, **kwargs)


class ReadOnlyAdmin(RecordAdmin):
    """A table that only programs write."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


class BulkAdmin(ReadOnlyAdmin):
    """A table of millions of rows: newest first, not sortable otherwise, never counted in full."""

    paginator = LimitedCountPaginator
    ordering = ("-id",)
    sortable_by = ()
