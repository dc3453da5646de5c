"""Harvest: cages that the plan has ordered are emptied by well-boat within the day's capacity, but not in storms."""

import numpy as np

from aquasim.engine.harvest_records import record_harvest
from aquasim.engine.state import State
from aquasim.engine.streams import Integers
from aquasim.engine.today import Day
from aquasim.engine.world import World
from aquasim.parameters.places import Geography

WORTH_BEGINNING = 0.25
"""A cage is not begun if less of its greatest load than this fits the day, unless a whole day takes no more."""
WHOLE_DAY = 0.99
"""Share of what a day takes that counts as all of it."""


class Boats:
    """The well-boats of a geography on one day; each loads in one area."""

    def __init__(self, home: Geography) -> None:
        self.home, self.used = home, 0
        self.at: dict[int, list[int]] = {}  # numbers of the boats in each area
        self.room_kg: dict[int, float] = {}

    def room_at(self, area: int, wanted_kg: float) -> float:
        """Room for fish of an area after calling as many boats there as are wanted and free. [kg]"""
        capacity = self.home.harvest
        while self.used < capacity.wellboats and self.room_kg.get(area, 0.0) < wanted_kg:
            self.used += 1
            self.at.setdefault(area, []).append(self.used)
            self.room_kg[area] = self.room_kg.get(area, 0.0) + capacity.wellboat_kg
        return self.room_kg.get(area, 0.0)

    def names(self, area: int) -> str:
        return ", ".join(f"{self.home.code}-WB{number}" for number in self.at[area])


def harvest(day: Day) -> None:
    """Take today's harvest out of the cages."""
    world, state = day.world, day.state
    day.taken = np.zeros(len(state.population), dtype=np.int64)
    ordered = np.flatnonzero((state.harvest_start >= 0) & (state.harvest_start <= day.number))
    if not ordered.size:
        return
    calm = ~day.no_handling[np.searchsorted(day.here, ordered)]
    allowed = calm & (state.population[ordered] > 0) & (state.withdrawal_dd[ordered] <= 0.0)
    names: dict[int, str] = {}
    for g in np.unique(world.geography[ordered]):
        mine = ordered[allowed & (world.geography[ordered] == g)]
        in_turn = mine[np.argsort(state.harvest_start[mine], kind="stable")]
        names |= _take(world, state, world.registry.geographies[g], in_turn, day.taken)
    cages = np.flatnonzero(day.taken)
    if cages.size:
        record_harvest(day, cages, [names[int(world.area[cage])] for cage in cages])
    state.population -= day.taken
    _strike_off(world, state, ordered, day.number)


def clear_overdue(day: Day) -> None:
    """Cull what is left of batches whose booking of an area ends today: it has to lie fallow, and others come after."""
    world, state = day.world, day.state
    if not (world.last_day_at_sea <= day.number).any():
        return
    batch = state.batch[day.here]
    over = day.here[day.at_sea & (state.population[day.here] > 0) & (world.last_day_at_sea[batch] <= day.number)]
    day.cull(over, state.population[over])
    state.harvest_start[over] = -1


def _take(world: World, state: State, home: Geography, cages: Integers, taken: Integers) -> dict[int, str]:
    """Cages in the order of the plan while plant and boats have room. Returns the names of the boats by area."""
    plant_kg, boats, day_kg = home.harvest.plant_kg_day, Boats(home), home.harvest.daily_kg
    for cage in cages:
        area, weight_kg = int(world.area[cage]), float(state.root_weight[cage]) ** 3 / 1000.0
        load_kg = float(state.population[cage]) * weight_kg
        worth_kg = min(load_kg, WORTH_BEGINNING * float(world.registry.max_biomass_kg[cage]), WHOLE_DAY * day_kg)
        room_kg = min(plant_kg, boats.room_at(area, min(load_kg, plant_kg))) if plant_kg >= worth_kg else 0.0
        if room_kg < worth_kg:
            continue
        taken[cage] = min(int(state.population[cage]), int(room_kg / weight_kg))
        plant_kg -= taken[cage] * weight_kg
        boats.room_kg[area] -= taken[cage] * weight_kg
    return {area: boats.names(area) for area in boats.at}


def _strike_off(world: World, state: State, ordered: Integers, day: int) -> None:
    """Take what is done off the plan; fish that have waited as long as they may are fed again and planned anew."""
    p = world.parameters
    last = state.harvest_start[ordered] - p.husbandry.harvest_fasting_days + p.harvest.fasting_days_max
    waiting = state.population[ordered] > 0
    late = ordered[waiting & (day >= last)]
    state.fast_to[late] = day
    state.harvest_start[late] = -1
    state.harvest_start[ordered[~waiting]] = -1
