"""Silent sensors that a scenario asks for: all sensors of a place, from one day to another."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aquasim.engine.registry import Registry
from aquasim.engine.streams import Integers
from aquasim.errors import ParameterError
from aquasim.parameters import Parameters

FIRST_PERIOD = 100_000
"""Ids of their labels begin where those of ordinary faults, numbered by periods of days, do not reach."""


@dataclass(frozen=True)
class Outage:
    """Sensors of a place are silent on days first .. last."""

    place: int
    first: int
    last: int


def outages(parameters: Parameters, registry: Registry) -> list[Outage]:
    """Every outage of the scenario.

    Raises
    ------
    ParameterError
        Where a place has no such name.
    """
    if not parameters.events.sensor_outage:
        return []
    names = {registry.place_name(place): place for place in range(registry.places)}
    found = []
    for asked in parameters.events.sensor_outage:
        if asked.place not in names:
            raise ParameterError(
                f"events.sensor_outage: no sea area or hall {asked.place!r}; "
                f"there are {', '.join(list(names)[-8:])}, ..."
            )
        first, last = ((date - parameters.first_day).days for date in (asked.first, asked.last))
        found.append(Outage(names[asked.place], first, last))
    return found


def silent(spells: list[Outage], place: Integers, day: Integers) -> npt.NDArray[np.bool_]:
    """Which sensor-days, given by place and day, are silent."""
    hushed = np.zeros(len(day), dtype=bool)
    for spell in spells:
        hushed |= (place == spell.place) & (day >= spell.first) & (day <= spell.last)
    return hushed
