"""What sensors and samplers write down."""

from typing import Self

from pydantic import model_validator

from aquasim.parameters.base import CHOSEN, Group, q

READINGS_PER_DAY_MAX = 288


class Readings(Group):
    """Sensors and samples."""

    per_day: int = q("1/d", "Readings of a sensor a day; divides 1440 minutes.", CHOSEN, ge=1, le=READINGS_PER_DAY_MAX)
    weather_per_day: int = q("1/d", "Weather records of an area a day.", CHOSEN, ge=1, le=24)
    fault_chance_per_period: float = q("1", "Chance that a sensor has a fault in eight days.", CHOSEN, ge=0, le=1)

    @model_validator(mode="after")
    def _intervals_are_whole_minutes(self) -> Self:
        for key, value in (("per_day", self.per_day), ("weather_per_day", self.weather_per_day)):
            if 1440 % value:
                raise ValueError(f"{key} {value} does not divide the 1440 minutes of a day")
        return self
