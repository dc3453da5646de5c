"""Containers of fish, the sensors in them and the stores of feed beside them."""

from django.db import models

from apps.shared.constraints import exactly_one, not_negative, positive, unique
from apps.shared.models import Timestamped

from .places import Area, Hall


class ContainerType(Timestamped):
    """A kind of container, for instance the parr tank."""

    class Category(models.TextChoices):
        TANK = "TANK"
        PEN = "PEN"
        TRAY = "TRAY"
        OTHER = "OTHER"

    name = models.CharField(max_length=100, unique=True)
    category = models.CharField(max_length=20, choices=Category.choices)
    max_volume_m3 = models.FloatField()

    class Meta:
        ordering = ("name",)
        constraints = (positive("volume", "max_volume_m3"),)

    def __str__(self) -> str:
        return self.name


class Container(Timestamped):
    """A tray or tank in a hall, or a cage in a sea area."""

    name = models.CharField(max_length=100)
    container_type = models.ForeignKey(ContainerType, models.PROTECT, related_name="containers")
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="containers", null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="containers", null=True, blank=True)
    volume_m3 = models.FloatField()
    max_biomass_kg = models.FloatField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            exactly_one("hall_or_area", "hall", "area"),
            unique("name_in_hall", "hall", "name"),
            unique("name_in_area", "area", "name"),
            positive("volume", "volume_m3"),
            not_negative("max_biomass", "max_biomass_kg"),
        )

    def __str__(self) -> str:
        return self.name


class Sensor(Timestamped):
    """An instrument that hangs in one container and measures one quantity."""

    class Type(models.TextChoices):
        TEMPERATURE = "TEMPERATURE"
        OXYGEN = "OXYGEN"
        PH = "PH", "pH"
        SALINITY = "SALINITY"
        CO2 = "CO2", "CO2"
        CURRENT = "CURRENT"
        OTHER = "OTHER"

    name = models.CharField(max_length=100)
    sensor_type = models.CharField(max_length=20, choices=Type.choices)
    container = models.ForeignKey(Container, models.PROTECT, related_name="sensors")
    serial_number = models.CharField(max_length=100, unique=True)
    installation_date = models.DateField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = (
            "container",
            "name",
        )
        constraints = (unique("name", "container", "name"),)

    def __str__(self) -> str:
        return self.name


class FeedContainer(Timestamped):
    """A silo beside a hall or a feed barge in a sea area."""

    class Type(models.TextChoices):
        SILO = "SILO"
        BARGE = "BARGE"

    name = models.CharField(max_length=100)
    container_type = models.CharField(max_length=20, choices=Type.choices)
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="feed_containers", null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="feed_containers", null=True, blank=True)
    capacity_kg = models.FloatField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            exactly_one("hall_or_area", "hall", "area"),
            unique("name_in_hall", "hall", "name"),
            unique("name_in_area", "area", "name"),
            not_negative("capacity", "capacity_kg"),
        )

    def __str__(self) -> str:
        return self.name
