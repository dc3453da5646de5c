"""How a table is offered by the API: one `Resource` a table, from which serializer, filters and addresses are made."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from apps.accounts.access import Entry

Lookups = Mapping[str, str | tuple[str, ...]]
"""Name of a filter, and the way to what it compares; with several ways, one of them has to match."""


@dataclass(frozen=True)
class Writing:
    """How people add rows to a table: what they send, and the services that keep the rules."""

    entry: Entry
    serializer: type
    add: Callable[..., Model]
    withdraw: Callable[..., None]


@dataclass(frozen=True)
class Resource:
    """A table in the API.

    Rows of a table with a key of two columns are found through the thing the key begins with, its `lead`: a database
    then walks the key, thing by thing, instead of the whole table.
    """

    name: str
    model: type[Model]
    filters: Lookups = field(default_factory=dict)
    day: str = ""
    """Column that says when a row happened; it makes the filters `from`, `to` and `as_of`, and the downloads."""
    known: str = ""
    """Column that says when all of a row was known, where that is later than its day; `as_of` goes by it."""
    tells_the_past: bool = True
    """False where a row changes after its day and nothing says what it was before: then there is no `as_of`."""
    lead: str = ""
    lead_filters: Lookups = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    rewind: Callable[[QuerySet, dt.date], QuerySet] | None = None
    """Rows as they were at the end of a day: `as_of_<field>` annotations take the place of fields."""
    writing: Writing | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Further serializer fields, computed from the row."""

    @property
    def fields(self) -> list[Any]:
        """The columns that are shown."""
        own: Any = self.model._meta
        return [column for column in own.concrete_fields if column.name not in self.hidden]

    @property
    def lead_model(self) -> Any:
        own: Any = self.model._meta
        return own.get_field(self.lead).related_model

    @property
    def newest_first(self) -> bool:
        """Events are read from their end, catalogues from their beginning."""
        return bool(self.day)


def in_container(way: str = "") -> dict[str, str | tuple[str, ...]]:
    """Filters by place for rows whose container is at the end of a way."""
    before = f"{way}__" if way else ""
    return {
        **({"container": way} if way else {}),
        "hall": f"{before}hall",
        "area": f"{before}area",
        "station": f"{before}hall__freshwater_station",
        "geography": (f"{before}area__geography", f"{before}hall__freshwater_station__geography"),
    }


def on_assignment(way: str) -> dict[str, str | tuple[str, ...]]:
    """Filters by batch, stage and place for rows of an assignment."""
    before = f"{way}__" if way else ""
    return {
        **in_container(f"{before}container"),
        "batch": f"{before}batch",
        "stage": f"{before}lifecycle_stage",
        "geography": f"{before}batch__geography",
    }
