"""Geographies, sea areas, freshwater stations and their halls."""

from django.db import models

from apps.shared.constraints import not_negative, unique, within
from apps.shared.models import Timestamped
from aquasim.domain.stages import Stage


class LifeStage(models.TextChoices):
    """The life stages, by the names the engine uses."""

    EGG_ALEVIN = Stage.EGG_ALEVIN.name, Stage.EGG_ALEVIN.label
    FRY = Stage.FRY.name, Stage.FRY.label
    PARR = Stage.PARR.name, Stage.PARR.label
    SMOLT = Stage.SMOLT.name, Stage.SMOLT.label
    POST_SMOLT = Stage.POST_SMOLT.name, Stage.POST_SMOLT.label
    GROW_OUT = Stage.GROW_OUT.name, Stage.GROW_OUT.label


class Geography(Timestamped):
    """A country or region the company farms in."""

    name = models.CharField(max_length=100, unique=True)
    code = models.CharField(max_length=20, unique=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "geographies"

    def __str__(self) -> str:
        return self.name


class Area(Timestamped):
    """A licensed piece of sea that holds the cages of grow-out."""

    name = models.CharField(max_length=100)
    geography = models.ForeignKey(Geography, models.PROTECT, related_name="areas")
    latitude = models.FloatField()
    longitude = models.FloatField()
    max_biomass = models.FloatField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            unique("name", "geography", "name"),
            within("position", latitude=(-90, 90), longitude=(-180, 180)),
            not_negative("max_biomass", "max_biomass"),
        )

    def __str__(self) -> str:
        return self.name


class FreshwaterStation(Timestamped):
    """A site on land: halls of trays and tanks, from egg to post-smolt."""

    class Type(models.TextChoices):
        FRESHWATER = "FRESHWATER"
        BROODSTOCK = "BROODSTOCK"

    name = models.CharField(max_length=100)
    station_type = models.CharField(max_length=20, choices=Type.choices)
    geography = models.ForeignKey(Geography, models.PROTECT, related_name="freshwater_stations")
    latitude = models.FloatField()
    longitude = models.FloatField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            unique("name", "geography", "name"),
            within("position", latitude=(-90, 90), longitude=(-180, 180)),
        )

    def __str__(self) -> str:
        return self.name


class Hall(Timestamped):
    """A building of a station with the containers of one life stage and one water system."""

    name = models.CharField(max_length=100)
    freshwater_station = models.ForeignKey(FreshwaterStation, models.PROTECT, related_name="halls")
    stage = models.CharField(max_length=20, choices=LifeStage.choices)
    area_sqm = models.FloatField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            unique("name", "freshwater_station", "name"),
            not_negative("area_sqm", "area_sqm"),
        )

    def __str__(self) -> str:
        return self.name
