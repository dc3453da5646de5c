"""How many rows a session will have: counted by living through its days without keeping or writing a row.

Deaths and harvest days hang together too closely for a formula that holds within 1 %; the days themselves cost little
beside their rows. What is counted is what is written, in every table, to the row.
"""

from collections import Counter
from typing import Any

import numpy as np

from aquasim.engine.beginning import first_state, make_world
from aquasim.engine.catalogue import catalogue
from aquasim.engine.day import Trace, simulate_day
from aquasim.engine.plan import Plan
from aquasim.engine.readings import reading_rows
from aquasim.engine.rows import Rows, length
from aquasim.engine.standing import standing_rows
from aquasim.engine.state import State
from aquasim.engine.tables import READINGS, SENSOR_FAULTS, TABLES, Written
from aquasim.engine.windows import window_length
from aquasim.engine.world import World


def predict_rows(plan: Plan, sessions: int | None = None) -> list[dict[str, int]]:
    """Rows by table of each session, from the first to `sessions` (all of them unless given).

    They are what a session sums up to at its end: the rows it adds, and all there are of tables whose rows change.
    """
    p = plan.parameters
    last = sessions or len(p.sessions)
    world = make_world(plan)
    state, standing = first_state(world), _Standing()
    for tables in catalogue(world):
        standing.add({name: [rows["id"]] for name, rows in tables.items()})
    found = [_lived(world, state, p.session_days(session), standing) for session in range(1, last + 1)]
    return [{name: rows[name] for name in TABLES if rows.get(name)} for rows in found]


def container_days(plan: Plan, session: int) -> int:
    """Days times containers with fish in a session, if every stage has its typical length: what predicting costs."""
    p = plan.parameters
    sensors = np.diff(plan.registry.first_sensor).mean()
    return int(plan.expected_readings(session) / sensors / p.readings.per_day)


def _lived(world: World, state: State, days: range, standing: "_Standing") -> dict[str, int]:
    step, rows = window_length(world.registry.containers), Counter[str]()
    for start in range(days.start, days.stop, step):
        counting = _Counting()
        traces = [simulate_day(world, state, counting) for _ in range(start, min(start + step, days.stop))]
        standing_rows(world, state, counting)
        rows.update(counting.rows)
        standing.add(counting.ids)
        _count_readings(world, traces, rows)
    return {**rows, **standing.rows()}


def _count_readings(world: World, traces: list[Trace], rows: Counter[str]) -> None:
    readings, faults = reading_rows(world, traces)
    rows[READINGS] += readings
    rows[SENSOR_FAULTS] += faults


class _Counting(Rows):
    """Takes rows as they are added, and keeps their number; of rows that are updated, their ids."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = Counter[str]()
        self.ids: dict[str, list[Any]] = {}

    def add(self, table: str, **columns: Any) -> None:
        if TABLES[table].written is Written.APPEND:
            self.rows[table] += length(columns)
        else:
            self.ids.setdefault(table, []).append(np.atleast_1d(columns["id"]))


class _Standing:
    """Ids of rows that are inserted once and then updated."""

    def __init__(self) -> None:
        self._ids: dict[str, Any] = {}

    def add(self, ids: dict[str, list[Any]]) -> None:
        for table, pieces in ids.items():
            self._ids[table] = np.unique(np.concatenate([*pieces, self._ids.get(table, np.array([], np.int64))]))

    def rows(self) -> dict[str, int]:
        return {table: len(ids) for table, ids in self._ids.items()}
