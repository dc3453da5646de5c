"""Room for batches: a station and an area free as long as a batch may need them, or a shortage that says why not."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from aquasim.domain.stages import HALL_STAGES, ContainerKind, Stage
from aquasim.engine.production import (
    Wish,
    containers_needed,
    earliest_arrivals,
    pre_transfer_tanks_needed,
    stage_entries,
    wanted_batches,
)
from aquasim.engine.registry import Registry
from aquasim.engine.streams import Integers
from aquasim.parameters import Parameters

SUPPLY_KEYS = {
    Stage.EGG_ALEVIN: "stations.trays",
    Stage.FRY: "stations.fry_tanks",
    Stage.PARR: "stations.parr_tanks",
    Stage.SMOLT: "stations.smolt_tanks",
    Stage.POST_SMOLT: "stations.post_smolt_tanks",
    Stage.GROW_OUT: "sea.cages_per_area",
}
PRE_TRANSFER_KEY = "stations.pre_transfer_tanks or husbandry.sea_transfer_waves,"


@dataclass(frozen=True)
class BatchPlan:
    """A batch with its bookings: one place a stage."""

    number: str
    geography: int
    start: int  # day
    eggs: int
    supplier: int
    station: int
    places: tuple[int, ...]  # by stage: five halls, then the area
    needed: tuple[int, ...]  # containers by stage
    booked: tuple[tuple[int, int], ...]  # by stage: first day, day after the last (cleaning or fallow included)


@dataclass(frozen=True)
class Shortage:
    """A place that was not free, or is too small, when a batch needed it."""

    batch: str
    stage: Stage
    place: str
    day: dt.date
    containers: str  # what they are called
    need: int
    supply: int
    remedy: str
    waited_days: int  # -1: the batch was given up

    @property
    def message(self) -> str:
        outcome = "it is given up" if self.waited_days < 0 else f"it waits {self.waited_days} days"
        return (
            f"Batch {self.batch} needs {self.need} {self.containers} at {self.place} from {self.day}, "
            f"{self.supply} are free; {self.remedy}; {outcome}"
        )


def book_batches(parameters: Parameters, registry: Registry) -> tuple[list[BatchPlan], list[Shortage]]:
    """Wanted batches that find room, in order of their starts, and what was short where one waits or finds none."""
    books = _Books(parameters, registry)
    batches = [books.book(wish) for wish in wanted_batches(parameters)]
    return [batch for batch in batches if batch], books.shortages


class _Books:
    """From which day on each place is free, and what was short so far."""

    def __init__(self, parameters: Parameters, registry: Registry) -> None:
        stations = parameters.stations
        self.parameters, self.registry = parameters, registry
        self.arrive, self.leave = earliest_arrivals(parameters), stage_entries(parameters, "max")[1:]
        self.rest = [
            stations.tray_cleaning_days,
            *[stations.tank_cleaning_days] * (len(HALL_STAGES) - 1),
            parameters.sea.fallow_days,
        ]
        self.homes = [_Home.of(parameters, registry, g) for g in range(len(registry.geographies))]
        self.numbers = _Numbers(parameters, registry)
        self.free_from = np.zeros(registry.places, dtype=np.int64)
        self.shortages: list[Shortage] = []

    def book(self, wish: Wish) -> BatchPlan | None:
        """The station and area that free up first; a wait becomes a shortage, and so does what has no room at all."""
        number, home = self.numbers.next(wish), self.homes[wish.geography]
        needed = tuple(containers_needed(self.parameters, self.registry, stage, wish.eggs) for stage in Stage)
        if too_small := next(_too_small(self.parameters, wish, home, needed), None):
            day = self._date(wish, too_small.stage)
            self.shortages.append(too_small.shortage(number, self._where(wish), day))
            return None
        places, waits = self._first_free(home, wish.start)
        wait = max(waits)
        if wait:
            stage = Stage.GROW_OUT if waits[Stage.GROW_OUT] == wait else Stage(waits.index(wait))
            given_up = wait > self.parameters.production.wait_days_max
            told = -1 if given_up else wait
            day = self._date(wish, stage)
            self.shortages.append(_full(number, stage, self._where(wish), day, needed[stage], told))
            if given_up or wish.start + wait >= self.parameters.days:
                return None
        start = wish.start + wait
        booked = tuple(
            (start + a, start + b + rest) for a, b, rest in zip(self.arrive, self.leave, self.rest, strict=True)
        )
        self.free_from[list(places)] = [end for _, end in booked]
        station = self.registry.halls[places[0]].station
        return BatchPlan(number, wish.geography, start, wish.eggs, wish.supplier, station, places, needed, booked)

    def _first_free(self, home: "_Home", start: int) -> tuple[tuple[int, ...], list[int]]:
        """Places of a batch that starts on a day, and how long each keeps it waiting. [d], by stage"""
        free, arrive = self.free_from, start + np.array(self.arrive)
        hall_wait = np.maximum(free[home.halls] - arrive[:-1], 0)
        area_wait = np.maximum(free[home.areas] - arrive[-1], 0)
        station = int(np.argmin(_rotated(hall_wait.max(axis=1), free[home.halls[:, 0]])))
        area = int(np.argmin(_rotated(area_wait, free[home.areas])))
        places = (*(int(place) for place in home.halls[station]), int(home.areas[area]))
        return places, [*hall_wait[station].tolist(), int(area_wait[area])]

    def _date(self, wish: Wish, stage: Stage) -> dt.date:
        return self.parameters.first_day + dt.timedelta(days=wish.start + self.arrive[stage])

    def _where(self, wish: Wish) -> str:
        return self.registry.geographies[wish.geography].name


class _Numbers:
    """Batch numbers: geography, year of start, running number in the year."""

    def __init__(self, parameters: Parameters, registry: Registry) -> None:
        self.first_day, self.geographies = parameters.first_day, registry.geographies
        self.used: dict[tuple[str, int], int] = {}

    def next(self, wish: Wish) -> str:
        key = (self.geographies[wish.geography].code, (self.first_day + dt.timedelta(days=wish.start)).year)
        self.used[key] = self.used.get(key, 0) + 1
        return f"{key[0]}-{key[1]}-{self.used[key]:02d}"


@dataclass(frozen=True)
class _Home:
    """Where batches of a geography may go: places of halls (stations, stages) and areas, and containers by stage."""

    halls: Integers
    areas: Integers
    supplies: list[int]
    pre_transfer_tanks: int  # of the station that has fewest

    @classmethod
    def of(cls, parameters: Parameters, registry: Registry, geography: int) -> "_Home":
        first = [s.first_hall for s in registry.stations if s.geography == geography]
        halls = np.array([[hall + stage for stage in HALL_STAGES] for hall in first])
        areas = np.array([a.place for a in registry.areas if a.geography == geography])
        pre_transfer = [len(registry.containers_of(hall, ContainerKind.PRE_TRANSFER_TANK)) for hall in halls[:, -1]]
        return cls(halls, areas, _supplies(parameters, registry, first[0], int(areas[0])), min(pre_transfer))


def _rotated(wait: Integers, free_from: Integers) -> Integers:
    """Order of choice: shortest wait, then the place that has been free longest."""
    return wait * 100_000 + free_from


def _supplies(parameters: Parameters, registry: Registry, first_hall: int, area: int) -> list[int]:
    places = [*(first_hall + stage for stage in HALL_STAGES), area]
    return [len(registry.containers_of(place, kind_of(stage))) for place, stage in zip(places, Stage, strict=True)]


def kind_of(stage: Stage) -> ContainerKind:
    """Containers that a stage is planned by; pre-transfer tanks are extra room."""
    return ContainerKind.CAGE if stage is Stage.GROW_OUT else ContainerKind(int(stage))


@dataclass(frozen=True)
class _TooSmall:
    """A place that could not hold a batch even if it were empty."""

    stage: Stage
    containers: str
    need: int
    supply: int
    key: str

    def shortage(self, batch: str, where: str, day: dt.date) -> Shortage:
        remedy = f"raise {self.key} or lower production.eggs_max"
        place = f"any {_place_word(self.stage)} in {where}"
        return Shortage(batch, self.stage, place, day, self.containers, self.need, self.supply, remedy, -1)


def _too_small(parameters: Parameters, wish: Wish, home: _Home, needed: tuple[int, ...]) -> Iterator[_TooSmall]:
    """Where a batch could not be held, in order of the stages; the pre-transfer tanks, which take it in waves, last."""
    places = [
        _TooSmall(stage, _container_word(stage), needed[stage], home.supplies[stage], SUPPLY_KEYS[stage])
        for stage in Stage
    ]
    tanks = pre_transfer_tanks_needed(parameters, wish.eggs)
    on_the_way = _TooSmall(Stage.POST_SMOLT, "pre-transfer tanks", tanks, home.pre_transfer_tanks, PRE_TRANSFER_KEY)
    return (place for place in (*places, on_the_way) if place.need > place.supply)


def _full(batch: str, stage: Stage, where: str, day: dt.date, need: int, waited: int) -> Shortage:
    """A batch for which every place is taken."""
    more = "sea_areas" if stage is Stage.GROW_OUT else "stations"
    remedy = f"raise geographies.*.{more} or lower production.batches_per_year"
    place = f"every {_place_word(stage)} in {where}"
    return Shortage(batch, stage, place, day, _container_word(stage), need, 0, remedy, waited)


def _place_word(stage: Stage) -> str:
    return "area" if stage is Stage.GROW_OUT else "station"


def _container_word(stage: Stage) -> str:
    return {Stage.EGG_ALEVIN: "trays", Stage.GROW_OUT: "cages"}.get(stage, f"{stage.label.lower()} tanks")
