"""Rows as JSON, with the meaning and unit of each field in the schema."""

from typing import Any

from django.db.models import Model
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.shared.columns import meaning, unit

from .keys import key_of
from .resources import Resource


@extend_schema_field(OpenApiTypes.STR)
class KeyField(serializers.Field):
    """The key of a row, as it stands in its address."""

    def __init__(self, **kwargs):
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Model) -> str:
        return key_of(value)


class RowSerializer(serializers.ModelSerializer):
    """A row; what is known as of a day takes the place of what is known today."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        row = super().to_representation(instance)
        for name in row:
            past = f"as_of_{name}"
            if hasattr(instance, past):
                row[name] = self._plain(name, getattr(instance, past))
        return row

    def _plain(self, name: str, value: Any) -> Any:
        kept = self.fields[name]
        related = isinstance(kept, serializers.PrimaryKeyRelatedField)
        return value if value is None or related else kept.to_representation(value)


def described(column) -> str:
    """Meaning and unit of a column, for readers of the schema."""
    return meaning(column) + (f" [{unit(column)}]" if unit(column) else "")


def serializer_class(resource: Resource) -> type[RowSerializer]:
    """The serializer of a table: every column under its name, and references as keys."""
    model = resource.model
    composite = len(model._meta.pk_fields) > 1
    names = [column.name for column in resource.fields]
    words = {column.name: {"help_text": described(column)} for column in resource.fields}
    meta = type(
        "Meta",
        (),
        {
            "model": model,
            "fields": [*(["id"] if composite else []), *names, *resource.extra],
            "read_only_fields": names,
            "extra_kwargs": words,
        },
    )
    members = {"Meta": meta, "__doc__": model.__doc__, **resource.extra}
    if composite:
        members["id"] = KeyField(help_text="Key of the row, as in its address.")
    return type(f"{model.__name__}Serializer", (RowSerializer,), members)


class ChangeSerializer(serializers.ModelSerializer):
    """A row as it was after a change made by hand, or before it was withdrawn."""

    KINDS = {"+": "added", "~": "changed", "-": "withdrawn"}  # noqa: RUF012

    changed_at = serializers.DateTimeField(source="history_date", help_text="When, UTC.")
    changed_by = serializers.CharField(
        source="history_user.username", default=None, allow_null=True, help_text="Who; empty if a program did."
    )
    change = serializers.SerializerMethodField(help_text="What was done.")
    change_reason = serializers.CharField(source="history_change_reason", allow_null=True, help_text="Why.")

    @extend_schema_field({"type": "string", "enum": list(KINDS.values())})
    def get_change(self, change: Any) -> str:
        return self.KINDS[change.history_type]


def change_serializer_class(resource: Resource) -> type[ChangeSerializer]:
    """The serializer of a table's history."""
    model: Any = resource.model
    names = ["changed_at", "changed_by", "change", "change_reason", *(column.name for column in resource.fields)]
    meta = type("Meta", (), {"model": model.history.model, "fields": names, "read_only_fields": names})
    return type(f"{model.__name__}ChangeSerializer", (ChangeSerializer,), {"Meta": meta})
