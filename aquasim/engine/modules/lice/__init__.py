"""Sea lice in every cage: they settle, grow up and multiply; people count them and treat the fish.

Infection comes from the adult females of the own area and of its neighbours, and from wild fish. Limits hold for the
mean of an area's counts. The company treats at a trigger below the limit: cages are fasted, treated some a day, rested.
"""

import numpy as np

from aquasim.domain import lice
from aquasim.engine.deaths import BACKGROUND, Death
from aquasim.engine.modules.base import Arrays, Module
from aquasim.engine.modules.lice import counting, operations
from aquasim.engine.modules.lice.cages import Cages, first_arrays, today
from aquasim.engine.modules.lice.population import infect_and_age
from aquasim.engine.rows import Rows
from aquasim.engine.today import Day
from aquasim.engine.world import World

__all__ = ["Lice"]


class Lice(Module):
    """Sea lice, their counts and treatments."""

    name = "lice"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.cages = Cages(world)

    def start(self) -> Arrays:
        return first_arrays(self.cages)

    def catalogue(self, rows: Rows) -> None:
        counting.define_types(rows)

    def appetite(self, day: Day) -> None:
        """A heavy load of lice spoils appetite."""
        t = today(self.cages, day)
        mobiles = self.cages.burden(t).mobiles
        day.appetite[t.here] *= lice.load_appetite(mobiles, day.weight_g[t.here])

    def hazards(self, day: Day) -> None:
        """The lice of the day; operations planned for today are carried out if weather and water let them."""
        t = today(self.cages, day)
        infect_and_age(self.cages, t)
        operations.carry_out(self.cages, t)
        own, parameters = t.own, self.cages.lice
        left = lice.after_treatment(day.number - own["operated_day"][t.cage], parameters.harm_half_life_days)
        harm = np.where(own["operated_day"][t.cage] >= 0, own["harm"][t.cage] * left, 0.0)
        treatment, load = np.zeros(len(day.here)), np.zeros(len(day.here))
        treatment[t.here] = day.hazard[t.here, BACKGROUND].sum(axis=1) * harm
        load[t.here] = lice.load_hazard(self.cages.burden(t).mobiles, day.weight_g[t.here])
        day.add_hazard(Death.TREATMENT, treatment)
        day.add_hazard(Death.LICE, load)

    def treat(self, day: Day) -> None:
        operations.remove_lice(self.cages, today(self.cages, day))

    def record(self, day: Day) -> None:
        counting.count(self.cages, today(self.cages, day))

    def decide(self, day: Day) -> None:
        t = today(self.cages, day)
        operations.order(self.cages, t)
        operations.plan(self.cages, t)
        operations.call_for_harvest(self.cages, t)
