from django.db import migrations

from apps.shared.operations import MakeHypertable

READINGS_PER_DAY = 14_000
"""Of the company: 15 million in the 1,095 days of its first session."""
WEATHER_PER_DAY = 200
"""Of its sea areas, 8 times a day."""


class Migration(migrations.Migration):
    dependencies = [
        ("environmental", "0001_initial"),
    ]

    operations = [
        MakeHypertable("EnvironmentalReading", "reading_time", READINGS_PER_DAY),
        MakeHypertable("WeatherData", "timestamp", WEATHER_PER_DAY),
    ]
