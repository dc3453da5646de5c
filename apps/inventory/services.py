"""Meals that people enter."""

import datetime as dt
from decimal import Decimal
from typing import Any

from apps.batch.models import BatchContainerAssignment
from apps.batch.standing import check_standing
from apps.infrastructure.models import FeedContainer
from apps.shared.entries import check_withdrawable, keep, refuse, withdraw

from .models import Feed, FeedingEvent
from .stock import GRAM, cost_of, draw, lots_for, put_back


def record_feeding(
    *,
    by: Any,
    assignment: BatchContainerAssignment,
    feed: Feed,
    feed_container: FeedContainer,
    feeding_time: dt.datetime,
    amount_kg: float,
    method: str,
    reason: str = "",
) -> FeedingEvent:
    """A meal given by hand, to the gram: the right pellet, from a store beside the fish, at the price of its lots."""
    amount_kg = round(amount_kg, 3)
    if amount_kg < GRAM:
        refuse("amount_kg", "Meals are weighed to the gram; give 0.001 kg or more.")
    day = feeding_time.astimezone(dt.UTC).date()
    check_standing(assignment, day, "feeding_time")
    _check_fish(assignment)
    _check_pellet(assignment, feed)
    _check_store(assignment, feed_container, amount_kg)
    lots = lots_for(feed_container, feed, day, amount_kg)
    event = FeedingEvent(
        batch_id=assignment.batch_id,
        assignment=assignment,
        container_id=assignment.container_id,
        feed=feed,
        feed_container=feed_container,
        feeding_time=feeding_time,
        amount_kg=amount_kg,
        batch_biomass_kg=assignment.current_biomass_kg,
        feeding_percentage=100 * amount_kg / assignment.current_biomass_kg,
        feed_cost=sum((cost_of(lot, kg) for lot, kg in lots), Decimal(0)),
        method=method,
    )
    keep(event, by, reason)
    draw(event, lots, by, reason)
    return event


def withdraw_feeding(event: FeedingEvent, *, by: Any, reason: str) -> None:
    """A meal that was none: its feed lies in the lots it was drawn from."""
    check_withdrawable(event, reason)
    put_back(event, by, reason)
    withdraw(event, by, reason)


def _check_fish(assignment: BatchContainerAssignment) -> None:
    if assignment.current_biomass_kg <= 0:
        refuse("assignment", f"{assignment} holds no fish by now; name an assignment that does.")


def _check_pellet(assignment: BatchContainerAssignment, feed: Feed) -> None:
    """A pellet for fish of this weight."""
    weight = assignment.current_weight_g
    largest = feed.fish_weight_max_g
    if weight < feed.fish_weight_min_g or (largest is not None and weight > largest):
        up_to = f" to {largest:g} g" if largest is not None else " g on"
        refuse(
            "feed",
            f"{feed} is for fish from {feed.fish_weight_min_g:g}{up_to}, and those of {assignment} weigh {weight:.1f} "
            "g; name a pellet of their size.",
        )


def _check_store(assignment: BatchContainerAssignment, store: FeedContainer, amount_kg: float) -> None:
    """A silo or barge at the place of the fish, that can hold what is given."""
    container = assignment.container
    if (store.hall_id, store.area_id) != (container.hall_id, container.area_id):
        place = container.hall or container.area
        refuse("feed_container", f"{store} does not stand at {place}, where the fish are; name a store that does.")
    if amount_kg > store.capacity_kg:
        refuse(
            "amount_kg", f"{store} holds {store.capacity_kg:.0f} kg at most, so one meal cannot take {amount_kg:g} kg."
        )
