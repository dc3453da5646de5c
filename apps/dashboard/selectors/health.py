"""Lice against their limit, outbreaks, what the laboratory found, and what was written down."""

import datetime as dt
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Q, Sum

from apps.accounts.access import visible
from apps.batch.models import Batch, MortalityEvent
from apps.dashboard.models import DeathDay
from apps.dashboard.when import When
from apps.health.models import Disease, DiseaseOutbreak, HealthLabSample, JournalEntry, LiceCount

COUNT_HOLDS_DAYS = 21
"""A count older than this says nothing of today's lice; every country counts more often than that."""


def _counts(user, when: When):
    found = visible(LiceCount.objects.order_by(), user)
    return found.filter(count_date__gte=when.start, count_date__lte=when.as_of)


def lice(user, when: When, **where) -> list[dict[str, Any]]:
    """Adult females per fish on each day of counting: mean over cages, the worst cage, and the strictest limit."""
    found = _counts(user, when).filter(**where).values("count_date")
    sums = found.annotate(
        mean=Avg("adult_female_per_fish"),
        worst=Max("adult_female_per_fish"),
        limit=Min("limit_per_fish"),
    )
    return list(sums.order_by("count_date"))


def lice_of_batch(user, when: When, batch: Batch) -> list[dict[str, Any]]:
    """Lice of the whole life of a batch at sea."""
    found = visible(LiceCount.objects.order_by(), user).filter(assignment__batch=batch, count_date__lte=when.as_of)
    sums = found.values("count_date").annotate(
        mean=Avg("adult_female_per_fish"), worst=Max("adult_female_per_fish"), limit=Max("limit_per_fish")
    )
    return list(sums.order_by("count_date"))


def lice_by_week(user, when: When) -> list[tuple[dt.date, str, float]]:
    """(Monday, geography, adult females per fish over their limit, in per cent): mean over the cages counted."""
    share = Avg(100 * F("adult_female_per_fish") / F("limit_per_fish"))
    found = _counts(user, when).filter(limit_per_fish__gt=0)
    rows = found.values("count_date", name=F("assignment__batch__geography__name")).annotate(share=share, n=Count("pk"))
    weeks: dict[tuple[dt.date, str], list[float]] = {}
    for row in rows:
        sums = weeks.setdefault((monday(row["count_date"]), row["name"]), [0.0, 0.0])
        sums[0] += row["share"] * row["n"]
        sums[1] += row["n"]
    return [(week, name, total / count) for (week, name), (total, count) in sorted(weeks.items())]


def monday(day: dt.date) -> dt.date:
    """The first day of its week."""
    return day - dt.timedelta(days=day.weekday())


def latest_lice(user, when: When, area: int | None = None) -> list[dict[str, Any]]:
    """The latest count of every cage that still stands, where it lies above the limit."""
    found = visible(LiceCount.objects.order_by("count_date"), user)
    found = found.filter(count_date__gt=when.before(COUNT_HOLDS_DAYS), count_date__lte=when.as_of)
    standing = Q(assignment__departure_date__isnull=True) | Q(assignment__departure_date__gt=when.as_of)
    if area:
        found = found.filter(assignment__container__area=area)
    rows = found.filter(standing).values(
        "assignment", "count_date", "adult_female_per_fish", "limit_per_fish",
        container=F("assignment__container__name"),
        area_id=F("assignment__container__area"),
        place=F("assignment__container__area__name"),
    )  # fmt: skip
    latest = {row["assignment"]: row for row in rows}
    return [row for row in latest.values() if row["adult_female_per_fish"] > row["limit_per_fish"] > 0]


def mortality_causes(user, when: When, batch: Batch) -> list[dict[str, Any]]:
    """Deaths of a batch by what lay behind them, the most first."""
    found = visible(DeathDay.objects.order_by(), user).filter(batch=batch, date__lte=when.as_of)
    rows = found.values("detail").annotate(fish=Sum("count"), kg=Sum("biomass_kg"))
    total = sum(row["fish"] for row in rows) or 1
    diseases = dict(Disease.objects.values_list("code", "name"))
    names = dict(MortalityEvent.Detail.choices) | diseases | {MortalityEvent.Detail.BACKGROUND: "No particular event"}
    named = [row | {"name": names.get(row["detail"], row["detail"]), "pct": 100 * row["fish"] / total} for row in rows]
    return sorted(named, key=lambda row: -row["fish"])


def outbreaks(user, when: When, **where) -> list[dict[str, Any]]:
    """Outbreaks that were known by a day: those detected by then. Deaths and end as they were attributed later."""
    found = visible(DiseaseOutbreak.objects.order_by("detection_date"), user)
    rows = found.filter(detection_date__lte=when.as_of, **where).values(
        "onset_date", "detection_date", "end_date", "containers_affected", "batch", "area", "hall",
        disease_name=F("disease__name"),
        notifiable=F("disease__notifiable"),
        number=F("batch__batch_number"),
        area_name=F("area__name"),
        hall_name=F("hall__name"),
        station=F("hall__freshwater_station"),
    )  # fmt: skip
    return [row | {"over": bool(row["end_date"] and row["end_date"] <= when.as_of)} for row in rows]


def journal(user, when: When, **where) -> list[JournalEntry]:
    """Journal entries until a day, newest first."""
    found = visible(JournalEntry.objects.order_by("-entry_date", "-pk"), user)
    return list(found.filter(entry_date__lte=when.as_of, **where))


def lab_results(user, when: When, batch: Batch) -> list[dict[str, Any]]:
    """What a laboratory had told by a day."""
    found = visible(HealthLabSample.objects.all(), user)
    rows = found.filter(sampling_event__batch=batch, result_date__lte=when.as_of)
    return list(
        rows.values("result_date", "result", disease_name=F("disease__name"), test=F("sample_type__name"))
        .annotate(tested=Sum("fish_tested"), positive=Sum("fish_positive"))
        .order_by("-result_date", "disease_name")
    )
