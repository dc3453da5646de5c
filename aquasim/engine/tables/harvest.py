"""Fish taken out for slaughter, what became of them, and what they were worth."""

from aquasim.domain.market import SIZE_CLASSES
from aquasim.engine.tables.schema import Column, Kind, Table, Written, choice, count, date, ident, number, ref, text

GRADES = ("SUPERIOR", "ORDINARY", "PRODUCTION")
HARVEST_DESTINATIONS = ("PROCESSING_PLANT",)

TABLES = (
    Table("harvest_marketprice", Written.APPEND, (
        ident(), date("week_start", "Monday of the week."), choice("size_class", SIZE_CLASSES, "Gutted weight of the fish."),
        Column("price_per_kg", Kind.MONEY, "Price of superior, head-on gutted fish.", "EUR/kg", 2)), month_of="week_start"),
    Table("harvest_harvestevent", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("assignment_id", "batch_batchcontainerassignment", "Where."), date("harvest_date", "Day."),
        count("count", "Fish."), number("live_weight_kg", "kg", "Live weight.", 3), choice("dest", HARVEST_DESTINATIONS, "Where they went."),
        text("plant", "Processing plant."), text("wellboat", "Well-boats that fetched them."), count("days_fasted", "Days without feed before.", "d")), month_of="harvest_date"),
    Table("harvest_harvestlot", Written.APPEND, (
        ident(), ref("event_id", "harvest_harvestevent", "Harvest."), date("harvest_date", "Day."), choice("grade", GRADES, "Quality grade."),
        choice("size_class", SIZE_CLASSES, "Gutted weight of the fish."), count("count", "Fish."),
        number("live_weight_kg", "kg", "Live weight.", 3), number("gutted_weight_kg", "kg", "Head-on gutted.", 3), number("fillet_weight_kg", "kg", "Fillet.", 3),
        Column("price_per_kg", Kind.MONEY, "Price of a gutted kilogram.", "EUR/kg", 2), Column("revenue", Kind.MONEY, "Gutted weight times price.", "EUR", 2)),
        month_of="harvest_date"),
    Table("harvest_batchresult", Written.UPSERT, (
        ident(), ref("batch_id", "batch_batch", "Batch."), date("first_harvest_date", "Day of the first harvest."),
        count("count", "Fish harvested so far."), number("live_weight_kg", "kg", "Live weight harvested so far.", 3),
        number("feed_kg", "kg", "Feed given so far, egg to harvest.", 3), Column("feed_cost", Kind.MONEY, "Cost of that feed.", "EUR", 2),
        Column("revenue", Kind.MONEY, "Revenue so far.", "EUR", 2)), month_of=""),
)
