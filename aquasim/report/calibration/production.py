"""What the company says of its own production in steady state, year by year."""

from functools import partial

import numpy as np
import numpy.typing as npt

from aquasim.report.calibration.figure import COMPANY, Seen, Values, figure
from aquasim.report.queries import Array

STEADY_FROM_YEAR, STEADY_TO_YEAR = 4, 9
"""The years, from 1, in which batches of every age stand in the sea and none is missing at the end."""
SAYS = "the company of itself"


def _steady(seen: Seen) -> list[npt.NDArray[np.bool_]]:
    """For each whole simulated year of the steady state, the harvests that fall into it."""
    first = seen.company.days[0].astype("datetime64[Y]").astype(int) + 1970
    last = (seen.company.days[-1] + np.timedelta64(1, "D")).astype("datetime64[Y]").astype(int) + 1970  # not whole
    years = range(first + STEADY_FROM_YEAR - 1, min(first + STEADY_TO_YEAR, last))
    of = seen.company.harvests["date"].astype("datetime64[Y]").astype(int) + 1970
    return [of == year for year in years]


def _yearly(seen: Seen, values: Array) -> Array:
    return np.array([values[year].sum() for year in _steady(seen)])


def _target(seen: Seen, key: str) -> float:
    return float(seen.company.runs[-1].parameters["targets"][key])


def _extreme(seen: Seen, values: Array, target: float, most: bool) -> Values:
    yearly = _yearly(seen, values)
    if not len(yearly):
        return {}
    return {COMPANY: float((yearly.max() if most else yearly.min()) / target)}


def _year_figure(name: str, column: str, unit_target: str, most: bool) -> None:
    @figure(name, "of target", f"{SAYS}: within 5 %", company=(0.95, 1.05))
    def measure(seen: Seen) -> Values:
        """The most extreme calendar year of years 4 to 9, over the target of the preset."""
        target = _target(seen, "whole_t_per_year") * 1000.0
        if unit_target == "fish":
            target /= _target(seen, "harvest_weight_g") / 1000.0
        return _extreme(seen, seen.company.harvests[column].astype(np.float64), target, most)


for _most, _word in ((False, "leanest"), (True, "fattest")):
    _year_figure(f"Live weight harvested, {_word} year", "live_kg", "kg", _most)
    _year_figure(f"Fish harvested, {_word} year", "fish", "fish", _most)


@figure("Largest month of a year's harvest", "%", f"{SAYS}: at most 18", decimals=1, company=(100 / 12, 18.0))
def largest_month(seen: Seen) -> Values:
    """Largest share of a calendar month in its year, years 4 to 9."""
    h = seen.company.harvests
    month = h["date"].astype("datetime64[M]").astype(int) % 12
    shares = [np.bincount(month[year], h["live_kg"][year], 12) / h["live_kg"][year].sum() for year in _steady(seen)]
    return {COMPANY: 100.0 * float(np.max(shares))} if shares else {}


@figure("Fillet over live weight", "1", f"{SAYS}: 100 kt of 143", company=(0.69, 0.71))
def fillet_yield(seen: Seen) -> Values:
    """Of all harvest lots."""
    rows = seen.asked("SELECT sum(fillet_weight_kg) / sum(live_weight_kg) AS value FROM harvest_harvestlot")
    return {COMPANY: float("nan") if rows["value"][0] is None else float(rows["value"][0])}


@figure("Active batches", "batches", f"{SAYS}: 25", decimals=1, company=(23.0, 27.0))
def active_batches(seen: Seen) -> Values:
    """Mean over the days of years 4 to 9; a preset of another size is held to its own rhythm and cycle."""
    c, days = seen.company.cohorts, seen.company.days
    year = days.astype("datetime64[Y]").astype(int) - days[0].astype("datetime64[Y]").astype(int) + 1
    steady = (year >= STEADY_FROM_YEAR) & (year <= STEADY_TO_YEAR)
    if not steady.any():
        return {}
    batches = len(seen.company.batches["batch_id"])
    present = np.unique(c.day * batches + c.batch)
    a_day = np.bincount(present // batches, minlength=len(days))
    company = 10.5 / float(seen.company.runs[-1].parameters["production"]["batches_per_year"])
    return {COMPANY: float(a_day[steady].mean()) * company}


@figure("Batches harvested a year", "batches", f"{SAYS}: about 10", decimals=1, company=(9.0, 12.0))
def batches_harvested(seen: Seen) -> Values:
    """Batches by their mean day of harvest, mean of years 4 to 9, scaled to the rhythm of the default company."""
    count = partial(np.sum, dtype=np.float64)
    per_batch = {b: seen.company.harvests["batch_id"] == b for b in seen.company.batches["batch_id"][seen.harvested]}
    years = _steady(seen)
    if not years:
        return {}
    company = 10.5 / float(seen.company.runs[-1].parameters["production"]["batches_per_year"])
    whole = [
        sum(
            count(seen.company.harvests["fish"][mine & year]) / count(seen.company.harvests["fish"][mine])
            for mine in per_batch.values()
        )
        for year in years
    ]
    return {COMPANY: float(np.mean(whole)) * company}
