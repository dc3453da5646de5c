"""What fish are expected to eat: from their weight and number today and the growth that the farm counts on."""

from dataclasses import dataclass

import numpy as np

from aquasim.domain import growth
from aquasim.domain.feedstock import expected_feed_g
from aquasim.domain.stages import ContainerKind, Stage
from aquasim.engine.feedings import feeder_of
from aquasim.engine.modules.feed_supply.stock import FEEDS
from aquasim.engine.streams import Floats, Integers
from aquasim.engine.today import Day, Flags
from aquasim.engine.world import TO_SEA, World

AT_A_TIME = 4096
"""Eaters whose feed is reckoned at a time."""
SOON_DAYS = 2
"""Fish that should have left already are fed for so long; their feed is of no use once they are gone."""


@dataclass
class Eaters:
    """Fish that eat at a place: for how long from when on, and how they grow. Arrays of equal length."""

    place: Integers
    feeder: Integers  # -1: any of the place, as they are not there yet
    fish: Integers
    root_weight: Floats  # on arrival
    daily_root: Floats  # growth a day [g^(1/3)/d]
    at_sea: Flags
    wait: Floats  # days until they eat there
    stay: Floats  # days until they eat there no more

    def at(self, chosen: Flags) -> "Eaters":
        """Those at some of the places, given by place."""
        return self.of(chosen[self.place])

    def of(self, mine: Flags | slice) -> "Eaters":
        """Some of them."""
        return Eaters(*(getattr(self, name)[mine] for name in Eaters.__dataclass_fields__))


class Forecast:
    """Growth at full appetite by the farm's own book: coefficients of stages and geographies, today's water at sea."""

    def __init__(self, world: World, cover: Floats) -> None:
        p = world.parameters
        self.world, self.cover = world, cover  # days by place
        self.waves, self.hold_days = p.husbandry.sea_transfer_waves, p.husbandry.pre_transfer_hold_days
        self.fasting_days = p.husbandry.transfer_fasting_days
        tank = world.registry.kind == ContainerKind.POST_SMOLT_TANK
        self.tanks = np.maximum(np.bincount(world.registry.place[tank], minlength=world.registry.places), 1)
        self.first_wave_days = -(self.waves - 1) * self.hold_days
        plants_kg = np.array([g.harvest.plant_kg_day for g in world.registry.geographies])
        self.fish_harvested_a_day = plants_kg * 1000.0 / p.harvest.target_weight_g
        stages = [p.stages[stage] for stage in Stage]
        self.tgc = np.array([stage.tgc for stage in stages])
        self.set_point_c = np.array([stage.set_point_c for stage in stages])
        self.min_days, self.max_days = (np.array([getattr(s, n) for s in stages]) for n in ("min_days", "max_days"))
        end_g = np.array([s.end_weight_g for s in stages])
        end_g[Stage.GROW_OUT] = p.harvest.target_weight_g
        self.end_root = np.cbrt(end_g)
        geographies = world.registry.geographies
        self.sea_tgc = np.array([g.sea.tgc_mean for g in geographies])
        self.full_appetite = 1.0 / p.husbandry.mean_sea_appetite, 1.0 / p.husbandry.mean_freshwater_appetite
        self.sea_c = np.array([g.climate.mean_c for g in geographies])
        self.geography = world.registry.place_geography()
        feeders = world.registry.feeder_place
        self.share = 1.0 / np.bincount(feeders, minlength=world.registry.places)[feeders]

    def eaters(self, day: Day, places: Flags) -> Eaters:
        """Fish that eat at some of the places, or will when they have moved on to them."""
        there, coming = self._there(day, places), self._coming(day, places)
        joined = (np.concatenate([getattr(there, n), getattr(coming, n)]) for n in Eaters.__dataclass_fields__)
        return Eaters(*joined)

    def _there(self, day: Day, places: Flags) -> Eaters:
        world, state = self.world, day.state
        mine = np.flatnonzero(places[world.registry.place[day.here]] & (state.population[day.here] > 0))
        c = day.here[mine]
        stage, root, sea = world.stage[c], state.root_weight[c], world.at_sea[c]
        daily = np.where(
            sea,
            _daily_root(self.sea_tgc[world.geography[c]], day.temperature_c[mine]) * growth.late_sea_factor(root**3),
            self.tgc[stage] * self.set_point_c[stage] / 1000.0,
        )
        stay = self._stay(day, c, daily)
        place, feeder = world.registry.place[c], feeder_of(world.registry, c)
        daily *= np.where(sea, *self.full_appetite)
        return Eaters(place, feeder, state.population[c], root, daily, sea, np.zeros(len(c)), stay)

    def _stay(self, day: Day, c: Integers, daily_root: Floats) -> Floats:
        """Days until fish are fed no more where they are: as ordered, or as their batch will be ready to leave."""
        world, state = self.world, day.state
        stage, batch, sea = world.stage[c], state.batch[c], world.at_sea[c]
        age = day.number - state.stage_entry_day[batch, stage]
        ready = (self.end_root[stage] - _mean_root(day)[batch]) / np.maximum(daily_root, 1e-9)
        turn = world.registry.local[c] * state.population[c] / self.fish_harvested_a_day[world.geography[c]]
        tank, wave = self._wave(c)
        hold = np.where(tank, self.hold_days - self.fasting_days, 0)
        on_land = np.where(tank, hold - (self.waves - wave) * self.hold_days, 0) - self.fasting_days
        leaving = np.where(sea, turn, on_land)
        stay = np.clip(ready, self.min_days[stage] - age, self.max_days[stage] - age) + leaving
        ordered = np.where(sea, state.harvest_start[c], state.transition_day[batch, stage]) >= 0
        known = ordered & (state.fast_to[c] >= day.number)
        left: Floats = np.maximum(state.fast_from[c] - day.number - 1, 0) + hold.astype(np.float64)
        least = np.where(sea, self.cover[world.registry.place[c]], SOON_DAYS)  # nobody knows when cages will be taken
        return np.where(known, left, np.maximum(stay, least))

    def _wave(self, c: Integers) -> tuple[Flags, Integers]:
        """Which of some containers are post-smolt tanks, and the wave to sea in which the fish of those leave."""
        registry = self.world.registry
        wave = registry.local[c] * self.waves // self.tanks[registry.place[c]]
        return registry.kind[c] == ContainerKind.POST_SMOLT_TANK, wave

    def _coming(self, day: Day, places: Flags) -> Eaters:
        world, state = self.world, day.state
        c = day.here[(world.stage[day.here] < Stage.GROW_OUT) & (state.population[day.here] > 0)]
        place = world.batch_place[state.batch[c], world.stage[c] + 1]
        c, place = c[places[place]], place[places[place]]
        stage, batch = world.stage[c], state.batch[c]
        to_sea, (tank, wave) = stage == Stage.POST_SMOLT, self._wave(c)
        first = np.where(to_sea, self.first_wave_days, 0)  # waves end when the stage may, so the first leaves earlier
        planned = state.transition_day[batch, np.where(to_sea, TO_SEA, stage)]
        earliest = state.stage_entry_day[batch, stage] + self.min_days[stage] + first
        wait = np.where(planned >= 0, planned, earliest) + np.where(tank, wave * self.hold_days, 0) - day.number - 1
        waits = world.registry.kind[c] == ContainerKind.PRE_TRANSFER_TANK  # its fish leave when their fast is over
        wait = np.maximum(np.where(waits, state.fast_to[c] - day.number - 1, wait), 0)
        home = self.geography[place]
        root = state.root_weight[c] + self.tgc[stage] * self.set_point_c[stage] / 1000.0 * wait
        daily = np.where(
            to_sea,
            _daily_root(self.sea_tgc[home], self.sea_c[home]),
            (self.tgc * self.set_point_c)[stage + 1] / 1000.0,
        )
        feeder = np.full(len(c), -1)
        return Eaters(place, feeder, state.population[c], root, daily, to_sea, wait, np.full(len(c), np.inf))

    def need_g(self, eaters: Eaters, days: Floats) -> Floats:
        """Feed eaten from each store over the coming days, given by place. shape (feeders, feeds) [g]"""
        there, coming = np.zeros(len(self.share) * FEEDS), np.zeros(self.world.registry.places * FEEDS)
        for first in range(0, len(eaters.fish), AT_A_TIME):
            some = eaters.of(slice(first, first + AT_A_TIME))
            feed, here = _feed_g(some, days), some.feeder >= 0
            np.add.at(there, _cells(some.feeder[here]), feed[here].ravel())
            np.add.at(coming, _cells(some.place[~here]), feed[~here].ravel())
        later = coming.reshape(-1, FEEDS)[self.world.registry.feeder_place]
        return there.reshape(-1, FEEDS) + later * self.share[:, None]


def _mean_root(day: Day) -> Floats:
    """Cube root of the mean weight of each batch. [g^(1/3)]"""
    here, n = day.here, len(day.state.stage)
    batch, fish = day.state.batch[here], day.state.population[here]
    grams = np.bincount(batch, fish * day.state.root_weight[here] ** 3, n)
    mean: Floats = np.cbrt(grams / np.maximum(np.bincount(batch, fish, n), 1.0))
    return mean


def _daily_root(tgc: Floats, temperature_c: Floats) -> Floats:
    rate: Floats = tgc * growth.temperature_factor(temperature_c) * np.maximum(temperature_c, 0.0) / 1000.0
    return rate


def _feed_g(eaters: Eaters, days: Floats) -> Floats:
    """Feed that each of the eaters needs over the coming days, given by place. shape (eaters, feeds) [g]"""
    time = np.clip(np.minimum(days[eaters.place], eaters.stay) - eaters.wait, 0.0, None)
    now_g, later_g = eaters.root_weight**3, (eaters.root_weight + eaters.daily_root * time) ** 3
    tomorrow_g = (eaters.root_weight + eaters.daily_root) ** 3
    return expected_feed_g(eaters.fish, now_g, later_g, tomorrow_g - now_g, eaters.at_sea)


def _cells(owner: Integers) -> Integers:
    """Position of each feed of each owner. shape (owners x feeds,)"""
    return (owner[:, None] * FEEDS + np.arange(FEEDS)).ravel()
