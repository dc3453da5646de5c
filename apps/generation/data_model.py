"""Writes the reference of the database, from the models and the engine's tables."""

from collections.abc import Iterator
from inspect import getdoc
from typing import Any

from django.apps import AppConfig, apps
from django.db.models import CheckConstraint, Model

from apps.shared.columns import engine_table, meaning, unit
from aquasim.engine.tables import Written

HEADER = """# Data model

Written by `python manage.py data_model_docs` from the Django models and `aquasim/engine/tables/`: edit those.
Times are UTC. A foreign key holds the `id` of the table it names. Every table that people edit has another one,
`history_historical<model>`, with its columns after each change made by hand, and when, by whom and why.
"""

HISTORY = "history"
"""The app whose tables repeat those of others."""

COLUMN_HEAD = "| column | type | null | unit | meaning | refers to, or one of |\n|---|---|---|---|---|---|"

TYPES = {
    "BigAutoField": "bigint",
    "BigIntegerField": "bigint",
    "BinaryField": "binary",
    "BooleanField": "boolean",
    "DateField": "date",
    "DateTimeField": "timestamp",
    "FloatField": "double",
    "ForeignKey": "bigint",
    "IntegerField": "integer",
    "JSONField": "json",
    "OneToOneField": "bigint",
    "RealField": "real",
    "SmallIntegerField": "smallint",
    "TextField": "text",
}

WRITTEN = {
    Written.ONCE: "The simulator writes it once, with the first part of a data set.",
    Written.UPSERT: "The simulator inserts its rows and updates them while what they describe lives.",
    Written.APPEND: "Bulk rows: the simulator appends them and never changes them.",
}


def data_model_text() -> str:
    """The whole reference, as Markdown."""
    own_apps = [config for config in apps.get_app_configs() if config.name.startswith("apps.")]
    return HEADER + "".join(_app_text(config) for config in own_apps if config.label != HISTORY)


def _app_text(config: AppConfig) -> str:
    return f"\n## {config.verbose_name}\n" + "".join(_table_text(model) for model in config.get_models())


def _table_text(model: type[Model]) -> str:
    columns = "\n".join(_column_row(field) for field in _fields(model))
    rules = "\n".join(f"* {rule}" for rule in _rules(model))
    return f"\n### {model._meta.db_table}\n\n{_purpose(model)}\n\n{COLUMN_HEAD}\n{columns}\n\n{rules}\n"


def _fields(model: type[Model]) -> list[Any]:
    """The fields that have a column."""
    return list(model._meta.local_concrete_fields)


def _purpose(model: type[Model]) -> str:
    docstring = getdoc(model) or ""
    table = engine_table(model)
    return f"{docstring}\n\n{WRITTEN[table.written]}" if table else docstring


def _column_row(field) -> str:
    null = "yes" if field.null else ""
    text = "Identifier." if field.primary_key else meaning(field)
    return f"| `{field.column}` | {_type(field)} | {null} | {unit(field)} | {text} | {_domain(field)} |"


def _type(field) -> str:
    match type(field).__name__:
        case "CharField":
            return f"varchar({field.max_length})"
        case "DecimalField":
            return f"decimal({field.max_digits},{field.decimal_places})"
        case name:
            return TYPES[name]


def _domain(field) -> str:
    if field.related_model:
        return f"`{field.related_model._meta.db_table}`" + ("" if field.db_constraint else " (not enforced)")
    return ", ".join(f"`{value}`" for value, _ in field.choices or ())


def _rules(model: type[Model]) -> Iterator[str]:
    """Key, uniqueness, checks and indexes of a table, one sentence each."""
    meta: Any = model._meta
    yield f"Key: {_columns(model, [field.name for field in meta.pk_fields])}."
    for field in _fields(model):
        if field.unique and not field.primary_key:
            yield f"Unique: `{field.column}`."
    for constraint in meta.constraints:
        yield _constraint_rule(model, constraint)
    for field in _fields(model):
        if field.db_index and not field.unique:
            yield f"Index: `{field.column}`."
    for index in meta.indexes:
        yield f"Index `{index.name}`: {_columns(model, index.fields)}."


def _constraint_rule(model: type[Model], constraint) -> str:
    if isinstance(constraint, CheckConstraint):
        return f"Check `{constraint.name}`: {constraint.violation_error_message}"
    where = f", where {_condition(constraint)}" if constraint.condition else ""
    return f"Unique `{constraint.name}`: {_columns(model, constraint.fields)}{where}."


def _condition(constraint) -> str:
    return " and ".join(f"`{lookup}` is {str(value).lower()}" for lookup, value in constraint.condition.children)


def _columns(model: type[Model], names) -> str:
    meta: Any = model._meta
    return ", ".join(f"`{meta.get_field(name).column}`" for name in names)
