"""Places, containers, sensors and silos."""

from aquasim.domain.stages import SensorKind, Stage
from aquasim.engine.tables.schema import Table, Written, choice, date, flag, ident, number, ref, text

STAGES = tuple(stage.name for stage in Stage)
SENSOR_TYPES = (*(kind.name for kind in SensorKind), "OTHER")

TABLES = (
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
)
