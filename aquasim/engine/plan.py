"""The plan: every container of every batch booked by interval before day 1, with cleaning and fallow.

A batch books each hall of one station, then one sea area, for the widest interval its stage windows allow: from the
earliest day it can arrive to the latest it can leave, and the cleaning or fallow after. So whatever the biology decides
within the windows fits. What does not fit becomes a shortage, with its arithmetic.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from aquasim.domain.calendar import WEEK_DAYS
from aquasim.domain.stages import HALL_STAGES, SENSORS, ContainerKind, Stage
from aquasim.engine.production import (
    Wish,
    check_assumptions,
    containers_needed,
    earliest_arrivals,
    pre_transfer_tanks_needed,
    stage_entries,
    survival_to,
    wanted_batches,
)
from aquasim.engine.registry import Registry, build_registry
from aquasim.engine.streams import Integers
from aquasim.errors import CapacityError, ParameterError
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


SHORTAGES_NAMED = 5
"""Of those for which a plan is refused."""


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


@dataclass(frozen=True)
class Utilisation:
    """Containers booked and there, of one stage and place in one quarter (means over its days)."""

    stage: Stage
    place: str
    quarter: str
    need: float
    supply: int

    @property
    def fraction(self) -> float:
        return self.need / self.supply


@dataclass(frozen=True)
class BusiestWeek:
    """The week in which one stage of one geography is fullest."""

    first_day: dt.date
    stage: Stage
    place: str
    need: float
    supply: int


@dataclass(frozen=True)
class Plan:
    """Parameters, places, batches with bookings, and what did not fit."""

    parameters: Parameters
    registry: Registry
    batches: tuple[BatchPlan, ...]
    shortages: tuple[Shortage, ...]

    def date(self, day: int) -> dt.date:
        return self.parameters.first_day + dt.timedelta(days=day)

    def last_day_at_sea(self, batch: BatchPlan) -> int:
        """Day on which a batch has to be gone: its booking of the area goes on while that lies fallow."""
        return batch.booked[Stage.GROW_OUT][1] - self.parameters.sea.fallow_days

    def booked_containers(self, place: int) -> Integers:
        """Containers booked at a place on each day of all sessions. shape (days,)"""
        days = self.parameters.days
        booked = np.zeros(days + 1, dtype=np.int64)
        stage = Stage(int(self.registry.place_stage()[place]))
        for batch in self.batches:
            if batch.places[stage] == place:
                first, end = (min(day, days) for day in batch.booked[stage])
                booked[first] += batch.needed[stage]
                booked[end] -= batch.needed[stage]
        return np.cumsum(booked)[:-1]

    def supply(self, place: int) -> int:
        """Containers of the stage at a place; pre-transfer tanks are extra room and not counted."""
        first, end = self.registry.first_container[place : place + 2]
        return int((self.registry.kind[first:end] != ContainerKind.PRE_TRANSFER_TANK).sum())

    def utilisation(self) -> list[Utilisation]:
        """By stage, place and quarter."""
        labels, starts = self._quarters()
        lengths = np.diff([*starts, self.parameters.days])
        rows = []
        stages = self.registry.place_stage()
        for place in range(self.registry.places):
            means = np.add.reduceat(self.booked_containers(place), starts) / lengths
            name, supply = self.registry.place_name(place), self.supply(place)
            rows += [
                Utilisation(Stage(int(stages[place])), name, label, float(m), supply)
                for label, m in zip(labels, means, strict=True)
            ]
        return sorted(rows, key=lambda row: row.stage)

    def _quarters(self) -> tuple[list[str], list[int]]:
        labels: list[str] = []
        starts: list[int] = []
        for day in range(self.parameters.days):
            date = self.date(day)
            label = f"{date.year}Q{(date.month + 2) // 3}"
            if not labels or labels[-1] != label:
                labels.append(label)
                starts.append(day)
        return labels, starts

    def busiest_week(self) -> BusiestWeek:
        """The fullest week of any stage in any geography."""
        weeks = []
        for stage in Stage:
            for g, geography in enumerate(self.registry.geographies):
                places = [p for p in range(self.registry.places) if self._is(p, stage, g)]
                supply = sum(self.supply(p) for p in places)
                need = np.sum([self.booked_containers(p) for p in places], axis=0)
                whole = need[: len(need) // 7 * 7].reshape(-1, 7).mean(axis=1)
                week = int(np.argmax(whole))
                weeks.append(BusiestWeek(self.date(week * 7), stage, geography.name, float(whole[week]), supply))
        return max(weeks, key=lambda week: week.need / week.supply)

    def _is(self, place: int, stage: Stage, geography: int) -> bool:
        return bool(self.registry.place_stage()[place] == stage and self.registry.place_geography()[place] == geography)

    def binding_constraint(self) -> str:
        """What would run out first if more batches were laid down."""
        week = self.busiest_week()
        where = f"{week.stage.label} in {week.place}"
        return (
            f"{where}: {week.need:.0f} of {week.supply} booked in the "
            f"week of {week.first_day} ({SUPPLY_KEYS[week.stage]})"
        )

    def active_batches(self) -> dict[str, float]:
        """Mean number of batches in the company by quarter, with typical stage lengths."""
        cycle = stage_entries(self.parameters, "typical")[-1]
        change = np.zeros(self.parameters.days + cycle + 1)
        for batch in self.batches:
            change[batch.start] += 1
            change[batch.start + cycle] -= 1
        active = np.cumsum(change)[: self.parameters.days]
        labels, starts = self._quarters()
        return dict(
            zip(
                labels,
                (np.add.reduceat(active, starts) / np.diff([*starts, self.parameters.days])).tolist(),
                strict=True,
            )
        )

    def expected_readings(self, session: int) -> int:
        """Readings of one session if every stage has its typical length."""
        days, entries = self.parameters.session_days(session), stage_entries(self.parameters, "typical")
        total = 0
        for batch in self.batches:
            for stage, (first, end) in zip(Stage, pairwise(entries), strict=True):
                overlap = min(batch.start + end, days.stop) - max(batch.start + first, days.start)
                containers = self.supply(batch.places[stage])
                total += max(overlap, 0) * containers * len(SENSORS[_kind(stage)]) * self.parameters.readings.per_day
        return total


def make_plan(parameters: Parameters, *, strict: bool = False) -> Plan:
    """Settle capacity for all sessions.

    Raises
    ------
    ParameterError
        Where assumptions contradict each other.
    CapacityError
        Where plants cannot take the harvest; with `strict`, where any batch would have to wait.
    """
    check_assumptions(parameters)
    plan = book(parameters)
    if strict and plan.shortages:
        raise CapacityError(_first_shortages(plan))
    _check_readings(plan)
    _check_harvest(plan)
    return plan


def plan_to_live(parameters: Parameters, *, strict: bool = False) -> Plan:
    """A plan with fish in it.

    Raises
    ------
    ParameterError, CapacityError
        As `make_plan` does; also where room is found for no batch at all.
    """
    plan = make_plan(parameters, strict=strict)
    if not plan.batches:
        raise CapacityError(f"no batch can be laid down, so there is nothing to generate: {_first_shortages(plan)}")
    return plan


def _first_shortages(plan: Plan) -> str:
    return "; ".join(shortage.message for shortage in plan.shortages[:SHORTAGES_NAMED])


def book(parameters: Parameters) -> Plan:
    """Room for every batch that finds some, whatever else the parameters promise."""
    registry = build_registry(parameters)
    batches, shortages = _booked(parameters, registry)
    return Plan(parameters, registry, tuple(batches), tuple(shortages))


def _check_harvest(plan: Plan) -> None:
    """Refuse plants and boats that could not take all batches if they worked from the first day to the last."""
    p, complaints = plan.parameters, []
    first_at_sea = stage_entries(p, "min")[Stage.GROW_OUT]
    for g, (key, home) in enumerate(p.geographies.items()):
        mine = [batch for batch in plan.batches if batch.geography == g]
        if not mine:
            continue
        first = mine[0].start + first_at_sea + p.stages[Stage.GROW_OUT].min_days
        last = max(plan.last_day_at_sea(batch) for batch in mine)
        fish = sum(batch.eggs for batch in mine) * survival_to(p, Stage.GROW_OUT) * home.sea.survival
        needed_t = fish * p.harvest.lowest_weight_g / 1e6
        most_t = home.harvest.daily_kg / 1000.0 * (last - first + 1) * p.harvest.days_per_week / WEEK_DAYS
        if needed_t > most_t:
            complaints.append(
                f"harvest: plants and boats of {home.name} take {most_t:,.1f} t from {plan.date(first)} to "
                f"{plan.date(last)}, but {len(mine)} batches give at least {needed_t:,.1f} t; raise "
                f"geographies.{key}.harvest.{home.harvest.bottleneck} or lower production.eggs_max"
            )
    if complaints:
        raise CapacityError("; ".join(complaints))


def _check_readings(plan: Plan) -> None:
    promised, expected = plan.parameters.targets.session_1_readings, plan.expected_readings(1)
    if plan.batches and expected < promised:
        raise ParameterError(
            f"readings: {len(plan.batches)} batches with the sensors of their "
            f"containers x {plan.parameters.readings.per_day} a day give "
            f"{expected:,} readings in session 1, but targets.session_1_readings "
            f"promises {promised:,}; raise readings.per_day or lower the promise"
        )


def _booked(parameters: Parameters, registry: Registry) -> tuple[list[BatchPlan], list[Shortage]]:
    free_from = np.zeros(registry.places, dtype=np.int64)
    numbers = _Numbers(parameters, registry)
    homes = [_Home.of(parameters, registry, g) for g in range(len(registry.geographies))]
    batches: list[BatchPlan] = []
    shortages: list[Shortage] = []
    for wish in wanted_batches(parameters):
        number = numbers.next(wish)
        found = _find_room(parameters, registry, wish, homes[wish.geography], number, free_from, shortages)
        if found:
            batches.append(found)
            for place, (_, end) in zip(found.places, found.booked, strict=True):
                free_from[place] = end
    return batches, shortages


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


def _find_room(
    parameters: Parameters,
    registry: Registry,
    wish: Wish,
    home: _Home,
    number: str,
    free_from: Integers,
    shortages: list[Shortage],
) -> BatchPlan | None:
    """The station and area that free up first; the wait, if any, becomes a shortage."""
    needed = tuple(containers_needed(parameters, registry, stage, wish.eggs) for stage in Stage)
    arrive, leave = earliest_arrivals(parameters), stage_entries(parameters, "max")[1:]
    first_day = parameters.first_day + dt.timedelta(days=wish.start)
    halls, areas = home.halls, home.areas
    where = registry.geographies[wish.geography].name
    for too_small in _too_small(parameters, wish, home, needed):
        day = first_day + dt.timedelta(days=arrive[too_small.stage])
        shortages.append(too_small.shortage(number, where, day))
        return None
    hall_wait = np.maximum(free_from[halls] - (wish.start + np.array(arrive[:5])), 0)
    area_wait = np.maximum(free_from[areas] - (wish.start + arrive[5]), 0)
    station, area = (
        int(np.argmin(_rotated(hall_wait.max(axis=1), free_from[halls[:, 0]]))),
        int(np.argmin(_rotated(area_wait, free_from[areas]))),
    )
    wait = int(max(hall_wait[station].max(), area_wait[area]))
    if wait:
        stage = Stage.GROW_OUT if area_wait[area] == wait else Stage(int(np.argmax(hall_wait[station])))
        given_up = wait > parameters.production.wait_days_max
        day = first_day + dt.timedelta(days=arrive[stage])
        shortages.append(_full(number, stage, where, day, needed[stage], -1 if given_up else wait))
        if given_up or wish.start + wait >= parameters.days:
            return None
    start = wish.start + wait
    places = (*(int(p) for p in halls[station]), int(areas[area]))
    rest = [
        parameters.stations.tray_cleaning_days,
        *[parameters.stations.tank_cleaning_days] * 4,
        parameters.sea.fallow_days,
    ]
    booked = tuple((start + a, start + b + r) for a, b, r in zip(arrive, leave, rest, strict=True))
    station_position = registry.halls[places[0]].station
    return BatchPlan(number, wish.geography, start, wish.eggs, wish.supplier, station_position, places, needed, booked)


def _rotated(wait: Integers, free_from: Integers) -> Integers:
    """Order of choice: shortest wait, then the place that has been free longest."""
    return wait * 100_000 + free_from


def _supplies(parameters: Parameters, registry: Registry, first_hall: int, area: int) -> list[int]:
    places = [*(first_hall + stage for stage in HALL_STAGES), area]
    return [len(registry.containers_of(place, _kind(stage))) for place, stage in zip(places, Stage, strict=True)]


def _kind(stage: Stage) -> ContainerKind:
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


def _too_small(parameters: Parameters, wish: Wish, home: _Home, needed: tuple[int, ...]) -> list[_TooSmall]:
    """Where a batch could not be held, in order of the stages; the pre-transfer tanks, which take it in waves, last."""
    places = [
        _TooSmall(stage, _container_word(stage), needed[stage], home.supplies[stage], SUPPLY_KEYS[stage])
        for stage in Stage
    ]
    tanks = pre_transfer_tanks_needed(parameters, wish.eggs)
    on_the_way = _TooSmall(Stage.POST_SMOLT, "pre-transfer tanks", tanks, home.pre_transfer_tanks, PRE_TRANSFER_KEY)
    return [place for place in (*places, on_the_way) if place.need > place.supply]


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
