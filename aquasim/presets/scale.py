"""A company of another size: more of everything above 1, fewer and then smaller batches below."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from aquasim.parameters import Parameters

FEWEST_BATCHES_PER_YEAR = 2.0
"""With fewer, stages would stand empty for months: below this, batches shrink instead."""
PER_BATCH = {
    "stations": (
        "trays",
        "fry_tanks",
        "parr_tanks",
        "smolt_tanks",
        "post_smolt_tanks",
        "pre_transfer_tanks",
        "silos_per_hall",
    ),
    "sea": ("cages_per_area", "barges_per_area"),
}
"""What a station or an area has of, in proportion to the size of its batches."""


def scaled(parameters: Parameters, factor: float) -> Parameters:
    """The company `factor` times its size; `factor` 1 is the company itself.

    Batches, stations and areas are multiplied. Below `FEWEST_BATCHES_PER_YEAR` batches are not made fewer but smaller,
    and with them the containers of a station or an area. Counts are rounded up, so that room never falls short of fish.

    Raises
    ------
    pydantic.ValidationError
        Where a parameter passes its bounds.
    """
    if factor == 1.0:
        return parameters
    number, size = _number_and_size(parameters.production.batches_per_year, factor)
    tree = parameters.model_dump()
    for geography in tree["geographies"].values():
        _multiply(geography, ("stations", "sea_areas"), number)
        _multiply(geography["harvest"], ("wellboats",), number)
        _scale_plant(geography["harvest"], number)
    for group, names in PER_BATCH.items():
        _multiply(tree[group], names, size)
    tree |= {"scale": factor, "production": tree["production"] | _production(parameters, number, size)}
    tree["targets"]["whole_t_per_year"] *= factor
    tree["targets"]["session_1_readings"] = max(int(tree["targets"]["session_1_readings"] * factor), 1)
    return Parameters.model_validate(tree)


def _number_and_size(batches_per_year: float, factor: float) -> tuple[float, float]:
    """Factors of the number of batches and of the size of each; their product is `factor`."""
    fewest = min(FEWEST_BATCHES_PER_YEAR / batches_per_year, 1.0)
    number = factor if factor >= 1.0 else max(factor, fewest)
    return number, factor / number


def _production(parameters: Parameters, number: float, size: float) -> Mapping[str, Any]:
    production = parameters.production
    return {
        "batches_per_year": production.batches_per_year * number,
        "initial_batches": max(round(production.initial_batches * number), 1),
        "initial_interval_days": production.initial_interval_days / number,
        "eggs_min": max(round(production.eggs_min * size), 1),
        "eggs_max": max(round(production.eggs_max * size), 1),
    }


def _multiply(group: dict[str, Any], names: tuple[str, ...], factor: float) -> None:
    """Multiply counts in place, each rounded up, so none becomes zero."""
    for name in names:
        value = group[name]
        group[name] = tuple(_up(one * factor) for one in value) if isinstance(value, tuple) else _up(value * factor)


def _scale_plant(harvest: dict[str, Any], factor: float) -> None:
    """Multiply what plants take in a day, to a boat's load at least: cages of a small company hold as many fish."""
    whole = harvest["plant_kg_day"]
    harvest["plant_kg_day"] = max(whole * factor, min(whole, harvest["wellboat_kg"]))


def _up(value: float) -> int:
    return ceil(round(value, 6))
