"""The meaning and unit of a column, from the one place that states them."""

from django.db.models import Field

from aquasim.engine.tables import TABLES, Column, Table


def engine_table(model) -> Table | None:
    """The engine's description of a model's table, if the engine fills it."""
    return TABLES.get(model._meta.db_table)


def engine_column(field: Field) -> Column | None:
    """The engine's description of a field's column, if the engine fills it."""
    table = engine_table(field.model)
    if table is None:
        return None
    return next((column for column in table.columns if column.name == field.column), None)


def meaning(field: Field) -> str:
    """What a column says about the world; columns that the engine does not fill carry it as help text."""
    column = engine_column(field)
    return column.meaning if column else str(field.help_text)


def unit(field: Field) -> str:
    """Unit of a column's values, or nothing."""
    column = engine_column(field)
    return column.unit if column else ""
