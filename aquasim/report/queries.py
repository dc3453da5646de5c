"""The SQL of the report, the same on every database, and its rows as numpy columns.

The half million rows of the daily states are summed in the database, by day, batch, stage and place; readings are not
touched, for the daily states hold the water the fish felt.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aquasim.sinks.store import Store

# Growth of a day needs the weight of the day before; a container that was stocked that day has mixed fish, so neither
# its growth nor its feed counts towards feed conversion.
COHORTS = """
SELECT d.date AS date, a.batch_id AS batch_id, l."order" AS stage_order,
    coalesce(c.hall_id, 0) AS hall_id, coalesce(c.area_id, 0) AS area_id,
    count(*) AS containers,
    sum(CASE WHEN d.population > 0 THEN 1 ELSE 0 END) AS occupied,
    sum(d.population) AS fish,
    sum(d.biomass_kg) AS biomass_kg,
    sum(d.feed_kg) AS feed_kg,
    sum(d.mortality_count) AS dead,
    sum(d.population + d.mortality_count + d.culled + d.harvested + d.moved_out) AS at_risk,
    sum(d.temp_c) / count(*) AS temperature_c,
    sum(d.oxygen_saturation_pct) / count(*) AS saturation_pct,
    min(d.oxygen_saturation_pct) AS lowest_saturation_pct,
    max(d.density_kg_m3) AS density_kg_m3,
    max(d.avg_weight_g) AS weight_g,
    sum(CASE WHEN d.before_g IS NULL OR d.moved_in > 0 THEN 0.0
        ELSE (d.population + d.mortality_count + d.culled + d.harvested) * (d.avg_weight_g - d.before_g) / 1000.0
        END) AS grown_kg,
    sum(CASE WHEN d.before_g IS NULL OR d.moved_in > 0 THEN 0.0 ELSE d.feed_kg END) AS grown_on_kg
FROM (
    SELECT s.*, lag(s.avg_weight_g) OVER (PARTITION BY s.assignment_id ORDER BY s.date) AS before_g
    FROM batch_dailycontainerstate s
) d
JOIN batch_batchcontainerassignment a ON a.id = d.assignment_id
JOIN batch_lifecyclestage l ON l.id = a.lifecycle_stage_id
JOIN infrastructure_container c ON c.id = a.container_id
GROUP BY d.date, a.batch_id, l."order", coalesce(c.hall_id, 0), coalesce(c.area_id, 0)
ORDER BY d.date, a.batch_id, l."order", coalesce(c.hall_id, 0), coalesce(c.area_id, 0)
"""

BATCHES = """
SELECT b.id AS batch_id, b.batch_number AS number, b.geography_id AS geography_id, l."order" AS stage_order,
    b.status AS status, b.start_date AS date, b.egg_count AS eggs
FROM batch_batch b JOIN batch_lifecyclestage l ON l.id = b.lifecycle_stage_id ORDER BY b.id
"""

GEOGRAPHIES = "SELECT id, name, code FROM infrastructure_geography ORDER BY id"

STAGES = 'SELECT "order" AS stage_order, expected_weight_max_g AS end_weight_g FROM batch_lifecyclestage ORDER BY 1'

HALLS = """
SELECT h.id AS id, s.name AS place, s.geography_id AS geography_id, h.stage AS stage, count(*) AS containers
FROM infrastructure_hall h
JOIN infrastructure_freshwaterstation s ON s.id = h.freshwater_station_id
JOIN infrastructure_container c ON c.hall_id = h.id
GROUP BY h.id, s.name, s.geography_id, h.stage ORDER BY h.id
"""

AREAS = """
SELECT a.id AS id, a.name AS place, a.geography_id AS geography_id, count(*) AS containers
FROM infrastructure_area a JOIN infrastructure_container c ON c.area_id = a.id
GROUP BY a.id, a.name, a.geography_id ORDER BY a.id
"""

DEATHS = """
SELECT l."order" AS stage_order, m.cause AS cause, m.detail AS detail, sum(m.fish) AS dead
FROM (
    SELECT assignment_id, cause, detail, sum(count) AS fish FROM batch_mortalityevent
    GROUP BY assignment_id, cause, detail
) m
JOIN batch_batchcontainerassignment a ON a.id = m.assignment_id
JOIN batch_lifecyclestage l ON l.id = a.lifecycle_stage_id
GROUP BY l."order", m.cause, m.detail ORDER BY l."order", m.cause, m.detail
"""

SEA_DEATHS = """
SELECT m.event_date AS date, m.batch_id AS batch_id, m.detail AS detail, sum(m.count) AS dead
FROM batch_mortalityevent m
JOIN batch_batchcontainerassignment a ON a.id = m.assignment_id
JOIN batch_lifecyclestage l ON l.id = a.lifecycle_stage_id
WHERE l."order" = 6 GROUP BY m.event_date, m.batch_id, m.detail ORDER BY m.event_date, m.batch_id, m.detail
"""

OUTBREAKS = """
SELECT coalesce(a.name, h.name) AS place, d.code AS code, d.name AS disease, o.onset_date AS onset_date,
    o.detection_date AS detection_date, o.end_date AS end_date, o.fish_dead AS dead
FROM health_diseaseoutbreak o
JOIN health_disease d ON d.id = o.disease_id
LEFT JOIN infrastructure_area a ON a.id = o.area_id
LEFT JOIN infrastructure_hall h ON h.id = o.hall_id
ORDER BY coalesce(o.area_id, 0) = 0, a.id, h.id, o.onset_date, o.id
"""

HARVESTS = """
SELECT harvest_date AS date, batch_id, sum(count) AS fish, sum(live_weight_kg) AS live_kg
FROM harvest_harvestevent GROUP BY harvest_date, batch_id ORDER BY harvest_date, batch_id
"""

SAMPLES = """
SELECT l."order" AS stage_order, d.avg_weight_g AS true_g, g.avg_weight_g AS sampled_g
FROM batch_growthsample g
JOIN batch_dailycontainerstate d ON d.assignment_id = g.assignment_id AND d.date = g.sample_date
JOIN batch_batchcontainerassignment a ON a.id = g.assignment_id
JOIN batch_lifecyclestage l ON l.id = a.lifecycle_stage_id
WHERE d.avg_weight_g > 0 ORDER BY g.id
"""

_FEEDERS = """
JOIN infrastructure_feedcontainer fc ON fc.id = p.feed_container_id
LEFT JOIN infrastructure_area a ON a.id = fc.area_id
LEFT JOIN infrastructure_hall h ON h.id = fc.hall_id
LEFT JOIN infrastructure_freshwaterstation s ON s.id = h.freshwater_station_id
"""

DELIVERIES = f"""
SELECT p.purchase_date AS date, coalesce(a.geography_id, s.geography_id) AS geography_id,
    CASE WHEN fc.area_id IS NULL THEN 0 ELSE 1 END AS at_sea, sum(p.quantity_kg) AS kg
FROM inventory_feedpurchase p {_FEEDERS}
WHERE p.status = 'DELIVERED' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

EXPIRED = f"""
SELECT p.expiry_date AS date, coalesce(a.geography_id, s.geography_id) AS geography_id,
    CASE WHEN fc.area_id IS NULL THEN 0 ELSE 1 END AS at_sea, -sum(m.quantity_kg) AS kg
FROM inventory_feedstockmovement m JOIN inventory_feedpurchase p ON p.id = m.feed_purchase_id {_FEEDERS}
WHERE m.movement_type = 'EXPIRY' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

SHORTAGES = """
SELECT date, sum(containers) AS containers, sum(wanted_kg) AS wanted_kg, sum(missing_kg) AS missing_kg
FROM inventory_feedshortage GROUP BY date ORDER BY date
"""

CONTRACTS = """
SELECT valid_from AS date, valid_to, geography_id, supplier, price_index
FROM inventory_feedcontract ORDER BY valid_from, id
"""

PAID = """
SELECT p.purchase_date AS date, c.geography_id AS geography_id, sum(p.quantity_kg) AS kg,
    sum(p.quantity_kg * p.cost_per_kg) AS paid_eur, sum(p.quantity_kg * f.cost_per_kg) AS list_eur
FROM inventory_feedpurchase p JOIN inventory_feedcontract c ON c.id = p.contract_id
JOIN inventory_feed f ON f.id = p.feed_id
WHERE p.status = 'DELIVERED' GROUP BY 1, 2 ORDER BY 1, 2
"""

CONVERSION = """
SELECT y.period_start AS date, b.geography_id AS geography_id, sum(y.feed_kg) AS feed_kg,
    sum(y.growth_kg) AS growth_kg, sum(y.net_growth_kg) AS net_kg
FROM inventory_batchfeedingsummary y JOIN batch_batch b ON b.id = y.batch_id
JOIN infrastructure_container c ON c.id = y.container_id
WHERE c.area_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
"""

VALIDATION = """
SELECT r.session AS session, v.check_name AS name, v.expected AS expected, v.observed AS observed, v.passed AS passed
FROM generation_validationresult v JOIN generation_generationrun r ON r.id = v.run_id ORDER BY r.session, v.id
"""

WARNINGS = "SELECT date, message FROM generation_capacitywarning ORDER BY date, id"

LICE = """
SELECT n.count_date AS date, b.id AS batch_id, b.geography_id AS geography_id,
    avg(n.adult_female_per_fish) AS females, max(n.limit_per_fish) AS "limit"
FROM health_licecount n
JOIN batch_batchcontainerassignment a ON a.id = n.assignment_id
JOIN batch_batch b ON b.id = a.batch_id
GROUP BY n.count_date, b.id, b.geography_id ORDER BY n.count_date, b.id
"""

LICE_TREATMENTS = """
SELECT start_date AS date, treatment_type AS method, count(*) AS cages, avg(efficacy) AS efficacy
FROM health_treatment WHERE lice_count_id IS NOT NULL
GROUP BY start_date, treatment_type ORDER BY start_date, treatment_type
"""

DECIMALS = 6  # sums in another order differ in the last bits; equal companies give equal pages on every database

Array = npt.NDArray[Any]


def columns(store: Store, sql: str) -> dict[str, Array]:
    """Rows of a query by column name: integers, floats, days (`date`) and text."""
    table: pa.Table = store.query(sql)
    return {name: _column(name, table[name]) for name in table.column_names}


def _column(name: str, values: pa.ChunkedArray) -> Array:
    if name in ("date", "valid_to") or name.endswith("_date"):  # ISO text in SQLite, dates in PostgreSQL
        return np.array(values.to_pylist(), dtype="datetime64[D]")
    if pa.types.is_decimal(values.type):  # what PostgreSQL makes of a sum of bigint
        values = values.cast(pa.float64())
    array = np.asarray(values.to_numpy())
    return np.round(array, DECIMALS) if array.dtype.kind == "f" else array
