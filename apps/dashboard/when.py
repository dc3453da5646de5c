"""The day a page speaks of, and how far back it looks: read from the URL, and written into every link."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Max, Min
from django.http import HttpRequest
from django.utils import timezone

from .models import BatchDay
from .selectors.runs import last_day, runs

SPANS = {
    "1d": ("1 day", 1),
    "7d": ("7 days", 7),
    "30d": ("30 days", 30),
    "90d": ("90 days", 90),
    "1y": ("1 year", 365),
    "3y": ("3 years", 1095),
    "all": ("All", 0),
}
DEFAULT_SPAN = "1y"


@dataclass(frozen=True)
class When:
    """Nothing after `as_of` is shown; series begin at `start`."""

    as_of: dt.date
    first: dt.date
    last: dt.date
    span: str
    has_data: bool
    asked: str

    @property
    def start(self) -> dt.date:
        """First day of the series."""
        days = SPANS[self.span][1]
        return max(self.first, self.as_of - dt.timedelta(days=days - 1)) if days else self.first

    @property
    def first_month(self) -> dt.date:
        """First day of the month in which the series begin: sums by month begin with a whole one."""
        return self.start.replace(day=1)

    @property
    def window(self) -> tuple[dt.date, dt.date]:
        """First and last day of the series, whatever values there are."""
        return self.start, self.as_of

    @property
    def days(self) -> int:
        """Length of the series."""
        return (self.as_of - self.start).days + 1

    @property
    def kept(self) -> dict[str, str]:
        """What links and forms carry on: only what was asked for, so that the latest day stays the latest."""
        found = {"as_of": self.asked, "span": self.span if self.span != DEFAULT_SPAN else ""}
        return {name: value for name, value in found.items() if value}

    @property
    def query(self) -> str:
        """The same, for a link."""
        return urlencode(self.kept)

    def before(self, days: int) -> dt.date:
        """The day so many days earlier."""
        return self.as_of - dt.timedelta(days=days)

    def sampled_days(self, most: int = 400) -> list[dt.date]:
        """Evenly spaced days of the series, the last one among them: enough for the width of a page."""
        step = -(-self.days // most)
        count = (self.days - 1) // step + 1
        return [self.as_of - dt.timedelta(days=step * back) for back in reversed(range(count))]


def when_of(request: HttpRequest) -> When:
    """The day and the span a request asks for; a day outside the records becomes their last or first."""
    found = BatchDay.objects.aggregate(first=Min("date"), last=Max("date"))
    has_data = found["last"] is not None
    first, last = (found["first"], found["last"]) if has_data else _days_without_sums()
    asked = request.GET.get("as_of", "").strip()
    as_of = min(max(_day(asked), first), last) if asked else last
    span = request.GET.get("span", DEFAULT_SPAN)
    if span not in SPANS:
        raise BadRequest(f"span={span}: choose one of {', '.join(SPANS)}.")
    return When(as_of, first, last, span, has_data, as_of.isoformat() if asked else "")


def _days_without_sums() -> tuple[dt.date, dt.date]:
    """The days that the ledger tells of, or today where nothing was generated either."""
    today = timezone.localdate()
    begun = [(run.first_date, last_day(run)) for run in runs()]
    days = [(first, last) for first, last in begun if last]
    return (days[0][0], days[-1][1]) if days else (today, today)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"as_of={text}: write a day as YYYY-MM-DD, such as 2019-06-30.") from None
