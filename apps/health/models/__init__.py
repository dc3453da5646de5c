"""Health of the fish: what threatens them, what is seen of it, what is done."""

from .lice import LiceCount, LiceType
from .treatments import Treatment, VaccinationType

__all__ = ["LiceCount", "LiceType", "Treatment", "VaccinationType"]
