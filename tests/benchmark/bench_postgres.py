"""A session on a server, end to end, against the fastest load of the same rows ready-made; in one run, on one server.

    PYTHONPATH=.:tests/integration python tests/benchmark/bench_postgres.py --preset company

Three databases are made and dropped. In the first the session is generated and its COPY buffers are kept in a file; in
the second it is generated and timed; into the third the buffers are loaded: readings alone, by one COPY into the empty
hypertable, and its key built after; then the other bulk tables, with their references and indexes built after.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from postgres.server import Server, find_server, running

from aquasim.engine.tables import TABLES, Written
from aquasim.presets import load_parameters
from aquasim.run import generate
from aquasim.sinks.copy_binary import HEADER, TRAILER
from aquasim.sinks.postgres import PostgresStore
from aquasim.sinks.postponed import NOTES, Postponed
from aquasim.sinks.store import Encoded
from aquasim.sinks.timescale import READINGS

REPOSITORY = Path(__file__).resolve().parents[2]
SESSION_SETTINGS = "SET synchronous_commit = off; SET maintenance_work_mem = '256MB'; SET timezone = 'UTC'"
Blocks = dict[str, list[tuple[int, int]]]


class Recorder(PostgresStore):
    """Keeps the buffers of append-only tables in a file as well: where each begins, and its bytes."""

    def __init__(self, url: str, path: Path) -> None:
        super().__init__(url)
        self._file, self.blocks, self.rows = path.open("wb"), defaultdict(list), defaultdict(int)

    def commit(self, part: Encoded) -> bool:
        for name, rows in part.batches.items():
            if TABLES[name].written is Written.APPEND:
                self.rows[name] += rows.num_rows
                for block in rows.blocks:
                    self.blocks[name].append((self._file.tell(), block.nbytes))
                    self._file.write(block.data)
        return super().commit(part)


@contextmanager
def database(server: Server) -> Iterator[str]:
    name = f"bench_{secrets.token_hex(4)}"
    server.execute(f"CREATE DATABASE {name}")
    url = server.url_of(name)
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=REPOSITORY, env=os.environ | {"DATABASE_URL": url}, check=True)
    yield url
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def copy(connection: psycopg.Connection, table: str, path: Path, blocks: list[tuple[int, int]]) -> None:
    columns = ", ".join(f'"{name}"' for name in TABLES[table].column_names)
    with (
        path.open("rb") as file,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN BINARY") as stream,
    ):
        stream.write(HEADER)
        for start, size in blocks:
            file.seek(start)
            stream.write(file.read(size))
        stream.write(TRAILER)


def load_raw(url: str, path: Path, blocks: Blocks) -> tuple[float, float]:
    """Seconds of the readings with their key, and of everything."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SESSION_SETTINGS)
        began = time.perf_counter()
        key = f"CONSTRAINT {READINGS}_pkey"
        connection.execute(f"ALTER TABLE {READINGS} DROP {key}")
        copy(connection, READINGS, path, blocks[READINGS])
        connection.execute(f"ALTER TABLE {READINGS} ADD {key} PRIMARY KEY (sensor_id, reading_time)")
        readings = time.perf_counter() - began
        others = Postponed(connection)
        with connection.transaction():
            others.put_off()
        for table in blocks:
            if table != READINGS:
                copy(connection, table, path, blocks[table])
        # What the rows refer to is not loaded here, so references are left out, and the raw load is the faster for it.
        connection.execute(f"DELETE FROM {NOTES} WHERE statement LIKE '%FOREIGN KEY%' OR statement LIKE '%VALIDATE%'")
        others.make_good()
        return readings, time.perf_counter() - began


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--preset", default="company")
    arguments.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="overrides")
    parameters = load_parameters(arguments.parse_args().preset, tuple(arguments.parse_args().overrides))
    own = Path(tempfile.gettempdir()) / f"aquamind-{secrets.token_hex(4)}"
    with tempfile.TemporaryDirectory() as folder, running(find_server(own, fsync="on", shared_buffers="1GB")) as server:
        path = Path(folder) / "buffers"
        with database(server) as url, Recorder(url, path) as recorder:
            generate(parameters, recorder, 1)
        with database(server) as url, PostgresStore(url) as store:
            began = time.perf_counter()
            summary = generate(parameters, store, 1)
            whole_s = time.perf_counter() - began
        with database(server) as url:
            readings_s, all_s = load_raw(url, path, recorder.blocks)
    rows, readings = sum(recorder.rows.values()), recorder.rows[READINGS]
    print(f"end to end      {rows:>12,} rows {whole_s:6.1f} s {rows / whole_s:>12,.0f} rows/s")
    print(f"raw load        {rows:>12,} rows {all_s:6.1f} s {rows / all_s:>12,.0f} rows/s")
    print(f"raw, readings   {readings:>12,} rows {readings_s:6.1f} s {readings / readings_s:>12,.0f} rows/s")
    print(f"ratio, all rows {all_s / whole_s:.2f}")
    print(f"steps           {', '.join(f'{step} {s:.1f} s' for step, s in summary.seconds_by_step.items())}")
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
