"""Sums of the daily records that the pages would otherwise have to make for every reader.

Every row is derived: `apps.dashboard.summaries` writes them with one statement per table. Their references are no
database constraints, so that clearing generated rows is not held up by sums of them.
"""

from django.db import models

from apps.batch.models import Batch, LifeCycleStage
from apps.infrastructure.models import Area, Hall


def _reference(to, meaning: str, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        to, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False, help_text=meaning, null=null
    )


class BatchDay(models.Model):
    """The fish of a batch in one hall or sea area on one day: the daily states of its containers, added up."""

    batch = _reference(Batch, "Batch.")
    lifecycle_stage = _reference(LifeCycleStage, "Stage of the fish.")
    hall = _reference(Hall, "Hall, on land.", null=True)
    area = _reference(Area, "Area, at sea.", null=True)
    date = models.DateField(help_text="Day.")
    containers = models.IntegerField(help_text="Containers with fish at the end of the day.")
    population = models.IntegerField(help_text="Living fish at the end of the day.")
    biomass_kg = models.FloatField(help_text="Live weight. [kg]")
    feed_kg = models.FloatField(help_text="Feed given. [kg]")
    feed_cost = models.FloatField(help_text="Cost of the feed. [EUR]")
    grown_kg = models.FloatField(help_text="Growth of the fish, those that died later included. [kg]")
    grown_on_kg = models.FloatField(help_text="Feed of the containers whose growth is counted. [kg]")
    mortality_count = models.IntegerField(help_text="Fish that died.")
    culled = models.IntegerField(help_text="Fish culled.")
    harvested = models.IntegerField(help_text="Fish harvested.")
    moved_in = models.IntegerField(help_text="Fish moved in, from containers of the same place too.")
    moved_out = models.IntegerField(help_text="Fish moved out, to containers of the same place too.")
    temp_c = models.FloatField(help_text="Mean temperature over the containers. [degC]")
    oxygen_saturation_pct = models.FloatField(help_text="Mean oxygen saturation over the containers. [%]")
    lowest_saturation_pct = models.FloatField(help_text="Lowest oxygen saturation of a container. [%]")
    density_kg_m3 = models.FloatField(help_text="Highest density of a container. [kg/m3]")

    class Meta:
        indexes = (
            models.Index(fields=["date"], name="batchday_by_date"),
            models.Index(fields=["batch", "date"], name="batchday_by_batch"),
            models.Index(fields=["hall", "date"], name="batchday_by_hall"),
            models.Index(fields=["area", "date"], name="batchday_by_area"),
        )

    def __str__(self) -> str:
        return f"{self.batch} on {self.date}"


class DeathDay(models.Model):
    """Dead fish of a batch collected on one day, by recorded cause."""

    batch = _reference(Batch, "Batch.")
    lifecycle_stage = _reference(LifeCycleStage, "Stage of the fish.")
    date = models.DateField(help_text="Day of collection.")
    cause = models.CharField(max_length=20, help_text="Recorded cause.")
    detail = models.CharField(max_length=20, help_text="What lay behind it.")
    count = models.IntegerField(help_text="Dead fish.")
    biomass_kg = models.FloatField(help_text="Their weight. [kg]")

    class Meta:
        indexes = (models.Index(fields=["batch", "date"], name="deathday_by_batch"),)

    def __str__(self) -> str:
        return f"{self.count} dead of {self.batch} on {self.date}"


class Summarised(models.Model):
    """Which records the sums were made from; compared with what is there now on every page."""

    covers = models.JSONField(help_text="Sessions of the simulator, with the number of their committed parts.")
    made_at = models.DateTimeField(auto_now=True, help_text="When the sums were made, UTC.")

    class Meta:
        verbose_name_plural = "summarised"

    def __str__(self) -> str:
        return f"Summarised at {self.made_at}"
