"""What the law and the company ask of fish health: the parameters that the generated company runs with."""

import datetime as dt
from typing import Any

from apps.generation.models import GenerationRun
from apps.infrastructure.models import Geography
from apps.shared.entries import refuse
from aquasim.domain.lice import limit_per_fish

from .models import Treatment


def lice_limit(geography: Geography, day: dt.date) -> float:
    """Adult females per fish that are a breach in a geography on a day."""
    places = _parameters().get("geographies", {}).values()
    rules = next((place["lice"] for place in places if place.get("code") == geography.code), None)
    if rules is None:
        refuse("assignment", f"No limit of lice is known for {geography}; generate a session whose preset states one.")
    limits = (rules["limit_per_fish"], rules["strict_limit_per_fish"], rules["strict_months"])
    return float(limit_per_fish(day.month, *limits))


def rest_days(treatment_type: str) -> int:
    """Days from any operation to one of this kind; none where no company was generated."""
    if treatment_type == Treatment.Type.BATH:
        return int(_parameters().get("disease", {}).get("response", {}).get("bath_rest_days", 0))
    return int(_parameters().get("lice", {}).get("rest_days", 0))


def _parameters() -> dict[str, Any]:
    """Those of the newest session."""
    run = GenerationRun.objects.order_by("-session").only("parameters").first()
    return run.parameters if run else {}
