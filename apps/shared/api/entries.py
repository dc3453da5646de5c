"""What people send when they add a row."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers

from apps.accounts.access import visible

LARGEST_COUNT = 2**31 - 1
REASON_LENGTH = 100
"""Letters that a history keeps."""


class SeenField(serializers.PrimaryKeyRelatedField):
    """A reference to a row that the user sees; another row is as good as none."""

    default_error_messages = {  # noqa: RUF012  the base class declares it so
        "does_not_exist": "There is no such row, or it lies outside your geographies: {pk_value}."
    }

    def get_queryset(self) -> QuerySet:
        rows: Any = super().get_queryset()
        request = self.context.get("request")
        return visible(rows, request.user) if request else rows


class EntrySerializer(serializers.Serializer):
    """Every entry may say why it was made; the history of the row keeps it. A field that does not exist is refused."""

    reason = serializers.CharField(
        max_length=REASON_LENGTH, required=False, allow_blank=True, help_text="Why, for the history."
    )

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        if unknown:
            words = f"There is no such field; there are {', '.join(sorted(self.fields))}."
            raise serializers.ValidationError({_shown(name): [words] for name in unknown})
        return super().to_internal_value(data)


def _shown(name: str) -> str:
    """Half a character of two, which JSON can spell, cannot be sent back."""
    return name.encode(errors="replace").decode()


def count_field(words: str, *, least: int = 1, **kwargs) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=least, max_value=LARGEST_COUNT, help_text=words, **kwargs)


class QuantityField(serializers.FloatField):
    """A finite number, not below zero unless `above` says so."""

    def __init__(self, words: str, *, above: float | None = None, most: float = 1e12, **kwargs):
        least = 0 if above is None else above
        super().__init__(min_value=least, max_value=most, help_text=words, **kwargs)

    def to_internal_value(self, data: Any) -> float:
        """Python takes true for 1."""
        if isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class MomentField(serializers.DateTimeField):
    """A time that says where it was read."""

    default_error_messages = {  # noqa: RUF012  the base class declares it so
        "naive": "Give the offset from UTC as well, such as 2019-05-01T12:00:00Z or 2019-05-01T13:00:00+01:00."
    }

    def enforce_timezone(self, value: dt.datetime) -> dt.datetime:
        if timezone.is_naive(value):
            self.fail("naive")
        return super().enforce_timezone(value)
