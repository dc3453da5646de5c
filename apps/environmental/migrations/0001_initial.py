import apps.shared.models
import apps.shared.operations
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("batch", "0001_initial"),
        ("infrastructure", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="EnvironmentalParameter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the row was written, UTC.",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        auto_now=True,
                        db_default=django.db.models.functions.datetime.Now(),
                        help_text="When the row was last saved in the application, UTC.",
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                ("code", models.CharField(max_length=20, unique=True)),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("min_value", models.FloatField()),
                ("max_value", models.FloatField()),
                ("optimal_min", models.FloatField()),
                ("optimal_max", models.FloatField()),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("max_value__gte", models.F("min_value"))),
                        name="environmentalparameter_range",
                        violation_error_message="Max value may not be below or before min value.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("optimal_max__gte", models.F("optimal_min"))),
                        name="environmentalparameter_optimum",
                        violation_error_message="Optimal max may not be below or before optimal min.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnvironmentalReading",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sensor", "reading_time", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reading_time", models.DateTimeField()),
                (
                    "sensor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="infrastructure.sensor",
                    ),
                ),
                (
                    "parameter",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="environmental.environmentalparameter",
                    ),
                ),
                (
                    "container",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="readings",
                        to="infrastructure.container",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="readings",
                        to="batch.batch",
                    ),
                ),
                ("value", apps.shared.models.RealField()),
                (
                    "quality",
                    models.SmallIntegerField(
                        choices=[(0, "Good"), (1, "Drift"), (2, "Spike"), (3, "Stuck")], default=0
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quality__gte", 0), ("quality__lte", 3)),
                        name="environmentalreading_quality",
                        violation_error_message="Out of range: quality from 0 to 3.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SensorFault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sensor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="faults",
                        to="infrastructure.sensor",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("DROPOUT", "Dropout"), ("DRIFT", "Drift"), ("SPIKE", "Spike"), ("STUCK", "Stuck")],
                        max_length=20,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="sensorfault_period",
                        violation_error_message="A fault ends after it starts.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WeatherData",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "area", "timestamp", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weather",
                        to="infrastructure.area",
                    ),
                ),
                ("timestamp", models.DateTimeField()),
                ("air_temperature_c", models.FloatField()),
                ("wind_speed_m_s", models.FloatField()),
                ("wind_direction_deg", models.FloatField()),
                ("wave_height_m", models.FloatField()),
                ("precipitation_mm", models.FloatField()),
            ],
            options={
                "verbose_name_plural": "weather data",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("precipitation_mm__gte", 0), ("wave_height_m__gte", 0), ("wind_speed_m_s__gte", 0)
                        ),
                        name="weatherdata_not_negative",
                        violation_error_message="May not be negative: wind speed m s, wave height m, precipitation mm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wind_direction_deg__gte", 0), ("wind_direction_deg__lte", 360)),
                        name="weatherdata_direction",
                        violation_error_message="Out of range: wind direction deg from 0 to 360.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PhotoperiodData",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photoperiods",
                        to="infrastructure.area",
                    ),
                ),
                (
                    "hall",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photoperiods",
                        to="infrastructure.hall",
                    ),
                ),
                ("date", models.DateField()),
                ("day_length_hours", models.FloatField()),
            ],
            options={
                "verbose_name_plural": "photoperiod data",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("area__isnull", False), ("hall__isnull", True)),
                            models.Q(("area__isnull", True), ("hall__isnull", False)),
                            _connector="OR",
                        ),
                        name="photoperioddata_area_or_hall",
                        violation_error_message="Give either area or hall, and not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("day_length_hours__gte", 0), ("day_length_hours__lte", 24)),
                        name="photoperioddata_hours",
                        violation_error_message="Out of range: day length hours from 0 to 24.",
                    ),
                    models.UniqueConstraint(
                        fields=("area", "date"),
                        name="photoperioddata_area_day",
                        violation_error_message="There is one with this area and date already.",
                    ),
                    models.UniqueConstraint(
                        fields=("hall", "date"),
                        name="photoperioddata_hall_day",
                        violation_error_message="There is one with this hall and date already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaterQualitySample",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "hall", "sample_date", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "hall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="water_quality_samples",
                        to="infrastructure.hall",
                    ),
                ),
                ("sample_date", models.DateField()),
                ("tan_mg_l", models.FloatField()),
                ("nh3_ug_l", models.FloatField()),
                ("no2_n_mg_l", models.FloatField()),
                ("no3_n_mg_l", models.FloatField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("nh3_ug_l__gte", 0), ("no2_n_mg_l__gte", 0), ("no3_n_mg_l__gte", 0), ("tan_mg_l__gte", 0)
                        ),
                        name="waterqualitysample_not_negative",
                        violation_error_message="May not be negative: tan mg l, nh3 ug l, no2 n mg l, no3 n mg l.",
                    )
                ],
            },
        ),
        apps.shared.operations.StoreClustered(
            model_name="EnvironmentalReading",
        ),
        apps.shared.operations.StoreClustered(
            model_name="WeatherData",
        ),
        apps.shared.operations.StoreClustered(
            model_name="WaterQualitySample",
        ),
    ]
