from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def as_long_as_the_others(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """In sessions that are there already, no window is shorter but the last."""
    runs = apps.get_model("generation", "GenerationRun").objects.using(editor.connection.alias)
    runs.update(first_window_days=models.F("window_days"))


class Migration(migrations.Migration):
    dependencies = [("generation", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="generationrun", name="generationrun_positive"),
        migrations.AddField(
            model_name="generationrun",
            name="first_window_days",
            field=models.IntegerField(db_default=30, help_text="Days of the first window, which may be shorter."),
        ),
        migrations.RunPython(as_long_as_the_others, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="generationrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("days__gt", 0), ("first_window_days__gt", 0), ("session__gt", 0), ("window_days__gt", 0)
                ),
                name="generationrun_positive",
                violation_error_message="Must be above zero: session, days, first window days, window days.",
            ),
        ),
    ]
