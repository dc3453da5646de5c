"""Diseases, their outbreaks, what was seen of them, and what samples showed; tables of the health app."""

from aquasim.domain.disease import Agent
from aquasim.domain.laboratory import Result
from aquasim.engine.tables.schema import Table, Written, choice, count, date, flag, ident, number, ref, text, truth

AGENTS = tuple(agent.name for agent in Agent)
RESULTS = tuple(result.name for result in Result)
JOURNAL_CATEGORIES = ("OBSERVATION", "SAMPLING", "DIAGNOSIS", "TREATMENT", "CULL", "RECOVERY")
SEVERITIES = ("LOW", "MEDIUM", "HIGH")
SAMPLING_REASONS = ("ROUTINE", "SUSPICION", "FOLLOW_UP")

TABLES = (
    Table("health_disease", Written.ONCE, (
        ident(), text("code", "Short name."), text("name", "Full name."), text("agent", "What causes it."), choice("agent_kind", AGENTS, "Kind of agent."),
        flag("treatable", "There is a medicine or bath against it."), flag("notifiable", "The authority is told, and the site emptied."),
        count("course_days", "Usual length of the course in a container.", "d"))),
    Table("health_sampletype", Written.ONCE, (
        ident(), text("name", "Test."), text("tissue", "What is taken."), text("unit", "Unit of its quantity."),
        number("sensitivity", "", "Chance to find the agent in a fish that has it.", 3), number("specificity", "", "Chance to find none in a fish that has none.", 3),
        count("days_to_result", "Days until the laboratory answers, at the soonest.", "d"))),
    Table("health_diseaseoutbreak", Written.UPSERT, (
        ident(), ref("disease_id", "health_disease", "Disease."), ref("area_id", "infrastructure_area", "Sea area.", nullable=True),
        ref("hall_id", "infrastructure_hall", "Hall.", nullable=True), ref("batch_id", "batch_batch", "Batch."),
        *truth(date("onset_date", "Day the first container was infected.")), date("detection_date", "Day a laboratory confirmed it.", nullable=True),
        *truth(date("end_date", "Last day with a sick container.", nullable=True), count("containers_affected", "Containers infected so far.", "containers"),
        count("fish_dead", "Fish that died of it so far.")))),
    Table("health_journalentry", Written.UPSERT, (
        ident(), ref("area_id", "infrastructure_area", "Sea area.", nullable=True), ref("hall_id", "infrastructure_hall", "Hall.", nullable=True),
        ref("batch_id", "batch_batch", "Batch."), ref("outbreak_id", "health_diseaseoutbreak", "Outbreak it is about.", nullable=True), date("entry_date", "Day."),
        choice("category", JOURNAL_CATEGORIES, "Kind of entry."), choice("severity", SEVERITIES, "How serious."),
        text("description", "What was seen and done."), flag("resolved", "Nothing is left to follow up."))),
    Table("health_batchvaccination", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("vaccination_type_id", "health_vaccinationtype", "Vaccine."),
        date("vaccination_date", "Day."), date("sea_date", "Day the first fish went to sea."), number("degree_days", "degC d", "Degree-days between the two.", 1),
        flag("protective", "They sufficed.")), month_of="sea_date"),
    Table("health_healthsamplingevent", Written.APPEND, (
        ident(), ref("batch_id", "batch_batch", "Batch."), ref("assignment_id", "batch_batchcontainerassignment", "Where."), date("sampling_date", "Day."),
        choice("reason", SAMPLING_REASONS, "Why."), count("fish_sampled", "Fish taken out and dissected."), number("avg_weight_g", "g", "Mean of the sample.", 2),
        number("avg_length_cm", "cm", "Mean fork length.", 2), number("avg_condition_factor", "g/cm3*100", "Mean of Fulton's K.", 3),
        number("avg_gill_score", "", "Mean gill score, 0-5.", 2)), month_of="sampling_date"),
    Table("health_individualfishobservation", Written.APPEND, (
        ident(), ref("sampling_event_id", "health_healthsamplingevent", "Sampling."), date("sampling_date", "Day."), count("fish_number", "Number in the sample, from 1.", ""),
        number("weight_g", "g", "Weight.", 2), number("length_cm", "cm", "Fork length.", 2), number("condition_factor", "g/cm3*100", "Fulton's K.", 3),
        count("gill_score", "Gill score, 0-5.", ""), count("heart_score", "Heart lesions, 0-3.", ""), count("pancreas_score", "Pancreas lesions, 0-3.", ""),
        count("kidney_score", "Swollen or bleeding kidney, 0-3.", ""), count("skin_score", "Ulcers and bleeding of the skin, 0-3.", "")), month_of="sampling_date"),
    Table("health_healthlabsample", Written.APPEND, (
        ident(), ref("sampling_event_id", "health_healthsamplingevent", "Sampling."), ref("sample_type_id", "health_sampletype", "Test."), ref("disease_id", "health_disease", "Looked for."),
        date("sample_date", "Day it was taken."), date("result_date", "Day the laboratory answered."), count("fish_tested", "Fish tested."),
        count("fish_positive", "Fish in which the agent was found."), choice("result", RESULTS, "How the answer was read."),
        number("quantity", "", "Mean of the positive fish, in the unit of the test.", 2, nullable=True)), month_of="sample_date"),
)
