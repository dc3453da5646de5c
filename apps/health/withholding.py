"""How long fish may not be harvested: what they were given follows them from container to container."""

import datetime as dt

from apps.batch.models import BatchContainerAssignment, TransferAction

from .models import Treatment


def withheld_until(assignment: BatchContainerAssignment, day: dt.date) -> dt.date | None:
    """End of the withdrawal time that fish of an assignment are still under on a day, if any."""
    ends = Treatment.objects.filter(assignment__in=_came_from(assignment), withholding_end__gte=day)
    return ends.order_by("-withholding_end").values_list("withholding_end", flat=True).first()


def _came_from(assignment: BatchContainerAssignment) -> set[int]:
    """The assignment and all that its fish stood in before."""
    before, last = {assignment.pk}, {assignment.pk}
    while last:
        moves = TransferAction.objects.filter(workflow__batch=assignment.batch_id, dest_assignment__in=last)
        last = set(moves.values_list("source_assignment", flat=True)) - before
        before |= last
    return before
