"""Every table and column, from the models and the engine's tables: the same source as the written reference."""

from dataclasses import dataclass
from inspect import cleandoc

from django.apps import apps
from django.db.models import Field, Model

from apps.shared.columns import engine_table, meaning, unit
from aquasim.engine.tables import Written

WRITTEN = {
    Written.ONCE: "written once",
    Written.UPSERT: "inserted and updated",
    Written.APPEND: "appended, never changed",
}


HISTORY = "history"
"""Copies of other tables' rows; explaining those tables explains them."""


@dataclass(frozen=True)
class ColumnLine:
    """A column in words."""

    name: str
    kind: str
    unit: str
    meaning: str
    refers_to: str
    choices: tuple[str, ...]
    null: bool


@dataclass(frozen=True)
class TableLine:
    """A table in words."""

    name: str
    app: str
    purpose: str
    written: str
    columns: tuple[ColumnLine, ...]


def tables(words: str = "") -> list[TableLine]:
    """All tables, or those in which the words occur."""
    own = [config for config in apps.get_app_configs() if config.name.startswith("apps.") and config.label != HISTORY]
    found = [_table(str(config.verbose_name), model) for config in own for model in config.get_models()]
    return [table for table in found if all(word in _text(table) for word in words.lower().split())]


def _text(table: TableLine) -> str:
    columns = " ".join(f"{column.name} {column.meaning} {column.unit}" for column in table.columns)
    return f"{table.name} {table.app} {table.purpose} {columns}".lower()


def _table(app: str, model: type[Model]) -> TableLine:
    described = engine_table(model)
    written = WRITTEN[described.written] if described else ""
    columns = tuple(_column(field) for field in model._meta.local_concrete_fields)
    return TableLine(model._meta.db_table, app, cleandoc(model.__doc__ or ""), written, columns)


def _column(field: Field) -> ColumnLine:
    target = field.related_model._meta.db_table if isinstance(field.related_model, type) else ""
    choices = tuple(str(value) for value, _ in field.choices or ())
    words = "Identifier." if field.primary_key and not meaning(field) else meaning(field)
    return ColumnLine(
        field.column or field.name, field.get_internal_type(), unit(field), words, target, choices, field.null
    )
