"""What is done for the health of fish."""

from aquasim.engine.tables.schema import Table, Written, choice, count, date, ident, number, ref, text, truth

TREATMENT_TYPES = ("VACCINATION", "BATH", "MECHANICAL", "THERMAL", "FRESHWATER", "MEDICATED_FEED")

LICE_STAGES = ("ATTACHED", "PREADULT", "ADULT", "MOBILE")
LICE_SEXES = ("FEMALE", "MALE", "ANY")

TABLES = (
    Table("health_vaccinationtype", Written.ONCE, (
        ident(), text("name", "Vaccine."), text("protects_against", "Diseases it protects against."), number("dose_ml", "mL", "Dose per fish.", 3))),
    Table("health_licetype", Written.ONCE, (
        ident(), text("name", "Class of lice."), text("species", "Latin name of the species."), choice("development_stage", LICE_STAGES, "Stage."),
        choice("sex", LICE_SEXES, "Sex."), text("counted_in", "Column of the lice counts that holds it."))),
    Table("health_licecount", Written.APPEND, (
        ident(), ref("assignment_id", "batch_batchcontainerassignment", "Where."), date("count_date", "Day."), count("fish_sampled", "Fish looked at."),
        count("attached_count", "Copepodids and chalimi of the salmon louse on them.", "lice"), count("preadult_count", "Pre-adult salmon lice.", "lice"),
        count("adult_male_count", "Adult male salmon lice.", "lice"), count("adult_female_count", "Adult female salmon lice.", "lice"),
        count("caligus_count", "Mobile lice of the genus Caligus.", "lice"), number("adult_female_per_fish", "lice/fish", "Adult females per fish of the sample.", 2),
        number("mobile_per_fish", "lice/fish", "Pre-adults and adults of the salmon louse per fish of the sample.", 2),
        number("limit_per_fish", "lice/fish", "Adult females per fish, mean of an area, that were a breach that day.", 2)), month_of="count_date"),
    Table("health_treatment", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("assignment_id", "batch_batchcontainerassignment", "Where."), choice("treatment_type", TREATMENT_TYPES, "Kind."),
        ref("vaccination_type_id", "health_vaccinationtype", "Vaccine.", nullable=True), text("product", "Product."), count("fish_treated", "Fish treated."),
        number("dose_ml", "mL", "Dose injected per fish; NULL where nothing is injected.", 3, nullable=True), date("start_date", "First day."), date("end_date", "Last day."),
        date("withholding_end", "Last day of withdrawal.", nullable=True), text("reason", "Why."),
        ref("lice_count_id", "health_licecount", "Lice count that led to it.", nullable=True),
        *truth(number("efficacy", "1", "Share of mobile lice that it removed.", 3, nullable=True))), month_of="start_date"),
)
