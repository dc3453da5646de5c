"""Cages and areas as the lice see them: constants, arrays in the state, and the occupied cages of a day."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from aquasim.domain import lice
from aquasim.domain.calendar import WORKING_DAYS
from aquasim.domain.distance import distances_km
from aquasim.engine.climate import day_of_year
from aquasim.engine.modules.base import Arrays
from aquasim.engine.state import NEVER
from aquasim.engine.streams import Floats, Integers, Stream, uniform
from aquasim.engine.today import Day
from aquasim.engine.world import World
from aquasim.parameters.lice import Lice, Operation


class Cages:
    """Constants by cage (c), area (a), geography (g) and pair of neighbours."""

    def __init__(self, world: World) -> None:
        registry, p = world.registry, world.parameters
        self.world = world
        self.lice: Lice = p.lice
        self.methods = p.lice.thermal, p.lice.freshwater, p.lice.mechanical  # in the order of `operations.OPERATIONS`
        self.of_method = {
            name: np.array([getattr(one, name) for one in self.methods]) for name in Operation.model_fields
        }
        self.rules = [geography.lice for geography in registry.geographies]
        self.first = int(registry.first_container[len(registry.halls)])
        self.count = registry.containers - self.first
        self.areas = len(registry.areas)
        self.geography = np.array([area.geography for area in registry.areas])  # (a,)
        volume_m3 = np.bincount(world.area[self.first :], registry.volume_m3[self.first :], self.areas)
        self.volume_m3: Floats = volume_m3.astype(np.float64)  # (a,)
        self.neighbour_from, self.neighbour_to, self.neighbour_weight = self._neighbours()
        self.interval = np.array([rule.count_interval_days for rule in self.rules])[self.geography]
        self.weekday = np.arange(self.areas) % WORKING_DAYS  # (a,) of counts
        self.act_per_fish = np.array([rule.act_per_fish for rule in self.rules])[self.geography]
        self.caligus_share = np.array([rule.caligus_share for rule in self.rules])[self.geography]
        self.grazing = np.array([rule.grazing for rule in self.rules])[self.geography]

    def _neighbours(self) -> tuple[Integers, Integers, Floats]:
        """Pairs of areas that share lice; sites that are used again stand for a coast of their own."""
        number: Counter[int] = Counter()
        coasts: dict[object, list[int]] = {}
        for a, area in enumerate(self.world.registry.areas):
            sites = len(self.world.registry.geographies[area.geography].sites)
            coasts.setdefault((area.geography, number[area.geography] // sites), []).append(a)
            number[area.geography] += 1
        pairs = [self._pairs(np.array(coast)) for coast in coasts.values()]
        source, target, weight = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
        return source, target, weight

    def _pairs(self, coast: Integers) -> tuple[Integers, Integers, Floats]:
        areas = [self.world.registry.areas[a] for a in coast]
        d = distances_km(np.array([a.latitude for a in areas]), np.array([a.longitude for a in areas]))
        weight = lice.neighbour_infection(d, self.lice.neighbour_scale_km, self.lice.neighbour_reach_km)
        np.fill_diagonal(weight, 1.0)
        source, target = np.nonzero(weight)
        return coast[source], coast[target], weight[source, target]

    @cached_property
    def limit(self) -> Floats:
        """Adult females per fish that are a breach, by day of the horizon and geography."""
        dates = self.world.first_date + np.arange(self.world.parameters.days)
        month = dates.astype("datetime64[M]").astype(np.int64) % 12 + 1
        return np.stack(
            [
                lice.limit_per_fish(month, rule.limit_per_fish, rule.strict_limit_per_fish, rule.strict_months)
                for rule in self.rules
            ],
            axis=1,
        )

    @cached_property
    def trigger(self) -> Floats:
        """Mean of an area at which treatment is ordered, by day and geography; a stricter limit ahead counts."""
        last = len(self.limit) - 1
        ahead = self.limit[np.minimum(np.arange(last + 1) + self.lice.deadline_days, last)]
        return np.array([rule.trigger for rule in self.rules]) * np.minimum(self.limit, ahead)

    @cached_property
    def background(self) -> Floats:
        """Infection from wild fish without its noise, by day of the horizon and geography. [lice/fish/d]"""
        days = np.arange(self.world.parameters.days)
        of_year, dates = day_of_year(self.world.parameters, days), self.world.first_date + days
        p = self.lice
        surge = (dates >= np.datetime64(p.surge_from, "D")) & (dates <= np.datetime64(p.surge_to, "D"))
        series = []
        for key, rule in zip(self.world.parameters.geographies, self.rules, strict=True):
            wave = lice.seasonal_background(
                of_year, rule.background_low, rule.background_high, rule.background_peak_day
            )
            series.append(np.where(surge & (key == p.surge_geography), p.surge_factor, 1.0) * wave)
        return np.stack(series, axis=1)

    def draws(self, stream: Stream, day: int, container: Integers, draw: int = 0) -> Floats:
        """Uniforms of some cages on a day."""
        return uniform(self.world.words_of(stream, day, container, draw))

    def mortality(self, t: "Today") -> lice.Mortality:
        """Share of lice that die in a day in the day's cages; cleaner fish eat what moves."""
        p, grazed = self.lice, self.grazing[t.area]
        return lice.Mortality(
            p.attached_mortality, p.mobile_mortality + grazed, p.adult_mortality + grazed, p.caligus_mortality + grazed
        )

    def burden(self, t: "Today") -> lice.Burden:
        """Lice of the day's cages."""
        own = t.own
        return lice.Burden(own["steps"][t.cage], own["females"][t.cage], own["males"][t.cage], own["caligus"][t.cage])

    def keep(self, t: "Today", burden: lice.Burden, chosen: Integers | slice = slice(None)) -> None:
        """Store the lice of some of the day's cages."""
        for name, values in burden._asdict().items():
            t.own[name][t.cage[chosen]] = values


@dataclass
class Today:
    """The cages with fish on a day; arrays of equal length."""

    day: Day
    own: Arrays
    here: Integers  # position in `day.here`
    container: Integers
    cage: Integers  # position among all cages
    area: Integers


def today(cages: Cages, day: Day) -> Today:
    """The occupied cages of a day."""
    here = np.flatnonzero(day.at_sea)
    container = day.here[here]
    return Today(day, day.own("lice"), here, container, container - cages.first, cages.world.area[container])


def first_arrays(cages: Cages) -> Arrays:
    """No lice, no counts, no operations."""

    def never(n: int) -> Integers:
        return np.full(n, NEVER, dtype=np.int64)

    c, a = cages.count, cages.areas
    return {
        "steps": np.zeros((c, lice.STEPS)),
        "females": np.zeros(c),
        "males": np.zeros(c),
        "caligus": np.zeros(c),
        "larvae": np.zeros(a),  # females per m3 whose larvae are about
        "counted_day": never(a),
        "area_mean": np.zeros(a),  # adult females per fish in the last count
        "breach_day": never(a),  # day of the count that showed a breach which is still open
        "cage_mean": np.zeros(c),  # adult females per fish in the last count
        "ordered_area_mean": np.zeros(c),  # of the count that led to an order
        "ordered_cage_mean": np.zeros(c),
        "ordered_day": never(c),  # day of the count that led to an order which is still open
        "planned_day": never(c),
        "fasted_day": never(c),  # first day of the fast before the planned operation
        "not_before": never(c),  # day from which a cage that waited in vain is planned again
        "operated_day": never(c),
        "operation": never(c),
        "harm": np.zeros(c),  # extra mortality on the day of the operation, times background
    }
