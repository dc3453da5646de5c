"""What a published figure is, and how a company is held against it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from aquasim.domain.stages import Stage
from aquasim.report.company import Company
from aquasim.report.queries import Array, columns
from aquasim.sinks.store import Store

Values = dict[str, float]
"""Value by code of the geography; NaN or absent where the company has nothing to show yet."""
EVERYWHERE, COMPANY = "*", "company"
"""Keys of a band that holds in every geography, and of one for the company as a whole."""


@dataclass(frozen=True)
class Seen:
    """A company with its database, and what several figures need of both."""

    company: Company
    store: Store

    @property
    def codes(self) -> list[str]:
        return [str(code) for code in self.company.geographies["code"]]

    def asked(self, sql: str) -> dict[str, Array]:
        """Columns of a query."""
        return columns(self.store, sql)

    def values(self, sql: str) -> Values:
        """A query whose columns are `code` and `value`."""
        found = self.asked(sql)
        return {str(code): float(value) for code, value in zip(found["code"], found["value"], strict=True)}

    def by_geography(self, geography: Array, part: Array, whole: Array) -> Values:
        """Sum of `part` over sum of `whole` in each geography (a position)."""
        n = len(self.codes)
        parts, wholes = (_sums(geography, values, n) for values in (part, whole))
        return {
            code: float(p / w) if w > 0 else float("nan") for code, p, w in zip(self.codes, parts, wholes, strict=True)
        }

    def mean_by_batch(self, value: Array, chosen: npt.NDArray[np.bool_]) -> Values:
        """Mean of a value of the chosen batches in each geography."""
        geography = self.company.geography_of_batch[chosen]
        return self.by_geography(geography, value[chosen], np.ones(int(chosen.sum())))

    @cached_property
    def harvested(self) -> npt.NDArray[np.bool_]:
        """Batches that were emptied by harvest."""
        done: npt.NDArray[np.bool_] = (self.company.batches["status"] == "COMPLETED") & (self.taken_fish > 0)
        return done

    @cached_property
    def taken_fish(self) -> Array:
        return self._by_batch(self.company.harvests["fish"])

    @cached_property
    def taken_kg(self) -> Array:
        return self._by_batch(self.company.harvests["live_kg"])

    @cached_property
    def taken_day(self) -> Array:
        """Mean day of harvest of each batch, weighed by fish; NaN without any."""
        h = self.company.harvests
        day = (h["date"] - self.company.days[0]).astype(np.int64)
        return _over(self._by_batch(h["fish"] * day), self.taken_fish)

    @cached_property
    def stocked(self) -> dict[str, Array]:
        """Fish that went to sea, their mean weight, and the mean day, by batch."""
        rows = self.asked(STOCKED)
        n, of = len(self.company.batches["batch_id"]), self._position(rows["batch_id"])
        day = (rows["date"] - self.company.days[0]).astype(np.int64)
        fish = _sums(of, rows["fish"], n)
        return {
            "fish": fish,
            "weight_g": _over(_sums(of, rows["kg"], n) * 1000.0, fish),
            "day": _over(_sums(of, rows["fish"] * day, n), fish),
        }

    @cached_property
    def sea_degree_days(self) -> Array:
        """Degree-days of each batch from its mean day of arrival to its mean day of harvest, in its own area."""
        c, n = self.company.cohorts, len(self.company.batches["batch_id"])
        inside = (
            (c.stage == Stage.GROW_OUT)
            & (c.day >= self.stocked["day"][c.batch])
            & (c.day < np.nan_to_num(self.taken_day, nan=-1.0)[c.batch])
        )
        return _sums(c.batch[inside], c.temperature_c[inside], n)

    def _position(self, batch_id: Array) -> Array:
        position: Array = np.searchsorted(self.company.batches["batch_id"], batch_id)
        return position

    def _by_batch(self, values: Array) -> Array:
        of = self._position(self.company.harvests["batch_id"])
        return _sums(of, values, len(self.company.batches["batch_id"]))


STOCKED = """
SELECT w.batch_id AS batch_id, t.actual_execution_date AS date, sum(t.transferred_count) AS fish,
    sum(t.transferred_biomass_kg) AS kg
FROM batch_transferaction t
JOIN batch_batchtransferworkflow w ON w.id = t.workflow_id
JOIN batch_batchcontainerassignment a ON a.id = t.dest_assignment_id
JOIN infrastructure_container c ON c.id = a.container_id
WHERE c.area_id IS NOT NULL
GROUP BY w.batch_id, t.actual_execution_date ORDER BY w.batch_id, t.actual_execution_date
"""


def _sums(of: Array, values: Array, n: int) -> Array:
    """Sums of values by position; `bincount` of nothing would be integers."""
    total: Array = np.bincount(of, values, n).astype(np.float64)
    return total


def _over(part: Array, whole: Array) -> Array:
    ratio: Array = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return ratio


@dataclass(frozen=True)
class Figure:
    """A published figure: what it says, who says so, and how a company's own is measured."""

    name: str
    unit: str
    source: str
    bands: dict[str, tuple[float, float]]  # by code of the geography, or EVERYWHERE
    measure: Callable[[Seen], Values]
    decimals: int = 2
    definition: str = ""

    def band(self, code: str) -> tuple[float, float] | None:
        """What is published for a geography; None where nothing is."""
        return self.bands.get(code, None if code == COMPANY else self.bands.get(EVERYWHERE))


@dataclass(frozen=True)
class Verdict:
    """A company's own figure in one geography beside the published band; `passed` is None where there is none yet."""

    figure: Figure
    code: str
    value: float
    band: tuple[float, float]

    @property
    def passed(self) -> bool | None:
        if np.isnan(self.value):
            return None
        return bool(self.band[0] <= round(self.value, self.figure.decimals) <= self.band[1])


FIGURES: list[Figure] = []


def figure(
    name: str, unit: str, source: str, *, decimals: int = 2, **bands: tuple[float, float]
) -> Callable[[Callable[[Seen], Values]], Callable[[Seen], Values]]:
    """Register a published figure; the function that follows measures it, its docstring defines it.

    A band is given by code of the geography, as `everywhere`, or for the `company` as a whole.
    """
    by_code = {EVERYWHERE if code == "everywhere" else code: band for code, band in bands.items()}

    def registered(measure: Callable[[Seen], Values]) -> Callable[[Seen], Values]:
        definition = " ".join((measure.__doc__ or "").split())
        FIGURES.append(Figure(name, unit, source, by_code, measure, decimals, definition))
        return measure

    return registered


def judge(seen: Seen, figures: list[Figure] | None = None) -> list[Verdict]:
    """Every figure in every geography that has a published band."""
    verdicts = []
    for each in FIGURES if figures is None else figures:
        values: dict[str, Any] = each.measure(seen)
        for code in (*seen.codes, COMPANY):
            band = each.band(code)
            if band is not None:
                verdicts.append(Verdict(each, code, float(values.get(code, float("nan"))), band))
    return verdicts
