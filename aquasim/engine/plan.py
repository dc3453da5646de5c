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
from aquasim.domain.stages import SENSORS, ContainerKind, Stage
from aquasim.engine.booking import SUPPLY_KEYS, BatchPlan, Shortage, book_batches, kind_of
from aquasim.engine.production import check_assumptions, stage_entries, survival_to
from aquasim.engine.registry import Registry, build_registry
from aquasim.engine.streams import Integers
from aquasim.errors import CapacityError, ParameterError
from aquasim.parameters import Parameters

SHORTAGES_NAMED = 5
"""Of those for which a plan is refused."""


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
                total += max(overlap, 0) * containers * len(SENSORS[kind_of(stage)]) * self.parameters.readings.per_day
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
    batches, shortages = book_batches(parameters, registry)
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
