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
        value = getattr(parameters, name)
        key = f"{prefix}{name}"
        if isinstance(value, Group):
            yield from describe(value, f"{key}.")
        elif isinstance(value, Mapping) and all(isinstance(item, Group) for item in value.values()) and value:
            for item, group in value.items():
                yield from describe(group, f"{key}.{item.name if isinstance(item, Enum) else item}.")
        else:
            extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
            bounds = " and ".join(filter(None, map(_bound, field.metadata)))
            yield ParameterRow(
                key, value, str(extra.get("unit", "")), bounds, str(extra.get("source", "")), field.description or ""
            )
