"""Storms, algal blooms, jellyfish, spells of low oxygen and of warm water: what they do to fish, and their record.

Blooms, jellyfish, low oxygen and warm spells come to an area by chance in their season, storms with the waves of the
climate. All of it is a function of seed, area and year; nobody foresees it. A scenario may force spells of its own;
where chance would have had one of the same kind in those days, the forced one stands in its place.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from aquasim.domain.hardship import low_oxygen_hazard, storm_hazard
from aquasim.engine.climate import HANDLING_WAVE_M
from aquasim.engine.deaths import Death
from aquasim.engine.modules.base import Arrays, Module
from aquasim.engine.streams import Floats, Integers, Stream, uniform, words
from aquasim.errors import ParameterError

if TYPE_CHECKING:
    from aquasim.engine.today import Day, Flags
    from aquasim.engine.world import World
    from aquasim.parameters.events import Hardship

WARM_SPELL_SEASON = (172, 258)
KINDS_MAX = 8


class Kind(IntEnum):
    """Kinds of event, in the order of the table's choices."""

    STORM = 0
    ALGAL_BLOOM = 1
    JELLYFISH = 2
    LOW_OXYGEN = 3
    WARM_SPELL = 4


DEATH = {
    Kind.STORM: Death.STORM,
    Kind.ALGAL_BLOOM: Death.ALGAL_BLOOM,
    Kind.JELLYFISH: Death.JELLYFISH,
    Kind.LOW_OXYGEN: Death.LOW_OXYGEN,
}
BY_CHANCE = {
    Kind.ALGAL_BLOOM: ("algal_bloom", Stream.BLOOM),
    Kind.JELLYFISH: ("jellyfish", Stream.JELLYFISH),
    Kind.LOW_OXYGEN: ("low_oxygen", Stream.LOW_OXYGEN),
}


@dataclass(frozen=True)
class Spell:
    """Something that happens to one area from one day to another."""

    kind: Kind
    area: int
    first: int
    last: int
    severity: float  # 0 to 1; metres of waves for storms
    hazard: float = 0.0  # [1/d]
    drop_pct: float = 0.0
    appetite: float = 1.0
    shift_c: float = 0.0

    @property
    def description(self) -> str:
        """In the words of the site's log."""
        return {
            Kind.STORM: f"Storm, waves up to {self.severity:.1f} m; no work on the cages.",
            Kind.ALGAL_BLOOM: f"Algal bloom; oxygen saturation down by {self.drop_pct:.0f} %, fish off their feed.",
            Kind.JELLYFISH: "Jellyfish in the nets; gills and skin stung, fish off their feed.",
            Kind.LOW_OXYGEN: f"Low oxygen, saturation down by {self.drop_pct:.0f} %.",
            Kind.WARM_SPELL: f"Warm spell, water {self.shift_c:+.1f} degC.",
        }[self.kind]


class Events(Module):
    """Weather and water events at sea."""

    name: ClassVar[str] = "events"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.spells = sorted(_spells(world), key=lambda s: (s.first, s.kind, s.area, s.last))
        self.first = np.array([s.first for s in self.spells], dtype=np.int64)
        self.last = np.array([s.last for s in self.spells], dtype=np.int64)

    def start(self) -> Arrays:
        areas = len(self.world.registry.areas)
        return {
            "storm_since": np.full(areas, -1, dtype=np.int64),
            "storm_peak_m": np.zeros(areas),
            "lost": np.zeros((areas, len(Kind)), dtype=np.int64),
        }

    def water(self, day: Day) -> None:
        now = self._now(day.number)
        if not now:
            return
        day.saturation_shift_pct -= self._felt(day, now, "drop_pct")
        day.temperature_c += self._felt(day, now, "shift_c")
        day.no_handling |= self._breathless(day)

    def appetite(self, day: Day) -> None:
        for spell in self._now(day.number):
            if spell.appetite < 1.0:
                day.appetite[self._struck(day, spell)] *= spell.appetite

    def hazards(self, day: Day) -> None:
        loss = self.world.parameters.events.storm_loss_per_m
        wave_m = self.world.climate.on(day.number).wave_height_m[self.world.area[day.here]]
        day.add_hazard(Death.STORM, np.where(day.at_sea, storm_hazard(wave_m, HANDLING_WAVE_M, loss), 0.0))
        suffocation = low_oxygen_hazard(day.water.saturation_pct, day.water.temperature_c)
        day.add_hazard(Death.LOW_OXYGEN, np.where(day.at_sea, suffocation, 0.0))
        for spell in self._now(day.number):
            if spell.hazard:
                day.add_hazard(DEATH[spell.kind], np.where(self._struck(day, spell), spell.hazard, 0.0))

    def record(self, day: Day) -> None:
        """Events that end today, with the fish that died of them."""
        own = day.own(self.name)
        self._count(day, own["lost"])
        over = [s for s in self._now(day.number) if s.last == day.number]
        over += self._storms_over(day, own)
        if over:
            self._write(day, over, own["lost"])

    def _now(self, day: int) -> list[Spell]:
        """Spells under way on a day, storms aside."""
        return [self.spells[i] for i in np.flatnonzero((self.first <= day) & (self.last >= day))]

    def _felt(self, day: Day, spells: list[Spell], field: str) -> Floats:
        by_area = np.zeros(len(self.world.registry.areas))
        for spell in spells:
            by_area[spell.area] += getattr(spell, field)
        return np.where(day.at_sea, by_area[self.world.area[day.here]], 0.0)

    def _struck(self, day: Day, spell: Spell) -> Flags:
        struck: Flags = day.at_sea & (self.world.area[day.here] == spell.area)
        return struck

    def _breathless(self, day: Day) -> Flags:
        """Which cages are in a spell of low oxygen."""
        areas = [spell.area for spell in self._now(day.number) if spell.kind is Kind.LOW_OXYGEN]
        return day.at_sea & np.isin(self.world.area[day.here], areas)

    def _count(self, day: Day, lost: Integers) -> None:
        """Fish that died of an event; those that suffocate outside a spell of low oxygen died of none."""
        area, breathless = self.world.area[day.here], self._breathless(day)
        for kind, death in DEATH.items():
            died = day.dead_by_kind[:, death]
            if kind is Kind.LOW_OXYGEN:
                died = np.where(breathless, died, 0)
            if died.any():
                np.add.at(lost[:, kind], area, died)

    def _storms_over(self, day: Day, own: Arrays) -> list[Spell]:
        """Follow the waves; storms that are over today."""
        weather = self.world.climate.on(day.number)
        wave_m, blowing, since, peak_m = weather.wave_height_m, weather.storms, own["storm_since"], own["storm_peak_m"]
        over = [
            Spell(Kind.STORM, int(a), int(since[a]), day.number, float(peak_m[a]))
            for a in np.flatnonzero((since >= 0) & ~blowing)
        ]
        since[:] = np.where(blowing, np.where(since < 0, day.number, since), -1)
        peak_m[:] = np.where(blowing, np.maximum(peak_m, wave_m), 0.0)
        return over

    def _write(self, day: Day, spells: list[Spell], lost: Integers) -> None:
        areas = len(self.world.registry.areas)
        first = np.array([s.first for s in spells])
        area, kind = np.array([s.area for s in spells]), np.array([int(s.kind) for s in spells])
        day.rows.add(
            "environmental_environmentalevent",
            id=(first * KINDS_MAX + kind) * areas + area + 1,
            area_id=area + 1,
            kind=kind,
            start_date=self.world.date(first),
            end_date=self.world.date(np.array([s.last for s in spells])),
            severity=np.array([s.severity for s in spells]),
            fish_lost=lost[area, kind],
            description=[s.description for s in spells],
        )
        lost[area, kind] = 0


def _spells(world: World) -> list[Spell]:
    years = range(world.parameters.first_day.year, world.parameters.first_day.year + world.parameters.days // 365 + 1)
    natural = [spell for year in years for kind in BY_CHANCE for spell in _by_chance(world, year, kind)]
    natural += [spell for year in years for spell in _warm_spells(world, year)]
    kept: defaultdict[tuple[Kind, int], list[Spell]] = defaultdict(list)
    for key, spell in _forced(world):
        if _overlaps(spell, kept[spell.kind, spell.area]):
            raise ParameterError(f"events.{key}: two overlap in {world.registry.areas[spell.area].name}; make them one")
        kept[spell.kind, spell.area].append(spell)
    for spell in natural:
        if not _overlaps(spell, kept[spell.kind, spell.area]):
            kept[spell.kind, spell.area].append(spell)
    return [spell for spells in kept.values() for spell in spells]


def _overlaps(spell: Spell, others: list[Spell]) -> bool:
    """Whether it shares a day with another of its kind and area."""
    return any(one.first <= spell.last and spell.first <= one.last for one in others)


def _forced(world: World) -> Iterator[tuple[str, Spell]]:
    """Spells of the scenario, each with the parameter that asks for it."""
    p = world.parameters.events
    for crash in p.oxygen_crash:
        first = _day(world, crash.date)
        area = _position(crash.area, [a.name for a in world.registry.areas], "events.oxygen_crash: no sea area")
        last = first + crash.days - 1
        yield "oxygen_crash", Spell(Kind.LOW_OXYGEN, area, first, last, 1.0, drop_pct=crash.drop_pct)
    for warm in p.warm_sea:
        home = list(world.parameters.geographies).index(warm.geography)
        first, last = _day(world, warm.first), _day(world, warm.last)
        for area in _areas_of(world, home):
            yield "warm_sea", Spell(Kind.WARM_SPELL, area, first, last, 1.0, shift_c=warm.shift_c)


def _by_chance(world: World, year: int, kind: Kind) -> list[Spell]:
    """At most one spell of a kind an area and year."""
    key, stream = BY_CHANCE[kind]
    nature: Hardship = getattr(world.parameters.events, key)
    n = len(world.registry.areas)
    chance, when, length, severity = (uniform(words(world.parameters.seed, stream, year, n, draw)) for draw in range(4))
    new_year = _day(world, dt.date(year, 1, 1))
    spells = []
    for a in np.flatnonzero(chance < nature.per_year):
        first = new_year + nature.first_day - 1 + int(when[a] * (nature.last_day - nature.first_day + 1))
        days = nature.days_min + int(length[a] * (nature.days_max - nature.days_min + 1))
        worst = float(severity[a])
        hazard = -np.log1p(-min(2.0 * nature.mean_loss * worst, 0.9)) / days
        appetite, drop = 1.0 - worst * (1.0 - nature.appetite), worst * nature.saturation_drop_pct
        spells.append(Spell(kind, int(a), first, first + days - 1, worst, float(hazard), drop, appetite))
    return spells


def _warm_spells(world: World, year: int) -> list[Spell]:
    """A spell of warm water in some summers, the same for all areas of a geography."""
    p = world.parameters
    draws = [uniform(words(p.seed, Stream.WARM_SPELL, year, len(p.geographies), draw)) for draw in range(3)]
    new_year, spells = _day(world, dt.date(year, 1, 1)), []
    for g, home in enumerate(p.geographies.values()):
        if draws[0][g] < p.events.warm_spell_per_year:
            first = new_year + WARM_SPELL_SEASON[0] + int(draws[1][g] * (WARM_SPELL_SEASON[1] - WARM_SPELL_SEASON[0]))
            worst = float(draws[2][g])
            shift_c = (0.5 + worst) * p.events.warm_spell_sd * home.climate.anomaly_sd_c
            last = first + p.events.warm_spell_days - 1
            spells += [Spell(Kind.WARM_SPELL, a, first, last, worst, shift_c=shift_c) for a in _areas_of(world, g)]
    return spells


def _areas_of(world: World, geography: int) -> list[int]:
    return [a for a, area in enumerate(world.registry.areas) if area.geography == geography]


def _day(world: World, date: dt.date) -> int:
    return (date - world.parameters.first_day).days


def _position(name: str, names: list[str], complaint: str) -> int:
    if name not in names:
        raise ParameterError(f"{complaint} {name!r}; there are {', '.join(names)}")
    return names.index(name)
