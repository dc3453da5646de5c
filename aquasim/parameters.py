"""Every number of the company and its fish: unit, bounds and source beside each; values live in `presets/*.toml`."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from aquasim.domain.stages import Stage

BIOLOGY = "domain reference, sections 1-6 and 9"
CHOSEN = "chosen for the preset"
READINGS_PER_DAY_MAX = 288
LOCAL_CONTAINERS_MAX = 64


class Group(BaseModel):
    """A table of parameters; unknown keys and later changes are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def q(
    unit: str,
    description: str,
    source: str = CHOSEN,
    *,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
) -> Any:
    """A required quantity with its unit, meaning, source and bounds (`ge`, `gt`, `le`, `lt`)."""
    extra = {"unit": unit, "source": source}
    return Field(description=description, json_schema_extra=dict(extra), ge=ge, gt=gt, le=le, lt=lt)


def _stage_from_name(value: object) -> object:
    return Stage[value.upper()] if isinstance(value, str) and value.upper() in Stage.__members__ else value


StageKey = Annotated[Stage, BeforeValidator(_stage_from_name)]
Feeders = Annotated[tuple[Annotated[int, Field(ge=1, le=20)], ...], Field(min_length=1)]
Tanks = Annotated[tuple[Annotated[int, Field(ge=1, le=24)], ...], Field(min_length=1)]
MealHours = Annotated[tuple[Annotated[int, Field(ge=0, le=23)], ...], Field(max_length=4)]
Percentages = Annotated[tuple[Annotated[float, Field(ge=0, le=100)], ...], Field(min_length=1)]
Days = Annotated[tuple[Annotated[int, Field(ge=1, le=36_500)], ...], Field(min_length=1)]


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
    runoff_per_day: float = q("1/d", "Chance of a run-off pulse starting.", CHOSEN, ge=0, le=1)
    runoff_drop_psu: float = q("PSU", "Mean size of a run-off pulse.", BIOLOGY, ge=0, le=10)
    current_m_s: float = q("m/s", "Mean current.", BIOLOGY, ge=0, le=1)


class SeaPerformance(Group):
    """How fish do at sea in a geography."""

    tgc_mean: float = q("g^(1/3)/(1000 degC d)", "Mean thermal growth coefficient.", "Nilsen 2018, 2020", gt=0, le=5)
    tgc_sd: float = q("g^(1/3)/(1000 degC d)", "Spread between batches.", BIOLOGY, ge=0, le=1)
    survival: float = q("1", "Fish harvested over fish stocked.", BIOLOGY, gt=0, le=1)
    monthly_mortality_pct: Percentages = q("%/month", "Background mortality by month at sea.", BIOLOGY)
    handling_interval_days: int = q("d", "Days between routine handling of a cage.", CHOSEN, ge=10, le=365)


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
    tray_volume_m3: float = q("m3", "Volume of a tray.", CHOSEN, gt=0)
    fry_tank_volume_m3: float = q("m3", "Volume of a fry tank.", BIOLOGY, gt=0)
    parr_tank_volume_m3: float = q("m3", "Volume of a parr tank.", BIOLOGY, gt=0)
    smolt_tank_volume_m3: float = q("m3", "Volume of a smolt tank.", BIOLOGY, gt=0)
    post_smolt_tank_volume_m3: float = q("m3", "Volume of a post-smolt tank.", BIOLOGY, gt=0)
    pre_transfer_tank_volume_m3: float = q("m3", "Volume of a pre-transfer tank.", CHOSEN, gt=0)
    eggs_per_tray: int = q("eggs", "Most eggs in a tray.", BIOLOGY, gt=0)
    silos_per_hall: Feeders = q("silos", "Feed silos of a hall, station by station in turn.")
    silo_capacity_kg: float = q("kg", "Feed a silo holds.", BIOLOGY, gt=0)
    tray_cleaning_days: int = q("d", "Days a tray is cleaned between batches.", BIOLOGY, ge=0, le=60)
    tank_cleaning_days: int = q("d", "Days a tank is cleaned between batches.", BIOLOGY, ge=0, le=60)


class Sea(Group):
    """What every sea area has, and its rules."""

    cages_per_area: int = q("cages", "Cages in an area.", CHOSEN, ge=1, le=LOCAL_CONTAINERS_MAX)
    cage_volume_m3: float = q("m3", "Volume of a cage.", BIOLOGY, gt=0)
    fish_per_cage: int = q("fish", "Most fish in a cage.", BIOLOGY, gt=0, le=200_000)
    density_from_g: tuple[float, ...] = q("g", "Mean weights from which the density caps hold.", BIOLOGY)
    density_kg_m3: tuple[float, ...] = q("kg/m3", "Density cap from each of those weights.", BIOLOGY)
    fallow_days: int = q("d", "Days an area lies empty between batches.", BIOLOGY, ge=60, le=730)
    barges_per_area: Feeders = q("barges", "Feed barges of an area, area by area in turn.")
    barge_capacity_kg: float = q("kg", "Feed a barge holds.", BIOLOGY, gt=0)
    episode_mean_loss: float = q("1", "Mean share of a cage lost in a mortality episode.", CHOSEN, gt=0, lt=0.5)
    episode_days: int = q("d", "Length of an episode.", CHOSEN, ge=1, le=120)

    @model_validator(mode="after")
    def _caps_match(self) -> Self:
        weights, caps = self.density_from_g, self.density_kg_m3
        if len(weights) != len(caps) or not weights or weights[0] != 0 or list(weights) != sorted(weights):
            raise ValueError(
                f"density_from_g {list(weights)} begins with 0, rises, and has one density_kg_m3 {list(caps)} each"
            )
        return self


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
    initial_interval_days: int = q("d", "Days between those.", CHOSEN, ge=1, le=365)
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

    first_feeding_weight_g: float = q("g", "Weight at swim-up.", BIOLOGY, gt=0)
    freshwater_tgc_cv: float = q("1", "Spread of freshwater growth between batches.", CHOSEN, ge=0, le=0.2)
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
    vaccination_day: int = q("d", "Day in the smolt stage on which fish are vaccinated.", CHOSEN, ge=4, le=60)
    vaccination_loss: float = q("1", "Mean share that dies in the two weeks after.", BIOLOGY, ge=0, le=0.01)
    cull_fraction: float = q("1", "Share culled as runts at vaccination.", CHOSEN, ge=0, le=0.05)
    pre_transfer_hold_days: int = q(
        "d", "Days a wave of post-smolt stands in the pre-transfer tanks.", BIOLOGY, ge=2, le=14
    )
    sea_transfer_waves: int = q("waves", "Waves in which post-smolt go to sea.", CHOSEN, ge=1, le=12)


class Mortality(Group):
    """How hazards vary."""

    frailty_sigma: float = q("1", "Log spread of mortality between batches at sea.", BIOLOGY, ge=0, le=2)
    freshwater_frailty_sigma: float = q("1", "Log spread of mortality between batches on land.", CHOSEN, ge=0, le=2)
    weekly_phi: float = q("1", "Week-to-week memory of mortality.", BIOLOGY, ge=0, lt=1)
    weekly_sd: float = q("1", "Log spread of weekly mortality.", CHOSEN, ge=0, le=2)


class Harvest(Group):
    """When and how fast an area is emptied."""

    start_weight_g: float = q("g", "Mean weight of an area at which harvest is ordered.", CHOSEN, gt=0)
    capacity_kg_day: float = q("kg/d", "Live weight harvested from an area in a day.", BIOLOGY, gt=0)
    grade_shares: tuple[float, float, float] = q("1", "Superior, ordinary, production.", CHOSEN)
    gutted_yield: float = q("1", "Head-on gutted over live weight.", BIOLOGY, gt=0, le=1)
    fillet_yield: float = q("1", "Fillet over live weight.", BIOLOGY, gt=0, le=1)


class Readings(Group):
    """Sensors and samples."""

    per_day: int = q("1/d", "Readings of a sensor a day; divides 1440 minutes.", CHOSEN, ge=1, le=READINGS_PER_DAY_MAX)
    weather_per_day: int = q("1/d", "Weather records of an area a day.", CHOSEN, ge=1, le=24)
    fault_chance_per_period: float = q("1", "Chance that a sensor has a fault in eight days.", CHOSEN, ge=0, le=1)

    @model_validator(mode="after")
    def _intervals_are_whole_minutes(self) -> Self:
        for key, value in (("per_day", self.per_day), ("weather_per_day", self.weather_per_day)):
            if 1440 % value:
                raise ValueError(f"{key} {value} does not divide the 1440 minutes of a day")
        return self


class Targets(Group):
    """What the company says of itself; assumptions that miss it are refused."""

    survival: float = q("1", "Egg to harvest.", BIOLOGY, gt=0, le=1)
    survival_tolerance: float = q("1", "Accepted distance from it.", BIOLOGY, gt=0, le=1)
    whole_t_per_year: float = q("t/a", "Live weight harvested a year in steady state.", BIOLOGY, gt=0)
    whole_tolerance: float = q("1", "Accepted relative distance from it.", BIOLOGY, gt=0, le=1)
    harvest_weight_g: float = q("g", "Mean weight at harvest.", BIOLOGY, gt=0)
    session_1_readings: int = q("rows", "Readings promised in session 1.", CHOSEN, ge=1)


class Parameters(Group):
    """The whole company."""

    name: str = q("", "Name of the preset.")
    seed: int = q("", "Seed of every random decision.", CHOSEN, ge=0, lt=2**63)
    first_day: dt.date = q("", "First simulated day.")
    sessions: Days = q("d", "Days of each session.")
    geographies: dict[str, Geography]
    stations: Stations
    sea: Sea
    stages: dict[StageKey, StageParameters]
    production: Production
    husbandry: Husbandry
    mortality: Mortality
    harvest: Harvest
    readings: Readings
    targets: Targets

    @model_validator(mode="after")
    def _stages_are_complete(self) -> Self:
        missing = [stage.name for stage in Stage if stage not in self.stages]
        if missing:
            raise ValueError(f"stages lacks {', '.join(missing)}; add them or `extends` a preset that has them")
        return self

    @property
    def days(self) -> int:
        """Days of all sessions together."""
        return sum(self.sessions)

    def session_days(self, session: int) -> range:
        """Days of one session (from 1), counted from the first simulated day."""
        start = sum(self.sessions[: session - 1])
        return range(start, start + self.sessions[session - 1])

    def digest(self) -> str:
        """Short hash over every value; equal parameters give equal rows."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


class ParameterRow(NamedTuple):
    """One parameter as a reader sees it."""

    key: str
    value: object
    unit: str
    bounds: str
    source: str
    description: str


def _bound(item: Any) -> str:
    """One bound in words."""
    signs = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
    return next((f"{sign} {getattr(item, name):g}" for name, sign in signs.items() if hasattr(item, name)), "")


def describe(parameters: Group, prefix: str = "") -> Iterator[ParameterRow]:
    """Every parameter with unit, bounds and source, in the order of the model."""
    for name, field in type(parameters).model_fields.items():
        value = getattr(parameters, name)
        key = f"{prefix}{name}"
        if isinstance(value, Group):
            yield from describe(value, f"{key}.")
        elif isinstance(value, Mapping):
            for item, group in value.items():
                yield from describe(group, f"{key}.{item.name if isinstance(item, Stage) else item}.")
        else:
            extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
            bounds = " and ".join(filter(None, map(_bound, field.metadata)))
            yield ParameterRow(
                key, value, str(extra.get("unit", "")), bounds, str(extra.get("source", "")), field.description or ""
            )
