"""What stays the same of diseases while fish live: the parameters as arrays, who is whose neighbour, what is given."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aquasim.domain.calendar import WEEK_DAYS, WORKING_DAYS
from aquasim.domain.disease import Disease, daily_hazard, neighbour_weights, season_length
from aquasim.domain.distance import distances_km
from aquasim.domain.laboratory import CONFIRMED_BY, TESTS
from aquasim.domain.stages import Stage
from aquasim.domain.water import sea_climatology_c
from aquasim.engine.climate import day_of_year
from aquasim.engine.deaths import Death
from aquasim.engine.streams import Floats, Integers
from aquasim.engine.vaccination import vaccines_in
from aquasim.engine.world import World
from aquasim.errors import ParameterError
from aquasim.parameters.disease import DiseaseControl, DiseaseParameters

Flags = npt.NDArray[np.bool_]
KINDS = np.array([Death[disease.name] for disease in Disease])
"""The kind of death of each disease."""
CAGE_SIGMA = 0.4
"""Log spread of a disease between the containers of a place."""
HANDLED_WITHIN_DAYS = 21
SITES_WORDS = len(Disease) + 2
"""Random words of a place and day: one a disease, then which container and how severe."""


@dataclass(frozen=True)
class Constants:
    """Arrays by disease (d), geography (g), place (p)."""

    control: DiseaseControl
    site_hazard: Floats  # (p, d) of an outbreak starting in its season [1/d]
    season_from: Integers
    season_to: Integers
    below_c: Floats
    sea_days: Integers  # (2, d) from, to
    weight_g: Floats  # (2, d) from, to
    course_days: Integers
    loss: Floats  # (2, d) low, high
    appetite_loss: Floats
    appetite_lead_days: Integers
    spread: Floats
    neighbour: Floats
    after_handling: Floats
    recurs: Flags
    screened: Flags
    notifiable: Flags
    agent: Integers
    sensitivity: Floats
    specificity: Floats
    lab_days: Integers
    latitude: Floats  # of each area
    longitude: Floats
    protection: Floats  # (g, d) share prevented by all vaccines given there
    holds_fish: Flags  # (p,) fry and older, not eggs
    routine_interval: Integers  # (p,)
    routine_offset: Integers  # (p,) whole weeks
    routine_weekday: Integers  # (p,) Monday 0 to Friday 4
    forced_place: Integers
    forced_disease: Integers
    forced_day: Integers

    @property
    def places(self) -> int:
        return len(self.site_hazard)

    def reaching(self, sources: Integers) -> Floats:
        """How much of some areas' pathogen reaches each area. (areas, sources)

        Made when asked for: pairs of areas grow with the square of the company, those that are ill are few.
        """
        distances = distances_km(self.latitude, self.longitude, sources)
        return neighbour_weights(distances, self.control.neighbour_km, sources)


def make_constants(world: World) -> Constants:
    """Arrays of the preset's diseases."""
    control, registry = world.parameters.disease, world.registry
    table = [control.diseases[disease] for disease in Disease]
    halls, areas = len(registry.halls), len(registry.areas)
    watch = control.surveillance
    interval = np.repeat([watch.hall_interval_days, watch.sea_interval_days], [halls, areas])
    turn = np.concatenate([np.arange(halls), np.arange(areas)])
    tests = [TESTS[CONFIRMED_BY[disease]] for disease in Disease]

    def column(field: str) -> npt.NDArray[np.generic]:
        return np.array([getattr(item, field) for item in table])

    def floats(field: str) -> Floats:
        return column(field).astype(np.float64)

    def integers(field: str) -> Integers:
        return column(field).astype(np.int64)

    def flags(field: str) -> Flags:
        return column(field).astype(np.bool_)

    return Constants(
        control=control,
        site_hazard=_site_hazard(world, table),
        season_from=integers("season_from"),
        season_to=integers("season_to"),
        below_c=floats("below_c"),
        sea_days=np.stack([integers("sea_days_from"), integers("sea_days_to")]),
        weight_g=np.stack([floats("weight_from_g"), floats("weight_to_g")]),
        course_days=integers("course_days"),
        loss=np.stack([floats("loss_low"), floats("loss_high")]),
        appetite_loss=floats("appetite_loss"),
        appetite_lead_days=integers("appetite_lead_days"),
        spread=floats("spread_per_day"),
        neighbour=floats("neighbour_per_day"),
        after_handling=floats("after_handling"),
        recurs=flags("recurs"),
        screened=flags("screened"),
        notifiable=flags("notifiable"),
        agent=integers("agent_kind"),
        sensitivity=np.array([test.sensitivity for test in tests]),
        specificity=np.array([test.specificity for test in tests]),
        lab_days=np.array([test.days for test in tests]),
        latitude=np.array([area.latitude for area in registry.areas]),
        longitude=np.array([area.longitude for area in registry.areas]),
        protection=_protection(world),
        holds_fish=registry.place_stage() >= Stage.FRY,
        routine_interval=interval,
        routine_offset=turn * WEEK_DAYS % interval,
        routine_weekday=turn % WORKING_DAYS,
        forced_place=np.array([_place_of(world, forced.area) for forced in control.forced], dtype=np.int64),
        forced_disease=np.array([forced.disease for forced in control.forced], dtype=np.int64),
        forced_day=np.array(
            [(forced.date - world.parameters.first_day).days for forced in control.forced], dtype=np.int64
        ),
    )


def _site_hazard(world: World, table: list[DiseaseParameters]) -> Floats:
    """The yearly chance of each place, converted once to a hazard of the days of its season. (places, diseases)"""
    names = list(world.parameters.geographies)
    days = np.array([season_length(item.season_from, item.season_to) for item in table])
    hall = daily_hazard(np.array([[item.hall_risk.get(name, 0.0) for item in table] for name in names]), days)
    sea = daily_hazard(np.array([[item.sea_risk.get(name, 0.0) for item in table] for name in names]), days)
    stage, home = world.registry.place_stage(), world.registry.place_geography()
    strikes = np.array([[Stage(s) in item.hall_stages for item in table] for s in stage])
    return np.where((stage == Stage.GROW_OUT)[:, None], sea[home], np.where(strikes, hall[home], 0.0))


def _protection(world: World) -> Floats:
    left = np.ones((len(world.registry.geographies), len(Disease)))
    for g in range(len(left)):
        for _, vaccine in vaccines_in(world.parameters, g):
            for disease, efficacy in vaccine.efficacy.items():
                left[g, disease] *= 1.0 - efficacy
    return 1.0 - left


def _place_of(world: World, area: str) -> int:
    """Place of the area a scenario names."""
    places = {found.name: found.place for found in world.registry.areas}
    if area not in places:
        raise ParameterError(f"disease.forced: no sea area is called {area!r}; there are {', '.join(places)}")
    return places[area]


def expected_temperatures(world: World, place: int, day: int, days: int) -> Floats:
    """Temperatures that a farmer expects of the days after `day`: the climatology at sea, the set point on land."""
    stage = int(world.registry.place_stage()[place])
    if stage != Stage.GROW_OUT:
        return np.full(days, world.parameters.stages[Stage(stage)].set_point_c)
    climate = world.registry.geographies[int(world.registry.place_geography()[place])].climate
    doy = day_of_year(world.parameters, day + 1 + np.arange(days))
    return sea_climatology_c(doy, climate.mean_c, climate.amplitude_c, climate.warmest_day)
