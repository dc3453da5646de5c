"""Lists, records, downloads and entries of a table, made from its `Resource`."""

from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError as ServiceError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from apps.accounts.access import seen_by, visible

from .downloads import MEDIA_TYPES, download
from .entries import REASON_LENGTH
from .errors import Conflict, bad
from .filters import StrictFilterBackend, refuse_unknown
from .keys import parse_key
from .pagination import PARAMETERS, KeysetPagination
from .permissions import RolePermission
from .resources import Resource

FORM = OpenApiParameter("form", str, enum=sorted(MEDIA_TYPES), default="ndjson", description="Form of the file.")
REASON = OpenApiParameter(
    "reason",
    {"type": "string", "maxLength": REASON_LENGTH},
    required=True,
    description="Why the row is withdrawn; the history keeps it.",
)


UNFILTERED: dict[str | None, tuple[str, ...]] = {
    "retrieve": (),
    "create": (),
    "destroy": ("reason",),
    "changes": PARAMETERS,
}
"""Actions whose rows no filter narrows, and their query parameters."""


class ResourceViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """The rows that lie in the user's geographies."""

    resource: Resource
    permission_classes = (RolePermission,)
    filter_backends = (StrictFilterBackend,)
    pagination_class = KeysetPagination
    lookup_url_kwarg = "id"
    lead_condition = Q()
    throttle_scope: str | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """Query parameters of a list that are no filters."""
        return {"download": ("form",), "buckets": ("bucket",)}.get(self.action, PARAMETERS)

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in UNFILTERED:
            refuse_unknown(request, UNFILTERED[self.action])

    def get_queryset(self) -> QuerySet:
        rows = self.resource.model._default_manager.defer(*self.resource.hidden)
        return rows if self.resource.lead else visible(rows, self.request.user)

    def walked(self, rows: QuerySet, after: tuple[Any, ...] | None = None, descending: bool = False) -> QuerySet:
        """The filtered rows, found through what their key begins with, no more of it than comes after a key."""
        if not self.resource.lead:
            return rows
        leads = visible(self.resource.lead_model._default_manager.order_by(), self.request.user)
        leads = leads.filter(self.lead_condition)
        if after is not None:
            leads = leads.filter(**{"pk__lte" if descending else "pk__gte": after[0]})
        return rows.filter(**{f"{self.resource.lead}__in": leads.values("pk")})

    def get_object(self) -> Any:
        """One row; a row that the user does not see is not there."""
        key = parse_key(self.resource.model, self.kwargs["id"])
        if key is None:
            raise Http404
        row = self.walked(self.get_queryset()).filter(pk=key if len(key) > 1 else key[0]).first()
        if row is None:
            raise Http404
        self.check_object_permissions(self.request, row)
        return row


class FileNegotiation(DefaultContentNegotiation):
    """Whoever takes one of the files is answered. Files need no renderer: what is rendered is an error, as JSON."""

    def select_renderer(self, request, renderers, format_suffix=None):
        files: Any = [SimpleNamespace(media_type=kind) for kind in MEDIA_TYPES.values()]
        super().select_renderer(request, [*renderers, *files], format_suffix)
        return renderers[0], renderers[0].media_type


class DownloadMixin:
    """The rows of a window as one file."""

    @extend_schema(
        parameters=[FORM],
        filters=True,
        responses={(200, kind): OpenApiTypes.STR for kind in MEDIA_TYPES.values()},
        summary="Rows of a window as newline-delimited JSON or CSV, streamed",
    )
    @action(
        detail=False,
        pagination_class=None,
        throttle_scope="download",
        content_negotiation_class=FileNegotiation,
    )
    def download(self: Any, request):
        form = request.query_params.get("form") or "ndjson"
        if form not in MEDIA_TYPES:
            raise bad("form", f"Give one of {', '.join(sorted(MEDIA_TYPES))}.")
        return download(self.resource, self.walked(self.filter_queryset(self.get_queryset())), form)


class WritingMixin(mixins.CreateModelMixin, mixins.DestroyModelMixin):
    """Rows that people add and withdraw, by the services that keep the rules."""

    def create(self: Any, request, *args, **kwargs):
        entry = self.get_serializer(data=request.data)
        entry.is_valid(raise_exception=True)
        with _refusals_answered(), transaction.atomic():
            row = self.resource.writing.add(by=request.user, **entry.validated_data)
        shown = self.serializer_class(row, context=self.get_serializer_context())
        return Response(shown.data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[REASON])
    def destroy(self: Any, request, *args, **kwargs):
        row = self.get_object()
        reason = _reason(request.query_params.get("reason", ""))
        with _refusals_answered(), transaction.atomic():
            self.resource.writing.withdraw(row, by=request.user, reason=reason)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def get_serializer_class(self: Any):
        return self.resource.writing.serializer if self.action == "create" else self.serializer_class


def _reason(text: str) -> str:
    """As entries take it."""
    try:
        return serializers.CharField(max_length=REASON_LENGTH, allow_blank=True).run_validation(text)
    except serializers.ValidationError as error:
        raise serializers.ValidationError({"reason": error.detail}) from None


class HistoryMixin:
    """Who added and withdrew rows by hand, when and why."""

    @extend_schema(summary="Changes made by hand, with user and reason")
    @action(detail=False, url_path="history", filter_backends=[])
    def changes(self: Any, request):
        changes = self.resource.model.history.filter(seen_by(self.resource.model, request.user))
        page = self.paginate_queryset(changes.select_related("history_user"))
        shown = self.change_serializer_class(page, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(shown.data)


class _refusals_answered:  # noqa: N801  a context manager reads as a verb
    """A rule that a service found broken is the caller's to mend; one that the database did, another's doing."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, trace) -> None:
        if isinstance(error, ServiceError):
            raise ValidationError(error.message_dict) from error
        if isinstance(error, IntegrityError):
            raise Conflict from error
