"""What fish were given follows them from container to container: so do rest, and the time they may not be harvested."""

import datetime as dt

from apps.batch.models import BatchContainerAssignment, TransferAction

from .models import Treatment


def withheld_until(assignment: BatchContainerAssignment, day: dt.date) -> dt.date | None:
    """End of the withdrawal time that fish of an assignment are still under on a day, if any."""
    ends = [given.withholding_end for given in treatments_of(assignment) if given.withholding_end]
    return max((end for end in ends if end >= day), default=None)


def treatments_of(assignment: BatchContainerAssignment) -> list[Treatment]:
    """Those that fish of an assignment had, wherever they stood then; earliest first."""
    left = stood_in(assignment)
    given = Treatment.objects.filter(batch=assignment.batch_id, assignment__in=left).select_related(
        "assignment__batch", "assignment__container"
    )
    return [one for one in given.order_by("start_date", "pk") if one.start_date <= left[one.assignment_id]]


def stood_in(assignment: BatchContainerAssignment) -> dict[int, dt.date]:
    """The assignment and all that its fish stood in before, each with the day on which the last of them left it."""
    left = {assignment.pk: dt.date.max}
    last = {assignment.pk}
    while last:
        moves = TransferAction.objects.filter(workflow__batch=assignment.batch_id, dest_assignment__in=last)
        last = set()
        for source, dest, day in moves.values_list("source_assignment", "dest_assignment", "actual_execution_date"):
            if left.get(source, dt.date.min) < day <= left[dest]:
                left[source] = day
                last.add(source)
    return left
