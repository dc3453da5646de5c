"""Published figures of the cycle: lengths of stages, growth, survival, mortality and its causes."""

import numpy as np

from aquasim.domain.mortality import DAYS_PER_MONTH
from aquasim.domain.stages import Stage
from aquasim.engine.tables import CAUSES
from aquasim.report.calibration.figure import Seen, Values, figure

REFERENCE = "domain reference"


@figure("Egg to first feeding", "d", "Crisp 1981, 1988 at 6-9.5 °C", decimals=0, everywhere=(85, 110))
def days_to_first_feeding(seen: Seen) -> Values:
    """Mean days from laying down to the first fry in tanks, batches that got there."""
    return _stage_days(seen, Stage.EGG_ALEVIN)


@figure("Days in each of fry, parr, smolt", "d", f"{REFERENCE}, section 1", decimals=0, everywhere=(85, 95))
def days_on_land(seen: Seen) -> Values:
    """Mean of the three stages, from first arrival to first arrival in the next."""
    each = [_stage_days(seen, stage) for stage in (Stage.FRY, Stage.PARR, Stage.SMOLT)]
    return {code: float(np.mean([days[code] for days in each])) for code in seen.codes}


@figure("Weight at transfer to sea", "g", f"{REFERENCE}, section 1", decimals=0, everywhere=(450, 600))
def weight_at_transfer(seen: Seen) -> Values:
    """Mean weight of the fish that went to sea."""
    stocked = seen.stocked["fish"] > 0
    return seen.mean_by_batch(seen.stocked["weight_g"], stocked)


@figure(
    "Thermal growth coefficient at sea",
    "g^(1/3)/(1000 °C d)",
    "Nilsen 2018, 2020: farms 2.56-3.05; Scotland N(2.65, 0.3), net of its heavier lice and disease",
    FO=(2.56, 3.05),
    SCT=(2.35, 2.95),
)
def sea_tgc(seen: Seen) -> Values:
    """From the mean weights at transfer and harvest and the degree-days between them, mean over harvested batches."""
    weight_g = 1000.0 * np.divide(seen.taken_kg, seen.taken_fish, out=np.ones_like(seen.taken_kg), where=seen.harvested)
    roots = np.cbrt(weight_g) - np.cbrt(np.nan_to_num(seen.stocked["weight_g"]))
    return seen.mean_by_batch(1000.0 * roots / np.maximum(seen.sea_degree_days, 1.0), seen.harvested)


@figure(
    "Days at sea",
    "d",
    f"{REFERENCE}, section 1: 400-500; warm lochs from 360",
    decimals=0,
    FO=(400, 500),
    SCT=(360, 500),
)
def days_at_sea(seen: Seen) -> Values:
    """From the mean day of transfer to the mean day of harvest, harvested batches."""
    return seen.mean_by_batch(seen.taken_day - seen.stocked["day"], seen.harvested)


@figure("Weight at harvest", "kg", f"{REFERENCE}, section 1", everywhere=(4.5, 5.5))
def harvest_weight(seen: Seen) -> Values:
    """Live weight over fish, harvested batches."""
    geography = seen.company.geography_of_batch[seen.harvested]
    return seen.by_geography(geography, seen.taken_kg[seen.harvested], seen.taken_fish[seen.harvested])


@figure("Survival at sea", "%", "company reports; Faroe .90, Scotland .80-.86", decimals=1, FO=(87, 93), SCT=(79, 88))
def sea_survival(seen: Seen) -> Values:
    """Fish harvested over fish that went to sea, harvested batches."""
    geography = seen.company.geography_of_batch[seen.harvested]
    return seen.by_geography(geography, 100.0 * seen.taken_fish[seen.harvested], seen.stocked["fish"][seen.harvested])


@figure(
    "Survival egg to harvest", "%", f"{REFERENCE}, section 1; the company 80", decimals=1, FO=(78, 84), SCT=(70, 80)
)
def survival(seen: Seen) -> Values:
    """Fish harvested over eggs laid down, harvested batches."""
    geography = seen.company.geography_of_batch[seen.harvested]
    eggs = seen.company.batches["eggs"].astype(np.float64)[seen.harvested]
    return seen.by_geography(geography, 100.0 * seen.taken_fish[seen.harvested], eggs)


@figure(
    "Mortality in months 1-3 over months 4-6 at sea",
    "1",
    "Bang Jensen et al. 2020, doi 10.1111/jfd.13142: at least 1.5",
    everywhere=(1.5, 4.0),
)
def early_mortality(seen: Seen) -> Values:
    """Ratio of daily death rates, all fish at sea."""
    rates = [_sea_rate(seen, first, last) for first, last in ((0, 3), (3, 6))]
    return {code: rates[0][code] / rates[1][code] if rates[1][code] else float("nan") for code in seen.codes}


@figure(
    "Mortality in months 10-15 at sea",
    "%/month",
    "background .45 (Faroe) and 1.4 (Scotland) and outbreaks, domain reference, section 5",
    FO=(0.4, 1.4),
    SCT=(0.9, 2.6),
)
def late_mortality(seen: Seen) -> Values:
    """Daily death rate times the days of a month."""
    return {code: 100.0 * DAYS_PER_MONTH * rate for code, rate in _sea_rate(seen, 9, 15).items()}


@figure(
    "Mortality of a tank in a month, median",
    "%/month",
    "doi 10.1111/jfd.13522: .15-.25 above 3 g",
    everywhere=(0.1, 0.35),
)
def tank_mortality(seen: Seen) -> Values:
    """Parr, smolt and post-smolt; median over batches and months of deaths over fish."""
    c, batches = seen.company.cohorts, seen.company.batches
    chosen = (c.stage >= Stage.PARR) & (c.stage <= Stage.POST_SMOLT)
    months = seen.company.month[c.day[chosen]]
    key = (c.batch[chosen] * 8 + c.stage[chosen]) * (seen.company.month[-1] + 1) + months
    keys, of = np.unique(key, return_inverse=True)
    days, dead, fish = (np.bincount(of, values) for values in (np.ones(len(of)), c.dead[chosen], c.at_risk[chosen]))
    whole = days >= 28
    pct = 100.0 * dead[whole] / fish[whole] * days[whole]
    home = seen.company.geography_of_batch[keys[whole] // (seen.company.month[-1] + 1) // 8]
    return {
        code: float(np.median(pct[home == g])) if (home == g).any() and len(batches["eggs"]) else float("nan")
        for g, code in enumerate(seen.codes)
    }


CAUSE_BANDS = {
    "INFECTIOUS": (38.0, 10.0),
    "TRAUMA": (33.0, 10.0),
    "PHYSIOLOGICAL": (4.5, 3.0),
    "ENVIRONMENT": (3.0, 3.0),
    "UNKNOWN": (20.0, 7.0),
}
"""Share of deaths at sea [%] that AquaCloud publishes, and the distance at which a company still resembles it."""


def _cause_figure(cause: str, share: float, near: float) -> None:
    @figure(
        f"Share of deaths at sea: {cause.lower()}",
        "%",
        f"AquaCloud 2023: {share:g}",
        decimals=1,
        everywhere=(max(share - near, 0.0), share + near),
    )
    def measure(seen: Seen) -> Values:
        """Recorded cause of the dead fish collected from cages."""
        return seen.values(CAUSE_SHARE.format(cause=cause))


CAUSE_SHARE = """
SELECT g.code AS code, 100.0 * sum(CASE WHEN m.cause = '{cause}' THEN m.fish ELSE 0 END) / sum(m.fish) AS value
FROM (SELECT assignment_id, cause, sum(count) AS fish FROM batch_mortalityevent GROUP BY assignment_id, cause) m
JOIN batch_batchcontainerassignment a ON a.id = m.assignment_id
JOIN infrastructure_container c ON c.id = a.container_id
JOIN infrastructure_area r ON r.id = c.area_id
JOIN infrastructure_geography g ON g.id = r.geography_id
GROUP BY g.code ORDER BY g.code
"""

for _cause in CAUSES:
    if _cause in CAUSE_BANDS:
        _cause_figure(_cause, *CAUSE_BANDS[_cause])


def _stage_days(seen: Seen, stage: Stage) -> Values:
    """Mean days between the first fish in a stage and the first in the next, by geography of the batch."""
    c, n = seen.company.cohorts, len(seen.company.batches["batch_id"])
    first = np.full((len(Stage), n), np.iinfo(np.int64).max)
    np.minimum.at(first, (c.stage, c.batch), c.day)
    known = first[stage + 1] < np.iinfo(np.int64).max
    return seen.mean_by_batch(np.where(known, first[stage + 1] - first[stage], 0).astype(np.float64), known)


def _sea_rate(seen: Seen, first_month: int, last_month: int) -> Values:
    """Deaths over fish-days between two months after a batch's first fish went to sea. [1/d]"""
    c, n = seen.company.cohorts, len(seen.company.batches["batch_id"])
    at_sea = c.stage == Stage.GROW_OUT
    arrived = np.full(n, len(seen.company.days))
    np.minimum.at(arrived, c.batch[at_sea], c.day[at_sea])
    month = (c.day - arrived[c.batch]) / DAYS_PER_MONTH
    chosen = at_sea & (month >= first_month) & (month < last_month)
    return seen.by_geography(c.geography[chosen], c.dead[chosen], c.at_risk[chosen])
