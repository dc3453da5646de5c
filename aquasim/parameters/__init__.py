"""Every number of the company and its fish: unit, bounds and source beside each; values live in `presets/*.toml`."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from aquasim.domain.stages import Stage
from aquasim.parameters.base import BIOLOGY, CHOSEN, Group, q
from aquasim.parameters.describe import ParameterRow, describe
from aquasim.parameters.disease import DiseaseControl
from aquasim.parameters.events import Events
from aquasim.parameters.feed_supply import FeedSupply
from aquasim.parameters.lice import Lice
from aquasim.parameters.life import Harvest, Husbandry, Mortality, Production, StageKey, StageParameters
from aquasim.parameters.market import Market
from aquasim.parameters.modules import Modules
from aquasim.parameters.places import LOCAL_CONTAINERS_MAX, Geography, Sea, Stations
from aquasim.parameters.readings import READINGS_PER_DAY_MAX, Readings

__all__ = [
    "LOCAL_CONTAINERS_MAX",
    "READINGS_PER_DAY_MAX",
    "Geography",
    "ParameterRow",
    "Parameters",
    "describe",
]

YEARS = range(1970, 2200)
"""Years in which the first day may lie; checks of the database have keys of days since 1970, none of them negative."""
Days = Annotated[tuple[Annotated[int, Field(ge=1, le=36_500)], ...], Field(min_length=1)]


class Targets(Group):
    """What the company says of itself; assumptions that miss it are refused."""

    survival: float = q("1", "Egg to harvest.", BIOLOGY, gt=0, le=1)
    survival_tolerance: float = q("1", "Accepted distance from it.", BIOLOGY, gt=0, le=1)
    whole_t_per_year: float = q("t/a", "Live weight harvested a year in steady state.", BIOLOGY, gt=0)
    whole_tolerance: float = q("1", "Accepted relative distance from it.", BIOLOGY, gt=0, le=1)
    steady_from_year: int = q("a", "Calendar year from which the harvest is steady; the first is 1.", CHOSEN, ge=1)
    harvest_weight_g: float = q("g", "Mean weight at harvest.", BIOLOGY, gt=0)
    session_1_readings: int = q("rows", "Readings promised in session 1.", CHOSEN, ge=1)


class Parameters(Group):
    """The whole company."""

    name: str = q("", "Name of the preset.")
    scale: float = q("1", "Size of the company over what the preset says.", CHOSEN, ge=0.01, le=100)
    seed: int = q("", "Seed of every random decision.", CHOSEN, ge=0, lt=2**63)
    first_day: dt.date = q("", "First simulated day.")
    sessions: Days = q("d", "Days of each session.")
    geographies: Annotated[dict[str, Geography], Field(min_length=1)]
    stations: Stations
    sea: Sea
    stages: dict[StageKey, StageParameters]
    production: Production
    husbandry: Husbandry
    mortality: Mortality
    harvest: Harvest
    market: Market
    events: Events
    readings: Readings
    lice: Lice
    modules: Modules
    disease: DiseaseControl
    feed_supply: FeedSupply
    targets: Targets

    @model_validator(mode="after")
    def _stages_are_complete(self) -> Self:
        missing = [stage.name for stage in Stage if stage not in self.stages]
        if missing:
            raise ValueError(f"stages lacks {', '.join(missing)}; add them or `extends` a preset that has them")
        return self

    @model_validator(mode="after")
    def _fish_that_grow_are_fed(self) -> Self:
        hungry = [
            f"stages.{stage.name}.meal_hours is empty, so its fish would grow without a meal; give at least one hour"
            for stage, of_stage in self.stages.items()
            if not of_stage.meal_hours and (of_stage.tgc or stage is Stage.GROW_OUT)
        ]
        if hungry:
            raise ValueError("; ".join(hungry))
        return self

    @model_validator(mode="after")
    def _first_day_on_the_calendar(self) -> Self:
        if self.first_day.year not in YEARS:
            raise ValueError(f"first_day {self.first_day} is outside the years {YEARS.start} to {YEARS.stop - 1}")
        return self

    @model_validator(mode="after")
    def _geographies_told_apart(self) -> Self:
        for field in ("name", "code"):
            values = [getattr(one, field).strip() for one in self.geographies.values()]
            if "" in values or len(set(values)) < len(values):
                raise ValueError(f"geographies.*.{field}: each needs one of its own, not {values}")
        return self

    @model_validator(mode="after")
    def _lice_surge_somewhere(self) -> Self:
        where = self.lice.surge_geography
        if where and where not in self.geographies:
            raise ValueError(f"lice.surge_geography {where!r} is none of {', '.join(self.geographies)}")
        return self

    @model_validator(mode="after")
    def _what_is_forced_takes_effect(self) -> Self:
        events, strikes = self.events, self.feed_supply.strikes
        needed = {
            "events.oxygen_crash": ("events", events.oxygen_crash),
            "events.warm_sea": ("events", events.warm_sea),
            "feed_supply.strikes": ("feed_supply", strikes),
            "disease.forced": ("disease", self.disease.forced),
            "lice.surge_geography": ("lice", self.lice.surge_geography),
        }
        for key, (module, asked) in needed.items():
            if asked and not getattr(self.modules, module):
                raise ValueError(f"{key} has no effect while modules.{module} is false; leave one of them out")
        where = [("events.warm_sea", warm.geography) for warm in events.warm_sea]
        for key, name in [*where, *(("feed_supply.strikes", strike.geography) for strike in strikes)]:
            if name not in self.geographies:
                raise ValueError(f"{key}: there is no geography {name!r}; choose one of {', '.join(self.geographies)}")
        return self

    @model_validator(mode="after")
    def _what_is_named_is_there(self) -> Self:
        there = {"geography": tuple(self.geographies), "module": self.modules.known}
        complaints = [
            f"{key}: there is no {kind} {name!r}; choose one of {', '.join(there[kind])}, or drop it"
            for kind, key, name in (*self._geographies_of_diseases(), *self._modules_of_losses())
            if name not in there[kind]
        ]
        if complaints:
            raise ValueError("; ".join(complaints))
        return self

    def _geographies_of_diseases(self) -> Iterator[tuple[str, str, str]]:
        """Every geography that diseases and vaccines name, as its kind, the key that names it and its name."""
        for disease, item in self.disease.diseases.items():
            for risk in ("sea_risk", "hall_risk"):
                key = f"disease.diseases.{disease.name}.{risk}"
                yield from (("geography", f"{key}.{name}", name) for name in getattr(item, risk))
        for product, vaccine in self.disease.vaccines.items():
            key = f"disease.vaccines.{product}.geographies"
            yield from (("geography", key, name) for name in vaccine.geographies)

    def _modules_of_losses(self) -> Iterator[tuple[str, str, str]]:
        """The same of every module that expected losses name."""
        for geography, home in self.geographies.items():
            key = f"geographies.{geography}.sea.expected_losses"
            yield from (("module", f"{key}.{name}", name) for name in home.sea.expected_losses)

    @model_validator(mode="after")
    def _harvest_can_wait_for_its_fast(self) -> Self:
        longest, needed = self.harvest.fasting_days_max, self.husbandry.harvest_fasting_days
        if longest < needed:
            raise ValueError(
                f"harvest.fasting_days_max {longest} is below husbandry.harvest_fasting_days {needed}, so fish would "
                "be fed again before they are taken; raise the one or lower the other"
            )
        return self

    def geography(self, position: int) -> Geography:
        """A geography by its position."""
        return list(self.geographies.values())[position]

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
