"""Constraints the database keeps, each with words for the person whose entry breaks it."""

from typing import Any

from django.db.models import CheckConstraint, F, Q, UniqueConstraint

Bounds = tuple[float, float]


def words(field: str) -> str:
    return field.replace("_", " ")


def listed(fields: tuple[str, ...]) -> str:
    return ", ".join(words(field) for field in fields)


def check(name: str, condition: Q, message: str) -> CheckConstraint:
    """Constraint `<model>_<name>` on the values of one row."""
    return CheckConstraint(condition=condition, name=f"%(class)s_{name}", violation_error_message=message)


def not_negative(name: str, *fields: str) -> CheckConstraint:
    """None of the quantities is below zero."""
    return check(name, Q(**{f"{field}__gte": 0 for field in fields}), f"May not be negative: {listed(fields)}.")


def positive(name: str, *fields: str) -> CheckConstraint:
    """All of the quantities are above zero."""
    return check(name, Q(**{f"{field}__gt": 0 for field in fields}), f"Must be above zero: {listed(fields)}.")


def within(name: str, **bounds: Bounds) -> CheckConstraint:
    """Every quantity lies between its bounds, both included."""
    limits: dict[str, Any] = {}
    for field, (low, high) in bounds.items():
        limits |= {f"{field}__gte": low, f"{field}__lte": high}
    spoken = "; ".join(f"{words(field)} from {low:g} to {high:g}" for field, (low, high) in bounds.items())
    return check(name, Q(**limits), f"Out of range: {spoken}.")


def ordered(name: str, low: str, high: str) -> CheckConstraint:
    """`high` is not below `low`; a check of an unknown value passes."""
    condition = Q(**{f"{high}__gte": F(low)})
    return check(name, condition, f"{words(high).capitalize()} may not be below or before {words(low)}.")


def exactly_one(name: str, first: str, second: str) -> CheckConstraint:
    """One of two references is set, and only one."""
    only_first = Q(**{f"{first}__isnull": False, f"{second}__isnull": True})
    only_second = Q(**{f"{first}__isnull": True, f"{second}__isnull": False})
    return check(name, only_first | only_second, f"Give either {words(first)} or {words(second)}, and not both.")


def unique(name: str, *fields: str, condition: Q | None = None, message: str = "") -> UniqueConstraint:
    """Constraint `<model>_<name>`: no two rows agree in all the fields."""
    return UniqueConstraint(
        fields=fields,
        name=f"%(class)s_{name}",
        condition=condition,
        violation_error_message=message
        or f"There is one with this {' and '.join(words(field) for field in fields)} already.",
    )
