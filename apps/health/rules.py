"""What the law and the company ask of fish health: the parameters that the generated company runs with."""

import datetime as dt
from typing import Any

from apps.generation.models import GenerationRun
from apps.infrastructure.models import Geography
from apps.shared.entries import refuse


def lice_limit(geography: Geography, day: dt.date) -> float:
    """Adult females per fish that are a breach in a geography on a day."""
    places = _parameters().get("geographies", {}).values()
    rules = next((place["lice"] for place in places if place.get("code") == geography.code), None)
    if rules is None:
        refuse("assignment", f"No limit of lice is known for {geography}; generate a session whose preset states one.")
    strict = day.month in rules["strict_months"]
    return float(rules["strict_limit_per_fish" if strict else "limit_per_fish"])


def rest_days() -> int:
    """Days between two operations in a cage; none where no company was generated."""
    return int(_parameters().get("lice", {}).get("rest_days", 0))


def _parameters() -> dict[str, Any]:
    """Those of the newest session."""
    run = GenerationRun.objects.order_by("-session").only("parameters").first()
    return run.parameters if run else {}
