"""Water: fresh where it should be, oxygen by its physics, and readings that average to what the fish felt."""

import numpy as np

from aquasim.domain.stages import SensorKind, Stage
from aquasim.domain.water import oxygen_solubility_mg_l
from aquasim.engine.readings import NOISE_SD
from aquasim.sinks.store import Criterion
from aquasim.validation.daily import DailyStates
from aquasim.validation.evidence import Evidence
from aquasim.validation.lookup import Array, counted
from aquasim.validation.sensing import SAMPLED_KINDS

OXYGEN_TOLERANCE = 0.01
TEMPERATURE_TOLERANCE_C = 0.02
SINGLE_READING_SDS = 5.0
"""Noise averages out over a day's readings; a single one keeps it."""


def fresh_water_has_no_salt(e: Evidence) -> Criterion:
    """Readings and daily states of all five stages on land, post-smolt included."""
    d, r = e.daily, e.readings
    on_land = e.company.stage_of[d.assignment] != Stage.GROW_OUT
    salty = on_land & (d.salinity_psu != 0)
    return Criterion(
        "fresh water has no salt",
        "salinity exactly 0 in every stage on land, post-smolt included",
        f"{int(np.count_nonzero(salty)):,} of {int(np.count_nonzero(on_land)):,} container-days and {r.salty:,} of "
        f"{r.in_fresh_water:,} readings above 0{d.name(salty)}",
        not salty.any() and not r.salty,
    )


def oxygen_follows_saturation(e: Evidence) -> Criterion:
    """Dissolved oxygen = saturation x solubility."""
    off = e.daily.by_piece(lambda rows: _off_saturation(e.daily, rows))
    wrong = ~(off <= OXYGEN_TOLERANCE)
    return Criterion(
        "oxygen follows saturation",
        f"daily oxygen = saturation x solubility (Benson & Krause) within {OXYGEN_TOLERANCE:.0%}",
        f"{counted(wrong, 'container-days')} do not; furthest {off.max(initial=0.0):.2%}{e.daily.name(wrong)}",
        not wrong.any(),
    )


def _off_saturation(d: DailyStates, rows: slice) -> Array:
    """Relative departure of oxygen from saturation x solubility."""
    expected = d.saturation_pct[rows] / 100.0 * oxygen_solubility_mg_l(d.temperature_c[rows], d.salinity_psu[rows])
    off: Array = np.abs(d.oxygen_mg_l[rows] / expected - 1.0).astype(np.float32)
    return off


def readings_average_to_daily_means(e: Evidence) -> Criterion:
    """Undisturbed full days of a sample of temperature and oxygen sensors."""
    d, r, per_day = e.daily, e.readings, e.parameters.readings.per_day
    number = r.sample[e.company.container_of[d.assignment]]
    rows = np.flatnonzero((number >= 0) & (d.population > 0) & e.in_session(d.date))
    lines, passed = [], True
    for i, kind in enumerate(SAMPLED_KINDS):
        cell = (i, number[rows], d.date[rows] - r.first_day)
        full = r.sampled_good[cell] == per_day
        if not full.any():
            return Criterion("readings average to daily means", "undisturbed days", "none in the sample", False)
        read = r.sampled_sum[cell][full] / per_day
        felt = (d.temperature_c if kind is SensorKind.TEMPERATURE else d.oxygen_mg_l)[rows][full].astype(np.float64)
        allowed = TEMPERATURE_TOLERANCE_C if kind is SensorKind.TEMPERATURE else OXYGEN_TOLERANCE * felt
        noise = SINGLE_READING_SDS * NOISE_SD[kind] if per_day == 1 else 0.0
        wrong = np.abs(read - felt) > allowed + noise
        passed &= not wrong.any()
        off = np.abs(read - felt).max()
        lines.append(f"{kind.name.lower()}: {counted(wrong, 'sensor-days')} differ, furthest {off:.3f}")
    return Criterion(
        "readings average to daily means",
        f"undisturbed full days within {TEMPERATURE_TOLERANCE_C} degC or {OXYGEN_TOLERANCE:.0%} of oxygen",
        "; ".join(lines),
        passed,
    )
