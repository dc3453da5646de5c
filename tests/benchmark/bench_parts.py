"""What one core does: CPU seconds of each step between parameters and files, with fish in every stage.

    python tests/benchmark/bench_parts.py --scale 1 --readings-per-day 8

CPU seconds of this process, so that other work on the machine disturbs them little. Steps come in the order of a run.
"""

import argparse
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

from aquasim.elsewhere import packed
from aquasim.engine.beginning import first_state, make_world
from aquasim.engine.day import simulate_day
from aquasim.engine.plan import make_plan
from aquasim.engine.readings import readings
from aquasim.engine.rows import Rows
from aquasim.engine.sensor_days import shards
from aquasim.engine.tables import READINGS, TABLES, Written, row_count
from aquasim.engine.windows import window_length
from aquasim.export.selection import Selection
from aquasim.export.tasks import Wanted, encode, encode_readings
from aquasim.presets import load_parameters
from aquasim.run import simulate_window

WANTED = Wanted(Selection(), files=True)


@contextmanager
def timed(what: str) -> Iterator[dict[str, float]]:
    """CPU seconds of a step, and per item where the step says how many."""
    done: dict[str, float] = {}
    start = time.process_time()
    yield done
    seconds = time.process_time() - start
    rates = "".join(f", {n / seconds:,.0f} {unit}/s" for unit, n in done.items() if n)
    print(f"{what:32}{seconds:8.3f} s{rates}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--preset", default="company")
    arguments.add_argument("--scale", type=float, default=1.0)
    arguments.add_argument("--readings-per-day", type=int, default=8)
    arguments.add_argument("--first-day", type=int, default=900, help="days lived through before the measured ones")
    arguments.add_argument("--days", type=int, default=60)
    asked = arguments.parse_args()
    pa.set_memory_pool(pa.system_memory_pool())
    overrides = [f"scale={asked.scale}", f"readings.per_day={asked.readings_per_day}"]
    last = asked.first_day + asked.days
    with timed("plan"):
        plan = make_plan(load_parameters(asked.preset, overrides))
    with timed("climate and constants"):
        world = make_world(plan)
    state = first_state(world)
    with timed("days lived through before") as done:
        for _ in range(asked.first_day):
            simulate_day(world, state, Rows())
        done["days"] = asked.first_day
    step = window_length(world.registry.containers)
    windows = []
    with timed(f"days, in windows of {step}") as done:
        for start in range(asked.first_day, last, step):
            windows.append(simulate_window(world, state, range(start, min(start + step, last))))
        done["days"] = asked.days
        done["rows"] = sum(row_count(rows) for tables, _ in windows for rows in tables.values())
    with timed("state to bytes"):
        blob = state.to_bytes()
    encode({name: rows for name, rows in windows[0][0].items() if TABLES[name].month_of}, WANTED)  # the first is slower
    with timed("events to Parquet") as done:
        files = []
        for tables, _ in windows:
            events = {name: rows for name, rows in tables.items() if TABLES[name].written is Written.APPEND}
            done["rows"] = done.get("rows", 0) + sum(row_count(rows) for rows in events.values())
            files += encode(events, WANTED).files
    event_bytes = sum(len(file.content or b"") for file in files) / done["rows"]
    with timed("readings made") as done:
        for _, traces in windows:
            for shard in shards(world, traces):
                made = readings(world, traces, shard)
                done["readings"] = done.get("readings", 0) + (row_count(made[READINGS]) if READINGS in made else 0)
    rows = done["readings"]
    with timed("readings made, to Parquet") as done:
        files = [
            file for _, t in windows for file in encode_readings(world, WANTED, "2019-01", t, shards(world, t)).files
        ]
        done["readings"] = rows
    with timed("traces packed"):
        parcel = sum(len(packed(traces)) for _, traces in windows)
    print(f"{'bytes: state':32}{len(blob):12,}")
    print(f"{'bytes a reading: Parquet':32}{sum(len(file.content or b'') for file in files) / rows:12.2f}")
    print(f"{'bytes a reading: packed traces':32}{parcel / rows:12.2f}")
    print(f"{'bytes an event row: Parquet':32}{event_bytes:12.2f}")
    print(f"{'containers, with fish':32}{world.registry.containers:12,}{len(windows[-1][1][-1].container):12,}")
    print(f"{'peak memory':32}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:12,.0f} MB")


if __name__ == "__main__":
    main()
