"""Keys as text: how a row is named in an address and in a cursor."""

import base64
import binascii
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Model
from django.utils import timezone

SEPARATOR = ","
LARGEST = 2**63 - 1


def key_fields(model: type[Model]) -> list[Any]:
    """The columns of the key, as fields that hold plain values."""
    own: Any = model._meta
    return [column.target_field if column.remote_field else column for column in own.pk_fields]


def key_names(model: type[Model]) -> list[str]:
    """Their names in a row."""
    return [column.attname for column in model._meta.pk_fields]


def key_of(row: Model) -> str:
    """`17`, or `17,2019-05-01` where the key has two columns."""
    return SEPARATOR.join(_text(getattr(row, name)) for name in key_names(type(row)))


def parse_key(model: type[Model], text: str) -> tuple[Any, ...] | None:
    """The values of a key, or nothing if the text is not a key of this model."""
    parts = text.split(SEPARATOR)
    fields = key_fields(model)
    if len(parts) != len(fields):
        return None
    values = tuple(_value(column, part) for column, part in zip(fields, parts, strict=True))
    return None if None in values else values


def to_cursor(row: Model) -> str:
    """Opaque text that says after which row a page begins."""
    return base64.urlsafe_b64encode(key_of(row).encode()).decode().rstrip("=")


def parse_cursor(model: type[Model], cursor: str) -> tuple[Any, ...] | None:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    return parse_key(model, text)


def _text(value: Any) -> str:
    return value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else str(value)


def _value(column: Any, text: str) -> Any:
    try:
        value = column.to_python(text)
    except (ValidationError, ValueError, OverflowError):
        return None
    if isinstance(column, DateTimeField) and value is not None and timezone.is_naive(value):
        return None
    return None if isinstance(value, int) and abs(value) > LARGEST else value
