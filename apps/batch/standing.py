"""The fish that stand in a container, and the count of them that entries by hand change.

The simulator's own count stays what it wrote, so that a session to come, a digest or a check finds it as it was. What
people enter is kept beside it (`hand_count`, `hand_biomass_kg`); together they are the fish there are now.
"""

import datetime as dt

from django.db.models import F, Sum, Value

from apps.batch.models import Batch, BatchContainerAssignment
from apps.generation.selectors import latest_day
from apps.shared.entries import refuse
from aquasim.engine.tables import HAND_MADE_FROM


def hold_batch(batch_id: int) -> None:
    """Entries whose rules look at a batch's other rows wait here, each for the end of the one before."""
    list(Batch.objects.select_for_update(no_key=True).filter(pk=batch_id).values_list("pk"))


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


def check_count(
    assignment: BatchContainerAssignment, count: int, field: str, verb: str, day: dt.date | None = None
) -> None:
    """No more fish than there are; or, where fish are looked at and not taken, than there were on a day."""
    then = count_on(assignment, day) if day else None
    if then is not None and count > then:
        refuse(field, f"{assignment} held {then} fish on {day}, so {count} cannot be {verb}; give fewer.")
    if then is None and count > assignment.current_count:
        refuse(field, f"{assignment} holds {assignment.current_count} fish, so {count} cannot be {verb}; give fewer.")


def count_on(assignment: BatchContainerAssignment, day: dt.date) -> int | None:
    """Fish at the end of a day that was simulated: those of the simulator, and what entries had changed by then."""
    state = assignment.days.filter(date=day).first()
    if state is None:
        return None
    hand = {"pk__gte": HAND_MADE_FROM}
    dead = assignment.mortality_events.filter(event_date__gt=day, **hand).aggregate(fish=Sum("count"))
    moved = {"actual_execution_date__gt": day, **hand}
    leaving = F("transferred_count") + F("mortality_during_transfer")
    left = assignment.transfers_out.filter(**moved).aggregate(fish=Sum(leaving))
    came = assignment.transfers_in.filter(**moved).aggregate(fish=Sum("transferred_count"))
    later = (came["fish"] or 0) - (dead["fish"] or 0) - (left["fish"] or 0)
    return max(0, state.population + assignment.hand_count - later)


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
