"""The water, the weather and the light: what sensors and people measure."""

from django.db import models

from apps.batch.models import Batch
from apps.infrastructure.models import Area, Container, Hall, Sensor
from apps.shared.constraints import check, exactly_one, not_negative, ordered, unique, within
from apps.shared.models import RealField, Timestamped


class EnvironmentalParameter(Timestamped):
    """A quantity that is measured in water, with its plausible and its good range."""

    name = models.CharField(max_length=100, unique=True)
    code = models.CharField(max_length=20, unique=True)
    unit = models.CharField(max_length=20, blank=True)
    min_value = models.FloatField()
    max_value = models.FloatField()
    optimal_min = models.FloatField()
    optimal_max = models.FloatField()

    class Meta:
        ordering = ("name",)
        constraints = (
            ordered("range", "min_value", "max_value"),
            ordered("optimum", "optimal_min", "optimal_max"),
        )

    def __str__(self) -> str:
        return self.name


class EnvironmentalReading(models.Model):
    """One value from one sensor.

    The references are no database constraints, so that a load does not look up four other rows for each of its rows.
    A container with readings has a sensor and a batch with readings has an assignment, which protect them.
    """

    class Quality(models.IntegerChoices):
        GOOD = 0
        DRIFT = 1
        SPIKE = 2
        STUCK = 3

    pk = models.CompositePrimaryKey("sensor", "reading_time")
    reading_time = models.DateTimeField()
    sensor = models.ForeignKey(Sensor, models.PROTECT, related_name="readings", db_index=False, db_constraint=False)
    parameter = models.ForeignKey(
        EnvironmentalParameter, models.PROTECT, related_name="readings", db_index=False, db_constraint=False
    )
    container = models.ForeignKey(
        Container, models.DO_NOTHING, related_name="readings", db_index=False, db_constraint=False
    )
    batch = models.ForeignKey(
        Batch, models.DO_NOTHING, related_name="readings", db_index=False, db_constraint=False, null=True
    )
    value = RealField()
    quality = models.SmallIntegerField(choices=Quality.choices, default=Quality.GOOD)

    class Meta:
        constraints = (within("quality", quality=(0, 3)),)

    def __str__(self) -> str:
        return f"{self.value} at {self.reading_time}"


class SensorFault(models.Model):
    """A time during which a sensor sent nothing, or something other than the water."""

    class Kind(models.TextChoices):
        DROPOUT = "DROPOUT"
        DRIFT = "DRIFT"
        SPIKE = "SPIKE"
        STUCK = "STUCK"

    sensor = models.ForeignKey(Sensor, models.PROTECT, related_name="faults", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = (check("period", models.Q(ends_at__gt=models.F("starts_at")), "A fault ends after it starts."),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.starts_at}"


class EnvironmentalEvent(models.Model):
    """Something that weather or water did to a sea area."""

    class Kind(models.TextChoices):
        STORM = "STORM"
        ALGAL_BLOOM = "ALGAL_BLOOM"
        JELLYFISH = "JELLYFISH"
        LOW_OXYGEN = "LOW_OXYGEN"
        WARM_SPELL = "WARM_SPELL"

    area = models.ForeignKey(Area, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    start_date = models.DateField()
    end_date = models.DateField()
    severity = models.FloatField()
    fish_lost = models.IntegerField()
    description = models.CharField(max_length=200)

    class Meta:
        indexes = (models.Index(fields=["area", "start_date"], name="event_by_area"),)
        constraints = (
            ordered("period", "start_date", "end_date"),
            not_negative("not_negative", "severity", "fish_lost"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.start_date}"


class WeatherData(models.Model):
    """Weather and waves over a sea area."""

    pk = models.CompositePrimaryKey("area", "timestamp")
    area = models.ForeignKey(Area, models.PROTECT, related_name="weather", db_index=False)
    timestamp = models.DateTimeField()
    air_temperature_c = models.FloatField()
    wind_speed_m_s = models.FloatField()
    wind_direction_deg = models.FloatField()
    wave_height_m = models.FloatField()
    precipitation_mm = models.FloatField()

    class Meta:
        verbose_name_plural = "weather data"
        constraints = (
            not_negative("not_negative", "wind_speed_m_s", "wave_height_m", "precipitation_mm"),
            within("direction", wind_direction_deg=(0, 360)),
        )

    def __str__(self) -> str:
        return f"{self.air_temperature_c} degC at {self.timestamp}"


class PhotoperiodData(models.Model):
    """Hours of light in a sea area or a hall on one day."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="photoperiods", null=True, blank=True, db_index=False)
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="photoperiods", null=True, blank=True, db_index=False)
    date = models.DateField()
    day_length_hours = models.FloatField()

    class Meta:
        verbose_name_plural = "photoperiod data"
        constraints = (
            exactly_one("area_or_hall", "area", "hall"),
            within("hours", day_length_hours=(0, 24)),
            unique("area_day", "area", "date"),
            unique("hall_day", "hall", "date"),
        )

    def __str__(self) -> str:
        return f"{self.day_length_hours} h on {self.date}"


class WaterQualitySample(models.Model):
    """Nitrogen compounds in the water of a hall, measured by hand."""

    pk = models.CompositePrimaryKey("hall", "sample_date")
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="water_quality_samples", db_index=False)
    sample_date = models.DateField()
    tan_mg_l = models.FloatField()
    nh3_ug_l = models.FloatField()
    no2_n_mg_l = models.FloatField()
    no3_n_mg_l = models.FloatField()

    class Meta:
        constraints = (not_negative("not_negative", "tan_mg_l", "nh3_ug_l", "no2_n_mg_l", "no3_n_mg_l"),)

    def __str__(self) -> str:
        return f"TAN {self.tan_mg_l} mg/L on {self.sample_date}"
