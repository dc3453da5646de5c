"""Ways of showing tables in the admin, by how many rows they have and who writes them."""

from functools import cached_property, reduce
from operator import or_
from typing import cast

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404
from simple_history.admin import SimpleHistoryAdmin

from apps.accounts.access import visible

from .columns import meaning, unit
from .models import Timestamped
from .walks import along_key

COUNT_LIMIT = 10_000


class MoreThan(int):
    """A number to reckon with, which says of itself that there are more."""

    def __str__(self) -> str:
        return f"more than {int(self):,}"


class LimitedCountPaginator(Paginator):
    """Counts no further than COUNT_LIMIT rows: counting millions takes seconds and tells a reader nothing."""

    @cached_property
    def count(self) -> int:
        found = cast(QuerySet, self.object_list).order_by()[: COUNT_LIMIT + 1].count()
        return MoreThan(COUNT_LIMIT) if found > COUNT_LIMIT else found


class RecordForm(forms.ModelForm):
    """Whoever changes a record says why."""

    change_reason = forms.CharField(max_length=100, required=False, help_text="Why; the history keeps it.")

    def clean_change_reason(self) -> str:
        reason = self.cleaned_data["change_reason"].strip()
        if self.instance.pk and not reason:
            raise ValidationError("Say why the record is changed; its history keeps it.")
        return reason


class RecordAdmin(SimpleHistoryAdmin):
    """A table that people keep. Places and batches are retired, not deleted: years of rows refer to them."""

    form: type[forms.ModelForm] = RecordForm
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request):
        """Only what lies in the user's geographies."""
        return visible(super().get_queryset(request), request.user)

    def history_view(self, request, object_id, extra_context=None):
        """Of what the user sees; the library would show the history of any row."""
        self._check_visible(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """A record as it was, to look at; the library would save what is sent, past the services."""
        if request.method != "GET":
            raise PermissionDenied
        self._check_visible(request, object_id)
        return super().history_form_view(request, object_id, version_id, extra_context)

    def _check_visible(self, request, object_id) -> None:
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """No reference to what the user does not see."""
        kwargs.setdefault("queryset", visible(db_field.remote_field.model._default_manager.all(), request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change) -> None:
        obj._change_reason = form.cleaned_data.get("change_reason", "")
        super().save_model(request, obj, form, change)

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

    form = forms.ModelForm

    def history_view(self, request, object_id, extra_context=None):
        """What nobody changes has no history of its own."""
        return admin.ModelAdmin.history_view(self, request, object_id, extra_context)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


class BulkAdmin(ReadOnlyAdmin):
    """A table of millions of rows: newest first, not sortable otherwise, never counted in full."""

    paginator = LimitedCountPaginator
    ordering = ("-id",)
    sortable_by = ()

    def get_search_results(self, request, queryset, search_term):
        """Words are looked up in what the rows refer to, and the rows by that reference: a join would read them all."""
        ways = {way.partition("__")[::2] for way in self.get_search_fields(request)}
        references = {reference for reference, _ in ways}
        if len(references) != 1 or not all(further for _, further in ways):
            return super().get_search_results(request, queryset, search_term)
        reference = references.pop()
        found = self.opts.get_field(reference).related_model._base_manager.all()
        for word in search_term.split():
            found = found.filter(reduce(or_, (Q(**{f"{further}__icontains": word}) for _, further in ways)))
        if not search_term.strip():
            return queryset, False
        few = queryset.filter(**{f"{reference}__in": found.values("pk")})
        many = few.order_by()[:COUNT_LIMIT].count() == COUNT_LIMIT
        return along_key(queryset, {reference: found}) if many else few, False
