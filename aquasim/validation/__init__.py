"""Checks of the rows a session wrote: what was promised, and what may never happen; read from the database."""

from aquasim.memory import give_back, keep_arrays_apart
from aquasim.sinks.store import Criterion, Store
from aquasim.validation import (
    cycle,
    disease,
    events,
    feed,
    feed_stock,
    fish,
    harvest,
    lice,
    outcome,
    places,
    sensors,
    session,
    water,
)
from aquasim.validation.evidence import gather
from aquasim.validation.resume import resume_proven
from aquasim.validation.session import rows_as_written

CHECKS = (
    session.days_complete,
    session.capacity_settled,
    session.readings_promised,
    session.memory_bounded,
    cycle.stages_in_order,
    cycle.durations_in_windows,
    cycle.vaccinated,
    fish.conserved,
    fish.laid_down,
    fish.transferred,
    fish.deaths_recorded,
    fish.harvests_recorded,
    fish.standing,
    fish.biomass_adds_up,
    places.one_batch_a_day,
    places.one_active_assignment,
    places.density_capped,
    places.counts_capped,
    places.areas_fallow,
    places.containers_cleaned,
    feed.rates_expected,
    feed.growth_paid,
    feed.meals_add_up,
    feed.pellet_fits,
    feed.nobody_fed_in_vain,
    feed_stock.meals_drawn,
    feed_stock.lots_add_up,
    feed_stock.within_capacity,
    feed_stock.arrived_and_oldest_first,
    feed_stock.shortages_rare,
    feed_stock.summaries_add_up,
    water.fresh_water_has_no_salt,
    water.oxygen_follows_saturation,
    water.readings_average_to_daily_means,
    sensors.read_where_fish_are,
    sensors.faults_as_labelled,
    lice.lice_counted,
    lice.smolts_free_of_lice,
    lice.breaches_acted_on,
    lice.treatments_by_the_rules,
    lice.lice_mastered,
    disease.outbreaks_possible,
    disease.outbreak_deaths,
    disease.medicine_given,
    disease.courses_eaten,
    disease.withdrawal_kept,
    disease.sites_emptied,
    disease.protection_earned,
    disease.samples_tell,
    harvest.fasted,
    harvest.within_capacity,
    harvest.sold_at_the_price,
    harvest.yields_usual,
    harvest.even_over_years,
    events.events_in_season,
    outcome.survival_on_course,
    outcome.harvest_weight_on_course,
)
"""In the order in which they are told."""


def validate(store: Store, session: int, *, prove_resume: bool = True) -> list[Criterion]:
    """Judge what is stored.

    Sums over a session are those of the session asked for; what may never happen is checked on every stored row. Of the
    readings only those of the session are read; those of others are for others to judge.

    Parameters
    ----------
    store : Store
        The database.
    session : int
        The session, from 1.
    prove_resume : bool
        Also kill and resume a small company in a temporary folder.

    Raises
    ------
    CheckpointError
        Where the database does not hold the session.
    SinkError
        Where the database cannot be read, or a program of the proof of resume fails. One that is too slow fails the
        criterion.
    """
    keep_arrays_apart()
    give_back()  # what a generation before this left
    criteria = _judged(store, session)
    give_back()
    return [*criteria, resume_proven(store)] if prove_resume else criteria


def _judged(store: Store, session: int) -> list[Criterion]:
    evidence = gather(store, session)
    criteria = []
    for check in CHECKS:
        criteria.append(check(evidence))
        give_back()  # what a check reckoned with, before the next reckons
    return [*criteria, evidence.references.criterion(), rows_as_written(evidence, store)]
