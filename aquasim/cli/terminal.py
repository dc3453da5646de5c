"""What is shown: tables, numbers, and the name the user has to type."""

import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

PIPED_WIDTH = 140


def console() -> Console:
    """A console as wide as the terminal; a file or a pipe gets lines that need no wrapping."""
    return Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)


def say(line: str = "") -> None:
    typer.echo(line)


def show(text: Sequence[str], numbers: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Print a table: columns of text first, then columns of numbers."""
    table = Table(title=title or None, title_justify="left")
    for heading in text:
        table.add_column(heading, overflow="fold")
    for heading in numbers:
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console().print(table)


def whole(number: float) -> str:
    """A count as people read it: 1234567 -> 1,234,567."""
    return f"{number:,.0f}"


def percent(fraction: float) -> str:
    return f"{fraction:.0%}"


def say_json(value: object) -> None:
    say(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def fields(record: object, *names: str) -> dict[str, object]:
    """Some fields of a record, enums by name."""
    values = {name: getattr(record, name) for name in names}
    return {name: value.name if isinstance(value, Enum) else value for name, value in values.items()}


def _plain(value: Any) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.item()
