"""Which batch is laid down when and where, how long its stages may last, and whether the assumptions agree."""

from collections.abc import Container
from dataclasses import dataclass
from math import ceil, exp, inf, prod

import numpy as np

from aquasim.domain.growth import advance_root_weight, root_weight, weight_g
from aquasim.domain.mortality import DAYS_PER_MONTH, SEA_CAUSE_SHARES, remaining_shares
from aquasim.domain.stages import HALL_STAGES, Stage
from aquasim.engine.registry import Registry
from aquasim.engine.streams import Floats, Stream, uniform, words
from aquasim.engine.tables import CAUSES
from aquasim.engine.waves import wave_shares
from aquasim.errors import ParameterError
from aquasim.parameters import Geography, Parameters

DAYS_PER_YEAR = 365.25
WEIGHT_RESERVE = 1.05
"""Mean weight that a stage has room for, over that which ends it. [-]"""
LEAST_GAP = 1.0 / 3.0
"""Share of the rhythm after which a batch may follow the initial ones, rather than leave a gap in the harvest."""


@dataclass(frozen=True)
class Wish:
    """A batch the company would like to lay down: when, where, how many eggs."""

    index: int
    geography: int
    start: int  # day
    eggs: int
    supplier: int  # position in the list of suppliers; -1: own broodstock


def wanted_batches(parameters: Parameters) -> list[Wish]:
    """Every batch of all sessions in order of start: the initial ones, then each geography at its own even rhythm."""
    production = parameters.production
    laid = _laid_down(parameters)
    n = len(laid)
    size = uniform(words(parameters.seed, Stream.EGG_COUNT, 0, n))
    origin = uniform(words(parameters.seed, Stream.EGG_ORIGIN, 0, n))
    eggs = production.eggs_min + np.rint((production.eggs_max - production.eggs_min) * size / 100.0) * 100.0
    eggs = np.minimum(eggs, production.eggs_max)
    return [Wish(i, g, start, int(eggs[i]), _supplier(parameters, origin[i])) for i, (start, g) in enumerate(laid)]


def _laid_down(parameters: Parameters) -> list[tuple[int, int]]:
    """Day and geography of each batch, in order."""
    production = parameters.production
    shares = [g.batch_share for g in parameters.geographies.values()]
    initial = [int(i * production.initial_interval_days) for i in range(production.initial_batches)]
    laid = list(zip(initial, _shared_out(len(initial), shares), strict=True))
    for g in np.flatnonzero(shares).tolist():
        last = max((day for day, home in laid if home == g), default=-DAYS_PER_YEAR)
        laid += [(day, g) for day in _even_starts(parameters, g, last)]
    return sorted((day, g) for day, g in laid if day < parameters.days)


def _even_starts(parameters: Parameters, geography: int, last: float) -> list[int]:
    """Days on which a geography lays down batches after the initial ones, of which its last was on day `last`.

    The middles of their turns to be harvested part each calendar year evenly, so that where a year has a whole number
    of batches none is taken partly before and partly after New Year.
    """
    turn = turn_days(parameters, geography)
    first = parameters.first_day
    new_year = (first.replace(month=1, day=1) - first).days
    offset = new_year + 0.5 * turn - cycle_days(parameters, geography)
    k = ceil((max(last + LEAST_GAP * turn, 0.0) - offset) / turn)
    return [int(offset + i * turn) for i in range(k, k + int(parameters.days / turn) + 1)]


def turn_days(parameters: Parameters, geography: int) -> float:
    """Days from one batch of a geography to the next, and so those it has to be harvested in; inf without any. [d]"""
    share = list(parameters.geographies.values())[geography].batch_share
    return DAYS_PER_YEAR / (parameters.production.batches_per_year * share) if share else inf


def cycle_days(parameters: Parameters, geography: int) -> int:
    """Days from laying down to the middle of the harvest, typically. [d]"""
    at_sea = list(parameters.geographies.values())[geography].sea.typical_days
    return stage_entries(parameters, "typical")[Stage.GROW_OUT] + at_sea


def harvest_days(parameters: Parameters, geography: int) -> float:
    """Days that the harvest of a batch takes: its turn, but no longer than fish grow from the lowest weight on. [d]"""
    home, p = list(parameters.geographies.values())[geography], parameters.harvest
    gain_a_day = home.sea.tgc_mean / 1000.0 * home.climate.mean_c
    grown = (p.highest_weight_g ** (1.0 / 3.0) - p.lowest_weight_g ** (1.0 / 3.0)) / max(gain_a_day, 1e-9)
    return float(min(turn_days(parameters, geography), grown))


def expected_life_days(parameters: Parameters, geography: int) -> int:
    """Days from laying down to the last harvest, typically. [d]"""
    return round(cycle_days(parameters, geography) + 0.5 * harvest_days(parameters, geography))


def _supplier(parameters: Parameters, u: float) -> int:
    internal, suppliers = parameters.production.internal_egg_share, parameters.production.egg_suppliers
    if u < internal or not suppliers:
        return -1
    return min(int((u - internal) / (1.0 - internal) * len(suppliers)), len(suppliers) - 1)


def _shared_out(n: int, shares: list[float]) -> list[int]:
    """Geography of each of n batches: always the one furthest behind its share."""
    given = np.zeros(len(shares))
    turn = []
    for i in range(n):
        lag = np.array(shares) * (i + 1) - given
        turn.append(int(np.argmax(lag)))
        given[turn[-1]] += 1
    return turn


def stage_entries(parameters: Parameters, which: str) -> list[int]:
    """Days from laying down to the start of each stage, and to the end of the last. `which`: min, typical or max."""
    lengths = [getattr(parameters.stages[stage], f"{which}_days") for stage in Stage]
    return [sum(lengths[:k]) for k in range(len(lengths) + 1)]


def earliest_arrivals(parameters: Parameters) -> list[int]:
    """Days from laying down to the first fish in each stage, at the earliest.

    Fish leave over some days, of which the last is in the window: where that is shorter, the first is before it.
    Post-smolt go to sea in waves, of which the last must be old enough: the first leaves before the stage's window.
    """
    husbandry, arrive = parameters.husbandry, [0]
    for stage in HALL_STAGES[:-1]:
        own = parameters.stages[stage]
        arrive.append(arrive[-1] + max(min(own.min_days, own.max_days - own.transfer_days + 1), 1))
    ahead = (husbandry.sea_transfer_waves - 1) * husbandry.pre_transfer_hold_days
    return [*arrive, arrive[-1] + max(parameters.stages[Stage.POST_SMOLT].min_days - ahead, 0)]


def survival_to(parameters: Parameters, stage: Stage) -> float:
    """Share of eggs alive on entering a stage."""
    return prod(parameters.stages[earlier].survival for earlier in Stage if earlier < stage)


def sea_background(parameters: Parameters, geography: int) -> float:
    """Cumulative background hazard of a typical time at sea."""
    monthly = list(parameters.geographies.values())[geography].sea.monthly_mortality_pct
    days = np.arange(parameters.stages[Stage.GROW_OUT].typical_days)
    month = np.minimum((days / DAYS_PER_MONTH).astype(int), len(monthly) - 1)
    return float(sum(np.array(monthly)[month]) / 100.0 / DAYS_PER_MONTH)


def module_losses(geography: Geography, switched_on: Container[str] | None = None) -> Floats:
    """Share of the fish stocked at sea that modules are expected to take, by recorded cause. (causes,)

    Without `switched_on` of all modules, else of those.
    """
    lost = np.zeros(len(CAUSES))
    for module, points in geography.sea.expected_losses.items():
        if switched_on is None or module in switched_on:
            for cause, pct in points.items():
                lost[CAUSES.index(cause)] += pct / 100.0
    return lost


def sea_cause_shares(parameters: Parameters) -> Floats:
    """Causes of background deaths at sea: what modules leave of the published shares. (geographies, causes)"""
    on = {name for name, value in parameters.modules if value is True}
    return np.stack(
        [
            remaining_shares(SEA_CAUSE_SHARES, sea_background(parameters, i), module_losses(geography, on))
            for i, geography in enumerate(parameters.geographies.values())
        ]
    )


def check_assumptions(parameters: Parameters) -> None:
    """Refuse parameters that contradict each other, with the arithmetic.

    Raises
    ------
    ParameterError
        Where shares, survivals, tonnage or background mortality do not add up; all of them at once.
    """
    complaints = [*_shares(parameters), *_survival(parameters), *_tonnage(parameters), *_background(parameters)]
    if complaints:
        raise ParameterError("; ".join(complaints))


def _shares(parameters: Parameters) -> list[str]:
    out = []
    total = sum(g.batch_share for g in parameters.geographies.values())
    if abs(total - 1.0) > 1e-9:
        out.append(f"geographies.*.batch_share add up to {total:g}, not 1")
    grades = sum(parameters.harvest.grade_shares)
    if abs(grades - 1.0) > 1e-9:
        out.append(f"harvest.grade_shares add up to {grades:g}, not 1")
    return out


def expected_survival(parameters: Parameters) -> float:
    """Egg to harvest, over the geographies by their share of batches."""
    sea = sum(g.batch_share * g.sea.survival for g in parameters.geographies.values())
    return survival_to(parameters, Stage.GROW_OUT) * sea


def _survival(parameters: Parameters) -> list[str]:
    target, tolerance = parameters.targets.survival, parameters.targets.survival_tolerance
    reached = expected_survival(parameters)
    if abs(reached - target) <= tolerance:
        return []
    fresh = " x ".join(f"{parameters.stages[stage].survival:g}" for stage in HALL_STAGES)
    sea = " + ".join(f"{g.batch_share:g} x {g.sea.survival:g}" for g in parameters.geographies.values())
    return [
        f"survival: fresh water {fresh} times sea ({sea}) = {reached:.3f}, "
        f"but targets.survival promises {target:g} +- {tolerance:g}; "
        "change stages.*.survival, geographies.*.sea.survival or targets.survival"
    ]


def _tonnage(parameters: Parameters) -> list[str]:
    production, targets = parameters.production, parameters.targets
    eggs = production.batches_per_year * (production.eggs_min + production.eggs_max) / 2
    reached = eggs * expected_survival(parameters) * targets.harvest_weight_g / 1e6
    if abs(reached / targets.whole_t_per_year - 1.0) <= targets.whole_tolerance:
        return []
    return [
        f"tonnage: {production.batches_per_year:g} batches/a x "
        f"{eggs / production.batches_per_year:,.0f} eggs x survival "
        f"{expected_survival(parameters):.3f} x {targets.harvest_weight_g / 1000:g} "
        f"kg = {reached:,.0f} t/a, but targets.whole_t_per_year "
        f"promises {targets.whole_t_per_year:,.0f} +- {targets.whole_tolerance:.0%}; "
        "change production.* or targets.whole_t_per_year"
    ]


def _background(parameters: Parameters) -> list[str]:
    """Background and what the modules are expected to take leave the survival that the preset promises."""
    out = []
    for i, (name, g) in enumerate(parameters.geographies.items()):
        left, tolerance = (
            exp(-sea_background(parameters, i) - module_losses(g).sum()),
            parameters.targets.survival_tolerance,
        )
        if abs(left - g.sea.survival) > tolerance:
            out.append(
                f"geographies.{name}: monthly_mortality_pct and expected_losses leave {left:.3f} alive after a typical "
                f"time at sea, but sea.survival promises {g.sea.survival:g} +- {tolerance:g}; "
                "change one or the other"
            )
    return out


def containers_needed(parameters: Parameters, registry: Registry, stage: Stage, eggs: int) -> int:
    """Containers that a batch needs at the end of a stage, by density caps and counts."""
    fish = eggs * survival_to(parameters, stage)
    if stage is Stage.GROW_OUT:
        by_density = _cages_by_density(parameters, fish, _heaviest_g(parameters, stage))
        return max(-int(-fish // parameters.sea.fish_per_cage), by_density)
    volume = registry.volume_m3[registry.first_container[stage]]  # the first station's halls come first, by stage
    by_density = _tanks_by_density(parameters, stage, fish, float(volume))
    if stage is Stage.EGG_ALEVIN:
        return max(-int(-fish // parameters.stations.eggs_per_tray), by_density)
    return by_density


def pre_transfer_tanks_needed(parameters: Parameters, eggs: int) -> int:
    """Pre-transfer tanks for the heaviest of the waves in which a batch goes to sea; each leaves before the next comes.

    The last wave weighs what the stage has to have room for, and those before it as much less as it has grown since.
    """
    stations, husbandry = parameters.stations, parameters.husbandry
    tanks, cages, stage = stations.post_smolt_tanks, parameters.sea.cages_per_area, parameters.stages[Stage.POST_SMOLT]
    waves = min(husbandry.sea_transfer_waves, tanks, cages)
    days_before = np.arange(waves)[::-1] * float(husbandry.pre_transfer_hold_days)
    last_g = _heaviest_g(parameters, Stage.POST_SMOLT)
    root = root_weight(last_g) - advance_root_weight(0.0, stage.tgc, stage.set_point_c) * days_before
    fish = eggs * survival_to(parameters, Stage.GROW_OUT) * wave_shares(tanks, cages, waves)
    heaviest_kg = float((fish * weight_g(np.maximum(root, 0.0))).max()) / 1000.0
    return -int(-heaviest_kg // (round(stations.pre_transfer_tank_volume_m3, 2) * stage.density_kg_m3))


def _tanks_by_density(parameters: Parameters, stage: Stage, fish: float, volume_m3: float) -> int:
    cap_kg = volume_m3 * parameters.stages[stage].density_kg_m3
    return -int(-fish * _heaviest_g(parameters, stage) / 1000.0 // cap_kg)


def _heaviest_g(parameters: Parameters, stage: Stage) -> float:
    """Mean weight that a stage has to have room for. [g]"""
    return _leaving_weight_g(parameters, stage) * WEIGHT_RESERVE


def _leaving_weight_g(parameters: Parameters, stage: Stage) -> float:
    """Mean weight that ends a stage, or that fish have by the first day on which they may leave it. [g]"""
    own = parameters.stages[stage]
    if stage is Stage.GROW_OUT:
        return own.end_weight_g
    entering = Stage(stage - 1) if stage else None
    start_g = (
        parameters.husbandry.first_feeding_weight_max_g if entering is None else _leaving_weight_g(parameters, entering)
    )
    root = advance_root_weight(root_weight(start_g), own.tgc, own.set_point_c, own.min_days)
    return max(own.end_weight_g, float(weight_g(root)))


def _cages_by_density(parameters: Parameters, fish: float, end_weight_g: float) -> int:
    sea = parameters.sea
    survivors = fish * max(g.sea.survival for g in parameters.geographies.values())
    last = survivors * end_weight_g / 1000.0 / (sea.cage_volume_m3 * sea.density_kg_m3[-1])
    below = [
        fish * weight / 1000.0 / (sea.cage_volume_m3 * cap)
        for weight, cap in zip(sea.density_from_g[1:], sea.density_kg_m3, strict=False)
    ]
    return -int(-max([last, *below]) // 1)
