"""The reference of the database is written from the models, and is current."""

import pytest
from django.core.management import CommandError, call_command

from aquasim.engine.tables import TABLES


def test_the_reference_in_the_repository_is_current():
    call_command("data_model_docs", check=True)


def test_a_stale_reference_is_named_with_its_remedy(tmp_path):
    stale = tmp_path / "data_model.md"
    stale.write_text("# Data model\n")

    with pytest.raises(CommandError, match=r"data_model\.md differs .* run `python manage.py data_model_docs`"):
        call_command("data_model_docs", check=True, path=stale)


def test_the_reference_describes_every_column_with_its_unit(tmp_path):
    path = tmp_path / "data_model.md"
    call_command("data_model_docs", path=path)
    rows = path.read_text().splitlines()

    for table in TABLES.values():
        assert f"### {table.name}" in rows
        for column in table.columns:
            assert any(row.startswith(f"| `{column.name}` |") and f"| {column.unit} |" in row for row in rows)


@pytest.mark.django_db
def test_migrations_are_current():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
