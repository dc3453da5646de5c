"""What is done for the health of fish."""

from aquasim.engine.tables.schema import Table, Written, choice, count, date, ident, number, ref, text

TREATMENT_TYPES = ("VACCINATION", "BATH", "MECHANICAL", "THERMAL", "FRESHWATER", "MEDICATED_FEED")

TABLES = (
    Table("health_vaccinationtype", Written.ONCE, (
        ident(), text("name", "Vaccine."), text("protects_against", "Diseases it protects against."), number("dose_ml", "mL", "Dose per fish.", 3))),
    Table("health_treatment", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("assignment_id", "batch_batchcontainerassignment", "Where."), choice("treatment_type", TREATMENT_TYPES, "Kind."),
        ref("vaccination_type_id", "health_vaccinationtype", "Vaccine.", nullable=True), text("product", "Product."), count("fish_treated", "Fish treated."),
        number("dose_ml", "mL", "Dose per fish.", 3), date("start_date", "First day."), date("end_date", "Last day."),
        date("withholding_end", "Last day of withdrawal.", nullable=True), text("reason", "Why.")), month_of="start_date"),
)
