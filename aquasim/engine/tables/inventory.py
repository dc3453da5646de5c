"""Feed, and every meal given."""

from aquasim.engine.tables.schema import Column, Kind, Table, Written, choice, ident, number, ref, text

FEEDING_METHODS = ("AUTOMATIC", "BARGE_BLOWER")

TABLES = (
    Table("inventory_feed", Written.ONCE, (
        ident(), text("name", "Name of the feed."), text("brand", "Maker."), number("pellet_size_mm", "mm", "Pellet diameter.", 2),
        number("protein_percentage", "%", "Crude protein.", 1), number("fat_percentage", "%", "Lipid.", 1),
        choice("size_category", ("STARTER", "GROWER", "GROW_OUT"), "Class of pellet."),
        number("fish_weight_min_g", "g", "Smallest fish it is for.", 2),
        number("fish_weight_max_g", "g", "Largest fish it is for; NULL: no limit.", 2, nullable=True),
        Column("cost_per_kg", Kind.MONEY, "List price.", "EUR/kg", 2))),
    Table("inventory_feedingevent", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("assignment_id", "batch_batchcontainerassignment", "Where."),
        ref("container_id", "infrastructure_container", "Container."), ref("feed_id", "inventory_feed", "Feed."), ref("feed_container_id", "infrastructure_feedcontainer", "Drawn from."),
        Column("feeding_time", Kind.TIME, "When, UTC."), number("amount_kg", "kg", "Feed given.", 3), number("batch_biomass_kg", "kg", "Live weight fed, in this container.", 3),
        number("feeding_percentage", "%", "Feed over live weight, this meal.", 4), Column("feed_cost", Kind.MONEY, "Cost.", "EUR", 2), choice("method", FEEDING_METHODS, "How.")),
        month_of="feeding_time"),
)
