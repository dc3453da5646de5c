"""What needs somebody's attention on a day, by place."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from apps.accounts.access import visible
from apps.batch.models import DailyContainerState
from apps.dashboard.when import When
from apps.environmental.models import EnvironmentalParameter

from .health import latest_lice, outbreaks

# Deaths of a week that Scottish farms report: above 1.5 % of fish up to 750 g, above 1 % of larger ones
# (Scottish Government, Farmed Fish Health Framework, 2018).
WEEKLY_MORTALITY_PCT = ((750.0, 1.5), (float("inf"), 1.0))
GRAVE = {"Low oxygen", "Lice above limit", "Outbreak"}
HATCHED_FROM_ORDER = 2  # eggs and alevins die in numbers that no rule of grown fish covers


@dataclass(frozen=True)
class Alert:
    """A trouble at a place: in how many containers, none if it is the place as a whole, and the worst of them."""

    kind: str
    grave: bool
    place: str
    hall: int | None
    station: int | None
    area: int | None
    containers: int
    worst: str
    worst_value: float


def alerts(user, when: When, hall: int | None = None, area: int | None = None) -> list[Alert]:
    """Everything outside its bounds on a day; the gravest first."""
    states = _states(user, when, hall, area)
    deaths = _deaths_of_week(user, when, hall, area)
    oxygen_min = _lowest_good_oxygen()
    lice = [] if hall else latest_lice(user, when, area)
    found: dict[tuple[str, int | None, int | None], list[tuple[float, str, dict[str, Any]]]] = defaultdict(list)
    for state in states:
        for kind, measure, words in _troubles(state, deaths.get(state["assignment"], 0), oxygen_min):
            found[kind, state["hall_id"], state["area_id"]].append((measure, words, state))
    for count in lice:
        words = f"{count['adult_female_per_fish']:.2f} adult females a fish, limit {count['limit_per_fish']:g}"
        share = count["adult_female_per_fish"] / count["limit_per_fish"]
        found["Lice above limit", None, count["area_id"]].append((share, words, count))
    going_on = [] if hall or area else [_outbreak(row) for row in outbreaks(user, when) if not row["over"]]
    return sorted(
        [*going_on, *_summed(found.items())],
        key=lambda alert: (not alert.grave, alert.kind, -alert.containers, alert.place),
    )


def _states(user, when: When, hall: int | None, area: int | None) -> list[dict[str, Any]]:
    found = visible(DailyContainerState.objects.order_by(), user).filter(date=when.as_of, population__gt=0)
    if hall or area:
        found = found.filter(assignment__container__hall=hall, assignment__container__area=area)
    return list(
        found.values(
            "assignment", "population", "avg_weight_g", "biomass_kg", "oxygen_mg_l", "oxygen_saturation_pct",
            container=F("assignment__container__name"),
            max_biomass_kg=F("assignment__container__max_biomass_kg"),
            hall_id=F("assignment__container__hall"),
            station_id=F("assignment__container__hall__freshwater_station"),
            area_id=F("assignment__container__area"),
            place=Coalesce(F("assignment__container__area__name"), F("assignment__container__hall__name")),
            stage_order=F("assignment__lifecycle_stage__order"),
        )
    )  # fmt: skip


def _deaths_of_week(user, when: When, hall: int | None, area: int | None) -> dict[int, int]:
    found = visible(DailyContainerState.objects.order_by(), user)
    found = found.filter(date__gt=when.before(7), date__lte=when.as_of, mortality_count__gt=0)
    if hall or area:
        found = found.filter(assignment__container__hall=hall, assignment__container__area=area)
    return dict(found.values_list("assignment").annotate(Sum("mortality_count")))


def _lowest_good_oxygen() -> float:
    found = EnvironmentalParameter.objects.filter(code="OXYGEN").values_list("optimal_min", flat=True).first()
    return found or 0.0


def _troubles(state: dict[str, Any], dead: int, oxygen_min: float) -> Iterable[tuple[str, float, str]]:
    """(kind, how bad, in words) of one container."""
    if state["oxygen_mg_l"] < oxygen_min:
        lack = oxygen_min - state["oxygen_mg_l"]
        yield "Low oxygen", lack, f"{state['oxygen_mg_l']:.1f} mg/L, {state['oxygen_saturation_pct']:.0f} %"
    if state["biomass_kg"] > state["max_biomass_kg"] > 0:
        share = state["biomass_kg"] / state["max_biomass_kg"]
        yield "Too much fish", share, f"{100 * share:.0f} % of the licensed biomass"
    if state["stage_order"] >= HATCHED_FROM_ORDER:
        share = 100 * dead / (state["population"] + dead)
        limit = next(limit for weight, limit in WEEKLY_MORTALITY_PCT if state["avg_weight_g"] <= weight)
        if share > limit:
            yield "High mortality", share, f"{share:.1f} % in 7 days, limit {limit:.1f} %"


def _outbreak(row: dict[str, Any]) -> Alert:
    """A disease that was detected and is not over yet; the page of its place lists it by itself."""
    place = row["area_name"] or row["hall_name"]
    words = (
        f"{row['disease_name']} in {row['number']}, detected {row['detection_date'].day} {row['detection_date']:%b %Y}"
    )
    return Alert("Outbreak", True, place, row["hall"], row["station"], row["area"], 0, words, 1.0)


def _summed(found) -> Iterable[Alert]:
    for (kind, hall, area), cases in found:
        measure, words, state = max(cases, key=lambda case: case[0])
        yield Alert(
            kind,
            kind in GRAVE,
            state["place"],
            hall,
            state.get("station_id"),
            area,
            len(cases),
            f"worst {state['container']}: {words}",
            measure,
        )
