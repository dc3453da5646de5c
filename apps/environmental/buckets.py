"""Readings by the hour, day or week: smallest, mean and largest, worked out by the database."""

import datetime as dt
from typing import Any

from django.db.models import Avg, Count, DateTimeField, F, Func, Max, Min, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.shared.api.errors import bad

BUCKETS = {
    "1h": dt.timedelta(hours=1),
    "3h": dt.timedelta(hours=3),
    "6h": dt.timedelta(hours=6),
    "12h": dt.timedelta(hours=12),
    "1d": dt.timedelta(days=1),
    "7d": dt.timedelta(days=7),
    "30d": dt.timedelta(days=30),
}
ORIGIN = dt.datetime(1970, 1, 5, tzinfo=dt.UTC)
"""A Monday; buckets are counted from here, so weeks begin with theirs."""
DECIMALS = 4
"""Of a mean; sensors have two, and a server keeps a value in four bytes, whose mean has noise further down."""
MOST = 20_000
"""Buckets of one answer."""
PARAMETER = OpenApiParameter("bucket", str, enum=list(BUCKETS), default="1d", description="Width of a bucket.")


class BucketStart(Func):
    """Start of the bucket that a time falls in."""

    output_field = DateTimeField()

    def __init__(self, expression: Any, width: dt.timedelta, **extra: Any):
        self.seconds = int(width.total_seconds())
        super().__init__(expression, **extra)

    def as_sqlite(self, compiler, connection, **context):
        origin = int(ORIGIN.timestamp())
        template = (
            f"datetime((strftime('%%%%s', %(expressions)s) - {origin}) / {self.seconds} * {self.seconds} + {origin}, "
            "'unixepoch')"
        )
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler, connection, **context):
        template = f"date_bin('{self.seconds} seconds', %(expressions)s, TIMESTAMPTZ '{ORIGIN.isoformat()}')"
        return self.as_sql(compiler, connection, template=template, **context)


class BucketSerializer(serializers.Serializer):
    """The readings of one sensor in one bucket."""

    sensor = serializers.IntegerField(help_text="Sensor.")
    parameter = serializers.IntegerField(help_text="Quantity.")
    start = serializers.DateTimeField(help_text="Start of the bucket, UTC.")
    min = serializers.FloatField(help_text="Smallest value.")
    mean = serializers.FloatField(help_text="Mean of the values.")
    max = serializers.FloatField(help_text="Largest value.")
    count = serializers.IntegerField(help_text="Readings.")


def in_buckets(readings: QuerySet, width: dt.timedelta) -> QuerySet:
    """One row for each sensor and bucket that has readings."""
    return (
        readings.annotate(start=BucketStart(F("reading_time"), width))
        .values("sensor", "parameter", "start")
        .annotate(min=Min("value"), mean=Avg("value"), max=Max("value"), count=Count("value"))
        .order_by("sensor", "parameter", "start")
    )


class BucketMixin:
    """Adds `readings/buckets/`."""

    @extend_schema(
        parameters=[PARAMETER],
        filters=True,
        responses=BucketSerializer(many=True),
        summary="Readings of a sensor or container in buckets of time: min, mean and max",
    )
    @action(detail=False, pagination_class=None)
    def buckets(self: Any, request):
        name = request.query_params.get("bucket") or "1d"
        if name not in BUCKETS:
            raise bad("bucket", f"Give one of {', '.join(BUCKETS)}.")
        if not any(request.query_params.get(name) for name in ("sensor", "container")):
            raise bad("sensor", "Name a sensor or a container; there are too many readings for all.")
        readings = self.walked(self.filter_queryset(self.get_queryset()))
        found = list(in_buckets(readings, BUCKETS[name])[: MOST + 1])
        if len(found) > MOST:
            raise bad("bucket", f"These are more than {MOST} buckets; widen them or shorten the time.")
        for row in found:
            row["mean"] = round(row["mean"], DECIMALS)
        return Response(BucketSerializer(found, many=True).data)
