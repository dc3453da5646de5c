"""Diseases: outbreaks where and when they may be, their deaths, samples that show them, medicine and its withdrawal."""

from collections.abc import Iterator

import numpy as np

from aquasim.domain.calendar import WEEK_DAYS, WORKING_DAYS
from aquasim.domain.disease import Agent, Disease, in_season
from aquasim.domain.laboratory import CONFIRMED_BY, LATE_DAYS, TESTS, Result
from aquasim.domain.stages import Stage
from aquasim.engine.tables import DEATH_DETAILS, TREATMENT_TYPES
from aquasim.engine.tables.disease import AGENTS
from aquasim.parameters.disease import DiseaseParameters
from aquasim.sinks.store import Criterion
from aquasim.validation.evidence import Evidence
from aquasim.validation.lice import OPERATIONS
from aquasim.validation.lookup import Array, ById, Integers, Mask, counted, is_working_day

UNKNOWN = np.iinfo(np.int64).min
"""NULL of a date."""
DEGREE_DAY_TOLERANCE = 0.02
CONDITION_TOLERANCE = 0.02
ROUNDING = 1e-3
FALSE_DEVIATIONS = 5.0
"""Room for how many healthy fish are found positive by chance. [-]"""


def outbreaks_possible(e: Evidence) -> Criterion:
    """An outbreak is of a disease that occurs there, begins in its season, and is found after it began."""
    o, known = e.company.outbreaks, _parameters(e)
    where = zip(o["disease_id"], o["area_id"], o["batch_id"], strict=True)
    place = [_possible(e, known[int(disease)], int(area), int(batch)) for disease, area, batch in where]
    season = [
        bool(in_season(_day_of_year(int(day)), known[int(d)].season_from, known[int(d)].season_to))
        for d, day in zip(o["disease_id"], o["onset_date"], strict=True)
    ]
    forced = np.isin(o["disease_id"], [int(item.disease) + 1 for item in e.parameters.disease.forced])
    found, ended = o["detection_date"], o["end_date"]
    disorder = (found != UNKNOWN) & (found <= o["onset_date"])
    disorder |= (ended != UNKNOWN) & (ended < np.where(found == UNKNOWN, o["onset_date"], found))
    wrong = ((~np.array(place, dtype=bool) | ~np.array(season, dtype=bool)) & ~forced) | disorder
    delay = (found - o["onset_date"])[found != UNKNOWN]
    median = f", found after {np.median(delay):.0f} days (median of {delay.size})" if delay.size else ""
    return Criterion(
        "outbreaks possible",
        "each where its disease occurs and beginning in its season; found later than it began",
        f"{counted(wrong, 'outbreaks')} are not{median}",
        not wrong.any(),
    )


def _parameters(e: Evidence) -> dict[int, DiseaseParameters]:
    """Parameters of each row of the diseases."""
    diseases = e.company.diseases
    table = e.parameters.disease.diseases
    return {int(i): table[Disease[str(code)]] for i, code in zip(diseases["id"], diseases["code"], strict=True)}


def _possible(e: Evidence, disease: DiseaseParameters, area: int, batch: int) -> bool:
    home = ById.of(e.company.batches["id"], e.company.batches["geography_id"])[np.array([batch])][0]
    name = list(e.parameters.geographies)[int(home) - 1]
    return (disease.sea_risk if area > 0 else disease.hall_risk).get(name, 0.0) > 0.0


def _day_of_year(day: int) -> int:
    date = np.datetime64(day, "D")
    return int((date - date.astype("datetime64[Y]").astype("datetime64[D]")).astype(int)) + 1


def outbreak_deaths(e: Evidence) -> Criterion:
    """Dead fish are collected late, so only batches that are over must agree to the fish."""
    o, batches = e.company.outbreaks, e.company.batches
    told = np.zeros_like(e.deaths_by_detail)
    detail = {int(i): DEATH_DETAILS.index(str(code)) for i, code in _codes(e)}
    of = np.array([detail[int(d)] for d in o["disease_id"]], dtype=np.int64)
    np.add.at(told, (o["batch_id"], of), o["fish_dead"])
    columns = sorted(detail.values())
    told, recorded = told[:, columns], e.deaths_by_detail[:, columns]
    over = np.zeros(len(told), dtype=bool)
    over[batches["id"][e.company.is_harvested]] = True
    differs: Mask = np.any(np.where(over[:, None], told != recorded, recorded > told), axis=1)
    wrong = differs[batches["id"]]
    return Criterion(
        "deaths of outbreaks",
        "mortality events of each disease = deaths of its outbreaks in a batch that is over; no more in others",
        f"{counted(wrong, 'batches')} differ; {int(recorded.sum()):,} recorded of {int(told.sum()):,} deaths",
        not wrong.any(),
    )


def _codes(e: Evidence) -> Iterator[tuple[int, str]]:
    return zip(e.company.diseases["id"], e.company.diseases["code"], strict=True)


def medicine_given(e: Evidence) -> Criterion:
    """Antibiotics only where a laboratory found bacteria."""
    t, o = e.company.treatments, e.company.outbreaks
    chosen = _medicated(e)
    chosen = chosen[np.lexsort((t["start_date"][chosen], t["assignment_id"][chosen]))]
    chosen = chosen[~_continues(e, chosen)]
    agent = ById.of(e.company.diseases["id"], e.company.diseases["agent_kind"])[o["disease_id"]]
    bacterial = (agent == AGENTS.index(Agent.BACTERIUM.name)) & (o["detection_date"] != UNKNOWN)
    begin, end = o["detection_date"], np.where(o["end_date"] == UNKNOWN, np.iinfo(np.int64).max, o["end_date"] + 1)
    start, batch = t["start_date"][chosen], t["batch_id"][chosen]
    inside = (begin < start[:, None]) & (start[:, None] <= end) & (batch[:, None] == o["batch_id"]) & bacterial
    wrong = ~inside.any(axis=1)
    return Criterion(
        "antibiotics where bacteria are",
        "each medicated feed starts in an outbreak of a bacterial disease that is known",
        f"{counted(wrong, 'medications')} do not",
        not wrong.any(),
    )


def courses_eaten(e: Evidence) -> Criterion:
    """Days without feed are made up for, so that each course is eaten whole, and nobody handles fish during one."""
    t = e.company.treatments
    rows = _medicated(e)
    rows = rows[np.lexsort((t["start_date"][rows], t["assignment_id"][rows]))]
    cage, first, end = t["assignment_id"][rows], t["start_date"][rows], t["end_date"][rows]
    number = np.cumsum(~_continues(e, rows)) - 1
    courses = int(number.max(initial=-1)) + 1
    last = np.full(courses, UNKNOWN)
    np.maximum.at(last, number, end)
    eaten = np.bincount(number, [_days_fed(e, *span) for span in zip(cage, first, end, strict=True)], courses)
    medicines = {m.name: m.days for m in e.parameters.disease.medicines.values()}
    due = np.zeros(courses)
    due[number] = [medicines[str(product)] for product in t["product"][rows]]
    over = last < int(e.daily.date.max(initial=0))
    here = np.zeros(courses, dtype=bool)
    row = e.daily.row(cage, end)
    here[number] = (row >= 0) & (e.daily.population.take(np.maximum(row, 0)) > 0)
    short: Mask = over & here & (eaten < due)
    operations = np.flatnonzero(np.isin(t["treatment_type"], OPERATIONS))
    handled = [_any_inside(t["start_date"][operations[t["assignment_id"][operations] == a]], f, z)
               for a, f, z in zip(cage, first, end, strict=True)]  # fmt: skip
    return Criterion(
        "medicated feed eaten",
        "on every day of a course, a lost day being added at its end; no operation during it",
        f"{counted(short, 'courses')} cut short; {counted(np.array(handled, dtype=bool), 'courses')} with an operation",
        not short.any() and not any(handled),
    )


def _continues(e: Evidence, rows: Integers) -> Mask:
    """Medications, in order of cage and date, that go on where the one before in their cage ended."""
    t = e.company.treatments
    cage, first, end = t["assignment_id"][rows], t["start_date"][rows], t["end_date"][rows]
    continues = np.zeros(len(rows), dtype=bool)
    continues[1:] = (cage[1:] == cage[:-1]) & (first[1:] == end[:-1] + 1)
    return continues


def _days_fed(e: Evidence, assignment: int, first: int, end: int) -> int:
    days = np.arange(first, end + 1)
    row = e.daily.row(np.full(len(days), assignment), days)
    return int((e.daily.feed_g[row[row >= 0]] > 0).sum())


def _any_inside(dates: Array, first: int, end: int) -> bool:
    return bool(((dates >= first) & (dates <= end)).any())


def _medicated(e: Evidence) -> Integers:
    products = [medicine.name for medicine in e.parameters.disease.medicines.values()]
    t = e.company.treatments
    kind = t["treatment_type"] == TREATMENT_TYPES.index("MEDICATED_FEED")
    return np.flatnonzero(kind & np.isin(t["product"].astype(str), products))


def withdrawal_kept(e: Evidence) -> Criterion:
    """Nothing is harvested before the water since the last medicated meal adds up to the withdrawal time."""
    t, harvests, d = e.company.treatments, e.company.harvests, e.daily
    medicines = {m.name: m.withdrawal_dd for m in e.parameters.disease.medicines.values()}
    early, least = 0, np.inf
    for row in _medicated(e):
        assignment, end = t["assignment_id"][row], t["end_date"][row]
        days = harvests["harvest_date"][(harvests["assignment_id"] == assignment) & (harvests["harvest_date"] > end)]
        during = harvests["harvest_date"][harvests["assignment_id"] == assignment]
        early += int(((during >= t["start_date"][row]) & (during <= end)).any())
        if not days.size:
            continue
        between = np.arange(end + 1, days.min())
        rows = d.row(np.full(len(between), assignment), between)
        warmth = float(np.maximum(d.temperature_c[rows[rows >= 0]], 0.0).sum())
        share = warmth / max(medicines[str(t["product"][row])], 1e-9)
        early += share < 1.0 - ROUNDING
        least = min(least, share)
    shortest = f"; the least share of it that passed was {least:.2f}" if np.isfinite(least) else ""
    return Criterion(
        "withdrawal kept",
        "no harvest until the degree-days of withdrawal after the last medicated meal are over",
        f"{early:,} of {len(_medicated(e)):,} medications harvested too early{shortest}",
        not early,
    )


def _notified(e: Evidence) -> Mask:
    """Outbreaks of notifiable diseases that were found."""
    o, known = e.company.outbreaks, _parameters(e)
    notifiable: Mask = np.array([known[int(i)].notifiable for i in o["disease_id"]], dtype=bool)
    notifiable &= o["detection_date"] != UNKNOWN
    return notifiable


def ordered_empty(e: Evidence) -> Integers:
    """Batches that the authority ordered out of the sea before their time."""
    batches: Integers = e.company.outbreaks["batch_id"][_notified(e)]
    return batches


def found_ill(e: Evidence) -> Integers:
    """Batches with a disease that was found; large fish with a viral one are harvested before their time."""
    o = e.company.outbreaks
    batches: Integers = o["batch_id"][o["detection_date"] != UNKNOWN]
    return batches


def sites_emptied(e: Evidence) -> Criterion:
    """A site with a notifiable disease holds no fish once its time is up."""
    o, d = e.company.outbreaks, e.daily
    within = e.parameters.disease.response.empty_within_days
    last = int(d.date.max(initial=0))
    ordered = _notified(e)
    due = np.flatnonzero(ordered & (o["detection_date"] + within <= last))
    at_sea = e.company.stage_of[d.assignment] == Stage.GROW_OUT
    late = 0
    for row in due:
        mine = at_sea & (e.company.batch_of[d.assignment] == o["batch_id"][row])
        late += int((d.population[mine & (d.date >= o["detection_date"][row] + within)] > 0).any())
    return Criterion(
        "notifiable sites emptied",
        f"no fish of the batch at sea {within} days after a notifiable disease was found",
        f"{late} of {len(due)} sites were not; {int(ordered.sum())} found",
        not late,
    )


def protection_earned(e: Evidence) -> Criterion:
    """The degree-days of each vaccine are those of the water, and decide whether it protects."""
    v, d = e.company.vaccinations, e.daily
    needed = e.parameters.disease.vaccine_dd
    degree_days, protective = v.measured("degree_days"), v["protective"] == 1
    on_land = e.company.stage_of[d.assignment] != Stage.GROW_OUT
    batch = e.company.batch_of[d.assignment]
    felt = np.array([d.warmth(on_land & (batch == b), int(first), int(sea)) for b, first, sea in _periods(e)])
    wrong = (protective != (degree_days >= needed)) | (np.abs(degree_days - felt) > DEGREE_DAY_TOLERANCE * felt + 1.0)
    at_sea = np.unique(e.company.batch_of[d.assignment[~on_land]])
    missing = len(np.setdiff1d(at_sea, v["batch_id"])) if e.parameters.modules.disease else 0
    least = f", least {degree_days.min():,.0f}" if len(v) else ""
    return Criterion(
        "vaccines had their degree-days",
        f"each batch at sea; degree-days as its tanks were warm; protection from {needed:g} on",
        f"{counted(wrong, 'vaccinations')} differ{least}; {missing} batches at sea without",
        not wrong.any() and not missing,
    )


def _periods(e: Evidence) -> Iterator[tuple[int, int, int]]:
    v = e.company.vaccinations
    return zip(v["batch_id"], v["vaccination_date"], v["sea_date"], strict=True)


def samples_tell(e: Evidence) -> Criterion:
    """A sample is the sum of its fish, fish are bodies; without an outbreak tests err as often as their kind does."""
    s, fish, lab = e.company.samplings, e.company.sampled_fish, e.company.lab_samples
    row = ById.of(s["id"], np.arange(len(s)))[fish["sampling_event_id"]]
    n = np.bincount(row[row >= 0], minlength=len(s))
    mean_g = np.bincount(row[row >= 0], fish.measured("weight_g")[row >= 0], len(s)) / np.maximum(n, 1)
    gills = np.bincount(row[row >= 0], fish["gill_score"][row >= 0], len(s)) / np.maximum(n, 1)
    off = (n != s["fish_sampled"]) | (np.abs(mean_g - s.measured("avg_weight_g")) > 0.02 + 1e-3 * mean_g)
    off |= np.abs(gills - s.measured("avg_gill_score")) > 0.02
    k = 100.0 * fish.measured("weight_g") / fish.measured("length_cm") ** 3
    error = CONDITION_TOLERANCE + 0.05 / fish.measured("weight_g")  # lengths to a tenth of a millimetre
    odd = np.abs(k / fish.measured("condition_factor") - 1.0) > error
    lost = ~_answered_in_time(e)
    lost |= (lab["result"] == Result.NEGATIVE) != (lab["fish_positive"] == 0)
    false, expected = _false_positives(e)
    return Criterion(
        "health samples tell",
        "samplings are the means of their fish, K = 100 W / L^3, healthy fish are found positive as seldom as "
        "the tests' specificity says, all answers in time on a working day",
        f"{counted(off, 'samplings')} differ, {counted(odd, 'fish')} odd, "
        f"{counted(lost, 'laboratory samples')} late or contradictory, {false:,} fish positive without an outbreak "
        f"(expected {expected:,.0f})",
        not off.any()
        and not odd.any()
        and not lost.any()
        and abs(false - expected) <= FALSE_DEVIATIONS * np.sqrt(max(expected, 1.0)),
    )


def _answered_in_time(e: Evidence) -> Mask:
    """Laboratory samples answered on a working day, when their test is done and not much later."""
    lab = e.company.lab_samples
    days = np.array([TESTS[CONFIRMED_BY[disease]].days for disease in Disease])[lab["disease_id"] - 1]
    taken = lab["result_date"] - lab["sample_date"]
    in_time: Mask = (taken >= days) & (taken < days + LATE_DAYS + WEEK_DAYS - WORKING_DAYS)
    return in_time & is_working_day(lab["result_date"])


def _false_positives(e: Evidence) -> tuple[int, float]:
    """Fish found positive in samples without an outbreak, and how many are to be expected there."""
    lab, free = e.company.lab_samples, ~_explained(e)
    missed = np.array([1.0 - TESTS[CONFIRMED_BY[disease]].specificity for disease in Disease])[lab["disease_id"] - 1]
    return int(lab["fish_positive"][free].sum()), float((lab["fish_tested"] * missed)[free].sum())


def _explained(e: Evidence) -> Mask:
    """Laboratory samples taken while an outbreak of their disease ran in their batch."""
    lab, o, s = e.company.lab_samples, e.company.outbreaks, e.company.samplings
    batch = ById.of(s["id"], s["batch_id"])[lab["sampling_event_id"]]
    explained = np.zeros(len(lab), dtype=bool)
    end: Array = np.where(o["end_date"] == UNKNOWN, np.iinfo(np.int64).max, o["end_date"])
    for i in range(len(o)):
        mine = (batch == o["batch_id"][i]) & (lab["disease_id"] == o["disease_id"][i])
        explained |= mine & (lab["sample_date"] >= o["onset_date"][i]) & (lab["sample_date"] <= end[i])
    return explained
