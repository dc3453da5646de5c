"""Moves of fish that people enter."""

import datetime as dt
from typing import Any

from apps.batch.models import BatchContainerAssignment, BatchTransferWorkflow, LifeCycleStage, TransferAction
from apps.batch.standing import change_fish, check_count, check_standing, hold_batch, weight_of
from apps.health.withholding import withheld_until
from apps.infrastructure.models import Container, LifeStage
from apps.shared.entries import check_withdrawable, keep, refuse, withdraw
from aquasim.domain.stages import Stage


def record_transfer(
    *,
    by: Any,
    source_assignment: BatchContainerAssignment,
    dest_container: Container,
    transferred_count: int,
    actual_execution_date: dt.date,
    mortality_during_transfer: int = 0,
    reason: str = "",
    **circumstances: Any,
) -> TransferAction:
    """Fish moved by hand: what arrives and what died on the way is what leaves."""
    source, day = source_assignment, actual_execution_date
    hold_batch(source.batch_id)
    # A second entry for the same container waits here until this one is done.
    dest = Container.objects.select_for_update().get(pk=dest_container.pk)
    check_standing(source, day, "actual_execution_date", "source_assignment")
    leaving = transferred_count + mortality_during_transfer
    check_count(source, leaving, "transferred_count", "moved")
    stage = _check_place(source, dest)
    arriving_kg, leaving_kg = weight_of(source, leaving) * transferred_count / leaving, weight_of(source, leaving)
    _check_room(dest, arriving_kg)
    there = _check_booking(source, dest, day)
    _check_withholding(source, there, day)
    assignment = there or _open(source, dest, stage, day, by, reason)
    change_fish(source, -leaving, -leaving_kg, "transferred_count")
    change_fish(assignment, transferred_count, arriving_kg, "dest_container")
    _close_if_empty(source, day, by, reason)
    workflow = _workflow(source, stage, day, transferred_count, mortality_during_transfer, arriving_kg)
    action = TransferAction(
        workflow=keep(workflow, by, reason),
        action_number=1,
        source_assignment=source,
        dest_assignment=assignment,
        transferred_count=transferred_count,
        mortality_during_transfer=mortality_during_transfer,
        transferred_biomass_kg=arriving_kg,
        actual_execution_date=day,
        **circumstances,
    )
    return keep(action, by, reason)


def withdraw_transfer(action: TransferAction, *, by: Any, reason: str) -> None:
    """A move that was none: the fish stand where they came from, if they all still stand where they went."""
    check_withdrawable(action, reason)
    source, dest = action.source_assignment, action.dest_assignment
    if not source.is_active:
        refuse("id", f"{source} is closed, so no fish can go back there; enter a transfer the other way instead.")
    leaving = action.transferred_count + action.mortality_during_transfer
    kg = action.transferred_biomass_kg
    check_count(dest, action.transferred_count, "id", "taken back")
    change_fish(dest, -action.transferred_count, -min(kg, dest.current_biomass_kg), "id")
    change_fish(source, leaving, kg * leaving / max(1, action.transferred_count), "id")
    _close_if_empty(dest, action.actual_execution_date, by, reason)
    workflow = action.workflow
    withdraw(action, by, reason)
    workflow.status = BatchTransferWorkflow.Status.CANCELLED
    workflow.total_transferred_count = workflow.total_mortality_count = 0
    workflow.total_biomass_kg = 0
    keep(workflow, by, reason)


def _stage_of(container: Container, source: BatchContainerAssignment) -> LifeCycleStage:
    """The stage a container is built for: that of its hall, and at sea grow-out."""
    name = container.hall.stage if container.hall else LifeStage.GROW_OUT
    return LifeCycleStage.objects.get(species_id=source.batch.species_id, order=Stage[name].order)


def _check_place(source: BatchContainerAssignment, dest: Container) -> LifeCycleStage:
    """Another container of the batch's geography, in use, for the stage of the fish or the next."""
    if dest.pk == source.container_id:
        refuse("dest_container", f"The fish stand in {dest} already; name another container.")
    if not dest.active:
        refuse("dest_container", f"{dest} is out of use; name a container that is active.")
    geography = dest.area.geography_id if dest.area else dest.hall.freshwater_station.geography_id  # type: ignore[union-attr]
    if geography != source.batch.geography_id:
        refuse("dest_container", f"{dest} does not lie in {source.batch.geography}, where {source.batch} is grown.")
    stage = _stage_of(dest, source)
    if stage.order - source.lifecycle_stage.order not in (0, 1):
        refuse(
            "dest_container",
            f"{dest} is for {stage}, and the fish are {source.lifecycle_stage}; name a container for their stage or "
            "the next.",
        )
    return stage


def _check_room(dest: Container, arriving_kg: float) -> None:
    there = sum(a.current_biomass_kg for a in dest.assignments.filter(is_active=True))
    if there + arriving_kg > dest.max_biomass_kg:
        refuse(
            "transferred_count",
            f"{dest} may hold {dest.max_biomass_kg:.0f} kg and holds {there:.0f} kg, so {arriving_kg:.0f} kg more are "
            "too many; move fewer fish.",
        )


def _check_booking(source: BatchContainerAssignment, dest: Container, day: dt.date) -> BatchContainerAssignment | None:
    """The batch's own fish that stand there already; another batch's fish are not to be mixed with."""
    standing = list(dest.assignments.filter(is_active=True).select_related("batch", "container"))
    for other in standing:
        if other.batch_id != source.batch_id:
            refuse("dest_container", f"{dest} holds batch {other.batch}; name a container that is empty.")
        if day < other.assignment_date:
            refuse("actual_execution_date", f"{other} begins on {other.assignment_date}; give that day or a later one.")
    left = dest.assignments.filter(departure_date__gt=day).order_by("-departure_date").first()
    if left and not standing:
        refuse("actual_execution_date", f"{dest} held {left.batch} until {left.departure_date}; give a later day.")
    return standing[0] if standing else None


def _check_withholding(source: BatchContainerAssignment, there: BatchContainerAssignment | None, day: dt.date) -> None:
    """Treated fish are not mixed with fish that may be harvested sooner."""
    until = withheld_until(source, day)
    if there and until and until > (withheld_until(there, day) or dt.date.min):
        refuse(
            "dest_container",
            f"The fish of {source} may not be harvested up to {until} and those of {there} may; name an empty "
            "container, or wait.",
        )


def _open(
    source: BatchContainerAssignment, dest: Container, stage: LifeCycleStage, day: dt.date, by: Any, reason: str
) -> BatchContainerAssignment:
    """An assignment that the simulator does not know: all of its fish came by hand."""
    opened = BatchContainerAssignment(
        batch=source.batch,
        container=dest,
        lifecycle_stage=stage,
        population_count=0,
        avg_weight_g=source.current_weight_g,
        biomass_kg=0,
        assignment_date=day,
    )
    return keep(opened, by, reason)


def _close_if_empty(assignment: BatchContainerAssignment, day: dt.date, by: Any, reason: str) -> None:
    """An assignment made by hand ends with its last fish; when the simulator's own end is the simulator's to say."""
    if assignment.current_count == 0 and assignment.population_count == 0:
        assignment.is_active, assignment.departure_date = False, max(day, assignment.assignment_date)
        keep(assignment, by, reason)


def _workflow(
    source: BatchContainerAssignment, stage: LifeCycleStage, day: dt.date, count: int, dead: int, kg: float
) -> BatchTransferWorkflow:
    """The order that the move carries out, complete with it."""
    kinds = BatchTransferWorkflow.Type
    same = stage.pk == source.lifecycle_stage_id
    made = BatchTransferWorkflow.objects.filter(batch=source.batch, workflow_number__startswith=_prefix(source)).count()
    return BatchTransferWorkflow(
        workflow_number=f"{_prefix(source)}{made + 1:03d}",
        batch=source.batch,
        workflow_type=kinds.CONTAINER_REDISTRIBUTION if same else kinds.LIFECYCLE_TRANSITION,
        source_lifecycle_stage=source.lifecycle_stage,
        dest_lifecycle_stage=stage,
        status=BatchTransferWorkflow.Status.COMPLETED,
        planned_start_date=day,
        actual_start_date=day,
        actual_completion_date=day,
        total_transferred_count=count,
        total_mortality_count=dead,
        total_biomass_kg=kg,
    )


def _prefix(source: BatchContainerAssignment) -> str:
    return f"HAND-{source.batch.batch_number}-"
