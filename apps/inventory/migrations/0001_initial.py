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
            name="Feed",
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
                ("name", models.CharField(max_length=100)),
                ("brand", models.CharField(max_length=100)),
                ("pellet_size_mm", models.FloatField()),
                ("protein_percentage", models.FloatField()),
                ("fat_percentage", models.FloatField()),
                (
                    "size_category",
                    models.CharField(
                        choices=[("STARTER", "Starter"), ("GROWER", "Grower"), ("GROW_OUT", "Grow Out")], max_length=20
                    ),
                ),
                ("fish_weight_min_g", models.FloatField()),
                ("fish_weight_max_g", models.FloatField(blank=True, null=True)),
                ("cost_per_kg", models.DecimalField(decimal_places=2, max_digits=12)),
            ],
            options={
                "ordering": ("pellet_size_mm", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand", "name"),
                        name="feed_name",
                        violation_error_message="There is one with this brand and name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cost_per_kg__gte", 0), ("fish_weight_min_g__gte", 0), ("pellet_size_mm__gte", 0)
                        ),
                        name="feed_not_negative",
                        violation_error_message="May not be negative: pellet size mm, fish weight min g, cost per kg.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fat_percentage__gte", 0),
                            ("fat_percentage__lte", 100),
                            ("protein_percentage__gte", 0),
                            ("protein_percentage__lte", 100),
                        ),
                        name="feed_composition",
                        violation_error_message="Out of range: protein percentage from 0 to 100; fat percentage from 0 to 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fish_weight_max_g__gte", models.F("fish_weight_min_g"))),
                        name="feed_fish_weights",
                        violation_error_message="Fish weight max g may not be below or before fish weight min g.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedingEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeding_events",
                        to="batch.batch",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeding_events",
                        to="batch.batchcontainerassignment",
                    ),
                ),
                (
                    "container",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeding_events",
                        to="infrastructure.container",
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeding_events",
                        to="inventory.feed",
                    ),
                ),
                (
                    "feed_container",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeding_events",
                        to="infrastructure.feedcontainer",
                    ),
                ),
                ("feeding_time", models.DateTimeField()),
                ("amount_kg", models.FloatField()),
                ("batch_biomass_kg", models.FloatField()),
                ("feeding_percentage", models.FloatField()),
                ("feed_cost", models.DecimalField(decimal_places=2, max_digits=12)),
                (
                    "method",
                    models.CharField(
                        choices=[("AUTOMATIC", "Automatic"), ("BARGE_BLOWER", "Barge Blower")], max_length=20
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["assignment", "feeding_time"], name="feeding_by_assignment")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_kg__gte", 0),
                            ("batch_biomass_kg__gte", 0),
                            ("feed_cost__gte", 0),
                            ("feeding_percentage__gte", 0),
                        ),
                        name="feedingevent_not_negative",
                        violation_error_message="May not be negative: amount kg, batch biomass kg, feeding percentage, feed cost.",
                    )
                ],
            },
        ),
    ]
