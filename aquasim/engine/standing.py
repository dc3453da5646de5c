"""Rows that change while what they describe is alive: batches, assignments and workflows at the end of a window."""

import numpy as np

from aquasim.engine.harvest_records import result_rows
from aquasim.engine.moves import WORKFLOWS_PER_BATCH, spacing
from aquasim.engine.production import expected_life_days
from aquasim.engine.rows import Rows
from aquasim.engine.state import TRANSITIONS, State
from aquasim.engine.streams import Integers
from aquasim.engine.tables import BATCH_STATUS, EGG_SOURCES, WORKFLOW_STATUS, WORKFLOW_TYPES
from aquasim.engine.world import ROUTES, World

NEVER = np.datetime64("NaT", "D")
OWN_BROODSTOCK = "Own broodstock"


def assignment_rows(world: World, state: State, containers: Integers, day: int, rows: Rows) -> None:
    """Assignments of occupied or just emptied containers at the end of a day."""
    if not containers.size:
        return
    weight_g = state.root_weight[containers] ** 3
    full = state.population[containers] > 0
    rows.add(
        "batch_batchcontainerassignment",
        id=world.assignment(state.batch[containers], containers),
        batch_id=state.batch[containers] + 1,
        container_id=containers + 1,
        lifecycle_stage_id=world.stage[containers] + 1,
        population_count=state.population[containers],
        avg_weight_g=weight_g,
        biomass_kg=state.population[containers] * weight_g / 1000.0,
        assignment_date=world.date(state.assigned_day[containers]),
        departure_date=np.where(full, NEVER, world.date(day)),
        is_active=full,
    )


def batch_rows(world: World, state: State, rows: Rows) -> None:
    """All batches laid down so far."""
    begun = np.flatnonzero(state.stage >= 0)
    if not begun.size:
        return
    batches = [world.plan.batches[b] for b in begun]
    suppliers = world.parameters.production.egg_suppliers
    life = np.array([expected_life_days(world.parameters, g) for g in range(len(world.parameters.geographies))])
    start, home = (np.array([getattr(batch, name) for batch in batches]) for name in ("start", "geography"))
    ended = state.end_day[begun] >= 0
    rows.add(
        "batch_batch",
        id=begun + 1,
        batch_number=[batch.number for batch in batches],
        species_id=1,
        geography_id=home + 1,
        lifecycle_stage_id=state.stage[begun] + 1,
        status=np.select(
            [ended & (state.harvest_day[begun] >= 0), ended],
            [BATCH_STATUS.index("COMPLETED"), BATCH_STATUS.index("TERMINATED")],
            BATCH_STATUS.index("ACTIVE"),
        ),
        batch_type=np.zeros(len(begun), dtype=np.int64),
        start_date=world.date(start),
        expected_end_date=world.date(start + life[home]),
        actual_end_date=np.where(ended, world.date(state.end_day[begun]), NEVER),
        egg_source=np.array([EGG_SOURCES.index("INTERNAL" if batch.supplier < 0 else "EXTERNAL") for batch in batches]),
        supplier=[suppliers[batch.supplier] if batch.supplier >= 0 else OWN_BROODSTOCK for batch in batches],
        egg_count=np.array([batch.eggs for batch in batches]),
    )


def workflow_rows(world: World, state: State, day: int, rows: Rows) -> None:
    """All workflows ordered so far."""
    b, t = np.nonzero(state.transition_day >= 0)
    if not b.size:
        return
    source = np.array([route.source.stage for route in ROUTES])[t]
    dest = np.array([route.dest.stage for route in ROUTES])[t]
    first = state.transition_day[b, t]
    length = (world.waves[b, t] - 1) * np.array([spacing(world, transition) for transition in range(TRANSITIONS)])[t]
    begun = state.transition_begin[b, t] >= 0
    done = begun & (first + state.waited_days[b, t] + length <= day)
    status = np.select(
        [done, state.end_day[b] >= 0, begun],
        [WORKFLOW_STATUS.index(status) for status in ("COMPLETED", "CANCELLED", "IN_PROGRESS")],
        WORKFLOW_STATUS.index("PLANNED"),
    )
    rows.add(
        "batch_batchtransferworkflow",
        id=b * WORKFLOWS_PER_BATCH + t + 1,
        workflow_number=[f"TRF-{world.plan.batches[i].number}-{j + 1}" for i, j in zip(b, t, strict=True)],
        batch_id=b + 1,
        workflow_type=np.where(
            source != dest,
            WORKFLOW_TYPES.index("LIFECYCLE_TRANSITION"),
            WORKFLOW_TYPES.index("CONTAINER_REDISTRIBUTION"),
        ),
        source_lifecycle_stage_id=source + 1,
        dest_lifecycle_stage_id=dest + 1,
        status=status,
        planned_start_date=world.date(first),
        actual_start_date=np.where(begun, world.date(state.transition_begin[b, t]), NEVER),
        actual_completion_date=np.where(done, world.date(state.transition_end[b, t]), NEVER),
        total_transferred_count=state.moved_fish[b, t],
        total_mortality_count=state.moved_dead[b, t],
        total_biomass_kg=state.moved_biomass_kg[b, t],
    )


def standing_rows(world: World, state: State, rows: Rows) -> None:
    """Everything that changes, as it stands after the last simulated day."""
    day = int(state.next_day[0]) - 1
    batch_rows(world, state, rows)
    assignment_rows(world, state, np.flatnonzero(state.batch >= 0), day, rows)
    workflow_rows(world, state, day, rows)
    result_rows(world, state, rows)
    for module in world.modules:
        module.standing(state, rows)
