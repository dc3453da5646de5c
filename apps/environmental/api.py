"""Water, weather and light in the API."""

from apps.shared.api.resources import Resource, in_container

from . import models

IN_HALL = {"station": "freshwater_station", "geography": "freshwater_station__geography"}

RESOURCES = (
    Resource("parameters", models.EnvironmentalParameter),
    Resource(
        "readings",
        models.EnvironmentalReading,
        filters={"batch": "batch"},
        day="reading_time",
        lead="sensor",
        lead_filters={"sensor": "pk", **in_container("container"), "batch": "container__assignments__batch"},
    ),
    Resource(
        "sensor-faults",
        models.SensorFault,
        filters={"sensor": "sensor", **in_container("sensor__container")},
        day="starts_at",
        tells_the_past=False,
    ),
    Resource(
        "events",
        models.EnvironmentalEvent,
        filters={"area": "area", "geography": "area__geography"},
        day="start_date",
        tells_the_past=False,
    ),
    Resource(
        "weather",
        models.WeatherData,
        day="timestamp",
        lead="area",
        lead_filters={"area": "pk", "geography": "geography"},
    ),
    Resource(
        "photoperiods",
        models.PhotoperiodData,
        filters=in_container(),
        day="date",
    ),
    Resource(
        "water-quality-samples",
        models.WaterQualitySample,
        day="sample_date",
        lead="hall",
        lead_filters={"hall": "pk", **IN_HALL},
    ),
)
