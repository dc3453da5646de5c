"""The small tables, whole: places, sensors, batches, assignments, transfers, harvests; and look-ups between them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from aquasim.domain.stages import SensorKind, Stage
from aquasim.engine.tables import SENSOR_FAULTS, TABLES, Columns, Kind
from aquasim.validation.lookup import Array, ById, Mask

KEPT: dict[str, tuple[str, ...]] = {
    "infrastructure_area": ("id", "geography_id"),
    "infrastructure_freshwaterstation": ("id", "geography_id"),
    "infrastructure_hall": ("id", "stage", "freshwater_station_id"),
    "infrastructure_container": ("id", "hall_id", "area_id", "volume_m3"),
    "infrastructure_sensor": ("id", "sensor_type", "container_id"),
    "batch_lifecyclestage": ("id", "order"),
    "environmental_environmentalparameter": ("id", "code"),
    "inventory_feed": ("id", "fish_weight_min_g", "fish_weight_max_g"),
    "generation_capacitywarning": ("id", "batch_number", "message"),
    "infrastructure_feedcontainer": ("id", "hall_id", "area_id", "capacity_kg"),
    "inventory_feedpurchase": (
        "id", "feed_id", "feed_container_id", "status", "order_date", "purchase_date", "quantity_kg", "cost_per_kg",
        "expiry_date",
    ),
    "inventory_feedcontainerstock": ("id", "feed_purchase_id", "quantity_kg", "cost_left", "emptied_date"),
    "inventory_feedshortage": ("feed_container_id", "feed_id", "containers", "missing_kg", "date"),
    "inventory_batchfeedingsummary": (
        "batch_id", "container_id", "period_start", "period_end", "feed_kg", "feed_cost", "growth_kg",
        "net_growth_kg", "bfcr", "efcr",
    ),
    "batch_batch": ("id", "batch_number", "geography_id", "status", "start_date", "egg_count"),
    "batch_batchcontainerassignment": (
        "id", "batch_id", "container_id", "lifecycle_stage_id", "population_count", "avg_weight_g", "assignment_date",
        "departure_date", "is_active",
    ),
    "batch_batchtransferworkflow": (
        "id", "batch_id", "source_lifecycle_stage_id", "dest_lifecycle_stage_id", "actual_start_date",
        "total_transferred_count", "total_mortality_count", "total_biomass_kg",
    ),
    "batch_transferaction": (
        "workflow_id", "source_assignment_id", "dest_assignment_id", "transferred_count", "mortality_during_transfer",
        "transferred_biomass_kg", "actual_execution_date",
    ),
    SENSOR_FAULTS: ("kind",),
    "health_licecount": (
        "id", "assignment_id", "count_date", "fish_sampled", "preadult_count", "adult_male_count", "adult_female_count",
        "adult_female_per_fish", "mobile_per_fish", "limit_per_fish",
    ),
    "health_treatment": (
        "batch_id", "assignment_id", "treatment_type", "product", "start_date", "end_date", "lice_count_id",
    ),
    "health_disease": ("id", "code", "agent_kind"),
    "health_diseaseoutbreak": (
        "id", "disease_id", "area_id", "hall_id", "batch_id", "onset_date", "detection_date", "end_date", "fish_dead",
    ),
    "health_batchvaccination": (
        "id", "batch_id", "vaccination_type_id", "vaccination_date", "sea_date", "degree_days", "protective",
    ),
    "health_healthsamplingevent": (
        "id", "batch_id", "assignment_id", "sampling_date", "fish_sampled", "avg_weight_g", "avg_gill_score",
    ),
    "health_individualfishobservation": (
        "sampling_event_id", "weight_g", "length_cm", "condition_factor", "gill_score",
    ),
    "health_healthlabsample": (
        "sampling_event_id", "disease_id", "sample_date", "result_date", "fish_tested", "fish_positive", "result",
    ),
    "harvest_harvestevent": (
        "id", "batch_id", "assignment_id", "harvest_date", "count", "live_weight_kg", "days_fasted",
    ),
    "harvest_harvestlot": (
        "event_id", "harvest_date", "grade", "size_class", "count", "live_weight_kg", "gutted_weight_kg",
        "fillet_weight_kg", "price_per_kg", "revenue",
    ),
    "harvest_marketprice": ("week_start", "size_class", "price_per_kg"),
    "harvest_batchresult": ("batch_id", "first_harvest_date", "feed_kg", "feed_cost", "revenue"),
    "environmental_environmentalevent": ("area_id", "kind", "start_date", "end_date", "fish_lost"),
}  # fmt: skip
"""Columns the checks need of each table."""

SENSOR_LABELS = tuple(kind.name for kind in SensorKind)


class TablePass:
    """Gathers some columns of a small table."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._pieces: dict[str, list[Any]] = {name: [] for name in names}

    def take(self, chunk: Columns) -> None:
        for name, pieces in self._pieces.items():
            pieces.append(chunk[name])

    def columns(self) -> dict[str, Array]:
        return {
            name: np.concatenate([np.asarray(piece) for piece in pieces]) if pieces else np.zeros(0, dtype=np.int64)
            for name, pieces in self._pieces.items()
        }


class Rows:
    """One table; numbers stay integers at the resolution of their column unless asked for in their unit."""

    def __init__(self, table: str, columns: Mapping[str, Array]) -> None:
        self._columns = columns
        self._scale = {c.name: 10.0**c.decimals for c in TABLES[table].columns if c.kind is Kind.FLOAT}

    def __getitem__(self, name: str) -> Array:
        return self._columns[name]

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    def measured(self, name: str) -> npt.NDArray[np.float64]:
        """A measured column in its unit."""
        values: npt.NDArray[np.float64] = self._columns[name] / self._scale[name]
        return values


class Company:
    """The small tables of a database."""

    def __init__(self, tables: Mapping[str, Mapping[str, Array]]) -> None:
        rows = {name: Rows(name, tables[name]) for name in KEPT}
        self.containers = rows["infrastructure_container"]
        self.sensors = rows["infrastructure_sensor"]
        self.batches = rows["batch_batch"]
        self.assignments = rows["batch_batchcontainerassignment"]
        self.workflows = rows["batch_batchtransferworkflow"]
        self.actions = rows["batch_transferaction"]
        self.feeds = rows["inventory_feed"]
        self.warnings = rows["generation_capacitywarning"]
        self.faults = rows[SENSOR_FAULTS]
        self.treatments = rows["health_treatment"]
        self.lice_counts = rows["health_licecount"]
        self.diseases = rows["health_disease"]
        self.outbreaks = rows["health_diseaseoutbreak"]
        self.vaccinations = rows["health_batchvaccination"]
        self.samplings = rows["health_healthsamplingevent"]
        self.sampled_fish = rows["health_individualfishobservation"]
        self.lab_samples = rows["health_healthlabsample"]
        self.harvests = rows["harvest_harvestevent"]
        self.lots = rows["harvest_harvestlot"]
        self.prices = rows["harvest_marketprice"]
        self.results = rows["harvest_batchresult"]
        self.events = rows["environmental_environmentalevent"]
        self.feeders = rows["infrastructure_feedcontainer"]
        self.purchases = rows["inventory_feedpurchase"]
        self.stocks = rows["inventory_feedcontainerstock"]
        self.shortages = rows["inventory_feedshortage"]
        self.feeding_summaries = rows["inventory_batchfeedingsummary"]
        self._stations, self._areas = rows["infrastructure_freshwaterstation"], rows["infrastructure_area"]
        self._halls, self._stages = rows["infrastructure_hall"], rows["batch_lifecyclestage"]
        self._quantities = rows["environmental_environmentalparameter"]

    @cached_property
    def stage_of_id(self) -> ById:
        """Stage of each row of the life-cycle stages."""
        return ById.of(self._stages["id"], self._stages["order"] - 1)

    @cached_property
    def stage_of_container(self) -> ById:
        stage_of_hall = ById.of(self._halls["id"], self._halls["stage"])
        at_sea = self.containers["area_id"] > 0
        stage = np.where(at_sea, int(Stage.GROW_OUT), stage_of_hall[self.containers["hall_id"]])
        return ById.of(self.containers["id"], stage)

    @cached_property
    def geography_of_feeder(self) -> Array:
        """Geography of each row of the silos and barges."""
        of_station = ById.of(self._stations["id"], self._stations["geography_id"])
        of_hall = ById.of(self._halls["id"], of_station[self._halls["freshwater_station_id"]])
        of_area = ById.of(self._areas["id"], self._areas["geography_id"])
        at_sea = self.feeders["area_id"] > 0
        return np.where(at_sea, of_area[self.feeders["area_id"]], of_hall[self.feeders["hall_id"]])

    @cached_property
    def area_of_container(self) -> ById:
        return ById.of(self.containers["id"], self.containers["area_id"])

    @cached_property
    def sensors_of_container(self) -> ById:
        sensors = np.bincount(self.sensors["container_id"], minlength=int(self.containers["id"].max(initial=0)) + 1)
        return ById.of(self.containers["id"], sensors[self.containers["id"]], missing=0)

    @cached_property
    def kind_of_quantity(self) -> ById:
        """Sensor kind of each measured quantity."""
        kinds = [SENSOR_LABELS.index(code) if code in SENSOR_LABELS else -1 for code in self._quantities["code"]]
        return ById.of(self._quantities["id"], np.array(kinds, dtype=np.int64))

    @cached_property
    def batch_of(self) -> ById:
        """Batch of each assignment."""
        return ById.of(self.assignments["id"], self.assignments["batch_id"])

    @cached_property
    def container_of(self) -> ById:
        """Container of each assignment."""
        return ById.of(self.assignments["id"], self.assignments["container_id"])

    @cached_property
    def stage_of(self) -> ById:
        """Stage of each assignment."""
        return ById.of(self.assignments["id"], self.assignment_stage)

    @cached_property
    def assignment_stage(self) -> Array:
        """Stage of each row of the assignments."""
        return self.stage_of_id[self.assignments["lifecycle_stage_id"]]

    @cached_property
    def volume_m3(self) -> ById:
        """Water in each container."""
        return ById.of(self.containers["id"], self.containers.measured("volume_m3"))

    @cached_property
    def is_harvested(self) -> Mask:
        """Batches that are over."""
        over: Mask = self.batches["status"] == BATCH_COMPLETED
        return over


BATCH_COMPLETED = next(
    column.choices.index("COMPLETED") for column in TABLES["batch_batch"].columns if column.name == "status"
)
