"""The life of a batch: stages, production, husbandry, mortality, harvest."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from aquasim.domain.stages import Stage
from aquasim.parameters.base import BIOLOGY, CHOSEN, Group, q


def _stage_from_name(value: object) -> object:
    return Stage[value.upper()] if isinstance(value, str) and value.upper() in Stage.__members__ else value


StageKey = Annotated[Stage, BeforeValidator(_stage_from_name)]
Share = Annotated[float, Field(ge=0, le=1)]
MealHours = Annotated[tuple[Annotated[int, Field(ge=0, le=23)], ...], Field(max_length=4)]


class StageParameters(Group):
    """One life stage; its window is the only home of stage durations."""

    min_days: int = q("d", "Fish do not leave earlier.", BIOLOGY, ge=1, le=1000)
    typical_days: int = q("d", "Usual length.", BIOLOGY, ge=1, le=1000)
    max_days: int = q("d", "Fish leave at the latest.", BIOLOGY, ge=1, le=1000)
    end_weight_g: float = q("g", "Mean weight that ends the stage.", BIOLOGY, gt=0)
    set_point_c: float = q("degC", "Water temperature aimed at; at sea the climate decides.", BIOLOGY, ge=0, le=20)
    tgc: float = q(
        "g^(1/3)/(1000 degC d)",
        "Net growth coefficient at the set point; 0 where yolk or the sea decides.",
        BIOLOGY,
        ge=0,
        le=5,
    )
    survival: float = q("1", "Fish leaving over fish entering; at sea each geography has its own.", BIOLOGY, gt=0, le=1)
    density_kg_m3: float = q("kg/m3", "Density cap; at sea by weight, see `sea`.", BIOLOGY, gt=0)
    weight_cv: float = q("1", "Spread of fish within a container.", BIOLOGY, gt=0, lt=1)
    meal_hours: MealHours = q("h", "Hours of the day at which fish are fed.")
    transfer_days: int = q("d", "Days over which fish leave the stage.", CHOSEN, ge=1, le=30)
    transfer_loss: float = q("1", "Share of fish that die on the way out.", CHOSEN, ge=0, le=0.1)
    sample_interval_days: int = q("d", "Days between growth samples of a container; 0: none.", CHOSEN, ge=0, le=365)

    @model_validator(mode="after")
    def _window_is_ordered(self) -> Self:
        if not self.min_days <= self.typical_days <= self.max_days:
            raise ValueError(
                f"min_days {self.min_days} <= typical_days {self.typical_days} "
                f"<= max_days {self.max_days} does not hold"
            )
        return self


class Production(Group):
    """Which batches are laid down when."""

    batches_per_year: float = q("1/a", "Batches laid down a year.", CHOSEN, gt=0, le=2000)
    eggs_min: int = q("eggs", "Smallest batch.", CHOSEN, gt=0)
    eggs_max: int = q("eggs", "Largest batch.", CHOSEN, gt=0)
    initial_batches: int = q("batches", "Batches laid down at the start, closer together.", CHOSEN, ge=1, le=1000)
    initial_interval_days: float = q("d", "Days between those.", CHOSEN, gt=0, le=3650)
    internal_egg_share: float = q("1", "Share of batches from own broodstock.", BIOLOGY, ge=0, le=1)
    egg_suppliers: tuple[str, ...] = q("", "External egg suppliers.")
    wait_days_max: int = q("d", "Longest wait for room before a batch is given up.", CHOSEN, ge=0, le=3650)

    @model_validator(mode="after")
    def _sizes_are_ordered(self) -> Self:
        if self.eggs_min > self.eggs_max:
            raise ValueError(f"eggs_min {self.eggs_min} is above eggs_max {self.eggs_max}")
        return self


class Husbandry(Group):
    """Handling, feeding breaks, vaccination."""

    first_feeding_weight_min_g: float = q("g", "Weight at swim-up of the smallest eggs.", BIOLOGY, gt=0)
    first_feeding_weight_max_g: float = q("g", "Weight at swim-up of the largest eggs.", BIOLOGY, gt=0)
    freshwater_tgc_cv: float = q("1", "Spread of freshwater growth between batches.", CHOSEN, ge=0, le=0.2)
    cage_tgc_cv: float = q("1", "Spread of growth between the cages of a batch.", CHOSEN, ge=0, le=0.1)
    tank_tgc_cv: float = q("1", "Spread of growth between the tanks of a batch.", CHOSEN, ge=0, le=0.1)
    batch_fcr_cv: float = q("1", "Spread between batches at sea of feed per growth.", CHOSEN, ge=0, le=0.2)
    cage_fcr_cv: float = q("1", "Spread between the cages of a batch of feed per growth.", CHOSEN, ge=0, le=0.2)
    tank_fcr_cv: float = q("1", "Spread between the tanks of a batch of feed per growth.", CHOSEN, ge=0, le=0.2)
    daily_fcr_cv: float = q("1", "Spread from day to day of feed per growth.", CHOSEN, ge=0, le=0.2)
    cage_stocking_cv: float = q("1", "Spread of the fish put into the cages of a wave.", CHOSEN, ge=0, le=0.2)
    mean_freshwater_appetite: float = q(
        "1", "Mean appetite on land; stage TGCs are net of lost meals.", CHOSEN, gt=0.5, le=1
    )
    mean_sea_appetite: float = q(
        "1",
        "Mean appetite at sea; farm TGCs are net of lost meals, so the potential is TGC over this.",
        CHOSEN,
        gt=0.5,
        le=1,
    )
    transfer_fasting_days: int = q("d", "Fasting before a transfer.", BIOLOGY, ge=1, le=3)
    harvest_fasting_days: int = q("d", "Fasting before harvest.", BIOLOGY, ge=2, le=5)
    vaccination_day: int = q("d", "Day in the smolt stage from which fish are vaccinated.", CHOSEN, ge=4, le=60)
    vaccination_tanks_per_day: int = q("tanks", "Tanks of a batch vaccinated on a working day.", CHOSEN, ge=1, le=50)
    vaccination_loss: float = q("1", "Mean share that dies in the two weeks after.", BIOLOGY, ge=0, le=0.01)
    cull_fraction: float = q("1", "Share culled as runts at vaccination.", CHOSEN, ge=0, le=0.05)
    pre_transfer_hold_days: int = q(
        "d", "Days a wave of post-smolt stands in the pre-transfer tanks.", BIOLOGY, ge=2, le=14
    )
    sea_transfer_waves: int = q("waves", "Waves in which post-smolt go to sea.", CHOSEN, ge=1, le=12)

    @model_validator(mode="after")
    def _egg_weights_are_ordered(self) -> Self:
        low, high = self.first_feeding_weight_min_g, self.first_feeding_weight_max_g
        if low > high:
            raise ValueError(f"first_feeding_weight_min_g {low:g} is above first_feeding_weight_max_g {high:g}")
        return self


class Mortality(Group):
    """How hazards vary."""

    frailty_sigma: float = q("1", "Log spread of mortality between batches at sea.", BIOLOGY, ge=0, le=2)
    freshwater_frailty_sigma: float = q("1", "Log spread of mortality between batches on land.", CHOSEN, ge=0, le=2)
    weekly_phi: float = q("1", "Memory that daily mortality has of that a week before.", BIOLOGY, ge=0, lt=1)
    weekly_sd: float = q("1", "Log spread of mortality from week to week.", CHOSEN, ge=0, le=2)
    place_share: float = q(
        "1", "Share of that variance which the containers of a hall or area have in common.", CHOSEN, ge=0, le=1
    )
    cause_sigma: float = q("1", "Log spread between batches of the shares of recorded causes.", CHOSEN, ge=0, le=1)


class Harvest(Group):
    """When areas are emptied, and what becomes of the fish."""

    target_weight_g: float = q("g", "Mean weight about which a batch is harvested.", BIOLOGY, gt=0)
    lowest_weight_g: float = q("g", "No harvest is begun below this mean weight, unless in need.", CHOSEN, gt=0)
    highest_weight_g: float = q("g", "By this mean weight a batch is to be gone.", CHOSEN, gt=0)
    horizon_weeks: int = q("weeks", "How far ahead the plan evens out the harvest.", CHOSEN, ge=4, le=52)
    budget_by_weight: float = q(
        "1", "How far a year of heavy fish takes fewer of them: 0 by number, 1 by weight.", CHOSEN, ge=0, le=1
    )
    reserve_days: int = q("d", "Days kept free for storms at the end of a booking.", CHOSEN, ge=0, le=60)
    days_per_week: int = q(
        "d", "Days a week on which fish are taken by plan; the rest make up for storms.", CHOSEN, ge=1, le=7
    )
    fasting_days_max: int = q("d", "Longest fast; fish not taken by then are fed again.", BIOLOGY, ge=2, le=5)
    grade_shares: tuple[Share, Share, Share] = q("1", "Superior, ordinary, production, of fish not maturing.", CHOSEN)
    gutted_yield: float = q("1", "Head-on gutted over live weight.", BIOLOGY, gt=0, le=1)
    fillet_yield: float = q("1", "Fillet over live weight.", BIOLOGY, gt=0, le=1)

    @model_validator(mode="after")
    def _weights_are_ordered(self) -> Self:
        if not self.lowest_weight_g <= self.target_weight_g <= self.highest_weight_g:
            raise ValueError(
                f"lowest_weight_g {self.lowest_weight_g:g} <= target_weight_g {self.target_weight_g:g} "
                f"<= highest_weight_g {self.highest_weight_g:g} does not hold"
            )
        return self
