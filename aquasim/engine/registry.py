"""The places of the company as arrays: stations, halls, areas, containers, sensors. Position = database id - 1."""

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import cos, pi, radians, sin, sqrt

import numpy as np

from aquasim.domain.distance import KM_PER_DEGREE
from aquasim.domain.stages import HALL_STAGES, SENSORS, ContainerKind, SensorKind, Stage
from aquasim.engine.streams import Floats, Integers
from aquasim.parameters import LOCAL_CONTAINERS_MAX, Geography, Parameters
from aquasim.parameters.places import Site

SPIRAL_KM = 2.5
GOLDEN_ANGLE = pi * (3.0 - sqrt(5.0))

CONTAINER_LABELS = {
    ContainerKind.TRAY: "Tray",
    ContainerKind.FRY_TANK: "Fry",
    ContainerKind.PARR_TANK: "Parr",
    ContainerKind.SMOLT_TANK: "Smolt",
    ContainerKind.POST_SMOLT_TANK: "Post-Smolt",
    ContainerKind.PRE_TRANSFER_TANK: "Pre-Transfer",
    ContainerKind.CAGE: "cage",
}
SENSOR_KINDS = np.full((len(ContainerKind), len(SensorKind)), -1)
"""Kinds of the sensors of each kind of container, in order; -1 after the last. (container kinds, sensor kinds)"""
SENSOR_NUMBER = np.full((len(ContainerKind), len(SensorKind)), -1)
"""Number of each kind of sensor among those of a container; -1 where it has none. (container kinds, sensor kinds)"""
for _kind, _sensors in SENSORS.items():
    SENSOR_KINDS[_kind, : len(_sensors)] = _sensors
    SENSOR_NUMBER[_kind, _sensors] = np.arange(len(_sensors))
HALL_LABELS = {
    Stage.EGG_ALEVIN: "Egg & Alevin hall",
    Stage.FRY: "Fry hall",
    Stage.PARR: "Parr hall",
    Stage.SMOLT: "Smolt hall",
    Stage.POST_SMOLT: "Post-Smolt hall",
}


@dataclass(frozen=True)
class Station:
    """A freshwater station; its halls are places `first_hall` .. `first_hall + 4`, in the order of the stages."""

    name: str
    geography: int
    latitude: float
    longitude: float
    first_hall: int


@dataclass(frozen=True)
class Area:
    """A sea area; `place` is its position among all halls and areas."""

    name: str
    geography: int
    latitude: float
    longitude: float
    place: int


@dataclass(frozen=True)
class Hall:
    """A hall of a station, for one stage."""

    name: str
    station: int
    stage: Stage


@dataclass(frozen=True)
class Registry:
    """All places.

    A container's `key` (place x 64 + number in the place) draws its randomness: adding one moves no other's. Names of
    containers and what follows from their kind are made when asked for: a large company has 1.4 million sensors.
    """

    geographies: tuple[Geography, ...]
    stations: tuple[Station, ...]
    halls: tuple[Hall, ...]
    areas: tuple[Area, ...]
    kind: Integers  # of each container
    place: Integers
    local: Integers
    volume_m3: Floats
    max_biomass_kg: Floats
    first_container: Integers  # of each place, one more at the end
    first_sensor: Integers  # of each container, one more at the end
    feeder_name: tuple[str, ...]
    feeder_place: Integers
    first_feeder: Integers  # of each place, one more at the end

    @property
    def key(self) -> Integers:
        return self.place * LOCAL_CONTAINERS_MAX + self.local

    @property
    def places(self) -> int:
        return len(self.halls) + len(self.areas)

    @property
    def containers(self) -> int:
        return len(self.kind)

    @property
    def sensors(self) -> int:
        return int(self.first_sensor[-1])

    def sensor_container(self, first: int = 0, end: int | None = None) -> Integers:
        """Container of each sensor of containers first .. end - 1, of all unless told. (sensors,)"""
        counts = np.diff(self.first_sensor)[first:end]
        return np.repeat(np.arange(first, first + len(counts)), counts)

    def sensor_kind(self, first: int = 0, end: int | None = None) -> Integers:
        """Kind of each sensor of containers first .. end - 1, of all unless told. (sensors,)"""
        kinds: Integers = SENSOR_KINDS[self.kind[first:end]].ravel()
        return kinds[kinds >= 0]

    def container_names(self, place: int) -> list[str]:
        """Names of a place's containers: that of the place, the kind, and a number within the kind."""
        first, end = self.first_container[place : place + 2]
        on_land = place < len(self.halls)
        label = self.stations[self.halls[place].station].name if on_land else self.place_name(place)
        kinds = [ContainerKind(kind) for kind in self.kind[first:end]]
        return [f"{label} {CONTAINER_LABELS[k]} {i - kinds.index(k) + 1:02d}" for i, k in enumerate(kinds)]

    def containers_of(self, place: int, kind: ContainerKind) -> Integers:
        """Positions of a place's containers of one kind."""
        if (place, kind) not in self._found:
            first, end = self.first_container[place : place + 2]
            self._found[place, kind] = first + np.flatnonzero(self.kind[first:end] == kind)
        return self._found[place, kind]

    @cached_property
    def _found(self) -> dict[tuple[int, ContainerKind], Integers]:
        """What `containers_of` was asked for, which the days ask again and again."""
        return {}

    def place_name(self, place: int) -> str:
        if place < len(self.halls):
            return self.halls[place].name
        return self.areas[place - len(self.halls)].name

    def place_geography(self) -> Integers:
        """Geography of each place."""
        return np.array(
            [self.stations[hall.station].geography for hall in self.halls] + [area.geography for area in self.areas]
        )

    def place_stage(self) -> Integers:
        """Stage of each place; grow-out for areas."""
        return np.array([hall.stage for hall in self.halls] + [Stage.GROW_OUT] * len(self.areas))


def build_registry(parameters: Parameters) -> Registry:
    """Places from parameters alone: names and order are the same from run to run."""
    geographies = tuple(parameters.geographies.values())
    stations, halls, areas = _places(geographies)
    containers = [_hall_containers(parameters, hall) for hall in halls] + [_area_containers(parameters)] * len(areas)
    kind = np.array([k for place in containers for k in place])
    place = np.repeat(np.arange(len(containers)), [len(kinds) for kinds in containers])
    local = np.concatenate([np.arange(len(kinds)) for kinds in containers])
    volume, density = _sizes(parameters)
    feeders, feeder_place = _feeders(parameters, halls, areas)
    return Registry(
        geographies,
        tuple(stations),
        tuple(halls),
        tuple(areas),
        kind,
        place,
        local,
        volume[kind],
        volume[kind] * density[kind],
        np.array([0, *accumulate(len(kinds) for kinds in containers)]),
        np.concatenate([[0], np.cumsum((SENSOR_KINDS >= 0).sum(axis=1)[kind])]),
        tuple(feeders),
        feeder_place,
        np.searchsorted(feeder_place, np.arange(len(containers) + 1)),
    )


def _places(geographies: tuple[Geography, ...]) -> tuple[list[Station], list[Hall], list[Area]]:
    stations: list[Station] = []
    halls: list[Hall] = []
    for g, geography in enumerate(geographies):
        for number in range(geography.stations):
            turn, index = divmod(number, len(geography.sites))
            name = f"{geography.code}-S{number + 1:02d}"
            stations.append(Station(name, g, *_position(geography.sites[-1 - index], turn), len(halls)))
            halls += [Hall(f"{name} {HALL_LABELS[stage]}", len(stations) - 1, stage) for stage in HALL_STAGES]
    areas: list[Area] = []
    for g, geography in enumerate(geographies):
        for number in range(geography.sea_areas):
            turn, index = divmod(number, len(geography.sites))
            site = geography.sites[index]
            name = site.name if turn == 0 else f"{site.name} {turn + 1}"
            areas.append(Area(name, g, *_position(site, turn), len(halls) + len(areas)))
    return stations, halls, areas


def _position(site: Site, turn: int) -> tuple[float, float]:
    """Latitude and longitude of the `turn`-th further place at a site: on a spiral whose arms keep apart. [deg]"""
    if not turn:
        return site.latitude, site.longitude
    north_km, east_km = (SPIRAL_KM * sqrt(turn) * f(turn * GOLDEN_ANGLE) for f in (cos, sin))
    km_per_degree = KM_PER_DEGREE * cos(radians(site.latitude))
    latitude = min(max(site.latitude + north_km / KM_PER_DEGREE, -90.0), 90.0)
    longitude = (site.longitude + east_km / max(km_per_degree, 1.0) + 180.0) % 360.0 - 180.0
    return round(latitude, 4), round(longitude, 4)


def _hall_containers(parameters: Parameters, hall: Hall) -> list[ContainerKind]:
    s = parameters.stations
    pre_transfer = s.pre_transfer_tanks[hall.station % len(s.pre_transfer_tanks)]
    return {
        Stage.EGG_ALEVIN: [ContainerKind.TRAY] * s.trays,
        Stage.FRY: [ContainerKind.FRY_TANK] * s.fry_tanks,
        Stage.PARR: [ContainerKind.PARR_TANK] * s.parr_tanks,
        Stage.SMOLT: [ContainerKind.SMOLT_TANK] * s.smolt_tanks,
        Stage.POST_SMOLT: [ContainerKind.POST_SMOLT_TANK] * s.post_smolt_tanks
        + [ContainerKind.PRE_TRANSFER_TANK] * pre_transfer,
    }[hall.stage]


def _area_containers(parameters: Parameters) -> list[ContainerKind]:
    return [ContainerKind.CAGE] * parameters.sea.cages_per_area


def _sizes(parameters: Parameters) -> tuple[Floats, Floats]:
    """Volume [m3], to the hundredth as tables keep it, and greatest density [kg/m3] by kind of container."""
    s, stages = parameters.stations, parameters.stages
    volumes = [
        s.tray_volume_m3,
        s.fry_tank_volume_m3,
        s.parr_tank_volume_m3,
        s.smolt_tank_volume_m3,
        s.post_smolt_tank_volume_m3,
        s.pre_transfer_tank_volume_m3,
        parameters.sea.cage_volume_m3,
    ]
    densest = [stages[kind.stage].density_kg_m3 for kind in ContainerKind]
    densest[ContainerKind.CAGE] = parameters.sea.density_kg_m3[-1]
    return np.round(volumes, 2), np.array(densest)


def _feeders(parameters: Parameters, halls: list[Hall], areas: list[Area]) -> tuple[list[str], Integers]:
    names: list[str] = []
    places: list[int] = []
    silos, barges = parameters.stations.silos_per_hall, parameters.sea.barges_per_area
    for place, hall in enumerate(halls):
        for number in range(silos[hall.station % len(silos)]):
            names.append(f"{hall.name} silo {number + 1}")
            places.append(place)
    for position, area in enumerate(areas):
        for number in range(barges[position % len(barges)]):
            names.append(f"{area.name} barge {number + 1}")
            places.append(area.place)
    return names, np.array(places)


def feeder_capacity_kg(parameters: Parameters, registry: Registry) -> Floats:
    """Feed that each silo or barge holds. [kg]"""
    on_land = registry.feeder_place < len(registry.halls)
    return np.where(on_land, parameters.stations.silo_capacity_kg, parameters.sea.barge_capacity_kg)


def sensor_position(registry: Registry, container: Integers, kind: SensorKind) -> Integers:
    """Position of each container's sensor of one kind; -1 where it has none."""
    number = SENSOR_NUMBER[registry.kind[container], kind]
    return np.where(number < 0, -1, registry.first_sensor[container] + number)
