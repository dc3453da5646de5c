"""Which mechanisms take part in the world."""

from typing import Self

from pydantic import model_validator

from aquasim.parameters.base import CHOSEN, Group, q

Option = bool | int | float | str


class Modules(Group):
    """Switches of the mechanisms beyond growth and background mortality; each off leaves a sound world without it."""

    feed_supply: bool = q("", "Feed is bought, delivered and drawn from stock.")
    lice: bool = q("", "Sea lice, their counts and treatments.")
    disease: bool = q("", "Infectious diseases, their records and treatments.")
    events: bool = q("", "Storms, blooms, jellyfish and spells of low oxygen.")
    extra: tuple[str, ...] = q("", "Modules of other packages, by the name of their entry point.", CHOSEN)
    options: dict[str, dict[str, Option]] = q("", "What those modules are given, by module and key.", CHOSEN)

    @property
    def known(self) -> tuple[str, ...]:
        """Names of the modules there are: those of this package, on or off, and those of others that take part."""
        return (*(name for name, value in self if isinstance(value, bool)), *self.extra)

    @model_validator(mode="after")
    def _options_reach_a_module(self) -> Self:
        for name in self.options:
            if name not in self.extra:
                raise ValueError(f"options.{name} has no effect while extra does not name {name!r}; add or drop it")
        return self
