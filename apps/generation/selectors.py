"""What the rest of the system asks about the simulated world."""

import datetime as dt

from django.utils import timezone

from .models import GenerationRun


def last_simulated_day() -> dt.date | None:
    """End of the last session that is complete; none before there is one."""
    complete = GenerationRun.objects.filter(status=GenerationRun.Status.COMPLETED)
    ends = [run.first_date + dt.timedelta(days=run.days - 1) for run in complete.only("first_date", "days")]
    return max(ends, default=None)


def latest_day() -> dt.date:
    """The last day on which something can have happened: today, or the simulated world's own, if it is ahead."""
    today = timezone.now().date()
    return max(today, last_simulated_day() or today)
