import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("batch", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HarvestEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="harvest_events",
                        to="batch.batch",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="harvest_events",
                        to="batch.batchcontainerassignment",
                    ),
                ),
                ("harvest_date", models.DateField()),
                ("count", models.IntegerField()),
                ("live_weight_kg", models.FloatField()),
                ("dest", models.CharField(choices=[("PROCESSING_PLANT", "Processing Plant")], max_length=20)),
            ],
            options={
                "indexes": [models.Index(fields=["batch"], name="harvest_by_batch")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 0), ("live_weight_kg__gte", 0)),
                        name="harvestevent_not_negative",
                        violation_error_message="May not be negative: count, live weight kg.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HarvestLot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="harvest.harvestevent",
                    ),
                ),
                ("harvest_date", models.DateField()),
                (
                    "grade",
                    models.CharField(
                        choices=[("SUPERIOR", "Superior"), ("ORDINARY", "Ordinary"), ("PRODUCTION", "Production")],
                        max_length=20,
                    ),
                ),
                ("count", models.IntegerField()),
                ("live_weight_kg", models.FloatField()),
                ("gutted_weight_kg", models.FloatField()),
                ("fillet_weight_kg", models.FloatField()),
            ],
            options={
                "indexes": [models.Index(fields=["event"], name="lot_by_event")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 0), ("fillet_weight_kg__gte", 0)),
                        name="harvestlot_not_negative",
                        violation_error_message="May not be negative: count, fillet weight kg.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fillet_weight_kg__lte", models.F("gutted_weight_kg")),
                            ("gutted_weight_kg__lte", models.F("live_weight_kg")),
                        ),
                        name="harvestlot_weights",
                        violation_error_message="Fish do not gain weight in processing: fillet, gutted and live weight must rise in this order.",
                    ),
                ],
            },
        ),
    ]
