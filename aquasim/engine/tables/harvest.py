"""Fish taken out for slaughter."""

from aquasim.engine.tables.schema import Table, Written, choice, count, date, ident, number, ref

GRADES = ("SUPERIOR", "ORDINARY", "PRODUCTION")
HARVEST_DESTINATIONS = ("PROCESSING_PLANT",)

TABLES = (
    Table("harvest_harvestevent", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("assignment_id", "batch_batchcontainerassignment", "Where."), date("harvest_date", "Day."),
        count("count", "Fish."), number("live_weight_kg", "kg", "Live weight.", 3), choice("dest", HARVEST_DESTINATIONS, "Where they went.")), month_of="harvest_date"),
    Table("harvest_harvestlot", Written.APPEND, (
        ident(), ref("event_id", "harvest_harvestevent", "Harvest."), date("harvest_date", "Day."), choice("grade", GRADES, "Quality grade."), count("count", "Fish."),
        number("live_weight_kg", "kg", "Live weight.", 3), number("gutted_weight_kg", "kg", "Head-on gutted.", 3), number("fillet_weight_kg", "kg", "Fillet.", 3)),
        month_of="harvest_date"),
)
