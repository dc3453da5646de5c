"""Published figures of feed, water, samples, density and harvest."""

import numpy as np

from aquasim.domain.stages import Stage
from aquasim.report.calibration.figure import Seen, Values, figure
from aquasim.report.company import month_of_year
from aquasim.report.water import SEA_NORMALS_C

REFERENCE = "domain reference"

DAILY_AT_SEA = """
FROM batch_dailycontainerstate d
JOIN batch_batchcontainerassignment a ON a.id = d.assignment_id
JOIN infrastructure_container c ON c.id = a.container_id
JOIN infrastructure_area r ON r.id = c.area_id
JOIN infrastructure_geography g ON g.id = r.geography_id
"""

DAILY_ON_LAND = """
FROM batch_dailycontainerstate d
JOIN batch_batchcontainerassignment a ON a.id = d.assignment_id
JOIN infrastructure_container c ON c.id = a.container_id
JOIN infrastructure_hall h ON h.id = c.hall_id
JOIN infrastructure_freshwaterstation s ON s.id = h.freshwater_station_id
JOIN infrastructure_geography g ON g.id = s.geography_id
"""


@figure(
    "Biological feed conversion at sea", "kg/kg", f"{REFERENCE}, section 1: 1.08 rising to 1.18", everywhere=(1.06, 1.2)
)
def sea_fcr(seen: Seen) -> Values:
    """bFCR: feed over growth of all fish, those that died later too."""
    c = seen.company.cohorts
    sea = c.stage == Stage.GROW_OUT
    return seen.by_geography(c.geography[sea], c.grown_on_kg[sea], c.grown_kg[sea])


@figure(
    "Economic feed conversion at sea",
    "kg/kg",
    "company reports: about 1.15 Faroe, 1.2-1.3 Scotland",
    FO=(1.1, 1.25),
    SCT=(1.12, 1.32),
)
def economic_fcr(seen: Seen) -> Values:
    """eFCR of harvested batches: feed at sea over live weight harvested less live weight stocked."""
    c, n = seen.company.cohorts, len(seen.company.batches["batch_id"])
    sea = c.stage == Stage.GROW_OUT
    fed_kg = np.bincount(c.batch[sea], c.feed_kg[sea], n)
    gained_kg = seen.taken_kg - np.nan_to_num(seen.stocked["weight_g"]) * seen.stocked["fish"] / 1000.0
    chosen = seen.harvested
    return seen.by_geography(seen.company.geography_of_batch[chosen], fed_kg[chosen], gained_kg[chosen])


@figure(
    "Feed of a fish of 1.8-2.2 kg in 8-10 °C",
    "% of weight a day",
    f"{REFERENCE}, feed-rate table: .53-.61 for a coefficient of 2.4",
    everywhere=(0.5, 0.75),
)
def feed_rate(seen: Seen) -> Values:
    """Feed over biomass of cages, meals lost to storms and handling included, as a month's mean has them."""
    return seen.values(f"""
        SELECT g.code AS code, 100.0 * sum(d.feed_kg) / sum(d.biomass_kg) AS value {DAILY_AT_SEA}
        WHERE d.avg_weight_g BETWEEN 1800 AND 2200 AND d.temp_c BETWEEN 8 AND 10
        GROUP BY g.code ORDER BY g.code""")


@figure(
    "Largest departure of a calendar month from the normal sea temperature",
    "°C",
    "monthly normals of the coasts; single years miss by some tenths",
    everywhere=(0.0, 1.2),
)
def temperature_normals(seen: Seen) -> Values:
    """Of the mean over all years of each month, mean of the occupied cages."""
    c, found = seen.company.cohorts, {}
    month = month_of_year(seen.company.days)[c.day]
    for g, code in enumerate(seen.codes):
        chosen = seen.company.at_sea & (c.geography == g)
        cages = np.bincount(month[chosen], c.occupied[chosen], 12)
        if code not in SEA_NORMALS_C or not cages.all():
            continue
        mean_c = np.bincount(month[chosen], (c.occupied * c.temperature_c)[chosen], 12) / cages
        found[code] = float(np.abs(mean_c - np.mean(list(SEA_NORMALS_C[code].values()), axis=0)).max())
    return found


@figure(
    "Warmest day at sea",
    "°C",
    "record of the Faroese coast 11.1, and .8 at most; Scottish lochs to 16-18",
    decimals=1,
    FO=(9.5, 11.9),
    SCT=(13.0, 18.0),
)
def warmest_day(seen: Seen) -> Values:
    """Highest daily mean of a cage."""
    return seen.values(f"SELECT g.code AS code, max(d.temp_c) AS value {DAILY_AT_SEA} GROUP BY g.code ORDER BY g.code")


@figure("Oxygen saturation in cages", "%", f"{REFERENCE}, section 6: 75-105", decimals=1, everywhere=(75, 105))
def sea_oxygen(seen: Seen) -> Values:
    """Mean over cages and days."""
    c, chosen = seen.company.cohorts, seen.company.at_sea
    return seen.by_geography(c.geography[chosen], (c.occupied * c.saturation_pct)[chosen], c.occupied[chosen])


@figure(
    "Lowest oxygen saturation at sea",
    "%",
    f"{REFERENCE}, section 6: lows of 60-75 in late summer",
    decimals=0,
    everywhere=(45, 78),
)
def lowest_oxygen(seen: Seen) -> Values:
    """Lowest daily mean of a cage."""
    c, chosen = seen.company.cohorts, seen.company.at_sea & (seen.company.cohorts.lowest_saturation_pct > 0)
    return {
        code: float(c.lowest_saturation_pct[chosen & (c.geography == g)].min(initial=np.inf))
        for g, code in enumerate(seen.codes)
        if (chosen & (c.geography == g)).any()
    }


@figure("Oxygen saturation in tanks", "%", f"{REFERENCE}, section 6: 85-105", decimals=1, everywhere=(85, 105))
def tank_oxygen(seen: Seen) -> Values:
    """Mean over tanks and days."""
    c = seen.company.cohorts
    chosen = (c.stage < Stage.GROW_OUT) & (c.occupied > 0)
    return seen.by_geography(c.geography[chosen], (c.occupied * c.saturation_pct)[chosen], c.occupied[chosen])


@figure(
    "Salinity at sea",
    "PSU",
    f"{REFERENCE}, section 6: Faroe 34.5-35.2, Scottish lochs 28-34",
    decimals=1,
    FO=(34.3, 35.2),
    SCT=(28, 34),
)
def salinity(seen: Seen) -> Values:
    """Mean over cages and days."""
    return seen.values(
        f"SELECT g.code AS code, avg(d.salinity_psu) AS value {DAILY_AT_SEA} GROUP BY g.code ORDER BY g.code"
    )


@figure("Salinity on land", "PSU", "post-smolt is a freshwater stage", everywhere=(0.0, 0.0))
def salinity_on_land(seen: Seen) -> Values:
    """Highest daily mean of a tank or tray."""
    return seen.values(
        f"SELECT g.code AS code, max(d.salinity_psu) AS value {DAILY_ON_LAND} GROUP BY g.code ORDER BY g.code"
    )


def _wave_figure(name: str, quantile: float | None, low: float, high: float, published: str) -> None:
    @figure(name, "m", f"{REFERENCE}, section 6: {published}", everywhere=(low, high))
    def measure(seen: Seen) -> Values:
        """Significant wave height of the weather records of all areas."""
        rows = seen.asked(WAVES)
        return {
            code: _summary(rows["height_cm"][rows["code"] == code] / 100.0, rows["n"][rows["code"] == code], quantile)
            for code in seen.codes
        }


WAVES = """
SELECT g.code AS code, w.height_cm AS height_cm, sum(w.n) AS n
FROM (
    SELECT area_id, CAST(round(wave_height_m * 100.0) AS INTEGER) AS height_cm, count(*) AS n
    FROM environmental_weatherdata GROUP BY area_id, CAST(round(wave_height_m * 100.0) AS INTEGER)
) w
JOIN infrastructure_area r ON r.id = w.area_id JOIN infrastructure_geography g ON g.id = r.geography_id
GROUP BY g.code, w.height_cm ORDER BY g.code, w.height_cm
"""


def _summary(value: np.ndarray, n: np.ndarray, quantile: float | None) -> float:
    """Mean, or a quantile, of values that occur so many times."""
    if not n.sum():
        return float("nan")
    weights = n.astype(np.float64)
    if quantile is None:
        return float((value * weights).sum() / weights.sum())
    return float(value[np.searchsorted(np.cumsum(weights), quantile * weights.sum())])


_wave_figure("Wave height, mean", None, 0.6, 1.0, "mean .8")
_wave_figure("Wave height, 95th percentile", 0.95, 1.4, 2.1, "p95 1.7")
_wave_figure("Wave height, 99th percentile", 0.99, 1.9, 2.9, "p99 2.2")


@figure("Total ammonia nitrogen in tanks", "mg/L", f"{REFERENCE}, section 6: .2-1.0, limit 2", everywhere=(0.2, 1.0))
def tan(seen: Seen) -> Values:
    """Mean of the water samples of halls."""
    return _samples_of(seen, "tan_mg_l")


@figure("Nitrate nitrogen in tanks", "mg/L", f"{REFERENCE}, section 6: 20-80", decimals=0, everywhere=(20, 80))
def nitrate(seen: Seen) -> Values:
    """Mean of the water samples of halls."""
    return _samples_of(seen, "no3_n_mg_l")


def _samples_of(seen: Seen, column: str) -> Values:
    return seen.values(f"""
        SELECT g.code AS code, avg(w.{column}) AS value FROM environmental_waterqualitysample w
        JOIN infrastructure_hall h ON h.id = w.hall_id
        JOIN infrastructure_freshwaterstation s ON s.id = h.freshwater_station_id
        JOIN infrastructure_geography g ON g.id = s.geography_id
        GROUP BY g.code ORDER BY g.code""")


@figure("Density in cages, highest", "kg/m³", f"{REFERENCE}, section 9: at most 25", decimals=1, everywhere=(8, 25))
def density(seen: Seen) -> Values:
    """Densest cage of any day."""
    return seen.values(
        f"SELECT g.code AS code, max(d.density_kg_m3) AS value {DAILY_AT_SEA} GROUP BY g.code ORDER BY g.code"
    )


def _sampled(seen: Seen, expression: str, low_g: float, high_g: float) -> Values:
    return seen.values(f"""
        SELECT g.code AS code, avg({expression}) AS value FROM batch_growthsample p
        JOIN batch_batchcontainerassignment a ON a.id = p.assignment_id
        JOIN infrastructure_container c ON c.id = a.container_id
        JOIN infrastructure_area r ON r.id = c.area_id
        JOIN infrastructure_geography g ON g.id = r.geography_id
        WHERE p.avg_weight_g BETWEEN {low_g} AND {high_g} GROUP BY g.code ORDER BY g.code""")


@figure("Condition factor at 0.5-0.7 kg", "100 g/cm³", "Johannesen 2022: 1.0 at .5 kg", everywhere=(0.95, 1.15))
def condition_small(seen: Seen) -> Values:
    """Mean of growth samples at sea."""
    return _sampled(seen, "p.condition_factor", 500, 700)


@figure("Condition factor at 4.1-4.5 kg", "100 g/cm³", "Johannesen 2022: 1.45 at 4.3 kg", everywhere=(1.35, 1.55))
def condition_large(seen: Seen) -> Values:
    """Mean of growth samples at sea."""
    return _sampled(seen, "p.condition_factor", 4100, 4500)


@figure("Spread of weights in a cage, CV", "1", f"{REFERENCE}, section 2: .14-.33, mean .22", everywhere=(0.14, 0.33))
def weight_spread(seen: Seen) -> Values:
    """Standard deviation over mean of growth samples at sea."""
    return _sampled(seen, "p.std_deviation_weight / p.avg_weight_g", 500, 6000)


@figure("Gutted over live weight", "1", f"{REFERENCE}, section 9: .83", everywhere=(0.82, 0.84))
def gutted_yield(seen: Seen) -> Values:
    """Of all harvest lots."""
    return seen.values("""
        SELECT g.code AS code, sum(l.gutted_weight_kg) / sum(l.live_weight_kg) AS value FROM harvest_harvestlot l
        JOIN harvest_harvestevent e ON e.id = l.event_id JOIN batch_batch b ON b.id = e.batch_id
        JOIN infrastructure_geography g ON g.id = b.geography_id GROUP BY g.code ORDER BY g.code""")
