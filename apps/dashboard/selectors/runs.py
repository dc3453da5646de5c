"""What the simulator wrote, how fast, and what its checks found."""

import datetime as dt
from typing import Any

from django.db.models import Count, Max, Sum

from apps.accounts.access import User, sees_everywhere
from apps.dashboard.charts import ratio
from apps.generation.models import CapacityWarning, GenerationPart, GenerationRun, ValidationResult
from aquasim.sinks.store import EVENTS


def runs() -> list[GenerationRun]:
    """Sessions in their order."""
    return list(GenerationRun.objects.order_by("session"))


def unfinished() -> dict[str, Any] | None:
    """The first session that is not complete, and the day until which it was generated."""
    run = GenerationRun.objects.exclude(status=GenerationRun.Status.COMPLETED).defer("parameters").first()
    return {"run": run, "last_day": last_day(run)} if run else None


def last_day(run: GenerationRun) -> dt.date | None:
    """The last day of which the events were committed, if there is one; its readings may come later."""
    window = GenerationPart.objects.filter(run=run, part=EVENTS).aggregate(last=Max("window_index"))["last"]
    return None if window is None else run.first_date + dt.timedelta(days=run.windows[window].stop - 1)


def ledger(run: GenerationRun) -> list[dict[str, Any]]:
    """Committed parts by window, with the pace since the window before."""
    found = GenerationPart.objects.filter(run=run).order_by().values("window_index")
    sums = found.annotate(parts=Count("pk"), written=Sum("rows"), done=Max("committed_at")).order_by("window_index")
    lines, before = [], run.started_at
    for line in sums:
        seconds = (line["done"] - before).total_seconds()
        lines.append({**line, "seconds": seconds, "pace": ratio(line["written"], seconds)})
        before = line["done"]
    return lines


def results(run: GenerationRun) -> list[ValidationResult]:
    """What the checks found; failures first."""
    return list(ValidationResult.objects.filter(run=run).order_by("passed", "pk"))


def warnings(user: User, most: int = 200) -> list[CapacityWarning] | None:
    """Places that were too full for the plan; none are told to who does not see all of the company."""
    if not sees_everywhere(user):
        return None
    return list(CapacityWarning.objects.order_by("date", "pk")[:most])


def rows_written(run: GenerationRun) -> list[tuple[str, int]]:
    """Rows of each table, the longest table first."""
    return sorted(run.rows_per_table.items(), key=lambda item: -item[1])
