"""The kinds of death: what collectors put down as the cause, and what the deaths really followed."""

from enum import IntEnum

import numpy as np

from aquasim.engine.tables import CAUSES, DEATH_DETAILS


class Death(IntEnum):
    """A kind of death; the first six are background deaths by recorded cause. A number is never used again."""

    INFECTIOUS = 0
    TRAUMA = 1
    PHYSIOLOGICAL = 2
    ENVIRONMENT = 3
    OTHER = 4
    UNKNOWN = 5
    VACCINATION = 6
    TRANSFER = 7
    TREATMENT = 8
    LICE = 9
    STORM = 10
    ALGAL_BLOOM = 11
    JELLYFISH = 12
    LOW_OXYGEN = 13
    PD = 14
    HSMI = 15
    CMS = 16
    AGD = 17
    CGD = 18
    WINTER_ULCER = 19
    ISA = 20
    IPN = 21
    YERSINIOSIS = 22


KINDS = len(Death)
BACKGROUND = slice(Death.INFECTIOUS, Death.VACCINATION)
_TRAUMATIC = {Death.VACCINATION, Death.TRANSFER, Death.TREATMENT, Death.STORM}
_ENVIRONMENTAL = {Death.ALGAL_BLOOM, Death.JELLYFISH, Death.LOW_OXYGEN}


def _cause(kind: int) -> int:
    if kind < Death.VACCINATION:
        return kind
    name = "TRAUMA" if kind in _TRAUMATIC else "ENVIRONMENT" if kind in _ENVIRONMENTAL else "INFECTIOUS"
    return CAUSES.index(name)


def _detail(kind: int) -> int:
    if kind < Death.VACCINATION:
        return DEATH_DETAILS.index("BACKGROUND")
    return DEATH_DETAILS.index(Death(kind).name)


CAUSE = np.array([_cause(kind) for kind in range(KINDS)])
"""Recorded cause of each kind."""
DETAIL = np.array([_detail(kind) for kind in range(KINDS)])
"""What each kind followed."""
