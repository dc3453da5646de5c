import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Geography",
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
                ("description", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "geographies",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Area",
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
                    "geography",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="areas", to="infrastructure.geography"
                    ),
                ),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                ("max_biomass", models.FloatField()),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("geography", "name"),
                        name="area_name",
                        violation_error_message="There is one with this geography and name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("latitude__gte", -90),
                            ("latitude__lte", 90),
                            ("longitude__gte", -180),
                            ("longitude__lte", 180),
                        ),
                        name="area_position",
                        violation_error_message="Out of range: latitude from -90 to 90; longitude from -180 to 180.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("max_biomass__gte", 0)),
                        name="area_max_biomass",
                        violation_error_message="May not be negative: max biomass.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FreshwaterStation",
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
                    "station_type",
                    models.CharField(
                        choices=[("FRESHWATER", "Freshwater"), ("BROODSTOCK", "Broodstock")], max_length=20
                    ),
                ),
                (
                    "geography",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="freshwater_stations",
                        to="infrastructure.geography",
                    ),
                ),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("geography", "name"),
                        name="freshwaterstation_name",
                        violation_error_message="There is one with this geography and name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("latitude__gte", -90),
                            ("latitude__lte", 90),
                            ("longitude__gte", -180),
                            ("longitude__lte", 180),
                        ),
                        name="freshwaterstation_position",
                        violation_error_message="Out of range: latitude from -90 to 90; longitude from -180 to 180.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hall",
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
                    "freshwater_station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="halls",
                        to="infrastructure.freshwaterstation",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("EGG_ALEVIN", "Egg & Alevin"),
                            ("FRY", "Fry"),
                            ("PARR", "Parr"),
                            ("SMOLT", "Smolt"),
                            ("POST_SMOLT", "Post-Smolt"),
                            ("GROW_OUT", "Grow-out"),
                        ],
                        max_length=20,
                    ),
                ),
                ("area_sqm", models.FloatField()),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("freshwater_station", "name"),
                        name="hall_name",
                        violation_error_message="There is one with this freshwater station and name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("area_sqm__gte", 0)),
                        name="hall_area_sqm",
                        violation_error_message="May not be negative: area sqm.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContainerType",
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
                (
                    "category",
                    models.CharField(
                        choices=[("TANK", "Tank"), ("PEN", "Pen"), ("TRAY", "Tray"), ("OTHER", "Other")], max_length=20
                    ),
                ),
                ("max_volume_m3", models.FloatField()),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("max_volume_m3__gt", 0)),
                        name="containertype_volume",
                        violation_error_message="Must be above zero: max volume m3.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Container",
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
                    "container_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="containers",
                        to="infrastructure.containertype",
                    ),
                ),
                (
                    "hall",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="containers",
                        to="infrastructure.hall",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="containers",
                        to="infrastructure.area",
                    ),
                ),
                ("volume_m3", models.FloatField()),
                ("max_biomass_kg", models.FloatField()),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("area__isnull", True), ("hall__isnull", False)),
                            models.Q(("area__isnull", False), ("hall__isnull", True)),
                            _connector="OR",
                        ),
                        name="container_hall_or_area",
                        violation_error_message="Give either hall or area, and not both.",
                    ),
                    models.UniqueConstraint(
                        fields=("hall", "name"),
                        name="container_name_in_hall",
                        violation_error_message="There is one with this hall and name already.",
                    ),
                    models.UniqueConstraint(
                        fields=("area", "name"),
                        name="container_name_in_area",
                        violation_error_message="There is one with this area and name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("volume_m3__gt", 0)),
                        name="container_volume",
                        violation_error_message="Must be above zero: volume m3.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("max_biomass_kg__gte", 0)),
                        name="container_max_biomass",
                        violation_error_message="May not be negative: max biomass kg.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sensor",
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
                    "sensor_type",
                    models.CharField(
                        choices=[
                            ("TEMPERATURE", "Temperature"),
                            ("OXYGEN", "Oxygen"),
                            ("PH", "pH"),
                            ("SALINITY", "Salinity"),
                            ("CO2", "CO2"),
                            ("CURRENT", "Current"),
                            ("OTHER", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "container",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sensors",
                        to="infrastructure.container",
                    ),
                ),
                ("serial_number", models.CharField(max_length=100, unique=True)),
                ("installation_date", models.DateField()),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("container", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("container", "name"),
                        name="sensor_name",
                        violation_error_message="There is one with this container and name already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedContainer",
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
                ("container_type", models.CharField(choices=[("SILO", "Silo"), ("BARGE", "Barge")], max_length=20)),
                (
                    "hall",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feed_containers",
                        to="infrastructure.hall",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feed_containers",
                        to="infrastructure.area",
                    ),
                ),
                ("capacity_kg", models.FloatField()),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("area__isnull", True), ("hall__isnull", False)),
                            models.Q(("area__isnull", False), ("hall__isnull", True)),
                            _connector="OR",
                        ),
                        name="feedcontainer_hall_or_area",
                        violation_error_message="Give either hall or area, and not both.",
                    ),
                    models.UniqueConstraint(
                        fields=("hall", "name"),
                        name="feedcontainer_name_in_hall",
                        violation_error_message="There is one with this hall and name already.",
                    ),
                    models.UniqueConstraint(
                        fields=("area", "name"),
                        name="feedcontainer_name_in_area",
                        violation_error_message="There is one with this area and name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("capacity_kg__gte", 0)),
                        name="feedcontainer_capacity",
                        violation_error_message="May not be negative: capacity kg.",
                    ),
                ],
            },
        ),
    ]
