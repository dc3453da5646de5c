"""A DuckDB file: tables with keys, categories and comments."""

import shutil
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any

import pyarrow as pa

from aquasim.engine.tables import READINGS, TABLES, Column, Kind, Table
from aquasim.errors import SinkError
from aquasim.export.folder import Folder
from aquasim.export.selection import Selection
from aquasim.sinks.typed import integers_from_typed, schema_of

FILE = "aquamind.duckdb"
ROWS_PER_BATCH = 1 << 16
TYPES = {
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.string(): "VARCHAR",
    pa.date32(): "DATE",
    pa.timestamp("ms", "UTC"): "TIMESTAMPTZ",
    pa.bool_(): "BOOLEAN",
}


def duckdb_module() -> Any:
    """The library.

    Raises
    ------
    SinkError
        Where it is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise SinkError("the duckdb format needs duckdb; install it with: pip install -e '.[export]'") from None
    return duckdb


class DuckDbFile:
    """One database file; it is built beside the folder's files and copied there when it is whole."""

    kind = "duckdb"

    def __init__(self, folder: Folder, scratch: Path, selection: Selection) -> None:
        self._folder, self._path = folder, scratch / FILE
        self._errors = duckdb_module().Error
        self._database = duckdb_module().connect(str(self._path))
        self.paths: dict[str, list[str]] = {}
        for table in selection.tables:
            self._run(create_statement(table, selection.complete))
            for statement in comments(table):
                self._run(statement)

    def write(self, table: Table, month: str, rows: Iterable[pa.Table]) -> None:
        self.paths[table.name] = [FILE]
        for piece in rows:
            self._database.register("incoming", piece)
            self._run(f'INSERT INTO "{table.name}" SELECT * FROM incoming')
            self._database.unregister("incoming")

    def close(self) -> None:
        self._run("CHECKPOINT")
        self._database.close()
        with self._path.open("rb") as source, self._folder.open(FILE) as target:
            shutil.copyfileobj(source, target, 1 << 20)

    def _run(self, statement: str) -> None:
        try:
            self._database.execute(statement)
        except self._errors as error:
            self._database.close()
            raise SinkError(f"{self._folder.place}: {str(error).splitlines()[0]}; export again") from error


def create_statement(table: Table, complete: Set[str]) -> str:
    """`CREATE TABLE` with its key, and foreign keys to tables that hold all rows.

    Keys of the readings are only told in the comment: the index behind a declared key is held in memory, and takes ten
    times the room of the readings themselves.
    """
    columns = [_column(column, field) for column, field in zip(table.columns, schema_of(table), strict=True)]
    keys = [
        f"PRIMARY KEY ({', '.join(table.key)})",
        *(
            f'FOREIGN KEY ("{column.name}") REFERENCES "{column.references}" (id)'
            for column in table.columns
            if column.references in complete
        ),
    ]
    return f'CREATE TABLE "{table.name}" ({", ".join([*columns, *(keys if table.name != READINGS else [])])})'


def _column(column: Column, field: pa.Field) -> str:
    labels = ", ".join(_quoted(label) for label in column.choices)
    kind = f"ENUM ({labels})" if column.kind is Kind.CHOICE else TYPES[field.type]
    return f'"{column.name}" {kind}{"" if column.nullable else " NOT NULL"}'


def comments(table: Table) -> Iterator[str]:
    """Statements that keep the key beside each table, and description and unit beside each column."""
    key = "Key: " + ", ".join(table.key) + "."
    yield f'COMMENT ON TABLE "{table.name}" IS {_quoted(key)}'
    for column in table.columns:
        unit = f" [{column.unit}]" if column.unit else ""
        yield f'COMMENT ON COLUMN "{table.name}"."{column.name}" IS {_quoted(column.meaning + unit)}'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def integers_from_duckdb(path: Path, table: Table) -> Iterator[dict[str, Any]]:
    """All rows of a table in a DuckDB file, `quantised`, in chunks."""
    with duckdb_module().connect(str(path), read_only=True) as database:
        for batch in database.table(table.name).to_arrow_reader(ROWS_PER_BATCH):
            yield integers_from_typed(table, batch)


def duckdb_tables(path: Path) -> list[Table]:
    """Tables of ours in a DuckDB file."""
    with duckdb_module().connect(str(path), read_only=True) as database:
        names = {row[0] for row in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    return [table for table in TABLES.values() if table.name in names]
