"""Keys, references and indexes that wait until the rows are there: one set-wise check instead of one for every row.

Autovacuum of the tables waits as well: it would read beside the load what an earlier session wrote.

What is dropped is noted, as the statements that bring it back, in the same transaction, in a table that exists only
meanwhile. Each statement is crossed out in the transaction that carries it out, so a kill at any point loses none and
repeats none. While the readings' key is absent, the ledger keeps rows from being written twice.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import psycopg

from aquasim.engine.tables import READINGS, TABLES, Written
from aquasim.sinks.timescale import after_load, hypertables, plain_summaries

NOTES = "aquamind_postponed"
_BULK = [table.name for table in TABLES.values() if table.written is Written.APPEND]
_REFERENCE, _KEY, _INDEX, _VALIDATION, _STATISTICS, _AUTOVACUUM, _EDITION = range(7)
"""The order of the work on a table; references come first because to add one locks the table it points at as well."""

_SAMPLE = 3
"""Target of the readings' statistics: every chunk is sampled, 900 rows of each."""
_SHORT = 4
"""A session that adds less than one part in so many to the days that are there keeps up keys and indexes."""
_CONSTRAINTS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(c.oid) FROM pg_constraint c
    WHERE conrelid = ANY (%s::regclass[]) AND contype = %s AND (contype = 'f' OR NOT EXISTS (
        SELECT 1 FROM pg_depend WHERE refobjid IN (c.oid, conindid) AND deptype = 'n'
    )) ORDER BY 1, 2
"""
"""References; keys that no reference and no view needs."""
_INDEXES = """
    SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY (%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""


_OWED = f"""
    SELECT of_table FROM {NOTES} WHERE step < {_EDITION} GROUP BY 1 ORDER BY
    bool_or(of_table = '{READINGS}' AND step = {_KEY}) DESC,
    count(*) FILTER (WHERE step < {_STATISTICS}) * pg_table_size(of_table::regclass) DESC
"""
"""Tables by the work they need, most first; the readings lie in chunks, which are not counted."""
_ANALYZE_FROM = """
    DO $$ DECLARE chunk text; BEGIN
        FOR chunk IN SELECT format('%I.%I', chunk_schema, chunk_name) FROM timescaledb_information.chunks
            WHERE hypertable_schema = current_schema() AND hypertable_name = '{table}' AND range_end > '{date}'
        LOOP EXECUTE 'ANALYZE ' || chunk; END LOOP;
    END $$
"""
"""Chunks of earlier sessions keep their statistics: ten years would be sampled again for each year that joins them."""
_UNDECIDED = """
    SELECT quote_ident(relname) FROM pg_class WHERE oid = ANY (%s::regclass[])
    AND NOT EXISTS (SELECT 1 FROM unnest(reloptions) AS option WHERE option LIKE 'autovacuum_enabled=%%') ORDER BY 1
"""
"""Tables of which nobody has said whether autovacuum is to see to them."""
_RUNS = "SELECT days, first_date FROM generation_generationrun ORDER BY session"

_GIVE_WAY_SOON = """
    SELECT set_config('deadlock_timeout', '20ms', true) WHERE has_parameter_privilege('deadlock_timeout', 'SET')
"""
"""For the transaction, if the user may; else each table at which autovacuum is at work costs a second."""
_GRANTS_SETTINGS = 15_00_00
"""The first version of PostgreSQL that can tell."""

Note = tuple[int, str, str]
"""When, of which table, and the statement."""


class Postponed:
    """What is put off on one connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._hypertables = hypertables(connection)

    def put_off(self) -> None:
        """Drop what would be kept up row by row, in the transaction that is open."""
        summaries = [summary.name for summary in plain_summaries(self._connection)]
        filled = [*TABLES, *summaries]
        self._lock(filled)
        notes: list[Note] = []
        late_keys = self._rows(_CONSTRAINTS, self._late_keyed(summaries), "p")
        for table, name, definition in self._rows(_CONSTRAINTS, _BULK, "f"):
            self._drop_constraint(table, name)
            notes += self._reference_notes(table, name, definition)
        for table, name, definition in late_keys:
            self._drop_constraint(table, name)
            notes.append((_KEY, table, self._add_key(table, name, definition)))
        for table, name, definition in self._late_indexes():
            self._run(f"DROP INDEX {name}")
            notes.append((_INDEX, table, definition))
        if notes:
            notes += self._unvacuumed([*_BULK, *summaries])
            notes += [(_STATISTICS, table, self._sample(table)) for table in filled]
            self._note(notes + [(_EDITION, READINGS, statement) for statement in after_load(self._connection)])

    def make_good(self, second: psycopg.Connection[Any] | None = None) -> bool:
        """Bring back what was put off, one transaction a statement; whether there was anything.

        With a second connection, each of the two takes one table after another.
        """
        if not self._owes():
            return False
        if second is not None:
            self._carry_out(f"step = {_REFERENCE}")
            tables = deque(name for (name,) in self._rows(_OWED))
            with ThreadPoolExecutor(1) as beside:
                others = beside.submit(Postponed(second)._finish, tables)
                self._finish(tables)
            others.result()
        self._carry_out("true")
        self._run(f"DROP TABLE {NOTES}")
        return True

    def build_key(self, table: str) -> None:
        """Bring back the key of a table, before the rest."""
        self._carry_out(f"of_table = '{table}' AND step = {_KEY}")

    def _finish(self, tables: deque[str]) -> None:
        """All that is owed to tables of which nobody else has taken charge; an error leaves none to the others."""
        try:
            for table in _taken(tables):
                self._carry_out(f"of_table = '{table}' AND step < {_EDITION}")
        finally:
            tables.clear()

    def _carry_out(self, which: str) -> None:
        """Carry out and cross out the statements noted, in order."""
        while notes := self._rows(f"SELECT statement FROM {NOTES} WHERE {which} ORDER BY step, position LIMIT 1"):
            with self._connection.transaction():
                self._run(notes[0][0])
                self._run(f"DELETE FROM {NOTES} WHERE statement = %s", notes[0][0])

    def _lock(self, tables: list[str]) -> None:
        """Have them, and a hypertable's chunks, to ourselves before anything is dropped.

        A chunk's key would else be locked before the chunk, and autovacuum takes the two the other way round: deadlock.
        Autovacuum gives a table up only to someone who has waited for as long as a deadlock may go unnoticed.
        """
        if self._connection.info.server_version >= _GRANTS_SETTINGS:
            self._run(_GIVE_WAY_SOON)
        self._run("LOCK TABLE " + ", ".join(f'"{table}"' for table in tables))

    def _late_keyed(self, summaries: list[str]) -> list[str]:
        """Tables whose keys it is cheaper to build over all rows: those of readings in the first load only.

        Where a load goes on they have gone, and with the references what tells which of the others are needed.
        """
        if self._is_short() or self._owes():
            return []
        kept = [name for name, compresses in self._hypertables.items() if compresses]
        if self._rows(f"SELECT 1 FROM {READINGS} LIMIT 1"):
            kept = [READINGS, *self._hypertables, *summaries]
        return [table for table in (*_BULK, *summaries) if table not in kept]

    def _late_indexes(self) -> list[tuple[str, str, str]]:
        """Those that it is cheaper to build anew over all rows than to keep up."""
        return [] if self._is_short() else self._rows(_INDEXES, _BULK)

    def _owes(self) -> bool:
        return bool(self._rows(f"SELECT to_regclass('{NOTES}')")[0][0])

    def _is_short(self) -> bool:
        """Whether a session adds so little that it is cheaper to keep up what is there."""
        *before, days = [0, *(days for days, _ in self._rows(_RUNS))]
        return bool(days * _SHORT < sum(before))

    def _reference_notes(self, table: str, name: str, definition: str) -> list[Note]:
        """Checked after it is added, so that other writers wait only a moment; a hypertable can do it only at once."""
        add = f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition.removesuffix(' NOT VALID')}"
        if table in self._hypertables:
            return [(_REFERENCE, table, add)]
        check = f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}"
        return [(_REFERENCE, table, f"{add} NOT VALID"), (_VALIDATION, table, check)]

    def _add_key(self, table: str, name: str, definition: str) -> str:
        """Rows of a chunk come in the order of its key, and leave helpers of a sort nothing to do."""
        alone = "SET LOCAL max_parallel_maintenance_workers = 0; " if table in self._hypertables else ""
        return f"{alone}ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"

    def _unvacuumed(self, tables: list[str]) -> list[Note]:
        """Keep autovacuum from tables, and a hypertable's chunks, until the rows are there."""
        found = [table for (table,) in self._rows(_UNDECIDED, tables)]
        for table in found:
            self._run(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
        return [(_AUTOVACUUM, table, f"ALTER TABLE {table} RESET (autovacuum_enabled)") for table in found]

    def _sample(self, table: str) -> str:
        """Statistics of a table, in a later session only of the chunks that it writes to."""
        analyze, runs = f'ANALYZE "{table}"', self._rows(_RUNS) if table in self._hypertables else []
        if len(runs) > 1:
            analyze = _ANALYZE_FROM.format(table=table, date=runs[-1][1])
        return f"SET LOCAL default_statistics_target = {_SAMPLE}; {analyze}" if table == READINGS else analyze

    def _note(self, notes: list[Note]) -> None:
        self._run(
            f"CREATE TABLE IF NOT EXISTS {NOTES} (position bigserial, step smallint NOT NULL, "
            "of_table text NOT NULL, statement text PRIMARY KEY)"
        )
        for note in notes:
            self._run(
                f"INSERT INTO {NOTES} (step, of_table, statement) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", *note
            )

    def _drop_constraint(self, table: str, name: str) -> None:
        self._run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    def _run(self, sql: str, *values: Any) -> None:
        self._connection.execute(sql.encode(), values or None)

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql.encode(), values or None).fetchall()


def _taken(tables: deque[str]) -> Iterator[str]:
    """One table after another, until those who share them have taken all."""
    with suppress(IndexError):
        while True:
            yield tables.popleft()
