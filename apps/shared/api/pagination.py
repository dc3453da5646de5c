"""Pages by key: each begins after the last row of the one before, so no page is slower and none is counted."""

from typing import Any, cast

from django.db.models import Model, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from .errors import bad
from .keys import key_names, parse_cursor, to_cursor

PAGE_SIZE = 100
LARGEST_PAGE = 1000
ORDERS = ("asc", "desc")
PARAMETERS = ("cursor", "page_size", "order")


class KeysetPagination(BasePagination):
    """Rows in the order of their key, `page_size` at a time; `next` is the address of the page that follows."""

    def paginate_queryset(self, queryset, request, view: Any = None) -> Any:
        size = self._size(request.query_params.get("page_size"))
        descending = self._order(request, view) == "desc"
        after = self._after(queryset.model, request.query_params.get("cursor"))
        found = list(in_key_order(view.walked(queryset, after, descending), after, descending)[: size + 1])
        page, more = found[:size], len(found) > size
        self.next = replace_query_param(request.build_absolute_uri(), "cursor", to_cursor(page[-1])) if more else None
        return page

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        after = {"type": "string", "format": "uri", "nullable": True, "description": "Address of the page after this."}
        properties = {"next": after, "results": schema}
        return {"type": "object", "required": ["next", "results"], "properties": properties}

    def get_schema_operation_parameters(self, view) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        order = {"type": "string", "enum": list(ORDERS), "default": _usual_order(view)}
        return [
            _parameter("cursor", "Where the page begins; taken from `next`.", {"type": "string"}),
            _parameter("page_size", "Rows of a page.", size),
            _parameter("order", "Order of the key.", order),
        ]

    def _size(self, text: str | None) -> int:
        if text in (None, ""):
            return PAGE_SIZE
        if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= LARGEST_PAGE):
            raise bad("page_size", f"Give a number from 1 to {LARGEST_PAGE}.")
        return int(text)

    def _order(self, request, view) -> str:
        order = request.query_params.get("order") or _usual_order(view)
        if order not in ORDERS:
            raise bad("order", f"Give one of {', '.join(ORDERS)}.")
        return cast(str, order)

    def _after(self, model: type[Model], cursor: str | None) -> tuple[Any, ...] | None:
        if not cursor:
            return None
        key = parse_cursor(model, cursor)
        if key is None:
            raise bad("cursor", "This is no cursor of this list; take it from `next` of a page.")
        return key


def in_key_order(queryset: QuerySet, after: tuple[Any, ...] | None, descending: bool) -> QuerySet:
    """The rows after a key, in the order of the key."""
    if after is not None:
        key = after if len(after) > 1 else after[0]
        queryset = queryset.filter(**{"pk__lt" if descending else "pk__gt": key})
    sign = "-" if descending else ""
    return queryset.order_by(*(f"{sign}{name}" for name in key_names(queryset.model)))


def _usual_order(view) -> str:
    return "desc" if view.resource.newest_first else "asc"


def _parameter(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}
