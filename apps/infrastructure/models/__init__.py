"""Where fish are kept, what they are kept in, and what measures and feeds them."""

from .containers import Container, ContainerType, FeedContainer, Sensor
from .places import Area, FreshwaterStation, Geography, Hall, LifeStage

__all__ = [
    "Area",
    "Container",
    "ContainerType",
    "FeedContainer",
    "FreshwaterStation",
    "Geography",
    "Hall",
    "LifeStage",
    "Sensor",
]
