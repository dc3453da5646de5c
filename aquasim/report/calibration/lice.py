"""Published figures of sea lice and their treatments."""

from aquasim.report.calibration.figure import Seen, Values, figure

REFERENCE = "domain reference, section 7"

OF_TREATMENTS = """
FROM health_treatment t JOIN batch_batch b ON b.id = t.batch_id
JOIN infrastructure_geography g ON g.id = b.geography_id
"""


@figure(
    "Lice treatments of a cage in a sea phase",
    "1",
    "industry figures: 4-6 in Faroe, 3-6 in Scotland",
    decimals=1,
    FO=(4, 6),
    SCT=(3, 6),
)
def treatments(seen: Seen) -> Values:
    """Operations against lice over cages, of harvested batches."""
    return seen.values("""
        SELECT g.code AS code, 1.0 * sum(a.operations) / count(*) AS value
        FROM (
            SELECT s.batch_id AS batch_id,
                (SELECT count(*) FROM health_treatment t
                    WHERE t.assignment_id = s.id AND t.lice_count_id IS NOT NULL) AS operations
            FROM batch_batchcontainerassignment s JOIN infrastructure_container c ON c.id = s.container_id
            WHERE c.area_id IS NOT NULL
        ) a
        JOIN batch_batch b ON b.id = a.batch_id JOIN infrastructure_geography g ON g.id = b.geography_id
        WHERE b.status = 'COMPLETED' GROUP BY g.code ORDER BY g.code""")


@figure(
    "Adult female lice per fish",
    "1",
    f"{REFERENCE}: limits of 1.0 and .5 in Faroe, report at 2 in Scotland",
    FO=(0.05, 0.75),
    SCT=(0.05, 2.0),
)
def adult_females(seen: Seen) -> Values:
    """Mean of all counts of cages."""
    return seen.values("""
        SELECT g.code AS code, avg(n.adult_female_per_fish) AS value FROM health_licecount n
        JOIN batch_batchcontainerassignment a ON a.id = n.assignment_id
        JOIN batch_batch b ON b.id = a.batch_id JOIN infrastructure_geography g ON g.id = b.geography_id
        GROUP BY g.code ORDER BY g.code""")


def _kill_figure(name: str, method: str, low: float, high: float, published: str) -> None:
    @figure(f"Mobile lice removed {name}", "1", f"{REFERENCE}: mean {published}", everywhere=(low, high))
    def measure(seen: Seen) -> Values:
        """Mean efficacy of the treatments."""
        return seen.values(f"""
            SELECT g.code AS code, avg(t.efficacy) AS value {OF_TREATMENTS}
            WHERE t.treatment_type = '{method}' GROUP BY g.code ORDER BY g.code""")


_kill_figure("by warm water", "THERMAL", 0.68, 0.82, ".75")
_kill_figure("by fresh water", "FRESHWATER", 0.62, 0.76, ".69")
_kill_figure("by flushing", "MECHANICAL", 0.42, 0.60, ".51")
