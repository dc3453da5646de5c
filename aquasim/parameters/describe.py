"""Every parameter as a reader sees it."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

from aquasim.parameters.base import Group


class ParameterRow(NamedTuple):
    """One parameter as a reader sees it."""

    key: str
    value: object
    unit: str
    bounds: str
    source: str
    description: str


def _bound(item: Any) -> str:
    """One bound in words."""
    signs = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
    return next((f"{sign} {getattr(item, name):g}" for name, sign in signs.items() if hasattr(item, name)), "")


def describe(parameters: Group, prefix: str = "") -> Iterator[ParameterRow]:
    """Every parameter with unit, bounds and source, in the order of the model."""
    for name, field in type(parameters).model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        bounds = " and ".join(filter(None, map(_bound, field.metadata)))
        told = (str(extra.get("unit", "")), bounds, str(extra.get("source", "")), field.description or "")
        yield from _rows(f"{prefix}{name}", getattr(parameters, name), told)


def _rows(key: str, value: object, told: tuple[str, str, str, str]) -> Iterator[ParameterRow]:
    """Rows of a value: those of a group, those of each entry of a mapping, or its own."""
    if isinstance(value, Group):
        yield from describe(value, f"{key}.")
    elif isinstance(value, Mapping) and value:
        for item, inner in value.items():
            yield from _rows(f"{key}.{item.name if isinstance(item, Enum) else item}", inner, told)
    else:
        yield ParameterRow(key, value, *told)
