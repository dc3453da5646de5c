"""One pass over every table of a database: what the checks judge."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

import numpy as np

from aquasim.engine.climate import HANDLING_WAVE_M
from aquasim.engine.plan import Plan, book
from aquasim.engine.tables import DEATH_DETAILS, READINGS, TABLES, Columns, Table
from aquasim.errors import CheckpointError
from aquasim.memory import give_back
from aquasim.parameters import Parameters
from aquasim.same_world import stored_parameters
from aquasim.sinks.digest import Sums, added, sums
from aquasim.sinks.store import Days, RunRecord, Store
from aquasim.validation.company import KEPT, Company, TablePass
from aquasim.validation.daily import DAILY_TABLE, DailyPass, DailyStates
from aquasim.validation.draws import Draws
from aquasim.validation.lookup import SECONDS_A_DAY, Array, Integers, Mask
from aquasim.validation.lots import MOVEMENT_TABLE, LotBook, LotsPass
from aquasim.validation.meals import FEEDING_TABLE, Meals, MealsPass
from aquasim.validation.references import ReferencesPass
from aquasim.validation.sensing import Readings, ReadingsPass

DEATHS_TABLE = "batch_mortalityevent"
WEATHER_TABLE = "environmental_weatherdata"
LARGE = (DEATHS_TABLE, DAILY_TABLE, FEEDING_TABLE, MOVEMENT_TABLE, READINGS, WEATHER_TABLE)
"""Tables that are judged while they are read, each after those it refers to."""
LAST_ID = 2**63 - 1


@dataclass(frozen=True)
class Evidence:
    """What one pass over a database leaves."""

    run: RunRecord
    parameters: Parameters
    company: Company
    daily: DailyStates
    meals: Meals
    drawn_otherwise: Mask  # (feeders + 1, days) where draws of feed are not the meals
    lots: LotBook
    readings: Readings
    recorded_deaths: Integers  # by assignment id
    deaths_by_detail: Integers  # by batch id and detail
    storms: Integers  # areas and days of high waves, as `area_day` keys
    references: ReferencesPass
    sums: Sums

    @property
    def first_day(self) -> int:
        """First day of the session, since 1970-01-01."""
        return int(np.datetime64(self.run.first_date, "D").astype(np.int64))

    @property
    def day_zero(self) -> int:
        """First day of the first session, since 1970-01-01."""
        return int(np.datetime64(self.parameters.first_day, "D").astype(np.int64))

    @cached_property
    def plan(self) -> Plan:
        """The plan that the parameters make."""
        return book(self.parameters)

    def in_session(self, date: Array) -> Mask:
        """Which days since 1970-01-01 belong to the session."""
        inside: Mask = (date >= self.first_day) & (date < self.first_day + self.run.days)
        return inside


def gather(store: Store, session: int) -> Evidence:
    """Read everything once, but of the readings only those of the session; for others the ledger's word is taken.

    Raises
    ------
    CheckpointError
        Where the database does not hold the session, or holds one of another dataset version.
    """
    runs = store.runs()
    run = next((run for run in runs if run.session == session), None)
    if run is None:
        raise CheckpointError(
            f"{store.url} holds no session {session}; start it with: aquamind generate --session {session}"
        )
    parameters = stored_parameters(run)
    others = [one for one in runs if one.session != session]
    scan = _Scan(store)
    small = {name: scan.over(name, TablePass(KEPT.get(name, ()))).columns() for name in TABLES if name not in LARGE}
    company = Company(small)
    deaths = scan.over(DEATHS_TABLE, _DeathsPass(company))
    daily = scan.over(DAILY_TABLE, DailyPass()).states()
    draws = Draws(company, daily)
    meals = scan.over(FEEDING_TABLE, MealsPass(company, daily, draws)).meals
    lots = scan.over(MOVEMENT_TABLE, LotsPass(company, draws)).book
    differ = draws.differ()
    del draws  # two numbers for each feeder and day
    readings = scan.over(READINGS, ReadingsPass(company, daily, run.span), run.span).readings
    scan.references.miss(f"{READINGS}.sensor_id", _strange_sensors(store))
    storms = scan.over(WEATHER_TABLE, _StormPass()).storms
    scan.know(READINGS, (line.sums for one in others for line in store.ledger(one.session)))
    seen = (company, daily, meals, differ, lots, readings, deaths.recorded, deaths.by_detail, storms)
    return Evidence(run, parameters, *seen, scan.references, scan.sums)


def _strange_sensors(store: Store) -> list[int]:
    """The lowest number that readings of any session name, between one sensor and the next, and that is no sensor."""
    found = store.query(
        "SELECT stranger FROM (SELECT (SELECT min(sensor_id) FROM "
        f"{READINGS} WHERE sensor_id > known AND sensor_id < following) AS stranger FROM ("
        f"SELECT id AS known, lead(id, 1, {LAST_ID}) OVER (ORDER BY id) AS following FROM infrastructure_sensor "
        f"UNION ALL SELECT -1, coalesce(min(id), {LAST_ID}) FROM infrastructure_sensor) AS gap "
        "WHERE following - known > 1) AS sought WHERE stranger IS NOT NULL"
    )
    ids: list[int] = found.column(0).to_pylist()
    return ids


class _Pass(Protocol):
    def take(self, chunk: Columns) -> None: ...


P = TypeVar("P", bound=_Pass)


class _Scan:
    """Reads each table once, for its digest, its references, and whoever wants its rows."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.sums: Sums = {}
        self.references = ReferencesPass()

    def over(self, name: str, reader: P, days: Days | None = None) -> P:
        """Show a table, or some days of it, to a reader."""
        self.sums[name] = added(self._read(TABLES[name], reader, days)).get(name, {})
        self.references.leave(name)
        give_back()
        return reader

    def know(self, name: str, told: Iterable[Sums]) -> None:
        """Add sums of rows of a table that were not read."""
        self.sums[name] = added([{name: one.get(name, {})} for one in (self.sums, *told)])[name]

    def _read(self, table: Table, reader: _Pass, days: Days | None) -> Iterator[Sums]:
        for chunk in self._store.integers(table, days):
            reader.take(chunk)
            self.references.take(table, chunk)
            yield {table.name: sums(table, chunk)}


class _DeathsPass:
    """Recorded deaths of each assignment, and of each batch by what they followed."""

    def __init__(self, company: Company) -> None:
        self.recorded = np.zeros(company.batch_of.size, dtype=np.int64)
        batches = int(company.batches["id"].max(initial=0)) + 1
        self.by_detail = np.zeros((batches, len(DEATH_DETAILS)), dtype=np.int64)

    def take(self, chunk: Columns) -> None:
        np.add.at(self.recorded, np.clip(chunk["assignment_id"], 0, len(self.recorded) - 1), chunk["count"])
        batch = np.clip(chunk["batch_id"], 0, len(self.by_detail) - 1)
        np.add.at(self.by_detail, (batch, chunk["detail"]), chunk["count"])


STORM_WAVE_M = 1.4 * HANDLING_WAVE_M
"""A record so high tells of a storm day: records scatter about the sea state of the day by a twelfth."""


def area_day(area: Integers, day: Integers) -> Integers:
    """One key for an area (id) and a day since 1970-01-01."""
    key: Integers = area * 2**20 + day
    return key


class _StormPass:
    """Areas and days on which nobody works at the cages."""

    def __init__(self) -> None:
        self.storms = np.zeros(0, dtype=np.int64)

    def take(self, chunk: Columns) -> None:
        high = np.flatnonzero(np.asarray(chunk["wave_height_m"]) > STORM_WAVE_M * 100)  # stored in centimetres
        day = np.asarray(chunk["timestamp"])[high] // SECONDS_A_DAY
        self.storms = np.union1d(self.storms, area_day(np.asarray(chunk["area_id"])[high], day))
