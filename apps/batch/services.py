"""Deaths and samples that people enter."""

import datetime as dt
from typing import Any

from apps.batch.models import BatchContainerAssignment, GrowthSample, MortalityEvent
from apps.batch.standing import change_fish, check_count, check_standing, weight_of
from apps.shared.entries import check_withdrawable, keep, refuse, withdraw

CONDITION_FACTORS = (0.4, 2.5)
"""Fulton's K of living salmon, from the thinnest loser to the roundest; outside it a unit was mistaken."""

HEAVIEST = 4
"""Times the mean weight in a container that the dead or the rest may weigh each; the largest grow to some three."""


def record_mortality(
    *,
    by: Any,
    assignment: BatchContainerAssignment,
    event_date: dt.date,
    count: int,
    cause: str,
    detail: str = MortalityEvent.Detail.BACKGROUND,
    biomass_kg: float | None = None,
    reason: str = "",
) -> MortalityEvent:
    """Dead fish collected by hand: they are taken from the fish that stand there."""
    check_standing(assignment, event_date, "event_date")
    check_count(assignment, count, "count", "dead")
    weight = weight_of(assignment, count) if biomass_kg is None else biomass_kg
    if biomass_kg is not None:
        _check_weight(assignment, count, biomass_kg)
    change_fish(assignment, -count, -weight)
    event = MortalityEvent(
        batch_id=assignment.batch_id,
        assignment=assignment,
        event_date=event_date,
        count=count,
        biomass_kg=weight,
        cause=cause,
        detail=detail,
    )
    return keep(event, by, reason)


def _check_weight(assignment: BatchContainerAssignment, count: int, biomass_kg: float) -> None:
    """The dead weigh what such fish may, and so do those that they leave behind."""
    mean_kg, held_kg = assignment.current_weight_g / 1000, assignment.current_biomass_kg
    left = assignment.current_count - count
    least, most = 0.0, held_kg
    if left:
        least = held_kg - HEAVIEST * mean_kg * left
        most = min(HEAVIEST * mean_kg * count, held_kg - mean_kg * left / HEAVIEST)
    if not least <= biomass_kg <= most:
        refuse(
            "biomass_kg",
            f"The fish of {assignment} weigh {mean_kg:.3g} kg on average and {held_kg:.1f} kg together, so {count} "
            f"dead cannot weigh {biomass_kg:g} kg; give kilograms, not grams, and the sum of all, or leave it out "
            "for the mean weight.",
        )


def withdraw_mortality(event: MortalityEvent, *, by: Any, reason: str) -> None:
    """A death that was none: the fish stand where they stood."""
    check_withdrawable(event, reason)
    change_fish(event.assignment, event.count, event.biomass_kg)
    withdraw(event, by, reason)


def record_growth_sample(
    *, by: Any, assignment: BatchContainerAssignment, sample_date: dt.date, reason: str = "", **measured: Any
) -> GrowthSample:
    """Fish weighed and measured; Fulton's K follows from mean weight and length."""
    check_standing(assignment, sample_date, "sample_date")
    check_count(assignment, measured["sample_size"], "sample_size", "sampled", sample_date)
    _check_spread(**measured)
    sample = GrowthSample(
        assignment=assignment,
        sample_date=sample_date,
        condition_factor=_condition_factor(measured["avg_weight_g"], measured["avg_length_cm"]),
        **measured,
    )
    return keep(sample, by, reason)


def withdraw_growth_sample(sample: GrowthSample, *, by: Any, reason: str) -> None:
    withdraw(sample, by, reason)


def _condition_factor(weight_g: float, length_cm: float) -> float:
    """Fulton's K. [g/cm3, times 100]"""
    factor = 100 * weight_g / length_cm**3
    low, high = CONDITION_FACTORS
    if not low <= factor <= high:
        refuse(
            "avg_length_cm",
            f"Fish of {weight_g:g} g and {length_cm:g} cm have a condition factor of {factor:.2g}, and salmon {low} to "
            f"{high}; give grams and centimetres.",
        )
    return factor


def _check_spread(
    *,
    sample_size: int,
    avg_weight_g: float,
    min_weight_g: float,
    max_weight_g: float,
    std_deviation_weight: float,
    avg_length_cm: float,
) -> None:
    """Smallest, mean and largest weight rise, and the deviation is one that weights between them can have."""
    if not min_weight_g <= avg_weight_g <= max_weight_g:
        refuse(
            "avg_weight_g",
            f"The mean of weights from {min_weight_g:g} to {max_weight_g:g} g lies between them, and {avg_weight_g:g} "
            "g does not; mend one of the three.",
        )
    # Popoviciu's inequality, with Bessel's correction for the deviation of a sample.
    bessel = (sample_size / (sample_size - 1)) ** 0.5 if sample_size > 1 else 0.0
    largest = (max_weight_g - min_weight_g) / 2 * bessel
    if std_deviation_weight > largest * (1 + 1e-9):
        refuse(
            "std_deviation_weight",
            f"{sample_size} weights from {min_weight_g:g} to {max_weight_g:g} g deviate by {largest:.3g} g at most, "
            f"not {std_deviation_weight:g} g; mend one of them.",
        )
