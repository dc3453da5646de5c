"""Water: fresh where it should be, oxygen by its physics, and readings that average to what the fish felt."""

import numpy as np

from aquasim.domain.stages import SensorKind, Stage
from aquasim.domain.water import oxygen_solubility_mg_l
from aquasim.engine.instruments import NOISE_SD, NOISE_SPREAD, OFFSET_SD
from aquasim.sinks.store import Criterion
from aquasim.validation.daily import DailyStates
from aquasim.validation.evidence import Evidence
from aquasim.validation.lookup import Array, counted
from aquasim.validation.sensing import SAMPLED_KINDS

OXYGEN_TOLERANCE = 0.01
SENSOR_SDS = 5.0
"""Room for offsets of sensors, each and on average, and for how much noise there is; chance does not use it up. [-]"""
DAY_SDS = 6.0
"""Room for a day's mean of a noisy sensor; some 500,000 days do not pass it by chance. [-]"""
ROUNDING_SD = 0.01 / np.sqrt(12.0)
"""Readings are stored to two decimals. [degC, mg/L]"""


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
    """Undisturbed full days of a sample of temperature and oxygen sensors, each with an offset of its own."""
    d, r, per_day = e.daily, e.readings, e.parameters.readings.per_day
    number = r.sample[e.company.container_of[d.assignment]]
    rows = np.flatnonzero((number >= 0) & (d.population > 0) & e.in_session(d.date))
    lines, passed = [], True
    if not e.in_session(d.date).any():
        return Criterion("readings average to daily means", "undisturbed days", "no fish in this session", True)
    for i, kind in enumerate(SAMPLED_KINDS):
        cell = (i, number[rows], d.date[rows] - r.first_day)
        full = r.sampled_good[cell] == per_day
        if not full.any():
            return Criterion("readings average to daily means", "undisturbed days", "none in the sample", False)
        read = r.sampled_sum[cell][full] / per_day
        felt = (d.temperature_c if kind is SensorKind.TEMPERATURE else d.oxygen_mg_l)[rows][full].astype(np.float64)
        line, good = sensors_agree(kind, number[rows][full], read - felt, per_day)
        lines.append(f"{kind.name.lower()}: {line}")
        passed &= good
    return Criterion(
        "readings average to daily means",
        f"full days but for the offset of each sensor, within {SENSOR_SDS:g} standard deviations of offsets and noise; "
        "offsets that cancel out over the sensors; departures from day to day no larger than noise",
        "; ".join(lines),
        passed,
    )


def sensors_agree(kind: SensorKind, sensor: Array, off: Array, per_day: int) -> tuple[str, bool]:
    """Whether daily means of readings less what the fish felt are offsets of sensors and their noise, and no more."""
    days = np.bincount(sensor)
    offset = np.bincount(sensor, off) / np.maximum(days, 1)
    used = int(np.count_nonzero(days))
    noise = float(np.hypot(NOISE_SD[kind], ROUNDING_SD) / np.sqrt(per_day))
    loud = noise * np.exp(3.0 * NOISE_SPREAD)
    far = np.abs(offset) > SENSOR_SDS * np.hypot(OFFSET_SD[kind], loud / np.sqrt(np.maximum(days, 1)))
    mean = offset.sum() / used
    biased = abs(mean) > SENSOR_SDS * np.hypot(OFFSET_SD[kind], noise) / np.sqrt(used)
    departure = off - offset[sensor]
    wrong = np.abs(departure) > DAY_SDS * loud
    typical = np.sqrt(np.square(departure).sum() / max(len(off) - used, 1))
    # squares of log-normal noise scatter by 2 x NOISE_SPREAD from sensor to sensor, and by their number of days
    room = 1.0 + SENSOR_SDS * np.hypot(NOISE_SPREAD / np.sqrt(used), 1.0 / np.sqrt(2.0 * max(len(off) - used, 1)))
    restless = typical > noise * np.exp(NOISE_SPREAD**2) * room
    line = (
        f"{int(far.sum()):,} of {used:,} sensors off, furthest {np.abs(offset).max():.3f}, mean {mean:+.4f}; "
        f"{counted(wrong, 'sensor-days')} depart "
        f"from it, typically {typical:.4f}, furthest {np.abs(departure).max():.3f}"
    )
    return line, not (far.any() or biased or wrong.any() or restless)
