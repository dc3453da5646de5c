"""Treatments and lice counts that people enter."""

import datetime as dt
from typing import Any

from apps.batch.models import BatchContainerAssignment
from apps.batch.standing import check_count, check_standing, hold_batch
from apps.harvest.models import HarvestEvent
from apps.shared.entries import keep, refuse, withdraw

from .models import LiceCount, Treatment, VaccinationType
from .rules import lice_limit, rest_days
from .withholding import stood_in, treatments_of

OPERATIONS = {Treatment.Type.BATH, Treatment.Type.MECHANICAL, Treatment.Type.THERMAL, Treatment.Type.FRESHWATER}
"""Treatments in which the fish are crowded and handled; they rest between two of them."""
MEDICINES = {Treatment.Type.BATH, Treatment.Type.MEDICATED_FEED}
"""Treatments with a medicine, after which fish are withheld from harvest."""
GIVEN = {*MEDICINES, Treatment.Type.VACCINATION}
"""Treatments in which something is given, and may have a dose and a withdrawal time."""
LONGEST_WITHHOLDING = dt.timedelta(days=365)
"""Withdrawal times are some hundred degree-days, which cold water makes months of, and never years."""
MOST_LICE = 1000
"""Lice of a kind on a fish; the worst infestations there have been had some hundred."""


def record_treatment(
    *,
    by: Any,
    assignment: BatchContainerAssignment,
    treatment_type: str,
    fish_treated: int,
    start_date: dt.date,
    end_date: dt.date,
    dose_ml: float | None = None,
    vaccination_type: VaccinationType | None = None,
    lice_count: LiceCount | None = None,
    withholding_end: dt.date | None = None,
    reason: str = "",
    **given: Any,
) -> Treatment:
    """A vaccination, delousing or medication of fish that stand in a container."""
    hold_batch(assignment.batch_id)
    check_standing(assignment, start_date, "start_date")
    check_standing(assignment, end_date, "end_date")
    check_count(assignment, fish_treated, "fish_treated", "treated", start_date)
    if end_date < start_date:
        refuse("end_date", f"A treatment that starts on {start_date} cannot end on {end_date}; give that day or later.")
    _check_vaccine(assignment, treatment_type, vaccination_type)
    _check_lice_count(assignment, lice_count, start_date)
    _check_rest(assignment, treatment_type, start_date, end_date)
    _check_given(treatment_type, dose_ml, withholding_end)
    _check_withholding(assignment, treatment_type, start_date, end_date, withholding_end)
    treatment = Treatment(
        batch_id=assignment.batch_id,
        assignment=assignment,
        treatment_type=treatment_type,
        vaccination_type=vaccination_type,
        fish_treated=fish_treated,
        dose_ml=dose_ml or None,
        lice_count=lice_count,
        start_date=start_date,
        end_date=end_date,
        withholding_end=withholding_end,
        reason=reason,
        **given,
    )
    return keep(treatment, by, reason[:100])


def withdraw_treatment(treatment: Treatment, *, by: Any, reason: str) -> None:
    withdraw(treatment, by, reason)


def _check_vaccine(assignment: BatchContainerAssignment, treatment_type: str, vaccine: VaccinationType | None) -> None:
    """A vaccination names its vaccine, which fish get once, wherever they go."""
    if (treatment_type == Treatment.Type.VACCINATION) != (vaccine is not None):
        refuse("vaccination_type", "A vaccination names its vaccine, and no other treatment does.")
    if vaccine is None:
        return
    before = next((one for one in treatments_of(assignment) if one.vaccination_type_id == vaccine.pk), None)
    if before:
        refuse(
            "vaccination_type",
            f"The fish of {before.assignment} were vaccinated with {vaccine} on {before.start_date}; name another "
            "vaccine, or withdraw that entry first.",
        )


def _check_lice_count(assignment: BatchContainerAssignment, count: LiceCount | None, start: dt.date) -> None:
    """The count that led to a treatment is of these fish, and not a later one."""
    if count is None:
        return
    if count.count_date > stood_in(assignment).get(count.assignment_id, dt.date.min):
        refuse(
            "lice_count", f"The count is not of the fish of {assignment}; name one of them or of where they came from."
        )
    if count.count_date > start:
        refuse(
            "lice_count",
            f"The lice were counted on {count.count_date}, after {start}; name a count of that day or before.",
        )


def _check_given(treatment_type: str, dose_ml: float | None, until: dt.date | None) -> None:
    """A vaccination has a dose; where nothing is given there is none, and nothing to wait for."""
    if treatment_type == Treatment.Type.VACCINATION and not dose_ml:
        refuse("dose_ml", "A vaccination has a dose; give what is injected into each fish.")
    if treatment_type in GIVEN:
        return
    if dose_ml:
        refuse(
            "dose_ml",
            "Nothing is given in this kind of treatment, so there is no dose; leave it out, or give another kind.",
        )
    if until:
        refuse(
            "withholding_end",
            "Nothing is given in this kind of treatment, so there is no withdrawal time; leave it out, or give another "
            "kind.",
        )


def _check_rest(assignment: BatchContainerAssignment, treatment_type: str, start: dt.date, end: dt.date) -> None:
    """Fish that were handled are left in peace for some days."""
    if treatment_type not in OPERATIONS:
        return
    for other in treatments_of(assignment):
        if other.treatment_type not in OPERATIONS:
            continue
        later = treatment_type if other.start_date <= start else other.treatment_type
        rest = dt.timedelta(days=rest_days(later))
        if other.end_date > start - rest and other.start_date < end + rest:
            refuse(
                "start_date",
                f"{other.assignment} was treated from {other.start_date} to {other.end_date}, and fish rest "
                f"{rest.days} days between two operations, wherever they go; give a day further off.",
            )


def _check_withholding(
    assignment: BatchContainerAssignment,
    treatment_type: str,
    start_date: dt.date,
    end_date: dt.date,
    until: dt.date | None,
) -> None:
    """A medicine has a withdrawal time, and no fish were harvested in it."""
    if treatment_type in MEDICINES and until is None:
        refuse(
            "withholding_end",
            "A medicine has a withdrawal time: give its last day, which may be the last of treatment.",
        )
    if until and until < end_date:
        refuse(
            "withholding_end", f"Fish are withheld at least to the end of treatment; give {end_date} or a later day."
        )
    if until and until - end_date > LONGEST_WITHHOLDING:
        refuse("withholding_end", f"{until} is more than a year after the treatment; give the day on which it may end.")
    harvests = HarvestEvent.objects.filter(assignment=assignment, harvest_date__range=(start_date, until or start_date))
    harvest = harvests.order_by("harvest_date").first() if until else None
    if harvest:
        refuse(
            "withholding_end",
            f"{harvest.count} fish of {assignment} were harvested on {harvest.harvest_date}, within the withdrawal "
            f"time to {until}; mend the days.",
        )


def record_lice_count(
    *,
    by: Any,
    assignment: BatchContainerAssignment,
    count_date: dt.date,
    fish_sampled: int,
    reason: str = "",
    **lice: int,
) -> LiceCount:
    """Lice counted on fish at sea, once a day and cage."""
    hold_batch(assignment.batch_id)
    check_standing(assignment, count_date, "count_date")
    check_count(assignment, fish_sampled, "fish_sampled", "looked at", count_date)
    if assignment.container.area_id is None:
        refuse("assignment", f"{assignment} stands in fresh water, where there are no sea lice; name fish at sea.")
    if LiceCount.objects.filter(assignment=assignment, count_date=count_date).exists():
        refuse("count_date", f"The lice of {assignment} were counted on {count_date}; give another day.")
    _check_lice(fish_sampled, lice)
    mobile = lice["preadult_count"] + lice["adult_male_count"] + lice["adult_female_count"]
    count = LiceCount(
        assignment=assignment,
        count_date=count_date,
        fish_sampled=fish_sampled,
        adult_female_per_fish=round(lice["adult_female_count"] / fish_sampled, 2),
        mobile_per_fish=round(mobile / fish_sampled, 2),
        limit_per_fish=lice_limit(assignment.batch.geography, count_date),
        **lice,
    )
    return keep(count, by, reason)


def _check_lice(fish_sampled: int, lice: dict[str, int]) -> None:
    """No more than fish can carry."""
    for kind, counted in lice.items():
        if counted > MOST_LICE * fish_sampled:
            refuse(
                kind,
                f"{counted} lice on {fish_sampled} fish cannot be; a fish has {MOST_LICE} of a kind at most. Mend one "
                "of the two.",
            )


def withdraw_lice_count(count: LiceCount, *, by: Any, reason: str) -> None:
    """Not one that a treatment was ordered for."""
    treatment = count.treatments.first()
    if treatment:
        refuse("id", f"The count led to {treatment}; withdraw that first.")
    withdraw(count, by, reason)
