"""Geographies with their water, stations and sea areas."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from aquasim.parameters.base import BIOLOGY, CHOSEN, Group, Percentages, q
from aquasim.parameters.lice import LiceRules

LOCAL_CONTAINERS_MAX = 64
Feeders = Annotated[tuple[Annotated[int, Field(ge=1, le=20)], ...], Field(min_length=1)]
Caps = Annotated[tuple[Annotated[float, Field(gt=0)], ...], Field(min_length=1)]
Tanks = Annotated[tuple[Annotated[int, Field(ge=1, le=24)], ...], Field(min_length=1)]


class Site(Group):
    """A sea site with its position."""

    name: str = q("", "Name of the site.", "licence registers and published surveys")
    latitude: float = q("deg", "North positive.", "published surveys", ge=-90, le=90)
    longitude: float = q("deg", "East positive.", "published surveys", ge=-180, le=180)


class SeaClimate(Group):
    """Sea water of a geography."""

    mean_c: float = q("degC", "Long-term mean temperature.", BIOLOGY, ge=0, le=20)
    site_spread_c: float = q("degC", "Half the range of site means.", BIOLOGY, ge=0, le=3)
    amplitude_c: float = q("degC", "Half the seasonal range.", BIOLOGY, ge=0, le=10)
    warmest_day: int = q("d", "Day of the year with the warmest water.", BIOLOGY, ge=1, le=366)
    anomaly_sd_c: float = q("degC", "Spread of the yearly anomaly.", BIOLOGY, ge=0, le=2)
    salinity_psu: float = q("PSU", "Salinity without run-off.", BIOLOGY, ge=20, le=36)
    rain_mm_year: float = q("mm/a", "Mean rain of a year on the coast.", CHOSEN, ge=100, le=5000)
    runoff_drop_psu: float = q("PSU", "Mean fall of salinity by run-off.", BIOLOGY, ge=0, le=10)
    current_m_s: float = q("m/s", "Mean current.", BIOLOGY, ge=0, le=1)


Cause = Literal["INFECTIOUS", "TRAUMA", "PHYSIOLOGICAL", "ENVIRONMENT", "OTHER", "UNKNOWN"]


class SeaPerformance(Group):
    """How fish do at sea in a geography."""

    tgc_mean: float = q("g^(1/3)/(1000 degC d)", "Mean thermal growth coefficient.", "Nilsen 2018, 2020", gt=0, le=5)
    tgc_sd: float = q("g^(1/3)/(1000 degC d)", "Spread between batches.", BIOLOGY, ge=0, le=1)
    typical_days: int = q(
        "d",
        "Days at sea to the middle of the harvest, by which stocking and harvest are planned.",
        BIOLOGY,
        gt=0,
        le=1000,
    )
    survival: float = q("1", "Fish harvested over fish stocked.", BIOLOGY, gt=0, le=1)
    monthly_mortality_pct: Percentages = q("%/month", "Background mortality by month at sea.", BIOLOGY)
    expected_losses: dict[str, dict[Cause, Annotated[float, Field(ge=0, le=100)]]] = q(
        "%", "Share of the fish stocked that each module takes, by recorded cause; measured over ten years.", CHOSEN
    )


class HarvestCapacity(Group):
    """What a geography can take out of the sea and slaughter."""

    plant_kg_day: float = q("kg/d", "Live weight that its processing plants take in a day.", BIOLOGY, gt=0)
    wellboats: int = q("boats", "Well-boats; each makes one trip to one area a day.", CHOSEN, ge=1, le=2000)
    wellboat_kg: float = q("kg", "Live fish a well-boat carries.", CHOSEN, gt=0)

    @property
    def daily_kg(self) -> float:
        """Live weight that plants and boats can take in a day. [kg]"""
        return min(self.plant_kg_day, self.wellboats * self.wellboat_kg)

    @property
    def bottleneck(self) -> str:
        """The parameter that limits it."""
        return "plant_kg_day" if self.plant_kg_day <= self.wellboats * self.wellboat_kg else "wellboats"


class Geography(Group):
    """A country or region with its stations and sea areas."""

    name: str = q("", "Name.")
    code: str = q("", "Short code used in names.")
    description: str = q("", "What is farmed there.")
    batch_share: float = q("1", "Share of all batches laid down here.", CHOSEN, ge=0, le=1)
    stations: int = q("stations", "Freshwater stations.", CHOSEN, ge=1, le=2000)
    sea_areas: int = q("areas", "Sea areas.", CHOSEN, ge=1, le=2000)
    climate: SeaClimate
    sea: SeaPerformance
    lice: LiceRules
    harvest: HarvestCapacity
    sites: Annotated[tuple[Site, ...], Field(min_length=1)] = q(
        "", "Sea sites, taken in order.", "licence registers and published surveys"
    )


class Stations(Group):
    """What every freshwater station has: one hall a stage."""

    trays: int = q("trays", "Trays in the egg and alevin hall.", CHOSEN, ge=1, le=LOCAL_CONTAINERS_MAX)
    fry_tanks: int = q("tanks", "Tanks in the fry hall.", CHOSEN, ge=1, le=LOCAL_CONTAINERS_MAX)
    parr_tanks: int = q("tanks", "Tanks in the parr hall.", CHOSEN, ge=1, le=LOCAL_CONTAINERS_MAX)
    smolt_tanks: int = q("tanks", "Tanks in the smolt hall.", CHOSEN, ge=1, le=LOCAL_CONTAINERS_MAX)
    post_smolt_tanks: int = q("tanks", "Tanks in the post-smolt hall.", CHOSEN, ge=1, le=40)
    pre_transfer_tanks: Tanks = q("tanks", "Pre-transfer tanks in a post-smolt hall, station by station in turn.")
    tray_volume_m3: float = q("m3", "Volume of a tray.", CHOSEN, ge=0.01)
    fry_tank_volume_m3: float = q("m3", "Volume of a fry tank.", BIOLOGY, ge=0.01)
    parr_tank_volume_m3: float = q("m3", "Volume of a parr tank.", BIOLOGY, ge=0.01)
    smolt_tank_volume_m3: float = q("m3", "Volume of a smolt tank.", BIOLOGY, ge=0.01)
    post_smolt_tank_volume_m3: float = q("m3", "Volume of a post-smolt tank.", BIOLOGY, ge=0.01)
    pre_transfer_tank_volume_m3: float = q("m3", "Volume of a pre-transfer tank.", CHOSEN, ge=0.01)
    eggs_per_tray: int = q("eggs", "Most eggs in a tray.", BIOLOGY, gt=0)
    silos_per_hall: Feeders = q("silos", "Feed silos of a hall, station by station in turn.")
    silo_capacity_kg: float = q("kg", "Feed a silo holds.", BIOLOGY, gt=0)
    tray_cleaning_days: int = q("d", "Days a tray is cleaned between batches.", BIOLOGY, ge=0, le=60)
    tank_cleaning_days: int = q("d", "Days a tank is cleaned between batches.", BIOLOGY, ge=0, le=60)


class Sea(Group):
    """What every sea area has, and its rules."""

    cages_per_area: int = q("cages", "Cages in an area.", CHOSEN, ge=1, le=LOCAL_CONTAINERS_MAX)
    cage_volume_m3: float = q("m3", "Volume of a cage.", BIOLOGY, ge=0.01)
    fish_per_cage: int = q("fish", "Most fish in a cage.", BIOLOGY, gt=0, le=200_000)
    density_from_g: tuple[float, ...] = q("g", "Mean weights from which the density caps hold.", BIOLOGY)
    density_kg_m3: Caps = q("kg/m3", "Density cap from each of those weights.", BIOLOGY)
    fallow_days: int = q("d", "Days an area lies empty between batches.", BIOLOGY, ge=60, le=730)
    barges_per_area: Feeders = q("barges", "Feed barges of an area, area by area in turn.")
    barge_capacity_kg: float = q("kg", "Feed a barge holds.", BIOLOGY, gt=0)

    @model_validator(mode="after")
    def _caps_match(self) -> Self:
        weights, caps = self.density_from_g, self.density_kg_m3
        if len(weights) != len(caps) or weights[0] != 0 or list(weights) != sorted(weights):
            raise ValueError(
                f"density_from_g {list(weights)} begins with 0, rises, and has one density_kg_m3 {list(caps)} each"
            )
        return self
