"""Places and equipment in the API."""

from apps.shared.api.resources import Resource, in_container

from . import models

RESOURCES = (
    Resource("geographies", models.Geography),
    Resource("areas", models.Area, filters={"geography": "geography"}),
    Resource("freshwater-stations", models.FreshwaterStation, filters={"geography": "geography"}),
    Resource(
        "halls",
        models.Hall,
        filters={"station": "freshwater_station", "geography": "freshwater_station__geography"},
    ),
    Resource("container-types", models.ContainerType),
    Resource("containers", models.Container, filters=in_container()),
    Resource("sensors", models.Sensor, filters=in_container("container")),
    Resource("feed-containers", models.FeedContainer, filters=in_container()),
)
