"""Migration operations."""

from django.db.migrations.operations.base import Operation, OperationCategory


class StoreClustered(Operation):
    """Keep the rows of a table in the order of its composite primary key, without a second structure beside it.

    On SQLite this is a WITHOUT ROWID table: half the bytes, and a load in key order is half as fast again. Elsewhere it
    does nothing. Django rebuilds a SQLite table to alter it and forgets the option, so a migration that alters such a
    table ends with this operation.
    """

    reversible = True
    reduces_to_sql = True
    category = OperationCategory.ALTERATION

    def __init__(self, model_name: str):
        self.model_name = model_name

    def deconstruct(self):
        return self.__class__.__name__, [self.model_name], {}

    def state_forwards(self, app_label, state):
        """The models stay as they are."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self._rebuild(app_label, schema_editor, to_state, " WITHOUT ROWID")

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self._rebuild(app_label, schema_editor, to_state, "")

    def describe(self):
        return f"Store {self.model_name} in the order of its key"

    @property
    def migration_name_fragment(self):
        return f"cluster_{self.model_name.lower()}"

    def _rebuild(self, app_label, schema_editor, state, option):
        model = state.apps.get_model(app_label, self.model_name)
        connection = schema_editor.connection
        if connection.vendor == "sqlite" and self.allow_migrate_model(connection.alias, model):
            rebuild_sqlite_table(schema_editor, model._meta.db_table, option)


def rebuild_sqlite_table(schema_editor, table: str, option: str) -> None:
    """Copy a table and its indexes into one that has only the given table option.

    The statements are those that SQLite itself holds for the table, so columns, checks and references stay as they are.
    """
    create_table, indexes = _stored_statements(schema_editor.connection, table)
    copy = f"new__{table}"
    body = create_table.removesuffix("WITHOUT ROWID").rstrip()
    schema_editor.execute(body.replace(f'"{table}"', f'"{copy}"', 1) + option)
    schema_editor.execute(f'INSERT INTO "{copy}" SELECT * FROM "{table}"')
    schema_editor.execute(f'DROP TABLE "{table}"')
    schema_editor.execute(f'ALTER TABLE "{copy}" RENAME TO "{table}"')
    for statement in indexes:
        schema_editor.execute(statement)


def _stored_statements(connection, table: str) -> tuple[str, list[str]]:
    """CREATE TABLE of a table, and CREATE INDEX of its indexes; the index of its key has no statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
        rows = cursor.fetchall()
    return next(sql for kind, sql in rows if kind == "table"), [sql for kind, sql in rows if kind == "index"]
