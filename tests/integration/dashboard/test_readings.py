"""Series of sensors: small on the wire, whole in their extremes, silent where the sensor was."""

import datetime as dt
import math

import pytest
from django.db import connection
from django.urls import reverse

from apps.dashboard.selectors import containers
from apps.environmental.models import EnvironmentalReading
from apps.infrastructure.models import Sensor

pytestmark = pytest.mark.django_db

TEN_YEARS = dt.timedelta(days=3652)
LIMIT_BYTES = 200_000


@pytest.fixture
def old_sensor(world, db):
    """A sensor that sends eight values a day for the ten years before the last day, with one low and one spike."""
    sensor = Sensor.objects.get(pk=world.sensor.pk)
    sensor.pk, sensor.serial_number, sensor.name = None, "TEN-YEARS", "ten years"
    sensor.save()
    end = dt.datetime.combine(world.last + dt.timedelta(days=1), dt.time(), dt.UTC)
    count = TEN_YEARS.days * 8
    times = [end - dt.timedelta(hours=3 * (back + 1)) for back in reversed(range(count))]
    values = [8 + 2 * math.sin(number / 464) for number in range(count)]
    values[12_345], values[23_456] = -0.75, 19.25
    rows = [
        EnvironmentalReading(sensor=sensor, reading_time=time, value=value, parameter_id=1, container=world.cage)
        for time, value in zip(times, values, strict=True)
    ]
    EnvironmentalReading.objects.bulk_create(rows, batch_size=5000)
    return sensor, times, values


def test_ten_years_arrive_in_under_200_kilobytes_and_show_their_extremes(reader, old_sensor):
    sensor, times, values = old_sensor
    response = reader.get(
        reverse("dashboard:sensor_chart", args=[sensor.pk]),
        {"from": int(times[0].timestamp()), "to": int(times[-1].timestamp()) + 1},
    )
    series = {one["label"]: one["values"] for one in response.json()["series"]}

    assert len(response.content) < LIMIT_BYTES
    assert len(series["Mean"]) > 500
    assert min(series["Lowest"]) == min(values)
    assert max(series["Highest"]) == max(values)


@pytest.mark.parametrize("days", [1, 30, 365, 3652])
def test_every_bucket_holds_the_extremes_and_the_mean_of_its_values(old_sensor, days):
    sensor, times, values = old_sensor
    end = times[-1] + dt.timedelta(seconds=1)
    begin = end - dt.timedelta(days=days)
    inside = [value for time, value in zip(times, values, strict=True) if begin <= time < end]
    rows = containers.readings(sensor, begin, end)

    assert sum(row["count"] for row in rows) == len(inside)
    assert sum(row["count"] * row["mean"] for row in rows) == pytest.approx(sum(inside), rel=1e-5)
    assert min(row["low"] for row in rows) == pytest.approx(min(inside), rel=1e-6)
    assert max(row["high"] for row in rows) == pytest.approx(max(inside), rel=1e-6)
    assert len(rows) <= containers.BUCKETS
    assert all(begin <= row["time"] < end + (end - begin) / containers.BUCKETS for row in rows)


def test_flagged_values_are_shown_apart_from_the_water(reader, old_sensor):
    sensor, times, values = old_sensor
    spike = times[values.index(max(values))]
    EnvironmentalReading.objects.filter(sensor=sensor, reading_time=spike).update(quality=2)
    response = reader.get(
        reverse("dashboard:sensor_chart", args=[sensor.pk]),
        {"from": int(times[0].timestamp()), "to": int(times[-1].timestamp())},
    )
    series = {one["label"]: [v for v in one["values"] if v is not None] for one in response.json()["series"]}

    assert series["Flagged, highest"] == [max(values)]
    assert max(series["Highest"]) < 11


def test_no_line_bridges_a_silence(old_sensor):
    sensor, times, _ = old_sensor
    gone = EnvironmentalReading.objects.filter(
        sensor=sensor, reading_time__gt=times[-400], reading_time__lt=times[-200]
    )
    gone.delete()
    rows = containers.readings(sensor, times[-800], times[-1])

    assert [row["count"] for row in rows if row["mean"] is None] == [0]


def test_readings_after_the_day_of_the_page_stay_hidden(reader, old_sensor, world):
    sensor, _, _ = old_sensor
    day = world.last - dt.timedelta(days=100)
    body = reader.get(reverse("dashboard:sensor_chart", args=[sensor.pk]), {"as_of": day.isoformat()}).json()

    assert dt.datetime.fromtimestamp(body["times"][-1], dt.UTC).date() <= day


@pytest.mark.parametrize("asked", [{"from": "x"}, {"from": "100", "to": "50"}, {"to": "9" * 30}])
def test_window_that_is_none_is_refused(reader, world, asked):
    assert reader.get(reverse("dashboard:sensor_chart", args=[world.sensor.pk]), asked).status_code == 400


def test_window_is_read_by_the_key(old_sensor):
    """Not a scan of the table of readings."""
    sensor, *_ = old_sensor
    sql = containers.READINGS.format(seconds=containers.SECONDS["sqlite"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", [0, 1, sensor.pk, "2018-01-01", "2018-02-01"])
        plan = " ".join(row[3] for row in cursor.fetchall())

    assert "SEARCH environmental_environmentalreading USING PRIMARY KEY (sensor_id=? AND reading_time>? AND" in plan


ODD = ("1970-01-01 00:00", "2019-03-31 01:30", "2019-10-27 01:30", "2020-02-29 23:59", "2100-06-01 12:00")
"""Before and after every record, on the days of 2019 on which clocks jump, and on a leap day."""


@pytest.fixture
def new_sensor(world, db):
    """A sensor that was put in and has sent nothing."""
    sensor = Sensor.objects.get(pk=world.sensor.pk)
    sensor.pk, sensor.serial_number, sensor.name = None, "SILENT", "silent"
    sensor.save()
    return sensor


def test_sensor_without_readings_has_an_empty_chart_on_its_page(reader, new_sensor):
    page = reader.get(reverse("dashboard:container", args=[new_sensor.container_id]))
    body = reader.get(reverse("dashboard:sensor_chart", args=[new_sensor.pk])).json()

    assert page.status_code == 200
    assert new_sensor.serial_number in page.content.decode()
    assert body["times"] == []
    assert all(series["values"] == [] for series in body["series"])


def test_readings_far_outside_the_records_and_on_odd_days_are_where_they_belong(reader, new_sensor, world):
    times = [dt.datetime.fromisoformat(f"{time}+00:00") for time in ODD]
    rows = [
        EnvironmentalReading(
            sensor=new_sensor, reading_time=time, value=number, parameter_id=1, container_id=new_sensor.container_id
        )
        for number, time in enumerate(times)
    ]
    EnvironmentalReading.objects.bulk_create(rows)
    minute = dt.timedelta(minutes=1)

    for number, time in enumerate(times):
        (row,) = containers.readings(new_sensor, time, time + minute)
        assert (row["count"], row["mean"]) == (1, number)
        assert containers.readings(new_sensor, time - minute, time) == []
    known = containers.readings(new_sensor, times[0], times[-1] + minute)
    assert [row["mean"] for row in known if row["count"]] == [0, 1, 2, 3, 4]
    body = reader.get(reverse("dashboard:sensor_chart", args=[new_sensor.pk]), {"from": 0}).json()
    (mean,) = [series["values"] for series in body["series"] if series["label"] == "Mean"]
    assert [value for value in mean if value is not None] == [0, 1, 2]  # up to the day of the page
