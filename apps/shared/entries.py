"""What all services that write entries by hand have in common: refusing, keeping with a reason, withdrawing."""

from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db.models import Model

from aquasim.engine.tables import HAND_MADE_FROM


def refuse(field: str, message: str) -> NoReturn:
    """Say no, naming the field and the remedy."""
    raise ValidationError({field: message})


def keep(row: Model, by: Any, reason: str = "") -> Any:
    """Save a row, with who did it and why in its history."""
    _sign(row, by, reason)
    row.save()
    return row


def withdraw(row: Model, by: Any, reason: str) -> None:
    """Delete a row that people added; its history stays."""
    check_withdrawable(row, reason)
    _sign(row, by, reason)
    if not row.delete()[0]:
        refuse("id", "Somebody else has withdrawn this entry meanwhile; there is nothing left to do.")


def check_withdrawable(row: Model, reason: str) -> None:
    """Only what people added, and only with a reason."""
    if row.pk < HAND_MADE_FROM:
        refuse("id", "The simulator wrote this row, and its rows are not withdrawn; only those that people added are.")
    if not reason:
        refuse("reason", "Say why, for instance ?reason=entered%20twice; the history keeps it.")


def _sign(row: Any, by: Any, reason: str) -> None:
    row._history_user = by
    row._change_reason = reason
