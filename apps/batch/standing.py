"""The fish that stand in a container, and the count of them that entries by hand change.

The simulator's own count stays what it wrote, so that a session to come, a digest or a check finds it as it was. What
people enter is kept beside it (`hand_count`, `hand_biomass_kg`); together they are the fish there are now.
"""

import datetime as dt

from django.db.models import F, Value

from apps.batch.models import BatchContainerAssignment
from apps.generation.selectors import latest_day
from apps.shared.entries import refuse


def check_standing(
    assignment: BatchContainerAssignment, day: dt.date, day_field: str, field: str = "assignment"
) -> None:
    """The container holds fish, and did on the day."""
    if not assignment.is_active:
        refuse(field, f"{assignment} was emptied on {assignment.departure_date}; name an assignment that is active.")
    if day < assignment.assignment_date:
        refuse(
            day_field, f"The fish came to {assignment} on {assignment.assignment_date}; give that day or a later one."
        )
    last = latest_day()
    if day > last:
        refuse(day_field, f"{day} is still to come; give a day up to {last}.")


def check_count(assignment: BatchContainerAssignment, count: int, field: str, verb: str) -> None:
    """No more fish than there are."""
    if count > assignment.current_count:
        refuse(field, f"{assignment} holds {assignment.current_count} fish, so {count} cannot be {verb}; give fewer.")


def weight_of(assignment: BatchContainerAssignment, count: int) -> float:
    """Live weight of some of the fish, at their mean weight; of all of them, all there is. [kg]"""
    if count == assignment.current_count:
        return assignment.current_biomass_kg
    return assignment.current_biomass_kg * count / assignment.current_count if count else 0.0


def change_fish(assignment: BatchContainerAssignment, count: int, biomass_kg: float, field: str = "count") -> None:
    """Add fish, or take them where the count is negative; in the database, so that no two entries take the same."""
    held = BatchContainerAssignment.objects.filter(pk=assignment.pk, is_active=True)
    changed = (
        held.annotate(left=F("population_count") + F("hand_count") + Value(count))
        .filter(left__gte=0)
        .update(hand_count=F("hand_count") + count, hand_biomass_kg=F("hand_biomass_kg") + biomass_kg)
    )
    if not changed and count < 0:
        refuse(field, f"{assignment} no longer holds {-count} fish; look again and give fewer.")
    if not changed:
        refuse(field, f"{assignment} was emptied, so fish cannot be given back to it; the row stays.")
    assignment.refresh_from_db(fields=["hand_count", "hand_biomass_kg"])
