"""The engine's tables and the Django models describe one schema."""

import pytest
from django.apps import apps
from django.db import models

from apps.shared.models import RealField
from aquasim.engine.tables import TABLES, Kind, Table, Written

WRITTEN_BY_THE_SINK = {"generation_generationrun", "generation_generationpart", "generation_validationresult"}

MADE_HERE = {"accounts", "dashboard", "history"}  # apps whose rows come from the application itself

OWN_MODELS = {
    model._meta.db_table: model
    for config in apps.get_app_configs()
    if config.name.startswith("apps.") and config.label not in MADE_HERE
    for model in config.get_models()
}

FIELD_CLASSES = {
    Kind.INT: {models.BigAutoField, models.BigIntegerField, models.IntegerField, models.SmallIntegerField},
    Kind.FLOAT: {models.FloatField, RealField},
    Kind.MONEY: {models.DecimalField},
    Kind.TEXT: {models.CharField, models.TextField},
    Kind.CHOICE: {models.CharField},
    Kind.DATE: {models.DateField},
    Kind.TIME: {models.DateTimeField},
    Kind.BOOL: {models.BooleanField},
}

EACH_TABLE = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
EACH_BULK_TABLE = pytest.mark.parametrize(
    "table", [table for table in TABLES.values() if table.written is Written.APPEND], ids=lambda table: table.name
)


def fields_of(table: Table) -> dict[str, models.Field]:
    """Fields of the table's model, by column name."""
    return {field.column: field for field in OWN_MODELS[table.name]._meta.local_concrete_fields}


def test_every_engine_table_has_a_model_and_every_model_a_writer():
    assert set(OWN_MODELS) == set(TABLES) | WRITTEN_BY_THE_SINK


@EACH_TABLE
def test_model_has_every_column_of_its_table(table: Table):
    assert set(table.column_names) <= set(fields_of(table))


@EACH_TABLE
def test_columns_the_engine_does_not_fill_fill_themselves(table: Table):
    others = [field for name, field in fields_of(table).items() if name not in table.column_names]

    assert [field.column for field in others if not (field.null or field.has_db_default())] == []


@EACH_TABLE
def test_keys_are_equal(table: Table):
    assert tuple(field.column for field in OWN_MODELS[table.name]._meta.pk_fields) == table.key


@EACH_TABLE
def test_kinds_are_equal(table: Table):
    fields = fields_of(table)

    for column in table.columns:
        expected = {models.ForeignKey} if column.references else FIELD_CLASSES[column.kind]
        assert type(fields[column.name]) in expected, column.name


@EACH_TABLE
def test_nullable_columns_are_equal(table: Table):
    fields = fields_of(table)

    assert [name for name in table.column_names if fields[name].null] == [
        column.name for column in table.columns if column.nullable
    ]


@EACH_TABLE
def test_references_are_equal(table: Table):
    related = {name: field.related_model for name, field in fields_of(table).items() if field.related_model}

    assert {name: model._meta.db_table for name, model in related.items()} == {
        column.name: column.references for column in table.columns if column.references
    }


@EACH_TABLE
def test_choices_are_equal_and_fit(table: Table):
    fields = fields_of(table)

    for column in table.columns:
        if column.kind is Kind.CHOICE:
            assert tuple(value for value, _ in fields[column.name].choices) == column.choices, column.name
            assert max(map(len, column.choices)) <= fields[column.name].max_length, column.name


@EACH_TABLE
def test_money_has_as_many_decimals_in_the_database_as_in_the_engine(table: Table):
    fields = fields_of(table)
    money = [column for column in table.columns if column.kind is Kind.MONEY]

    assert [fields[column.name].decimal_places for column in money] == [column.decimals for column in money]


@EACH_BULK_TABLE
def test_bulk_tables_hold_nothing_but_what_the_engine_writes(table: Table):
    assert set(fields_of(table)) == set(table.column_names)


@EACH_BULK_TABLE
def test_bulk_tables_index_no_reference_by_default(table: Table):
    assert [field.column for field in fields_of(table).values() if field.db_index and not field.primary_key] == []


def test_a_reading_takes_four_bytes_for_its_value():
    assert type(fields_of(TABLES["environmental_environmentalreading"])["value"]) is RealField
