import apps.shared.operations
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("infrastructure", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Species",
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
                ("scientific_name", models.CharField(max_length=100)),
            ],
            options={
                "verbose_name_plural": "species",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="LifeCycleStage",
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
                (
                    "species",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stages", to="batch.species"
                    ),
                ),
                ("order", models.IntegerField()),
                ("expected_weight_min_g", models.FloatField()),
                ("expected_weight_max_g", models.FloatField()),
                ("typical_duration_days", models.IntegerField()),
            ],
            options={
                "ordering": ("species", "order"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("species", "name"),
                        name="lifecyclestage_name",
                        violation_error_message="There is one with this species and name already.",
                    ),
                    models.UniqueConstraint(
                        fields=("species", "order"),
                        name="lifecyclestage_order",
                        violation_error_message="There is one with this species and order already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("order__gt", 0)),
                        name="lifecyclestage_order_from_one",
                        violation_error_message="Must be above zero: order.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expected_weight_min_g__gte", 0), ("typical_duration_days__gte", 0)),
                        name="lifecyclestage_sizes",
                        violation_error_message="May not be negative: expected weight min g, typical duration days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expected_weight_max_g__gte", models.F("expected_weight_min_g"))),
                        name="lifecyclestage_weights",
                        violation_error_message="Expected weight max g may not be below or before expected weight min g.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Batch",
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
                ("batch_number", models.CharField(max_length=50, unique=True)),
                (
                    "species",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="batch.species"
                    ),
                ),
                (
                    "geography",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="infrastructure.geography",
                    ),
                ),
                (
                    "lifecycle_stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="batch.lifecyclestage"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PLANNED", "Planned"),
                            ("ACTIVE", "Active"),
                            ("COMPLETED", "Completed"),
                            ("TERMINATED", "Terminated"),
                        ],
                        default="PLANNED",
                        max_length=20,
                    ),
                ),
                (
                    "batch_type",
                    models.CharField(
                        choices=[("STANDARD", "Standard"), ("MIXED", "Mixed")], default="STANDARD", max_length=20
                    ),
                ),
                ("start_date", models.DateField()),
                ("expected_end_date", models.DateField()),
                ("actual_end_date", models.DateField(blank=True, null=True)),
                (
                    "egg_source",
                    models.CharField(choices=[("INTERNAL", "Internal"), ("EXTERNAL", "External")], max_length=20),
                ),
                ("supplier", models.CharField(blank=True, max_length=100)),
                ("egg_count", models.IntegerField()),
            ],
            options={
                "verbose_name_plural": "batches",
                "ordering": ("-start_date", "batch_number"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("egg_count__gte", 0)),
                        name="batch_egg_count",
                        violation_error_message="May not be negative: egg count.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expected_end_date__gte", models.F("start_date"))),
                        name="batch_expected_dates",
                        violation_error_message="Expected end date may not be below or before start date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("actual_end_date__gte", models.F("start_date"))),
                        name="batch_actual_dates",
                        violation_error_message="Actual end date may not be below or before start date.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchContainerAssignment",
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
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="batch.batch"
                    ),
                ),
                (
                    "container",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="infrastructure.container",
                    ),
                ),
                (
                    "lifecycle_stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="batch.lifecyclestage",
                    ),
                ),
                ("population_count", models.IntegerField()),
                ("avg_weight_g", models.FloatField()),
                ("biomass_kg", models.FloatField()),
                ("assignment_date", models.DateField()),
                ("departure_date", models.DateField(blank=True, null=True)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("-assignment_date", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_active", True)),
                        fields=("batch", "container"),
                        name="batchcontainerassignment_one_active",
                        violation_error_message="The batch stands in this container already; close that assignment before opening another.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("avg_weight_g__gte", 0), ("biomass_kg__gte", 0), ("population_count__gte", 0)
                        ),
                        name="batchcontainerassignment_not_negative",
                        violation_error_message="May not be negative: population count, avg weight g, biomass kg.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("departure_date__gte", models.F("assignment_date"))),
                        name="batchcontainerassignment_dates",
                        violation_error_message="Departure date may not be below or before assignment date.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MortalityEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mortality_events",
                        to="batch.batch",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mortality_events",
                        to="batch.batchcontainerassignment",
                    ),
                ),
                ("event_date", models.DateField()),
                ("count", models.IntegerField()),
                ("biomass_kg", models.FloatField()),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("INFECTIOUS", "Infectious"),
                            ("TRAUMA", "Trauma"),
                            ("PHYSIOLOGICAL", "Physiological"),
                            ("ENVIRONMENT", "Environment"),
                            ("OTHER", "Other"),
                            ("UNKNOWN", "Unknown"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "detail",
                    models.CharField(
                        choices=[
                            ("BACKGROUND", "Background"),
                            ("TRANSFER", "Transfer"),
                            ("VACCINATION", "Vaccination"),
                            ("EPISODE", "Episode"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["assignment", "event_date"], name="mortality_by_assignment")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("biomass_kg__gte", 0), ("count__gte", 0)),
                        name="mortalityevent_not_negative",
                        violation_error_message="May not be negative: count, biomass kg.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GrowthSample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="growth_samples",
                        to="batch.batchcontainerassignment",
                    ),
                ),
                ("sample_date", models.DateField()),
                ("sample_size", models.IntegerField()),
                ("avg_weight_g", models.FloatField()),
                ("avg_length_cm", models.FloatField()),
                ("std_deviation_weight", models.FloatField()),
                ("min_weight_g", models.FloatField()),
                ("max_weight_g", models.FloatField()),
                ("condition_factor", models.FloatField()),
            ],
            options={
                "indexes": [models.Index(fields=["assignment"], name="growth_by_assignment")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("avg_length_cm__gte", 0),
                            ("avg_weight_g__gte", 0),
                            ("condition_factor__gte", 0),
                            ("min_weight_g__gte", 0),
                            ("sample_size__gte", 0),
                            ("std_deviation_weight__gte", 0),
                        ),
                        name="growthsample_not_negative",
                        violation_error_message="May not be negative: sample size, avg weight g, avg length cm, std deviation weight, min weight g, condition factor.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("max_weight_g__gte", models.F("min_weight_g"))),
                        name="growthsample_weights",
                        violation_error_message="Max weight g may not be below or before min weight g.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DailyContainerState",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "assignment", "date", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="batch.batchcontainerassignment",
                    ),
                ),
                ("date", models.DateField()),
                ("day_number", models.IntegerField()),
                ("population", models.IntegerField()),
                ("avg_weight_g", models.FloatField()),
                ("biomass_kg", models.FloatField()),
                ("density_kg_m3", models.FloatField()),
                ("temp_c", models.FloatField()),
                ("oxygen_mg_l", models.FloatField()),
                ("oxygen_saturation_pct", models.FloatField()),
                ("salinity_psu", models.FloatField()),
                ("feed_kg", models.FloatField()),
                ("mortality_count", models.IntegerField()),
                ("culled", models.IntegerField()),
                ("harvested", models.IntegerField()),
                ("moved_in", models.IntegerField()),
                ("moved_out", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["date"], name="daily_state_by_date")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("culled__gte", 0),
                            ("harvested__gte", 0),
                            ("mortality_count__gte", 0),
                            ("moved_in__gte", 0),
                            ("moved_out__gte", 0),
                            ("population__gte", 0),
                        ),
                        name="dailycontainerstate_counts",
                        violation_error_message="May not be negative: population, mortality count, culled, harvested, moved in, moved out.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("avg_weight_g__gte", 0),
                            ("biomass_kg__gte", 0),
                            ("density_kg_m3__gte", 0),
                            ("feed_kg__gte", 0),
                        ),
                        name="dailycontainerstate_weights",
                        violation_error_message="May not be negative: avg weight g, biomass kg, density kg m3, feed kg.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("oxygen_mg_l__gte", 0),
                            ("oxygen_mg_l__lte", 40),
                            ("salinity_psu__gte", 0),
                            ("salinity_psu__lte", 45),
                            ("temp_c__gte", -2),
                            ("temp_c__lte", 40),
                        ),
                        name="dailycontainerstate_water",
                        violation_error_message="Out of range: temp c from -2 to 40; oxygen mg l from 0 to 40; salinity psu from 0 to 45.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchTransferWorkflow",
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
                ("workflow_number", models.CharField(max_length=50, unique=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfer_workflows", to="batch.batch"
                    ),
                ),
                (
                    "workflow_type",
                    models.CharField(
                        choices=[
                            ("LIFECYCLE_TRANSITION", "Lifecycle Transition"),
                            ("CONTAINER_REDISTRIBUTION", "Container Redistribution"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "source_lifecycle_stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workflows_from",
                        to="batch.lifecyclestage",
                    ),
                ),
                (
                    "dest_lifecycle_stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workflows_to",
                        to="batch.lifecyclestage",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PLANNED", "Planned"),
                            ("IN_PROGRESS", "In Progress"),
                            ("COMPLETED", "Completed"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="PLANNED",
                        max_length=20,
                    ),
                ),
                ("planned_start_date", models.DateField()),
                ("actual_start_date", models.DateField(blank=True, null=True)),
                ("actual_completion_date", models.DateField(blank=True, null=True)),
                ("total_transferred_count", models.IntegerField(default=0)),
                ("total_mortality_count", models.IntegerField(default=0)),
                ("total_biomass_kg", models.FloatField(default=0)),
            ],
            options={
                "ordering": ("-planned_start_date", "workflow_number"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total_biomass_kg__gte", 0),
                            ("total_mortality_count__gte", 0),
                            ("total_transferred_count__gte", 0),
                        ),
                        name="batchtransferworkflow_totals",
                        violation_error_message="May not be negative: total transferred count, total mortality count, total biomass kg.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("actual_completion_date__gte", models.F("actual_start_date"))),
                        name="batchtransferworkflow_actual_dates",
                        violation_error_message="Actual completion date may not be below or before actual start date.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workflow",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="batch.batchtransferworkflow",
                    ),
                ),
                ("action_number", models.IntegerField()),
                (
                    "source_assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_out",
                        to="batch.batchcontainerassignment",
                    ),
                ),
                (
                    "dest_assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_in",
                        to="batch.batchcontainerassignment",
                    ),
                ),
                ("transferred_count", models.IntegerField()),
                ("mortality_during_transfer", models.IntegerField()),
                ("transferred_biomass_kg", models.FloatField()),
                (
                    "transfer_method",
                    models.CharField(
                        choices=[("GRAVITY", "Gravity"), ("FISH_PUMP", "Fish Pump"), ("WELLBOAT", "Wellboat")],
                        max_length=20,
                    ),
                ),
                ("actual_execution_date", models.DateField()),
                ("water_temp_c", models.FloatField()),
                ("oxygen_level", models.FloatField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workflow", "action_number"),
                        name="transferaction_action_number",
                        violation_error_message="There is one with this workflow and action number already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mortality_during_transfer__gte", 0),
                            ("oxygen_level__gte", 0),
                            ("transferred_biomass_kg__gte", 0),
                            ("transferred_count__gte", 0),
                        ),
                        name="transferaction_not_negative",
                        violation_error_message="May not be negative: transferred count, mortality during transfer, transferred biomass kg, oxygen level.",
                    ),
                ],
            },
        ),
        apps.shared.operations.StoreClustered(
            model_name="DailyContainerState",
        ),
    ]
