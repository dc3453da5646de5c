"""The bytes that numpy lays out are those the server itself writes for the same rows."""

import numpy as np
import psycopg
import pytest
from postgres.server import Server

from aquasim.engine.tables import Column, Kind, Table, Written
from aquasim.errors import SinkError
from aquasim.sinks.copy_binary import HEADER, TRAILER, copy_rows
from aquasim.sinks.digest import NULL

EVERY_KIND = Table(
    "every_kind",
    Written.APPEND,
    (
        Column("small", Kind.INT, ""),
        Column("whole", Kind.INT, "", nullable=True),
        Column("large", Kind.INT, ""),
        Column("single", Kind.FLOAT, "", decimals=2),
        Column("double", Kind.FLOAT, "", nullable=True),
        Column("money", Kind.MONEY, ""),
        Column("text", Kind.TEXT, ""),
        Column("choice", Kind.CHOICE, "", choices=("A", "LONGER")),
        Column("date", Kind.DATE, "", nullable=True),
        Column("time", Kind.TIME, ""),
        Column("flag", Kind.BOOL, ""),
    ),
)
TYPES = dict(
    zip(
        EVERY_KIND.column_names,
        ("int2", "int4", "int8", "float4", "float8", "numeric", "text", "varchar", "date", "timestamptz", "bool"),
        strict=True,
    )
)
INTEGERS = {
    "small": np.array([0, -1, 32767]),
    "whole": np.array([7, -1, 2**31 - 1]),
    "large": np.array([1 << 40, 0, -5]),
    "single": np.array([1234, 0, -50]),
    "double": np.array([1500, NULL, 1]),
    "money": np.array([12_345_678_901, 5, -250]),
    "text": ["", "Sørvágur", "x" * 40],
    "choice": np.array([1, 0, 1]),
    "date": np.array([0, NULL, 18_321]),
    "time": np.array([0, 946_684_800, 1_582_934_400]),
    "flag": np.array([0, 1, 1]),
}
IN_SQL = """
    (0, 7, 1099511627776, 12.34, 1.5, 123456789.01, '', 'LONGER', '1970-01-01', '1970-01-01 00:00Z', false),
    (-1, NULL, 0, 0, NULL, 0.05, 'Sørvágur', 'A', NULL, '2000-01-01 00:00Z', true),
    (32767, 2147483647, -5, -0.5, 0.001, -2.50, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'LONGER', '2020-02-29',
     '2020-02-29 00:00Z', true)
"""


def test_every_kind_of_column_arrives_as_if_it_were_written_in_sql(server: Server):
    rows = copy_rows(EVERY_KIND, INTEGERS, TYPES)
    columns = ", ".join(f'"{name}" {kind}' for name, kind in TYPES.items())

    with psycopg.connect(server.url) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE copied ({columns})")
        cursor.execute(f"CREATE TEMPORARY TABLE inserted ({columns})")
        cursor.execute(f"INSERT INTO inserted VALUES {IN_SQL}")
        with cursor.copy("COPY copied FROM STDIN BINARY") as copy:
            for piece in (HEADER, *rows.blocks, TRAILER):
                copy.write(bytes(piece))
        copied, inserted = (
            cursor.execute(f"SELECT row_to_json(t)::text FROM {name} t").fetchall() for name in ("copied", "inserted")
        )

    assert rows.num_rows == 3
    assert copied == inserted


def test_rows_beyond_one_block_are_all_written():
    table = Table("one", Written.APPEND, (Column("n", Kind.INT, ""),))

    rows = copy_rows(table, {"n": np.arange(200_000)}, {"n": "int4"})

    # A row is two bytes of field count, four of length and four of value.
    assert sum(block.nbytes for block in rows.blocks) == 200_000 * 10
    assert np.array_equal(
        np.concatenate(rows.blocks).reshape(-1, 10)[:, 6:].copy().view(">i4").ravel(), np.arange(200_000)
    )


def test_a_type_that_the_loader_does_not_know_is_named():
    table = Table("one", Written.APPEND, (Column("n", Kind.INT, ""),))

    with pytest.raises(SinkError, match="column n has type uuid"):
        copy_rows(table, {"n": np.arange(1)}, {"n": "uuid"})
