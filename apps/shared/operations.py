"""Migration operations."""

import environ
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction
from django.db.migrations.operations.base import Operation, OperationCategory

from aquasim.sinks.chunks import chunk_days


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


class MakeHypertable(Operation):
    """Let TimescaleDB keep a table in chunks of time, on PostgreSQL; SQLite keeps it as it is.

    Parameters
    ----------
    model_name, time_column : str
        The table, and the column of its primary key that chunks are cut along.
    rows_per_day : int
        Rows expected, from which the width of a chunk follows.

    Without the extension the operation stops the migration, unless the environment variable AQUAMIND_PLAIN_POSTGRES
    is set; then the table stays a plain one.
    """

    reversible = True
    reduces_to_sql = True
    category = OperationCategory.ALTERATION

    def __init__(self, model_name: str, time_column: str, rows_per_day: int):
        self.model_name, self.time_column, self.rows_per_day = model_name, time_column, rows_per_day

    def deconstruct(self):
        return self.__class__.__name__, [self.model_name, self.time_column, self.rows_per_day], {}

    def state_forwards(self, app_label, state):
        """The models stay as they are."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        table = self._table(app_label, schema_editor, to_state)
        if table and timescale_is_ready(schema_editor.connection):
            schema_editor.execute(
                "SELECT create_hypertable(%s::regclass, %s::name, chunk_time_interval => make_interval(days => %s), "
                "create_default_indexes => false, migrate_data => true)",
                [table, self.time_column, chunk_days(self.rows_per_day)],
            )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        table = self._table(app_label, schema_editor, from_state)
        if table and is_hypertable(schema_editor.connection, table):
            rebuild_plain_table(schema_editor, table)

    def describe(self):
        return f"Keep {self.model_name} in chunks of {chunk_days(self.rows_per_day)} days"

    @property
    def migration_name_fragment(self):
        return f"hypertable_{self.model_name.lower()}"

    def _table(self, app_label, schema_editor, state) -> str | None:
        model = state.apps.get_model(app_label, self.model_name)
        connection = schema_editor.connection
        if connection.vendor == "postgresql" and self.allow_migrate_model(connection.alias, model):
            return model._meta.db_table
        return None


TIMESCALE_OLDEST = (2, 11)
REMEDY = (
    "install the package of TimescaleDB for this server, add timescaledb to shared_preload_libraries and restart it; "
    "or set AQUAMIND_PLAIN_POSTGRES=1 to do without: readings and weather then lie in plain tables, which lose chunk "
    "exclusion, compression and retention by chunk, and slow down as they grow"
)


def timescale_is_ready(connection) -> bool:
    """Create the extension where it is missing; False where plain PostgreSQL is wanted.

    Raises
    ------
    CommandError
        Where the server lacks the extension, the user may not create it, or it is too old.
    """
    if environ.Env().bool("AQUAMIND_PLAIN_POSTGRES", default=False):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(installed_version, default_version) FROM pg_available_extensions "
                       "WHERE name = 'timescaledb'")  # fmt: skip
        found = cursor.fetchone()
        if found is None:
            raise CommandError(f"the server does not have the extension timescaledb; {REMEDY}.", returncode=2)
        if tuple(int(part) for part in found[0].split(".")[:2]) < TIMESCALE_OLDEST:
            oldest = ".".join(map(str, TIMESCALE_OLDEST))
            raise CommandError(
                f"timescaledb {found[0]} is too old, {oldest} is needed; install a newer one and run "
                "`ALTER EXTENSION timescaledb UPDATE` as the first command of a fresh `psql -X`.",
                returncode=2,
            )
        _create_extension(cursor)
        _refuse_out_of_sight(cursor)
    return True


def _create_extension(cursor) -> None:
    try:
        with transaction.atomic(using=cursor.db.alias):
            cursor.execute("CREATE EXTENSION IF NOT EXISTS timescaledb")
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        told = f"the extension timescaledb cannot be created ({reason}); {REMEDY}."
        if "permission denied" in reason:
            told = (
                f"this user may not create the extension timescaledb ({reason}); let a superuser run "
                "`CREATE EXTENSION timescaledb` in this database, then migrate again."
            )
        raise CommandError(told, returncode=2) from error


def _refuse_out_of_sight(cursor) -> None:
    cursor.execute(
        "SELECT quote_ident(nspname), quote_ident(current_database()) FROM pg_extension JOIN pg_namespace n ON "
        "n.oid = extnamespace WHERE extname = 'timescaledb' AND NOT nspname = ANY (current_schemas(true))"
    )
    for schema, database in cursor.fetchall():
        raise CommandError(
            f"the extension timescaledb lies in the schema {schema}, which search_path leaves out; add it, as with "
            f"`ALTER DATABASE {database} SET search_path = public, {schema}`, then migrate again.",
            returncode=2,
        )


def is_hypertable(connection, table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('timescaledb_information.hypertables')")
        if cursor.fetchone()[0] is None:
            return False
        cursor.execute("SELECT 1 FROM timescaledb_information.hypertables WHERE hypertable_name = %s", [table])
        return cursor.fetchone() is not None


def rebuild_plain_table(schema_editor, table: str) -> None:
    """Copy a hypertable into a plain table with the same columns, checks, key and references."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = %s::regclass AND contype IN ('p', 'u', 'f') ORDER BY contype = 'f'",
            [table],
        )
        constraints = cursor.fetchall()
    copy = f"new__{table}"
    schema_editor.execute(f'CREATE TABLE "{copy}" (LIKE "{table}" INCLUDING ALL EXCLUDING INDEXES)')
    schema_editor.execute(f'INSERT INTO "{copy}" SELECT * FROM "{table}"')
    schema_editor.execute(f'DROP TABLE "{table}"')
    schema_editor.execute(f'ALTER TABLE "{copy}" RENAME TO "{table}"')
    for name, definition in constraints:
        schema_editor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT {name} {definition}')
