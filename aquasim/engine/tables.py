"""The tables the engine fills: column names, types, units, keys. The Django models own the same schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aquasim.domain.stages import SensorKind, Stage

Columns = Mapping[str, Any]
"""Rows of one table as equally long columns: numpy arrays, or lists of str for TEXT; CHOICE columns hold codes."""


class Kind(StrEnum):
    """How a column is held in the engine, and what it becomes in a database."""

    INT = "int"  # int64; -1 is NULL where the column is nullable
    FLOAT = "float"  # float64, quantised to `decimals`; NaN is NULL where nullable
    MONEY = "money"  # float64 holding whole cents / 100
    TEXT = "text"  # list of str
    CHOICE = "choice"  # integer code into `choices`; stored as the label
    DATE = "date"  # datetime64[D]; NaT is NULL where nullable
    TIME = "time"  # datetime64[s], UTC
    BOOL = "bool"


class Written(StrEnum):
    """When a table's rows are written."""

    ONCE = "once"  # with the first part of session 1
    UPSERT = "upsert"  # inserted, then updated while the thing they describe is alive
    APPEND = "append"  # inserted once, never changed


@dataclass(frozen=True)
class Column:
    """One column; `references` names the table whose id it holds."""

    name: str
    kind: Kind
    description: str
    unit: str = ""
    decimals: int = 3
    choices: tuple[str, ...] = ()
    references: str = ""
    nullable: bool = False


@dataclass(frozen=True)
class Table:
    """One table; `month_of` names the column that says which month a row's digest belongs to."""

    name: str
    written: Written
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    month_of: str = ""

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def ident() -> Column:
    return Column("id", Kind.INT, "Identifier.")


def ref(name: str, table: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, Kind.INT, description, references=table, nullable=nullable)


def text(name: str, description: str) -> Column:
    return Column(name, Kind.TEXT, description)


def number(name: str, unit: str, description: str, decimals: int = 3, *, nullable: bool = False) -> Column:
    return Column(name, Kind.FLOAT, description, unit, decimals, nullable=nullable)


def count(name: str, description: str, unit: str = "fish") -> Column:
    return Column(name, Kind.INT, description, unit)


def date(name: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, Kind.DATE, description, nullable=nullable)


def choice(name: str, choices: tuple[str, ...], description: str) -> Column:
    return Column(name, Kind.CHOICE, description, choices=choices)


def flag(name: str, description: str) -> Column:
    return Column(name, Kind.BOOL, description)


STAGES = tuple(stage.name for stage in Stage)
SENSOR_TYPES = (*(kind.name for kind in SensorKind), "OTHER")
BATCH_STATUS = ("PLANNED", "ACTIVE", "COMPLETED", "TERMINATED")
EGG_SOURCES = ("INTERNAL", "EXTERNAL")
WORKFLOW_TYPES = ("LIFECYCLE_TRANSITION", "CONTAINER_REDISTRIBUTION")
WORKFLOW_STATUS = ("PLANNED", "IN_PROGRESS", "COMPLETED", "CANCELLED")
TRANSFER_METHODS = ("GRAVITY", "FISH_PUMP", "WELLBOAT")
CAUSES = ("INFECTIOUS", "TRAUMA", "PHYSIOLOGICAL", "ENVIRONMENT", "OTHER", "UNKNOWN")
DEATH_DETAILS = ("BACKGROUND", "TRANSFER", "VACCINATION", "EPISODE")
QUALITY = ("GOOD", "DRIFT", "SPIKE", "STUCK")
FAULTS = ("DROPOUT", "DRIFT", "SPIKE", "STUCK")
FEEDING_METHODS = ("AUTOMATIC", "BARGE_BLOWER")
TREATMENT_TYPES = ("VACCINATION", "BATH", "MECHANICAL", "THERMAL", "FRESHWATER", "MEDICATED_FEED")
GRADES = ("SUPERIOR", "ORDINARY", "PRODUCTION")
HARVEST_DESTINATIONS = ("PROCESSING_PLANT",)

ONCE = (
    Table("infrastructure_geography", Written.ONCE, (
        ident(), text("name", "Name of the country or region."), text("code", "Short code used in names of places."),
        text("description", "What is farmed there."))),
    Table("infrastructure_area", Written.ONCE, (
        ident(), text("name", "Name of the sea area."), ref("geography_id", "infrastructure_geography", "Where it lies."),
        number("latitude", "deg", "North positive.", 4), number("longitude", "deg", "East positive.", 4),
        number("max_biomass", "kg", "Most live fish the area may hold.", 0), flag("active", "In use."))),
    Table("infrastructure_freshwaterstation", Written.ONCE, (
        ident(), text("name", "Name of the station."), choice("station_type", ("FRESHWATER", "BROODSTOCK"), "What it keeps."),
        ref("geography_id", "infrastructure_geography", "Where it lies."),
        number("latitude", "deg", "North positive.", 4), number("longitude", "deg", "East positive.", 4),
        flag("active", "In use."))),
    Table("infrastructure_hall", Written.ONCE, (
        ident(), text("name", "Name of the hall."), ref("freshwater_station_id", "infrastructure_freshwaterstation", "Its station."),
        choice("stage", STAGES, "Life stage the hall is built for."), number("area_sqm", "m2", "Floor.", 0), flag("active", "In use."))),
    Table("infrastructure_containertype", Written.ONCE, (
        ident(), text("name", "Kind of container."), choice("category", ("TANK", "PEN", "TRAY", "OTHER"), "Broad kind."),
        number("max_volume_m3", "m3", "Largest volume of the kind.", 2))),
    Table("infrastructure_container", Written.ONCE, (
        ident(), text("name", "Name a farmer uses."), ref("container_type_id", "infrastructure_containertype", "Kind."),
        ref("hall_id", "infrastructure_hall", "Its hall, on land.", nullable=True),
        ref("area_id", "infrastructure_area", "Its area, at sea.", nullable=True),
        number("volume_m3", "m3", "Water it holds.", 2), number("max_biomass_kg", "kg", "Most live fish it may hold.", 1),
        flag("active", "In use."))),
    Table("infrastructure_sensor", Written.ONCE, (
        ident(), text("name", "Name of the sensor."), choice("sensor_type", SENSOR_TYPES, "What it measures."),
        ref("container_id", "infrastructure_container", "Where it hangs."), text("serial_number", "Unique serial number."),
        date("installation_date", "Day it was put in."), flag("active", "In use."))),
    Table("infrastructure_feedcontainer", Written.ONCE, (
        ident(), text("name", "Name of the silo or barge."), choice("container_type", ("SILO", "BARGE"), "Kind."),
        ref("hall_id", "infrastructure_hall", "Hall it feeds.", nullable=True),
        ref("area_id", "infrastructure_area", "Area it feeds.", nullable=True),
        number("capacity_kg", "kg", "Feed it holds.", 0), flag("active", "In use."))),
    Table("batch_species", Written.ONCE, (
        ident(), text("name", "Common name."), text("scientific_name", "Latin name."))),
    Table("batch_lifecyclestage", Written.ONCE, (
        ident(), text("name", "Name of the stage."), ref("species_id", "batch_species", "Species."), count("order", "Place in the cycle, from 1.", ""),
        number("expected_weight_min_g", "g", "Mean weight on entry.", 2), number("expected_weight_max_g", "g", "Mean weight at the end.", 2),
        count("typical_duration_days", "Usual length.", "d"))),
    Table("environmental_environmentalparameter", Written.ONCE, (
        ident(), text("name", "Name."), text("code", "Short code, the sensor type."), text("unit", "Unit of values."),
        number("min_value", "", "Lowest plausible value.", 2), number("max_value", "", "Highest plausible value.", 2),
        number("optimal_min", "", "Lower end of the good range.", 2), number("optimal_max", "", "Upper end of the good range.", 2))),
    Table("inventory_feed", Written.ONCE, (
        ident(), text("name", "Name of the feed."), text("brand", "Maker."), number("pellet_size_mm", "mm", "Pellet diameter.", 2),
        number("protein_percentage", "%", "Crude protein.", 1), number("fat_percentage", "%", "Lipid.", 1),
        choice("size_category", ("STARTER", "GROWER", "GROW_OUT"), "Class of pellet."),
        number("fish_weight_min_g", "g", "Smallest fish it is for.", 2),
        number("fish_weight_max_g", "g", "Largest fish it is for; NULL: no limit.", 2, nullable=True),
        Column("cost_per_kg", Kind.MONEY, "List price.", "EUR/kg", 2))),
    Table("health_vaccinationtype", Written.ONCE, (
        ident(), text("name", "Vaccine."), text("protects_against", "Diseases it protects against."), number("dose_ml", "mL", "Dose per fish.", 3))),
    Table("generation_capacitywarning", Written.ONCE, (
        ident(), date("date", "Day the place was needed."), choice("stage", STAGES, "Stage that lacked room."),
        text("place", "Geography or place that was full."), text("batch_number", "Batch that waited."),
        count("need", "Containers needed.", "containers"), count("supply", "Containers free.", "containers"), text("message", "In words, with the remedy."))),
)

UPSERT = (
    Table("batch_batch", Written.UPSERT, (
        ident(), text("batch_number", "Number people use."), ref("species_id", "batch_species", "Species."),
        ref("geography_id", "infrastructure_geography", "Where it is grown."),
        ref("lifecycle_stage_id", "batch_lifecyclestage", "Stage of its most advanced fish."),
        choice("status", BATCH_STATUS, "State."), choice("batch_type", ("STANDARD", "MIXED"), "One origin or several."),
        date("start_date", "Day the eggs were laid down."), date("expected_end_date", "Day the plan expects the last harvest."),
        date("actual_end_date", "Day it was emptied.", nullable=True), choice("egg_source", EGG_SOURCES, "Origin of the eggs."),
        text("supplier", "Who delivered the eggs."), count("egg_count", "Eggs laid down.", "eggs"))),
    Table("batch_batchcontainerassignment", Written.UPSERT, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("container_id", "infrastructure_container", "Container."),
        ref("lifecycle_stage_id", "batch_lifecyclestage", "Stage while there."),
        count("population_count", "Fish at the end of the last simulated day."), number("avg_weight_g", "g", "Mean weight.", 3),
        number("biomass_kg", "kg", "Live weight.", 3), date("assignment_date", "First day."),
        date("departure_date", "Day it was emptied.", nullable=True), flag("is_active", "Still holds fish."))),
    Table("batch_batchtransferworkflow", Written.UPSERT, (
        ident(), text("workflow_number", "Number people use."), ref("batch_id", "batch_batch", "Batch."),
        choice("workflow_type", WORKFLOW_TYPES, "Stage change, or the same stage in other containers."),
        ref("source_lifecycle_stage_id", "batch_lifecyclestage", "From."), ref("dest_lifecycle_stage_id", "batch_lifecyclestage", "To."),
        choice("status", WORKFLOW_STATUS, "State."), date("planned_start_date", "Day set when it was ordered."),
        date("actual_start_date", "Day of the first move.", nullable=True), date("actual_completion_date", "Day of the last move.", nullable=True),
        count("total_transferred_count", "Fish that arrived."), count("total_mortality_count", "Fish that died on the way."),
        number("total_biomass_kg", "kg", "Live weight that arrived.", 3))),
)

APPEND = (
    Table("batch_transferaction", Written.APPEND, (
        ident(), ref("workflow_id", "batch_batchtransferworkflow", "Workflow."), count("action_number", "Number within the workflow.", ""),
        ref("source_assignment_id", "batch_batchcontainerassignment", "From."), ref("dest_assignment_id", "batch_batchcontainerassignment", "To."),
        count("transferred_count", "Fish that arrived alive."), count("mortality_during_transfer", "Fish that died on the way."),
        number("transferred_biomass_kg", "kg", "Live weight that arrived.", 3), choice("transfer_method", TRANSFER_METHODS, "How."),
        date("actual_execution_date", "Day."), number("water_temp_c", "degC", "Water of the source.", 2), number("oxygen_level", "mg/L", "Water of the source.", 2)),
        month_of="actual_execution_date"),
    Table("batch_mortalityevent", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("assignment_id", "batch_batchcontainerassignment", "Where."),
        date("event_date", "Day the dead were collected."), count("count", "Dead fish."), number("biomass_kg", "kg", "Their weight.", 3),
        choice("cause", CAUSES, "Recorded cause."), choice("detail", DEATH_DETAILS, "What it followed.")), month_of="event_date"),
    Table("batch_growthsample", Written.APPEND, (
        ident(), ref("assignment_id", "batch_batchcontainerassignment", "Where."), date("sample_date", "Day."), count("sample_size", "Fish weighed."),
        number("avg_weight_g", "g", "Mean of the sample.", 2), number("avg_length_cm", "cm", "Mean fork length.", 2),
        number("std_deviation_weight", "g", "Standard deviation of the sample.", 2), number("min_weight_g", "g", "Smallest.", 2),
        number("max_weight_g", "g", "Largest.", 2), number("condition_factor", "g/cm3*100", "Fulton's K.", 3)), month_of="sample_date"),
    Table("batch_dailycontainerstate", Written.APPEND, (
        ref("assignment_id", "batch_batchcontainerassignment", "Where."), date("date", "Day."), count("day_number", "Days since the batch was laid down.", "d"),
        count("population", "Fish at the end of the day."), number("avg_weight_g", "g", "Mean weight at the end of the day.", 3),
        number("biomass_kg", "kg", "Live weight at the end of the day.", 3), number("density_kg_m3", "kg/m3", "Biomass over volume.", 3),
        number("temp_c", "degC", "Mean water temperature.", 3), number("oxygen_mg_l", "mg/L", "Mean dissolved oxygen.", 3),
        number("oxygen_saturation_pct", "%", "Mean oxygen saturation.", 2), number("salinity_psu", "PSU", "Mean salinity.", 2),
        number("feed_kg", "kg", "Feed given.", 3), count("mortality_count", "Fish that died."), count("culled", "Fish culled."),
        count("harvested", "Fish harvested."), count("moved_in", "Fish that arrived."), count("moved_out", "Fish that left alive.")),
        key=("assignment_id", "date"), month_of="date"),
    Table("environmental_environmentalreading", Written.APPEND, (
        Column("reading_time", Kind.TIME, "When, UTC."), ref("sensor_id", "infrastructure_sensor", "Sensor."),
        ref("parameter_id", "environmental_environmentalparameter", "Quantity."), ref("container_id", "infrastructure_container", "Where."),
        ref("batch_id", "batch_batch", "Batch in the container.", nullable=True), number("value", "", "Value in the parameter's unit.", 2),
        Column("quality", Kind.INT, "0 good, 1 drift, 2 spike, 3 stuck.")),
        key=("sensor_id", "reading_time"), month_of="reading_time"),
    Table("environmental_sensorfault", Written.APPEND, (
        ident(), ref("sensor_id", "infrastructure_sensor", "Sensor."), choice("kind", FAULTS, "What went wrong."),
        Column("starts_at", Kind.TIME, "First reading concerned, UTC."), Column("ends_at", Kind.TIME, "End, exclusive, UTC.")), month_of="starts_at"),
    Table("environmental_weatherdata", Written.APPEND, (
        ref("area_id", "infrastructure_area", "Sea area."), Column("timestamp", Kind.TIME, "When, UTC."),
        number("air_temperature_c", "degC", "Air.", 1), number("wind_speed_m_s", "m/s", "Mean wind.", 1), number("wind_direction_deg", "deg", "Where it blows from.", 0),
        number("wave_height_m", "m", "Significant wave height.", 2), number("precipitation_mm", "mm", "Since the reading before.", 1)),
        key=("area_id", "timestamp"), month_of="timestamp"),
    Table("environmental_photoperioddata", Written.APPEND, (
        ident(), ref("area_id", "infrastructure_area", "Sea area.", nullable=True), ref("hall_id", "infrastructure_hall", "Hall.", nullable=True),
        date("date", "Day."), number("day_length_hours", "h", "Light.", 2)), month_of="date"),
    Table("environmental_waterqualitysample", Written.APPEND, (
        ref("hall_id", "infrastructure_hall", "Hall."), date("sample_date", "Day."), number("tan_mg_l", "mg/L", "Total ammonia nitrogen.", 3),
        number("nh3_ug_l", "ug/L", "Un-ionised ammonia nitrogen.", 3), number("no2_n_mg_l", "mg/L", "Nitrite nitrogen.", 4), number("no3_n_mg_l", "mg/L", "Nitrate nitrogen.", 2)),
        key=("hall_id", "sample_date"), month_of="sample_date"),
    Table("inventory_feedingevent", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("assignment_id", "batch_batchcontainerassignment", "Where."),
        ref("container_id", "infrastructure_container", "Container."), ref("feed_id", "inventory_feed", "Feed."), ref("feed_container_id", "infrastructure_feedcontainer", "Drawn from."),
        Column("feeding_time", Kind.TIME, "When, UTC."), number("amount_kg", "kg", "Feed given.", 3), number("batch_biomass_kg", "kg", "Live weight fed, in this container.", 3),
        number("feeding_percentage", "%", "Feed over live weight, this meal.", 4), Column("feed_cost", Kind.MONEY, "Cost.", "EUR", 2), choice("method", FEEDING_METHODS, "How.")),
        month_of="feeding_time"),
    Table("health_treatment", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("assignment_id", "batch_batchcontainerassignment", "Where."), choice("treatment_type", TREATMENT_TYPES, "Kind."),
        ref("vaccination_type_id", "health_vaccinationtype", "Vaccine.", nullable=True), text("product", "Product."), count("fish_treated", "Fish treated."),
        number("dose_ml", "mL", "Dose per fish.", 3), date("start_date", "First day."), date("end_date", "Last day."),
        date("withholding_end", "Last day of withdrawal.", nullable=True), text("reason", "Why.")), month_of="start_date"),
    Table("harvest_harvestevent", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("assignment_id", "batch_batchcontainerassignment", "Where."), date("harvest_date", "Day."),
        count("count", "Fish."), number("live_weight_kg", "kg", "Live weight.", 3), choice("dest", HARVEST_DESTINATIONS, "Where they went.")), month_of="harvest_date"),
    Table("harvest_harvestlot", Written.APPEND, (
        ident(), ref("event_id", "harvest_harvestevent", "Harvest."), date("harvest_date", "Day."), choice("grade", GRADES, "Quality grade."), count("count", "Fish."),
        number("live_weight_kg", "kg", "Live weight.", 3), number("gutted_weight_kg", "kg", "Head-on gutted.", 3), number("fillet_weight_kg", "kg", "Fillet.", 3)),
        month_of="harvest_date"),
)

TABLES: dict[str, Table] = {table.name: table for table in (*ONCE, *UPSERT, *APPEND)}
"""Every table the engine fills, in an order in which no row comes before what it refers to."""


def row_count(columns: Columns) -> int:
    """Number of rows; all columns are equally long."""
    return len(next(iter(columns.values())))
