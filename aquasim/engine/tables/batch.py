"""Batches, where their fish stand, moves, deaths, samples and the daily truth."""

from aquasim.engine.tables.schema import Table, Written, choice, count, date, flag, ident, number, ref, text, truth

BATCH_STATUS = ("PLANNED", "ACTIVE", "COMPLETED", "TERMINATED")
EGG_SOURCES = ("INTERNAL", "EXTERNAL")
WORKFLOW_TYPES = ("LIFECYCLE_TRANSITION", "CONTAINER_REDISTRIBUTION")
WORKFLOW_STATUS = ("PLANNED", "IN_PROGRESS", "COMPLETED", "CANCELLED")
TRANSFER_METHODS = ("GRAVITY", "FISH_PUMP", "WELLBOAT")
CAUSES = ("INFECTIOUS", "TRAUMA", "PHYSIOLOGICAL", "ENVIRONMENT", "OTHER", "UNKNOWN")
DEATH_DETAILS = (
    "BACKGROUND", "TRANSFER", "VACCINATION", "TREATMENT", "LICE", "STORM", "ALGAL_BLOOM", "JELLYFISH", "LOW_OXYGEN", "PD", "HSMI", "CMS",
    "AGD", "CGD", "WINTER_ULCER", "ISA", "IPN", "YERSINIOSIS",
)

TABLES = (
    Table("batch_species", Written.ONCE, (
        ident(), text("name", "Common name."), text("scientific_name", "Latin name."))),
    Table("batch_lifecyclestage", Written.ONCE, (
        ident(), text("name", "Name of the stage."), ref("species_id", "batch_species", "Species."), count("order", "Place in the cycle, from 1.", ""),
        number("expected_weight_min_g", "g", "Mean weight on entry.", 2), number("expected_weight_max_g", "g", "Mean weight at the end.", 2),
        count("typical_duration_days", "Usual length.", "d"))),
    Table("batch_batch", Written.UPSERT, (
        ident(), text("batch_number", "Number people use."), ref("species_id", "batch_species", "Species."),
        ref("geography_id", "infrastructure_geography", "Where it is grown."),
        ref("lifecycle_stage_id", "batch_lifecyclestage", "Stage of its most advanced fish."),
        choice("status", BATCH_STATUS, "State."), choice("batch_type", ("STANDARD", "MIXED"), "One origin or several."),
        date("start_date", "Day the eggs were laid down."), date("expected_end_date", "Day the plan expects the last harvest."),
        date("actual_end_date", "Day it was emptied.", nullable=True), choice("egg_source", EGG_SOURCES, "Origin of the eggs."),
        text("supplier", "Who delivered the eggs."), count("egg_count", "Eggs laid down.", "eggs"))),
    Table("batch_batchcontainerassignment", Written.UPSERT, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("container_id", "infrastructure_container", "Container."),
        ref("lifecycle_stage_id", "batch_lifecyclestage", "Stage while there."),
        count("population_count", "Fish at the end of the last simulated day."), number("avg_weight_g", "g", "Mean weight.", 3),
        number("biomass_kg", "kg", "Live weight.", 3), date("assignment_date", "First day."),
        date("departure_date", "Day it was emptied.", nullable=True), flag("is_active", "Still holds fish."))),
    Table("batch_batchtransferworkflow", Written.UPSERT, (
        ident(), text("workflow_number", "Number people use."), ref("batch_id", "batch_batch", "Batch."),
        choice("workflow_type", WORKFLOW_TYPES, "Stage change, or the same stage in other containers."),
        ref("source_lifecycle_stage_id", "batch_lifecyclestage", "From."), ref("dest_lifecycle_stage_id", "batch_lifecyclestage", "To."),
        choice("status", WORKFLOW_STATUS, "State."), date("planned_start_date", "Day set when it was ordered."),
        date("actual_start_date", "Day of the first move.", nullable=True), date("actual_completion_date", "Day of the last move.", nullable=True),
        count("total_transferred_count", "Fish that arrived."), count("total_mortality_count", "Fish that died on the way."),
        number("total_biomass_kg", "kg", "Live weight that arrived.", 3))),
    Table("batch_transferaction", Written.APPEND, (
        ident(), ref("workflow_id", "batch_batchtransferworkflow", "Workflow."), count("action_number", "Number within the workflow.", ""),
        ref("source_assignment_id", "batch_batchcontainerassignment", "From."), ref("dest_assignment_id", "batch_batchcontainerassignment", "To."),
        count("transferred_count", "Fish that arrived alive."), count("mortality_during_transfer", "Fish that died on the way."),
        number("transferred_biomass_kg", "kg", "Live weight that arrived.", 3), choice("transfer_method", TRANSFER_METHODS, "How."),
        date("actual_execution_date", "Day."), number("water_temp_c", "degC", "Water of the source.", 2), number("oxygen_level", "mg/L", "Water of the source.", 2)),
        month_of="actual_execution_date"),
    Table("batch_mortalityevent", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("assignment_id", "batch_batchcontainerassignment", "Where."),
        date("event_date", "Day the dead were collected."), count("count", "Dead fish."), number("biomass_kg", "kg", "Their weight.", 3),
        choice("cause", CAUSES, "Recorded cause."), *truth(choice("detail", DEATH_DETAILS, "What it followed."))), month_of="event_date"),
    Table("batch_growthsample", Written.APPEND, (
        ident(), ref("assignment_id", "batch_batchcontainerassignment", "Where."), date("sample_date", "Day."), count("sample_size", "Fish weighed."),
        number("avg_weight_g", "g", "Mean of the sample.", 2), number("avg_length_cm", "cm", "Mean fork length.", 2),
        number("std_deviation_weight", "g", "Standard deviation of the sample.", 2), number("min_weight_g", "g", "Smallest.", 2),
        number("max_weight_g", "g", "Largest.", 2), number("condition_factor", "g/cm3*100", "Fulton's K.", 3)), month_of="sample_date"),
    Table("batch_dailycontainerstate", Written.APPEND, (
        ref("assignment_id", "batch_batchcontainerassignment", "Where."), date("date", "Day."), count("day_number", "Days since the batch was laid down.", "d"),
        *truth(count("population", "Fish at the end of the day."), number("avg_weight_g", "g", "Mean weight at the end of the day.", 3),
        number("biomass_kg", "kg", "Live weight at the end of the day.", 3), number("density_kg_m3", "kg/m3", "Biomass over volume.", 3),
        number("temp_c", "degC", "Mean water temperature.", 3), number("oxygen_mg_l", "mg/L", "Mean dissolved oxygen.", 3),
        number("oxygen_saturation_pct", "%", "Mean oxygen saturation.", 2), number("salinity_psu", "PSU", "Mean salinity.", 2),
        number("feed_kg", "kg", "Feed given.", 3), count("mortality_count", "Fish that died."), count("culled", "Fish culled."),
        count("harvested", "Fish harvested."), count("moved_in", "Fish that arrived."), count("moved_out", "Fish that left alive."))),
        key=("assignment_id", "date"), month_of="date"),
)
