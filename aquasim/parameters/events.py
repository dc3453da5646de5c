"""What weather and water do to a sea area now and then, and what a scenario may force."""

import datetime as dt
from typing import Self

from pydantic import model_validator

from aquasim.parameters.base import BIOLOGY, CHOSEN, Group, q


def check_days(first: dt.date, last: dt.date) -> None:
    """Refuse a period that ends before it begins."""
    if first > last:
        raise ValueError(f"its first day {first} is after its last, {last}")


class Hardship(Group):
    """One kind of event at sea; at most one a year in an area."""

    per_year: float = q("1/a", "Chance that an area has one in a year.", CHOSEN, ge=0, le=1)
    first_day: int = q("d", "Day of the year from which it may begin.", BIOLOGY, ge=1, le=366)
    last_day: int = q("d", "Day of the year until which it may begin.", BIOLOGY, ge=1, le=366)
    days_min: int = q("d", "Shortest.", CHOSEN, ge=1, le=120)
    days_max: int = q("d", "Longest.", CHOSEN, ge=1, le=120)
    mean_loss: float = q("1", "Mean share of the fish that die of it.", CHOSEN, ge=0, lt=0.5)
    saturation_drop_pct: float = q("%", "Oxygen saturation taken away by the worst of its kind.", CHOSEN, ge=0, le=90)
    appetite: float = q("1", "Appetite left by the worst of its kind.", CHOSEN, ge=0, le=1)

    @model_validator(mode="after")
    def _shortest_before_longest(self) -> Self:
        if self.days_min > self.days_max:
            raise ValueError(f"days_min {self.days_min} is above days_max {self.days_max}")
        return self

    @model_validator(mode="after")
    def _season_within_a_year(self) -> Self:
        if self.first_day > self.last_day:
            raise ValueError(
                f"first_day {self.first_day} is after last_day {self.last_day}, and a season does not go over New "
                "Year; give the earlier one first"
            )
        return self


class OxygenCrash(Group):
    """A spell of low oxygen that a scenario forces."""

    area: str = q("", "Name of the sea area.")
    date: dt.date = q("", "First day.")
    days: int = q("d", "Length.", CHOSEN, ge=1, le=120)
    drop_pct: float = q("%", "Oxygen saturation taken away.", CHOSEN, gt=0, le=95)


class WarmSea(Group):
    """A period in which a scenario makes the sea warmer, or colder, than it would have been."""

    geography: str = q("", "Key of the geography.")
    first: dt.date = q("", "First day.")
    last: dt.date = q("", "Last day.")
    shift_c: float = q("degC", "Added to the water temperature.", CHOSEN, ge=-5, le=5)

    @model_validator(mode="after")
    def _days_are_ordered(self) -> Self:
        check_days(self.first, self.last)
        return self


class SensorOutage(Group):
    """A period in which the sensors of a place are silent."""

    place: str = q("", "Name of the sea area or hall.")
    first: dt.date = q("", "First day.")
    last: dt.date = q("", "Last day.")

    @model_validator(mode="after")
    def _days_are_ordered(self) -> Self:
        check_days(self.first, self.last)
        return self


class Events(Group):
    """Weather and water events at sea."""

    storm_loss_per_m: float = q(
        "1/d/m", "Daily share that dies for each metre of wave above the limit of handling.", CHOSEN, ge=0, le=0.1
    )
    algal_bloom: Hardship
    jellyfish: Hardship
    low_oxygen: Hardship
    warm_spell_per_year: float = q("1/a", "Chance that a geography has a warm spell in a summer.", CHOSEN, ge=0, le=1)
    warm_spell_days: int = q("d", "Length of a warm spell.", CHOSEN, ge=1, le=120)
    warm_spell_sd: float = q("1", "Size of a warm spell in spreads of the yearly anomaly.", CHOSEN, ge=0, le=5)
    oxygen_crash: tuple[OxygenCrash, ...] = q("", "Spells of low oxygen forced by a scenario.")
    warm_sea: tuple[WarmSea, ...] = q("", "Shifts of temperature forced by a scenario.")
    sensor_outage: tuple[SensorOutage, ...] = q("", "Silent sensors forced by a scenario.")
