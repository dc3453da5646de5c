"""What a database says, in the user's words."""

import psycopg
import pytest

from aquasim.sinks import postgres_errors, sqlite_errors


def test_a_value_that_sqlite_does_not_allow_is_told_with_its_remedy() -> None:
    told = sqlite_errors.explained("INTERNAL: [SQLite] CHECK constraint failed: dailycontainerstate_water")
    assert "dailycontainerstate_water" in told
    assert told.endswith("then start over with `aquamind clear`")


@pytest.mark.parametrize("error", [psycopg.errors.CheckViolation])
def test_a_value_that_postgresql_does_not_allow_is_told_with_its_remedy(error: type[psycopg.Error]) -> None:
    told = postgres_errors.explained(error('new row violates check constraint "dailycontainerstate_water"'))
    assert "dailycontainerstate_water" in told
    assert told.endswith("then start over with `aquamind clear`")
