"""Infectious diseases: where, when and in which fish they occur, what they do, and what is done about them."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from aquasim.domain.disease import Agent, Disease
from aquasim.parameters.base import CHOSEN, Group, q
from aquasim.parameters.life import StageKey

HEALTH = "domain reference, section 8"


def _disease_from_name(value: object) -> object:
    return Disease[value.upper()] if isinstance(value, str) and value.upper() in Disease.__members__ else value


def _agent_from_name(value: object) -> object:
    return Agent[value.upper()] if isinstance(value, str) and value.upper() in Agent.__members__ else value


DiseaseKey = Annotated[Disease, BeforeValidator(_disease_from_name)]
AgentKey = Annotated[Agent, BeforeValidator(_agent_from_name)]
Chances = Mapping[str, Annotated[float, Field(ge=0, lt=1)]]
Efficacies = Mapping[DiseaseKey, Annotated[float, Field(ge=0, le=1)]]


class DiseaseParameters(Group):
    """One disease."""

    name: str = q("", "Full name.", HEALTH)
    agent: str = q("", "What causes it.", HEALTH)
    agent_kind: AgentKey = q("", "Virus, bacterium, amoeba, or several.", HEALTH)
    sea_risk: Chances = q("1/a", "Chance a year of an outbreak in a sea area, by geography; none named: none.", CHOSEN)
    hall_risk: Chances = q("1/a", "Chance a year of an outbreak in a hall, by geography.", CHOSEN)
    hall_stages: tuple[StageKey, ...] = q("", "Stages whose halls it strikes.", HEALTH)
    season_from: int = q("d", "First day of the year on which outbreaks start.", HEALTH, ge=1, le=366)
    season_to: int = q("d", "Last such day; before the first: over New Year.", HEALTH, ge=1, le=366)
    below_c: float = q("degC", "Outbreaks start in colder water only.", HEALTH, ge=0, le=40)
    sea_days_from: int = q("d", "Days at sea from which fish fall ill.", HEALTH, ge=0, le=1000)
    sea_days_to: int = q("d", "Days at sea to which fish fall ill.", HEALTH, ge=0, le=1000)
    weight_from_g: float = q("g", "Mean weight at sea from which fish fall ill.", HEALTH, ge=0)
    weight_to_g: float = q("g", "Mean weight at sea to which fish fall ill.", HEALTH, gt=0)
    course_days: int = q("d", "Length of the course in a container.", HEALTH, ge=7, le=365)
    loss_low: float = q("1", "Least share of a container that dies of it.", HEALTH, ge=0, lt=1)
    loss_high: float = q("1", "Greatest share; the mean is a third of the way from the least.", HEALTH, gt=0, lt=1)
    appetite_loss: float = q("1", "Share of the appetite lost at the peak.", HEALTH, ge=0, le=1)
    appetite_lead_days: int = q("d", "Days by which appetite falls before fish die.", HEALTH, ge=0, le=60)
    spread_per_day: float = q("1/d", "Hazard of a container beside others at their peak.", CHOSEN, ge=0, le=5)
    neighbour_per_day: float = q("1/d", "Hazard of an area right beside one at its peak.", CHOSEN, ge=0, le=1)
    after_handling: float = q("1", "Factor on the hazard in the three weeks after handling.", HEALTH, ge=1, le=20)
    recurs: bool = q("", "Fish can have it again.", HEALTH)
    screened: bool = q("", "Routine health checks look for it.", CHOSEN)
    notifiable: bool = q("", "The authority is told, and the site emptied.", HEALTH)

    @model_validator(mode="after")
    def _losses_are_ordered(self) -> Self:
        if self.loss_low > self.loss_high:
            raise ValueError(f"loss_low {self.loss_low} is above loss_high {self.loss_high}")
        if self.weight_from_g > self.weight_to_g or self.sea_days_from > self.sea_days_to:
            raise ValueError("sea_days_from <= sea_days_to and weight_from_g <= weight_to_g do not hold")
        return self


class Medicine(Group):
    """An antibiotic in feed."""

    name: str = q("", "Product.", CHOSEN)
    stages: tuple[StageKey, ...] = q("", "Stages it is given in.", CHOSEN)
    days: int = q("d", "Days it is fed.", CHOSEN, ge=1, le=30)
    dose_mg_kg_day: float = q("mg/kg/d", "Active substance per live weight and day.", CHOSEN, gt=0)
    efficacy: float = q("1", "Share of the remaining deaths that it prevents.", CHOSEN, ge=0, le=1)
    withdrawal_dd: float = q("degC d", "Degree-days after the last day before fish may be harvested.", HEALTH, ge=0)


class Vaccine(Group):
    """A vaccine and what it protects against."""

    name: str = q("", "Product.", CHOSEN)
    geographies: tuple[str, ...] = q("", "Where it is given; none named: everywhere.", CHOSEN)
    dose_ml: float = q("mL", "Dose per fish.", CHOSEN, gt=0, le=1)
    also_against: str = q("", "Diseases it protects against that do not occur here.", CHOSEN)
    efficacy: Efficacies = q("1", "Share of the harm prevented, by disease.", CHOSEN)


class Forced(Group):
    """An outbreak that a scenario starts."""

    disease: DiseaseKey = q("", "Which disease.")
    area: str = q("", "Name of the sea area.")
    date: dt.date = q("", "Day it starts, or the first after it on which fish have been there long enough.")


class Surveillance(Group):
    """How diseases are found."""

    sea_interval_days: int = q("d", "Days between health checks of a sea area.", CHOSEN, ge=7, le=365)
    hall_interval_days: int = q("d", "Days between health checks of a hall.", CHOSEN, ge=7, le=365)
    containers_routine: int = q("containers", "Containers sampled in a health check.", CHOSEN, ge=1, le=20)
    containers_suspicion: int = q("containers", "Containers sampled on suspicion.", CHOSEN, ge=1, le=20)
    fish_per_container: int = q("fish", "Fish taken out of each.", CHOSEN, ge=1, le=30)
    sea_deaths_per_day: float = q("1/d", "Mortality of a cage that raises suspicion.", CHOSEN, gt=0, lt=1)
    hall_deaths_per_day: float = q("1/d", "Mortality of a tank that raises suspicion.", CHOSEN, gt=0, lt=1)
    appetite_loss: float = q("1", "Unexplained loss of appetite that raises suspicion.", CHOSEN, gt=0, le=1)
    repeat_days: int = q("d", "Days between samplings of a place on suspicion.", CHOSEN, ge=7, le=90)
    follow_up_days: int = q("d", "Days between samplings of a known outbreak.", CHOSEN, ge=7, le=120)


class Response(Group):
    """What is done about a disease that was found."""

    functional_feed_relief: float = q(
        "1", "Share of deaths of a virus that functional feed prevents.", CHOSEN, ge=0, le=1
    )
    early_harvest_g: float = q("g", "Mean weight from which sick fish are harvested early.", CHOSEN, gt=0)
    no_medicine_from_g: float = q("g", "Mean weight from which withdrawal would delay harvest.", CHOSEN, gt=0)
    bath_kill: float = q("1", "Chance that a freshwater bath clears a cage of the amoeba.", CHOSEN, ge=0, le=1)
    bath_loss: float = q("1", "Share of fish that die of a bath.", CHOSEN, ge=0, le=0.1)
    bath_fasting_days: int = q("d", "Fasting before a bath.", "domain reference, section 4", ge=1, le=3)
    baths_per_day: int = q("cages", "Cages of an area bathed in a day.", CHOSEN, ge=1, le=20)
    bath_rest_days: int = q(
        "d", "Days from any operation in a cage to its bath.", "domain reference, section 7", ge=10, le=60
    )
    empty_within_days: int = q("d", "Days in which a site with a notifiable disease is emptied.", HEALTH, ge=14, le=61)
    slaughter_weight_g: float = q("g", "Mean weight from which its fish are harvested, not culled.", CHOSEN, gt=0)


class DiseaseControl(Group):
    """Diseases, vaccines, medicines, and how a farm deals with them."""

    vaccine_dd: float = q("degC d", "Degree-days a vaccine needs before sea.", HEALTH, ge=0, le=3000)
    neighbour_km: float = q("km", "Distance at which a neighbour counts 1/e of one close by.", CHOSEN, gt=0, le=200)
    diseases: Mapping[DiseaseKey, DiseaseParameters]
    medicines: Mapping[str, Medicine]
    vaccines: Mapping[str, Vaccine]
    surveillance: Surveillance
    response: Response
    forced: tuple[Forced, ...] = q("", "Outbreaks that a scenario starts.", CHOSEN)

    @model_validator(mode="after")
    def _diseases_are_complete(self) -> Self:
        missing = [disease.name for disease in Disease if disease not in self.diseases]
        if missing:
            raise ValueError(f"diseases lacks {', '.join(missing)}; add them or `extends` a preset that has them")
        return self
