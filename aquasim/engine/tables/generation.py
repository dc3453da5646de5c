"""What the plan warned of."""

from aquasim.engine.tables.infrastructure import STAGES
from aquasim.engine.tables.schema import Table, Written, choice, count, date, ident, text

TABLES = (
    Table("generation_capacitywarning", Written.ONCE, (
        ident(), date("date", "Day the place was needed."), choice("stage", STAGES, "Stage that lacked room."),
        text("place", "Geography or place that was full."), text("batch_number", "Batch that waited."),
        count("need", "Containers needed.", "containers"), count("supply", "Containers free.", "containers"), text("message", "In words, with the remedy."))),
)
