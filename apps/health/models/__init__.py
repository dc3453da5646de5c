"""Health of the fish: what threatens them, what is seen of it, what is done."""

from .treatments import Treatment, VaccinationType

__all__ = ["Treatment", "VaccinationType"]
