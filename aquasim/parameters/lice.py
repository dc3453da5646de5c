"""Sea lice: rules of each country, the lice themselves, and what the company does about them."""

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, model_validator

from aquasim.parameters.base import CHOSEN, Group, q

LICE = "domain reference, section 7"
STIEN = "order of Stien et al. (2005), Mar. Ecol. Prog. Ser. 290:263-275"
Months = Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field()]


class LiceRules(Group):
    """Lice of one geography: what the law asks, what comes from wild fish, and how the company treats."""

    count_interval_days: int = q("d", "Days between counts of a cage.", LICE, ge=1, le=60)
    limit_per_fish: float = q("females/fish", "Adult females per fish, mean of an area, that are a breach.", LICE, gt=0)
    strict_limit_per_fish: float = q("females/fish", "The limit in the strict months.", LICE, gt=0)
    strict_months: Months = q("month", "Months with the strict limit.", LICE)
    act_per_fish: float = q("females/fish", "Mean of an area at which every cage of it is treated.", LICE, gt=0)
    trigger: float = q("1", "Share of the limit at which the company orders treatment.", CHOSEN, gt=0, le=5)
    background_low: float = q("lice/fish/d", "Infection from wild fish in the quietest season.", LICE, ge=1e-6, le=1)
    background_high: float = q("lice/fish/d", "Infection from wild fish at its peak.", LICE, ge=1e-6, le=1)
    background_peak_day: int = q("d", "Day of the year of that peak.", CHOSEN, ge=1, le=366)
    grazing: float = q("1/d", "Mobile lice that cleaner fish eat.", CHOSEN, ge=0, le=0.5)
    caligus_share: float = q("1", "Caligus that settle, relative to salmon lice from wild fish.", CHOSEN, ge=0, le=5)
    thermal_share: float = q("1", "Share of operations in warm water.", CHOSEN, ge=0, le=1)
    freshwater_share: float = q("1", "Share of operations in fresh water; the rest are mechanical.", CHOSEN, ge=0, le=1)

    @model_validator(mode="after")
    def _shares_fit(self) -> Self:
        if self.thermal_share + self.freshwater_share > 1.0 + 1e-9:
            raise ValueError(
                f"thermal_share {self.thermal_share:g} and freshwater_share {self.freshwater_share:g} exceed 1 together"
            )
        if self.background_low > self.background_high:
            raise ValueError(
                f"background_low {self.background_low:g} is above background_high {self.background_high:g}"
            )
        return self


class Operation(Group):
    """One way to rid fish of lice."""

    mean_kill: float = q("1", "Mean share of mobile lice removed.", LICE, gt=0, lt=1)
    concentration: float = q(
        "1", "How close kills lie to their mean: variance m (1 - m) / (c + 1).", CHOSEN, ge=5, le=500
    )
    attached_share: float = q("1", "How much of the kill attached lice suffer.", CHOSEN, ge=0, le=1)
    mortality_low: float = q("1", "Mortality of fish on the day, times background, at least.", LICE, ge=1, le=100)
    mortality_high: float = q("1", "Mortality of fish on the day, times background, at most.", LICE, ge=1, le=100)


class Lice(Group):
    """Lice and treatments wherever they are."""

    attached_mortality: float = q("1/d", "Attached lice that die.", STIEN, ge=0, le=0.5)
    mobile_mortality: float = q("1/d", "Pre-adults that die.", STIEN, ge=0, le=0.5)
    adult_mortality: float = q("1/d", "Adults that die.", STIEN, ge=0, le=0.5)
    caligus_mortality: float = q("1/d", "Caligus that die or leave.", CHOSEN, ge=0, le=0.5)
    transmission: float = q(
        "m3/female/fish/d", "Lice that settle on a fish a day for one adult female a cubic metre of the area.",
        "set so that unchecked lice grow by 1.7-5.4 % a day; domain reference, section 7", ge=0, le=10,
    )  # fmt: skip
    neighbour_scale_km: float = q(
        "km", "Distance over which infection falls to a third.", "after Aldrin et al. (2013)", gt=0, le=100
    )
    neighbour_reach_km: float = q("km", "Sites further apart share no lice.", CHOSEN, gt=0, le=500)
    background_log_sd: float = q("1", "Log spread of infection from wild fish, by area and week.", CHOSEN, ge=0, le=2)
    surge_geography: str = q("", "Key of the geography that wild fish bring a surge of lice to; empty: none.")
    surge_factor: float = q("1", "Multiplies infection from wild fish during a surge.", CHOSEN, ge=0, le=10_000)
    surge_from: dt.date = q("", "First day of the surge.")
    surge_to: dt.date = q("", "Last day of the surge.")
    fish_sampled: int = q("fish", "Fish looked at in a cage.", LICE, ge=1, le=200)
    attached_dispersion: float = q("1", "k of attached lice on a fish.", LICE, gt=0)
    small_dispersion: float = q("1", "k of pre-adults on a fish.", LICE, gt=0)
    large_dispersion: float = q("1", "k of adults on a fish.", LICE, gt=0)
    treatments: bool = q("", "Whether lice are treated at all.")
    cage_share: float = q("1", "A cage is spared below this share of its area's trigger.", CHOSEN, ge=0, le=1)
    deadline_days: int = q("d", "Days from a breach to its treatment.", LICE, ge=5, le=60)
    fasting_days: int = q("d", "Fasting before an operation.", LICE, ge=1, le=3)
    fasting_days_max: int = q(
        "d", "Longest fast while fish wait for weather; then they are fed again.", LICE, ge=1, le=5
    )
    rest_days: int = q("d", "Days from any operation in a cage to its delousing.", LICE, ge=7, le=60)
    settling_days: int = q("d", "Days after transfer in which a cage is left in peace.", CHOSEN, ge=0, le=120)
    cages_per_day: int = q("cages", "Cages of an area that can be treated in a day.", CHOSEN, ge=1, le=64)
    least_saturation_pct: float = q("%", "Oxygen saturation below which fish are not crowded.", CHOSEN, ge=0, le=100)
    harm_half_life_days: float = q("d", "Days in which the extra mortality of a treatment halves.", CHOSEN, gt=0, le=30)
    urgent_weight_g: float = q("g", "Weight from which fish that cannot be treated are harvested.", CHOSEN, gt=0)
    thermal: Operation
    freshwater: Operation
    mechanical: Operation

    @model_validator(mode="after")
    def _fasts_are_ordered(self) -> Self:
        if self.fasting_days > self.fasting_days_max:
            raise ValueError(f"fasting_days {self.fasting_days} exceeds fasting_days_max {self.fasting_days_max}")
        return self

    @model_validator(mode="after")
    def _surge_is_ordered(self) -> Self:
        if self.surge_from > self.surge_to:
            raise ValueError(
                f"surge_from {self.surge_from} is after surge_to {self.surge_to}; give the earlier one first"
            )
        return self
