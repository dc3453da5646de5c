"""Stage durations of the company, from its preset: `GP.STAGE_DURATIONS["Parr"]` is (min, typical, max) days."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from aquasim.presets import load_parameters


class GenerationParameters(NamedTuple):
    """A read-only view; the numbers live in `aquasim/presets`."""

    STAGE_DURATIONS: Mapping[str, tuple[int, int, int]]


GP = GenerationParameters(
    MappingProxyType(
        {
            stage.label: (window.min_days, window.typical_days, window.max_days)
            for stage, window in load_parameters("company").stages.items()
        }
    )
)
