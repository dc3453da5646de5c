"""Sensors: they read where fish are, and fail as often as real ones, which is labelled."""

import numpy as np

from aquasim.engine.faults import FAULT_DAYS, FAULT_PERIOD_DAYS, FAULT_SHARES
from aquasim.engine.tables import FAULTS, QUALITY
from aquasim.sinks.store import Criterion
from aquasim.validation.evidence import Evidence

DROPOUT_ROOM = (0.3, 1.7)
"""Drop-outs over what the fault parameters lead to; at the default parameters 0.5 to 3 % of readings. [-]"""
DROPOUT_DEVIATIONS = 5.0
"""Room for a session of few drop-outs, whose lengths scatter by as much as their mean. [-]"""
FAULTS_TO_SEE_ALL = 20.0
"""Expected faults of the rarest kind from which all kinds must be there."""


def read_where_fish_are(e: Evidence) -> Criterion:
    """No reading without an occupied container, none of another batch, none by another container's sensor."""
    r = e.readings
    return Criterion(
        "readings only where fish are",
        "each reading from a container with fish on that day, of that batch, by a sensor of its own for that quantity",
        f"{r.without_fish:,} of {r.total:,} readings without these fish, {r.not_its_sensor:,} by another sensor",
        not r.without_fish and not r.not_its_sensor,
    )


def faults_as_labelled(e: Evidence) -> Criterion:
    """Missing readings within bounds, and every kind of fault there once the company is large enough."""
    per_day, chance = e.parameters.readings.per_day, e.parameters.readings.fault_chance_per_period
    occupied = e.company.container_of[e.daily.assignment[(e.daily.population > 0) & e.in_session(e.daily.date)]]
    expected = int(e.company.sensors_of_container[occupied].sum()) * per_day
    missing = 1.0 - e.readings.total / expected if expected else 0.0
    share = np.diff(FAULT_SHARES, prepend=0.0)
    dropouts = chance * share[FAULTS.index("DROPOUT")] / FAULT_PERIOD_DAYS  # a sensor and day
    planned = dropouts * FAULT_DAYS[FAULTS.index("DROPOUT")]
    by_chance = DROPOUT_DEVIATIONS * np.sqrt(2.0 / max(dropouts * expected / per_day, 1.0))
    low = planned * min(DROPOUT_ROOM[0], max(1.0 - by_chance, 0.0))
    high = planned * max(DROPOUT_ROOM[1], 1.0 + by_chance)
    rarest = expected / per_day / FAULT_PERIOD_DAYS * chance * share.min()
    labelled = np.bincount(e.company.faults["kind"], minlength=len(FAULTS))
    large = rarest >= FAULTS_TO_SEE_ALL
    kinds = ", ".join(f"{n:,} {name.lower()}" for name, n in zip(FAULTS, labelled, strict=True))
    marked = ", ".join(f"{n:,} {name.lower()}" for name, n in zip(QUALITY[1:], e.readings.by_quality[1:], strict=True))
    return Criterion(
        "drop-outs and faults",
        f"{low:.1%}-{high:.1%} of readings missing" + ("; every kind of fault labelled" if large else ""),
        f"{missing:.2%} of {expected:,} missing; faults: {kinds}; readings marked: {marked}",
        low <= missing <= high and (not large or bool((labelled > 0).all() and (e.readings.by_quality > 0).all())),
    )
