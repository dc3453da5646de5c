"""Water, weather and light, as measured."""

from aquasim.engine.tables.schema import (
    Column,
    Kind,
    Table,
    Written,
    choice,
    count,
    date,
    ident,
    number,
    ref,
    text,
    truth,
)

QUALITY = ("GOOD", "DRIFT", "SPIKE", "STUCK")
EVENT_KINDS = ("STORM", "ALGAL_BLOOM", "JELLYFISH", "LOW_OXYGEN", "WARM_SPELL")
FAULTS = ("DROPOUT", "DRIFT", "SPIKE", "STUCK")

READINGS = "environmental_environmentalreading"
SENSOR_FAULTS = "environmental_sensorfault"

TABLES = (
    Table("environmental_environmentalparameter", Written.ONCE, (
        ident(), text("name", "Name."), text("code", "Short code, the sensor type."), text("unit", "Unit of values."),
        number("min_value", "", "Lowest plausible value.", 2), number("max_value", "", "Highest plausible value.", 2),
        number("optimal_min", "", "Lower end of the good range.", 2), number("optimal_max", "", "Upper end of the good range.", 2))),
    Table(READINGS, Written.APPEND, (
        Column("reading_time", Kind.TIME, "When, UTC."), ref("sensor_id", "infrastructure_sensor", "Sensor."),
        ref("parameter_id", "environmental_environmentalparameter", "Quantity."), ref("container_id", "infrastructure_container", "Where."),
        ref("batch_id", "batch_batch", "Batch in the container.", nullable=True), number("value", "", "Value in the parameter's unit.", 2),
        *truth(Column("quality", Kind.INT, "0 good, 1 drift, 2 spike, 3 stuck."))),
        key=("sensor_id", "reading_time"), month_of="reading_time"),
    Table(SENSOR_FAULTS, Written.APPEND, (
        ident(), ref("sensor_id", "infrastructure_sensor", "Sensor."), *truth(choice("kind", FAULTS, "What went wrong."),
        Column("starts_at", Kind.TIME, "First reading concerned, UTC."), Column("ends_at", Kind.TIME, "End, exclusive, UTC."))), month_of="starts_at"),
    Table("environmental_environmentalevent", Written.APPEND, (
        ident(), ref("area_id", "infrastructure_area", "Sea area."), choice("kind", EVENT_KINDS, "What happened."),
        date("start_date", "First day."), date("end_date", "Day on which it was over."), number("severity", "1 or m", "0 to 1 within its kind; highest waves of a storm in metres.", 2),
        *truth(count("fish_lost", "Fish that died of it.")), text("description", "In words.")), month_of="end_date"),
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
)
