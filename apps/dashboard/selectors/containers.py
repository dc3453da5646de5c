"""A container: its fish by day, and what its sensors sent, thinned to the width of a screen."""

import datetime as dt
from typing import Any

from django.db import connection
from django.db.models import F

from apps.accounts.access import visible
from apps.batch.models import DailyContainerState
from apps.dashboard.when import When
from apps.environmental.models import EnvironmentalParameter, SensorFault
from apps.infrastructure.models import Container, Sensor

BUCKETS = 800
"""Buckets of a series: about one a pixel of a wide chart, and far below 200 kB whatever the window."""

SILENCE_S = 86_400
"""A sensor that sends nothing for so long is silent; shorter pauses are drop-outs of single values."""

# Seconds since the beginning of the window, whole.
SECONDS = {
    "sqlite": "CAST(strftime('%%s', reading_time) AS integer) - %s",
    "postgresql": "CAST(floor(extract(epoch FROM reading_time)) AS bigint) - %s",
}
READINGS = """
SELECT ({seconds}) / %s AS bucket, count(*), min(value), max(value), avg(value),
    sum(CASE WHEN quality = 0 THEN 0 ELSE 1 END),
    min(CASE WHEN quality = 0 THEN value END), max(CASE WHEN quality = 0 THEN value END),
    avg(CASE WHEN quality = 0 THEN value END)
FROM environmental_environmentalreading
WHERE sensor_id = %s AND reading_time >= %s AND reading_time < %s
GROUP BY bucket ORDER BY bucket
"""


def container(user, pk: int) -> Container | None:
    """A container the user may see."""
    found = visible(Container.objects.select_related("container_type", "hall__freshwater_station", "area"), user)
    return found.filter(pk=pk).first()


def sensor(user, pk: int) -> Sensor | None:
    """A sensor the user may see."""
    return visible(Sensor.objects.all(), user).filter(pk=pk).first()


def sensors(user, container: Container) -> list[dict[str, Any]]:
    """Sensors of a container with the quantity each measures."""
    parameters = {parameter.code: parameter for parameter in EnvironmentalParameter.objects.all()}
    found = visible(Sensor.objects.filter(container=container).order_by("pk"), user)
    return [{"sensor": sensor, "parameter": parameters.get(sensor.sensor_type)} for sensor in found]


def parameter_of(sensor: Sensor) -> EnvironmentalParameter | None:
    """What a sensor measures."""
    return EnvironmentalParameter.objects.filter(code=sensor.sensor_type).first()


def state(user, when: When, container: Container) -> list[dict[str, Any]]:
    """The fish in a container on a day; two batches are rare and possible."""
    found = visible(DailyContainerState.objects.order_by("assignment"), user)
    found = found.filter(date=when.as_of, population__gt=0, assignment__container=container)
    return list(
        found.values(
            "population", "avg_weight_g", "biomass_kg", "density_kg_m3", "temp_c", "oxygen_mg_l",
            "oxygen_saturation_pct", "salinity_psu", "feed_kg", "mortality_count",
            batch_pk=F("assignment__batch"),
            batch=F("assignment__batch__batch_number"),
            stage=F("assignment__lifecycle_stage__name"),
            stage_order=F("assignment__lifecycle_stage__order"),
            since=F("assignment__assignment_date"),
        )
    )  # fmt: skip


def days(user, when: When, container: Container) -> list[dict[str, Any]]:
    """The fish and the water of a container by day."""
    found = visible(DailyContainerState.objects.order_by("date"), user)
    sampled = when.sampled_days(800)
    found = found.filter(assignment__container=container, date__in=sampled)
    names = ("population", "avg_weight_g", "biomass_kg", "density_kg_m3", "feed_kg", "mortality_count")
    known = {row["date"]: row for row in found.values("date", *names)}
    return [known.get(day, dict.fromkeys(names) | {"date": day}) for day in sampled]


def readings(sensor: Sensor, begin: dt.datetime, end: dt.datetime, buckets: int = BUCKETS) -> list[dict[str, Any]]:
    """Lowest, highest and mean value of each bucket of a window; empty buckets are left out.

    Extremes survive whatever the window: the lowest and the highest reading of a bucket are among the rows.
    """
    first = int(begin.timestamp())
    width = max(1, -(-int((end - begin).total_seconds()) // buckets))
    sql = READINGS.format(seconds=SECONDS[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(sql, [first, width, sensor.pk, _literal(begin), _literal(end)])
        rows = cursor.fetchall()
    found = [
        {
            "time": dt.datetime.fromtimestamp(first + bucket * width + width // 2, dt.UTC),
            "count": count, "low": low, "high": high, "mean": mean, "flagged": flagged,
            "good_low": good_low, "good_high": good_high, "good_mean": good_mean,
        }
        for bucket, count, low, high, mean, flagged, good_low, good_high, good_mean in rows
    ]  # fmt: skip
    return _with_gaps(found, dt.timedelta(seconds=max(2 * width, SILENCE_S)))


def _with_gaps(rows: list[dict[str, Any]], longest: dt.timedelta) -> list[dict[str, Any]]:
    """An empty row wherever a sensor was silent for long, so that no line bridges the gap."""
    found: list[dict[str, Any]] = []
    for row in rows:
        if found and row["time"] - found[-1]["time"] > longest:
            middle = found[-1]["time"] + (row["time"] - found[-1]["time"]) / 2
            found.append(dict.fromkeys(row) | {"time": middle, "count": 0, "flagged": 0})
        found.append(row)
    return found


def _literal(moment: dt.datetime) -> dt.datetime | str:
    """A time as the database compares it: text without zone in SQLite, as the loader wrote it."""
    if connection.vendor == "sqlite":
        return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
    return moment


def faults(user, when: When, container: Container) -> list[SensorFault]:
    """The latest faults of the sensors of a container."""
    found = visible(SensorFault.objects.select_related("sensor").order_by("-starts_at"), user)
    end = dt.datetime.combine(when.as_of + dt.timedelta(days=1), dt.time(), dt.UTC)
    return list(found.filter(sensor__container=container, starts_at__lt=end)[:12])
