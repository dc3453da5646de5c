import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("batch", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="VaccinationType",
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
                ("protects_against", models.CharField(max_length=255)),
                ("dose_ml", models.FloatField()),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("dose_ml__gte", 0)),
                        name="vaccinationtype_dose",
                        violation_error_message="May not be negative: dose ml.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Treatment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="treatments",
                        to="batch.batch",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="treatments",
                        to="batch.batchcontainerassignment",
                    ),
                ),
                (
                    "treatment_type",
                    models.CharField(
                        choices=[
                            ("VACCINATION", "Vaccination"),
                            ("BATH", "Bath"),
                            ("MECHANICAL", "Mechanical"),
                            ("THERMAL", "Thermal"),
                            ("FRESHWATER", "Freshwater"),
                            ("MEDICATED_FEED", "Medicated Feed"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "vaccination_type",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="treatments",
                        to="health.vaccinationtype",
                    ),
                ),
                ("product", models.CharField(max_length=100)),
                ("fish_treated", models.IntegerField()),
                ("dose_ml", models.FloatField()),
                ("start_date", models.DateField()),
                ("end_date", models.DateField()),
                ("withholding_end", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=255)),
            ],
            options={
                "indexes": [models.Index(fields=["batch"], name="treatment_by_batch")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("dose_ml__gte", 0), ("fish_treated__gte", 0)),
                        name="treatment_not_negative",
                        violation_error_message="May not be negative: fish treated, dose ml.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end_date__gte", models.F("start_date"))),
                        name="treatment_dates",
                        violation_error_message="End date may not be below or before start date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("treatment_type", "VACCINATION"), _negated=True),
                            ("vaccination_type__isnull", False),
                            _connector="OR",
                        ),
                        name="treatment_vaccine",
                        violation_error_message="A vaccination names its vaccine.",
                    ),
                ],
            },
        ),
    ]
