"""Filters of a table: by reference, choice, name and day. A filter that does not exist is refused."""

import datetime as dt
import re
from collections.abc import Collection
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError as FormError
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from drf_spectacular.drainage import set_override
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from apps.shared.walks import along_key

from .errors import bad
from .keys import LARGEST
from .resources import Resource

BROAD = ("geography", "stage")
"""Filters that leave a large share of a table."""
FLAGS = {"true": True, "1": True, "false": False, "0": False}
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class ReferenceFilter(django_filters.NumberFilter):
    """Rows that lead to the thing with this id, by one of the ways."""

    field_class = forms.IntegerField

    def __init__(self, ways: str | tuple[str, ...], label: str = "", **kwargs):
        self.ways = (ways,) if isinstance(ways, str) else ways
        set_override(self, "field", {"type": "integer", "minimum": 1, "description": label})
        super().__init__(min_value=1, max_value=LARGEST, label=label, **kwargs)

    def condition(self, value: int) -> Q:
        condition = Q()
        for way in self.ways:
            condition |= Q(**{way: value})
        return condition

    def filter(self, qs: QuerySet, value: int | None) -> QuerySet:
        return qs if value is None else qs.filter(self.condition(value))


class BroadFilter(ReferenceFilter):
    """Rows of a geography or a stage: so many of them that they are met on the way along the key."""

    def filter(self, qs: QuerySet, value: int | None) -> QuerySet:
        nearer: dict[str, Q] = {}
        for reference, _, further in (way.partition("__") for way in self.ways):
            if value is None or not further:
                return super().filter(qs, value)
            nearer[reference] = nearer.get(reference, Q()) | Q(**{further: value})
        return along_key(qs, {name: _related(qs, name).filter(condition) for name, condition in nearer.items()})


def _related(rows: QuerySet, reference: str) -> QuerySet:
    """All that a reference may lead to."""
    model: Any = rows.model._meta.get_field(reference).related_model
    return model._base_manager.all()


class FlagField(forms.Field):
    """True or false, in any case, or 1 or 0."""

    def to_python(self, value: str | None) -> bool | None:
        if not value:
            return None
        if value.lower() not in FLAGS:
            raise FormError("Give true or false.")
        return FLAGS[value.lower()]


class FlagFilter(django_filters.BooleanFilter):
    """Rows of which something holds, or does not."""

    field_class = FlagField


class DayField(forms.Field):
    """A day, written in one way only."""

    def to_python(self, value: str | None) -> dt.date | None:
        if not value:
            return None
        day = _day(value)
        if day is None:
            raise FormError("Give a day, such as 2019-05-01.")
        return day


class MomentField(forms.Field):
    """A day, or a moment with its offset from UTC."""

    def to_python(self, value: str | None) -> dt.date | dt.datetime | None:
        if not value:
            return None
        found = _day(value) or _moment(value)
        if found is None:
            raise FormError("Give a day, such as 2019-05-01, or a moment, such as 2019-05-01T12:00:00Z.")
        return found


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def _moment(text: str) -> dt.datetime | None:
    """A moment in UTC."""
    if not {"T", " "} & set(text):
        return None
    try:
        moment = parse_datetime(text)
        # A "+" in an address is a space to who decodes it, so an offset may be missing: then it is UTC.
        return moment and (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _edge(value: dt.date | dt.datetime, *, end: bool) -> dt.datetime:
    """A moment as it is, and of a day its first one or its last."""
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime.combine(value, dt.time.max if end else dt.time.min, dt.UTC)


class DayFilter(django_filters.DateFilter):
    """Rows on or after, or on or before, a day."""

    field_class = DayField

    def __init__(self, *args, end: bool = False, **kwargs):
        super().__init__(*args, lookup_expr="lte" if end else "gte", **kwargs)


class MomentFilter(django_filters.Filter):
    """Rows from a moment on, or up to one; a day means its first moment, or its last."""

    field_class = MomentField

    def __init__(self, *args, end: bool = False, label: str = "", **kwargs):
        self.end = end
        set_override(self, "field", {"type": "string", "description": label, "example": "2019-05-01T12:00:00Z"})
        super().__init__(*args, lookup_expr="lte" if end else "gte", label=label, **kwargs)

    def filter(self, qs: QuerySet, value: dt.date | dt.datetime | None) -> QuerySet:
        return super().filter(qs, value and _edge(value, end=self.end))


class AsOfFilter(django_filters.DateFilter):
    """Nothing that became known after the day; where the table can tell, rows as they were at its end."""

    field_class = DayField

    def __init__(self, resource: Resource, **kwargs):
        self.resource = resource
        super().__init__(**kwargs)

    def filter(self, qs: QuerySet, value: dt.date | None) -> QuerySet:
        if value is None:
            return qs
        if self.resource.rewind:
            return self.resource.rewind(qs, value)
        return _day_filter(self.resource, self.resource.known or self.resource.day, end=True).filter(qs, value)


class ResourceFilterSet(FilterSet):
    """The filters of one table, in two groups: on its rows, and on the things its key begins with."""

    resource: Resource

    @cached_property
    def given(self) -> dict[str, Any]:
        """What was asked for, checked."""
        if not self.form.is_valid():
            raise ValidationError(self.form.errors)
        given = {name: value for name, value in self.form.cleaned_data.items() if value not in ([], (), {}, "", None)}
        if {"from", "to"} <= given.keys() and _edge(given["from"], end=False) > _edge(given["to"], end=True):
            raise bad("from", "Give a time that is not after that of to.")
        return given

    @property
    def qs(self) -> QuerySet:
        rows = self.queryset.all()
        for name in sorted(self.given, key=lambda name: name != "as_of"):
            rows = self._narrowed(rows, name)
        return rows

    @property
    def lead_condition(self) -> Q:
        """What the given filters say about the things the key begins with."""
        condition = Q()
        for name, ways in self.resource.lead_filters.items():
            if name in self.given:
                condition &= ReferenceFilter(ways).condition(self.given[name])
        return condition

    def _narrowed(self, rows: QuerySet, name: str) -> QuerySet:
        then = f"as_of_{self.resource.filters.get(name, name)}"
        if then in rows.query.annotations:
            return rows.filter(**{then: self.given[name]})
        if name in self.resource.lead_filters and name not in self.resource.filters:
            return rows
        return self.filters[name].filter(rows, self.given[name])


def refuse_unknown(request: Request, known: Collection[str]) -> None:
    """Refuse query parameters, and further values of one, that would otherwise be passed over in silence."""
    there_are = f"there are {', '.join(sorted(known))}" if known else "this address takes none"
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        raise ValidationError({name: [f"There is no such parameter; {there_are}."] for name in unknown})
    repeated = [name for name, values in request.query_params.lists() if len(values) > 1]
    if repeated:
        raise ValidationError({name: ["Give this parameter once; only one value of it counts."] for name in repeated})


class StrictFilterBackend(DjangoFilterBackend):
    """Filters the rows of a list, and knows all its parameters."""

    def filter_queryset(self, request, queryset, view):
        filterset = self.get_filterset(request, queryset, view)
        refuse_unknown(request, {*filterset.base_filters, *view.parameters})
        rows = filterset.qs
        view.lead_condition = filterset.lead_condition
        return rows


def filterset_class(resource: Resource) -> type[ResourceFilterSet]:
    """The filters of a table."""
    members: dict[str, Any] = {"resource": resource}
    for name, ways in {**resource.lead_filters, **resource.filters}.items():
        words = name.replace("_", " ")
        kind = BroadFilter if name in BROAD else ReferenceFilter
        members[name] = kind(ways, label=f"Rows of the {words} with this id.")
    for column in resource.fields:
        made = None if column.name in members else _column_filter(column)
        if made:
            members[column.name] = made
    if resource.day:
        members |= _day_filters(resource)
    members["Meta"] = type("Meta", (), {"model": resource.model, "fields": []})
    return type(f"{resource.model.__name__}Filters", (ResourceFilterSet,), members)


def _column_filter(column: Any) -> django_filters.Filter | None:
    """The filter of a column whose values are few or whose value names a row."""
    name = column.name
    if column.remote_field:
        return ReferenceFilter(name, label=f"Rows that refer to the {name.replace('_', ' ')} with this id.")
    if column.choices:
        kind = django_filters.TypedChoiceFilter
        return kind(field_name=name, choices=column.choices, coerce=column.to_python, label="One of the choices.")
    if isinstance(column, models.BooleanField):
        return FlagFilter(field_name=name, label="true or false.")
    if isinstance(column, models.CharField):
        return django_filters.CharFilter(field_name=name, max_length=column.max_length, label="Exactly this text.")
    return None


def _day_filter(resource: Resource, name: str, *, end: bool, **kwargs) -> django_filters.Filter:
    column = resource.model._meta.get_field(name)
    kind = MomentFilter if isinstance(column, models.DateTimeField) else DayFilter
    return kind(field_name=name, end=end, **kwargs)


def _day_filters(resource: Resource) -> dict[str, django_filters.Filter]:
    filters: dict[str, django_filters.Filter] = {
        "from": _day_filter(resource, resource.day, end=False, label=f"{resource.day} on or after this."),
        "to": _day_filter(resource, resource.day, end=True, label=f"{resource.day} on or before this."),
    }
    if resource.tells_the_past:
        filters["as_of"] = AsOfFilter(resource, label="As known at the end of this day.")
    return filters
