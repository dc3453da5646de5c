"""Feed: contracts, purchases, stock and its movements, every meal given, and what became of it."""

from aquasim.engine.tables.schema import (
    Column,
    Kind,
    Table,
    Written,
    choice,
    count,
    date,
    ident,
    number,
    ref,
    text,
    truth,
)

FEEDING_METHODS = ("AUTOMATIC", "BARGE_BLOWER")
PURCHASE_STATUS = ("ORDERED", "DELIVERED")
MOVEMENTS = ("DELIVERY", "FEEDING", "EXPIRY")

TABLES = (
    Table("inventory_feed", Written.ONCE, (
        ident(), text("name", "Name of the feed."), text("brand", "Maker."), number("pellet_size_mm", "mm", "Pellet diameter.", 2),
        number("protein_percentage", "%", "Crude protein.", 1), number("fat_percentage", "%", "Lipid.", 1),
        choice("size_category", ("STARTER", "GROWER", "GROW_OUT"), "Class of pellet."),
        number("fish_weight_min_g", "g", "Smallest fish it is for.", 2),
        number("fish_weight_max_g", "g", "Largest fish it is for; NULL: no limit.", 2, nullable=True),
        Column("cost_per_kg", Kind.MONEY, "List price.", "EUR/kg", 2))),
    Table("inventory_feedcontract", Written.UPSERT, (
        ident(), text("contract_number", "Number people use."), text("supplier", "Feed maker."),
        ref("geography_id", "infrastructure_geography", "Where its prices hold."),
        date("valid_from", "First day of its prices."), date("valid_to", "Last day of its prices."),
        number("price_index", "1", "Price of every feed over its list price, before rounding to whole cents.", 4))),
    Table("inventory_feedpurchase", Written.UPSERT, (
        ident(), text("order_number", "Number of the order; its lines share it."), ref("contract_id", "inventory_feedcontract", "Contract that set the price."),
        ref("feed_id", "inventory_feed", "Feed."), ref("feed_container_id", "infrastructure_feedcontainer", "Silo or barge it is for."),
        text("supplier", "Who delivers."), choice("status", PURCHASE_STATUS, "State."), date("order_date", "Day of the order."),
        date("promised_date", "Day the supplier promised."), date("purchase_date", "Day it was delivered; NULL: under way.", nullable=True),
        number("ordered_kg", "kg", "Feed ordered.", 0), number("quantity_kg", "kg", "Feed delivered, less where the silo was full; while under way, feed ordered.", 0),
        Column("cost_per_kg", Kind.MONEY, "Contract price on the day of the order.", "EUR/kg", 2),
        text("batch_number", "Lot of the maker."), date("expiry_date", "Last day it may be fed."))),
    Table("inventory_feedcontainerstock", Written.UPSERT, (
        ident(), ref("feed_container_id", "infrastructure_feedcontainer", "Silo or barge."), ref("feed_purchase_id", "inventory_feedpurchase", "Delivery that is the lot."),
        number("quantity_kg", "kg", "Feed left of the lot."), Column("cost_left", Kind.MONEY, "Cost of what is left.", "EUR", 2),
        date("entry_date", "Day the lot came; it is fed from the day after."),
        date("emptied_date", "Day nothing was left; NULL: not yet.", nullable=True))),
    Table("inventory_feedingevent", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("assignment_id", "batch_batchcontainerassignment", "Where."),
        ref("container_id", "infrastructure_container", "Container."), ref("feed_id", "inventory_feed", "Feed."), ref("feed_container_id", "infrastructure_feedcontainer", "Drawn from."),
        Column("feeding_time", Kind.TIME, "When, UTC."), number("amount_kg", "kg", "Feed given.", 3), *truth(number("batch_biomass_kg", "kg", "Live weight fed, in this container.", 3),
        number("feeding_percentage", "%", "Feed over live weight, this meal.", 4)), Column("feed_cost", Kind.MONEY, "Cost.", "EUR", 2), choice("method", FEEDING_METHODS, "How.")),
        month_of="feeding_time"),
    Table("inventory_feedstockmovement", Written.APPEND, (
        ident(), ref("feed_container_id", "infrastructure_feedcontainer", "Silo or barge."), ref("feed_purchase_id", "inventory_feedpurchase", "The lot."),
        ref("feeding_event_id", "inventory_feedingevent", "Meal it was drawn for.", nullable=True), choice("movement_type", MOVEMENTS, "What happened."),
        Column("movement_time", Kind.TIME, "When, UTC."), number("quantity_kg", "kg", "Into stock above zero, out of it below."),
        number("balance_kg", "kg", "Feed left of the lot afterwards."), Column("cost", Kind.MONEY, "Cost of the feed moved, with the sign of its quantity.", "EUR", 2)),
        month_of="movement_time"),
    Table("inventory_feedshortage", Written.APPEND, (
        ident(), ref("feed_container_id", "infrastructure_feedcontainer", "Silo or barge that ran out."), ref("feed_id", "inventory_feed", "Feed that ran out."),
        date("date", "Day."), count("containers", "Containers whose ration was cut.", "containers"), number("wanted_kg", "kg", "Feed that their fish would have eaten."),
        number("missing_kg", "kg", "What of it could not be given.")), month_of="date"),
    Table("inventory_batchfeedingsummary", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("container_id", "infrastructure_container", "Container; NULL: the batch in all its containers.", nullable=True),
        date("period_start", "First day of the month."), date("period_end", "Last day summed up: the month's last, or the day the container was emptied."),
        number("feed_kg", "kg", "Feed given."), Column("feed_cost", Kind.MONEY, "Its cost.", "EUR", 2),
        number("growth_kg", "kg", "Growth of all fish, that of fish which died later included."),
        number("net_growth_kg", "kg", "Live weight at the end and harvested or moved out, less that at the start and moved in: growth less the weight of fish that died or were culled."),
        number("bfcr", "kg/kg", "Biological feed conversion: feed_kg / growth_kg; NULL without growth.", 3, nullable=True),
        number("efcr", "kg/kg", "Economic feed conversion: feed_kg / net_growth_kg; NULL without net growth.", 3, nullable=True)),
        month_of="period_start"),
)
