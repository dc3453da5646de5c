"""What the report shows, read once: the company day by day, its places, losses, harvests and samples."""

from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

from aquasim.domain.stages import Stage
from aquasim.engine.tables import TABLES, Written
from aquasim.errors import CheckpointError
from aquasim.report import queries
from aquasim.sinks.store import RunRecord, Store

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]
Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Cohorts:
    """A batch in one place on one day, all its containers there together. Arrays of equal length."""

    day: Integers  # since the first day of the company
    batch: Integers  # position in `Company.batches`
    geography: Integers  # position in `Company.geographies`
    stage: Integers
    hall_id: Integers  # 0 at sea
    area_id: Integers  # 0 on land
    occupied: Floats  # containers that hold fish at the end of the day
    fish: Floats  # at the end of the day
    biomass_kg: Floats
    feed_kg: Floats
    dead: Floats
    at_risk: Floats  # fish that were there in the course of the day
    temperature_c: Floats
    saturation_pct: Floats  # mean of the containers
    lowest_saturation_pct: Floats  # worst container
    density_kg_m3: Floats  # densest container
    weight_g: Floats  # heaviest container
    grown_kg: Floats  # gross growth, of fish that die later too
    grown_on_kg: Floats  # feed of the containers whose growth is known


@dataclass(frozen=True)
class Company:
    """A generated company as its database has it."""

    runs: list[RunRecord]
    rows_per_table: dict[str, int]
    days: Days
    geographies: Columns
    batches: Columns
    halls: Columns
    areas: Columns
    end_weight_g: Floats  # expected, by stage
    cohorts: Cohorts
    deaths: Columns
    sea_deaths: Columns  # by day, batch and what they followed
    outbreaks: Columns
    harvests: Columns
    samples: Columns
    deliveries: Columns
    expired: Columns
    shortages: Columns
    contracts: Columns
    paid: Columns
    conversion: Columns
    validation: Columns
    warnings: Columns
    lice: Columns  # a row an area and count
    treatments: Columns  # against lice: a row a day and method

    def by_stage(self, values: npt.NDArray[Any]) -> Floats:
        """Sums of a column of `cohorts` by day and stage. shape (days, stages)"""
        shape = (len(self.days), len(Stage))
        index = self.cohorts.day * len(Stage) + self.cohorts.stage
        return np.asarray(np.bincount(index, values, shape[0] * shape[1]).reshape(shape), dtype=np.float64)

    def by_batch(self, values: npt.NDArray[Any]) -> Floats:
        """Sums of a column of `cohorts` by day and batch. shape (days, batches)"""
        shape = (len(self.days), len(self.batches["batch_id"]))
        index = self.cohorts.day * shape[1] + self.cohorts.batch
        return np.asarray(np.bincount(index, values, shape[0] * shape[1]).reshape(shape), dtype=np.float64)

    @cached_property
    def at_sea(self) -> npt.NDArray[np.bool_]:
        """Which `cohorts` are fish at sea at the end of the day."""
        return np.asarray((self.cohorts.stage == Stage.GROW_OUT) & (self.cohorts.occupied > 0), dtype=np.bool_)

    @cached_property
    def geography_of_batch(self) -> Integers:
        """Position in `geographies` of each batch."""
        return np.asarray(np.searchsorted(self.geographies["id"], self.batches["geography_id"]), dtype=np.int64)

    @property
    def geography_names(self) -> dict[str, str]:
        """Name of each geography by its code."""
        return dict(zip(map(str, self.geographies["code"]), map(str, self.geographies["name"]), strict=True))

    @cached_property
    def month(self) -> Integers:
        """Calendar month of each day, 0 the first."""
        months = self.days.astype("datetime64[M]").astype(np.int64)
        return np.asarray(months - months[0], dtype=np.int64)

    @cached_property
    def months(self) -> Days:
        """First day of every month."""
        return np.unique(self.days.astype("datetime64[M]")).astype("datetime64[D]")

    @cached_property
    def headline(self) -> SimpleNamespace:
        """The figures at the top of the page, in the units they are shown in."""
        c = self.cohorts
        last = c.day == len(self.days) - 1
        completed = self.batches["status"] == "COMPLETED"
        of_completed = np.isin(self.harvests["batch_id"], self.batches["batch_id"][completed])
        return SimpleNamespace(
            biomass_t=c.biomass_kg[last].sum() / 1e3,
            fish=c.fish[last].sum(),
            active_batches=int((self.batches["status"] == "ACTIVE").sum()),
            completed_batches=int(completed.sum()),
            harvested_t=_total(self.harvests["live_kg"]) / 1e3,
            survival=_ratio(_total(self.harvests["fish"][of_completed]), _total(self.batches["eggs"][completed])),
            feed_t=c.feed_kg.sum() / 1e3,
            fcr=_ratio(c.grown_on_kg.sum(), c.grown_kg.sum()),
        )


def read_company(store: Store) -> Company:
    """Read everything the report shows."""
    runs = store.runs()
    if not runs:
        raise CheckpointError(
            "the database holds no session, so there is nothing to report; fill it with: aquamind generate --session 1"
        )
    cohorts = queries.columns(store, queries.COHORTS)
    if not len(cohorts["date"]):
        raise CheckpointError(
            f"session {runs[0].session} has no committed day yet, so there is nothing to report; go on with: "
            "aquamind resume, or start again with: aquamind clear, then aquamind generate --session 1"
        )
    first = np.datetime64(runs[0].first_date, "D")
    days = np.arange(first, cohorts["date"].max() + np.timedelta64(1, "D"))
    geographies, batches = queries.columns(store, queries.GEOGRAPHIES), queries.columns(store, queries.BATCHES)
    stages = queries.columns(store, queries.STAGES)
    return Company(
        runs=runs,
        rows_per_table=_rows_per_table(store, runs),
        days=days,
        geographies=geographies,
        batches=batches,
        halls=queries.columns(store, queries.HALLS),
        areas=queries.columns(store, queries.AREAS),
        end_weight_g=stages["end_weight_g"],
        cohorts=_cohorts(cohorts, first, batches, geographies),
        deaths=queries.columns(store, queries.DEATHS),
        sea_deaths=queries.columns(store, queries.SEA_DEATHS),
        outbreaks=queries.columns(store, queries.OUTBREAKS),
        harvests=queries.columns(store, queries.HARVESTS),
        samples=queries.columns(store, queries.SAMPLES),
        deliveries=queries.columns(store, queries.DELIVERIES),
        expired=queries.columns(store, queries.EXPIRED),
        shortages=queries.columns(store, queries.SHORTAGES),
        contracts=queries.columns(store, queries.CONTRACTS),
        paid=queries.columns(store, queries.PAID),
        conversion=queries.columns(store, queries.CONVERSION),
        validation=queries.columns(store, queries.VALIDATION),
        warnings=queries.columns(store, queries.WARNINGS),
        lice=queries.columns(store, queries.LICE),
        treatments=queries.columns(store, queries.LICE_TREATMENTS),
    )


def month_of_year(days: Days) -> Integers:
    """0 for January."""
    return days.astype("datetime64[M]").astype(np.int64) % 12


def _cohorts(rows: Columns, first: np.datetime64, batches: Columns, geographies: Columns) -> Cohorts:
    batch = np.searchsorted(batches["batch_id"], rows["batch_id"])
    index: Columns = {
        "day": (rows["date"] - first).astype(np.int64),
        "batch": batch,
        "geography": np.searchsorted(geographies["id"], batches["geography_id"])[batch],
        "stage": rows["stage_order"].astype(np.int64) - 1,
        "hall_id": rows["hall_id"].astype(np.int64),
        "area_id": rows["area_id"].astype(np.int64),
    }
    measured: Columns = {
        name: rows[name].astype(np.float64) for name in Cohorts.__dataclass_fields__ if name not in index
    }
    return Cohorts(**(index | measured))


def _rows_per_table(store: Store, runs: list[RunRecord]) -> dict[str, int]:
    """Rows of all sessions; a session under way is counted from its ledger."""
    rows: dict[str, int] = dict.fromkeys(TABLES, 0)
    for run in runs:
        for name, count in (run.rows_per_table or _committed(store, run.session)).items():
            rows[name] = rows[name] + count if TABLES[name].written is Written.APPEND else count
    return {name: count for name, count in rows.items() if count}


def _committed(store: Store, session: int) -> dict[str, int]:
    rows: dict[str, int] = {}
    for line in store.ledger(session):
        for name, months in line.sums.items():
            rows[name] = rows.get(name, 0) + sum(month.rows for month in months.values())
    return rows


def _total(values: npt.NDArray[Any]) -> float:
    return float(values.astype(np.float64).sum())


def _ratio(part: float, whole: float) -> float:
    """NaN where there is no whole."""
    return part / whole if whole else float("nan")
