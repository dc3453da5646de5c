"""What people send when they add a row."""

from typing import Any

from django.db.models import QuerySet
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
    """Every entry may say why it was made; the history of the row keeps it."""

    reason = serializers.CharField(
        max_length=REASON_LENGTH, required=False, allow_blank=True, help_text="Why, for the history."
    )


def count_field(words: str, *, least: int = 1, **kwargs) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=least, max_value=LARGEST_COUNT, help_text=words, **kwargs)


class QuantityField(serializers.FloatField):
    """A finite number, not below zero."""

    def __init__(self, words: str, *, above: float | None = None, most: float = 1e12, **kwargs):
        least = 0 if above is None else above
        super().__init__(min_value=least, max_value=most, help_text=words, **kwargs)
