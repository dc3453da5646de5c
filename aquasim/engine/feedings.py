"""Feeding events: the day's ration of each container split over its meals, with the pellet for the fish's weight."""

import numpy as np

from aquasim.domain.feeding import PELLETS, pellet_index
from aquasim.domain.stages import Stage
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from aquasim.engine.streams import Floats, Integers
from aquasim.engine.tables import FEEDING_METHODS
from aquasim.engine.today import Day
from aquasim.engine.world import World

FEED_PRICE_EUR_KG = np.linspace(3.6, 1.4, len(PELLETS))
"""List price by pellet, starter to grow-out; prices drift once purchases are simulated."""
MEALS_MAX = 4


def record_feeding(today: Day) -> None:
    """One row a meal; the grams of the meals add up to the ration."""
    world, state, here, day, rows = today.world, today.state, today.here, today.number, today.rows
    feed_g, biomass_kg, weight_g = today.feed_g, today.biomass_kg, today.weight_g
    for stage in Stage:
        hours = world.parameters.stages[stage].meal_hours
        fed = np.flatnonzero((world.stage[here] == stage) & (feed_g > 0))
        for meal, hour in enumerate(hours):
            _record_meal(
                world,
                state,
                here[fed],
                day,
                meal,
                hour,
                _part(feed_g[fed], meal, len(hours)),
                biomass_kg[fed],
                weight_g[fed],
                rows,
            )


def _part(total: Integers, part: int, parts: int) -> Integers:
    return total * (part + 1) // parts - total * part // parts


def _record_meal(
    world: World,
    state: State,
    where: Integers,
    day: int,
    meal: int,
    hour: int,
    grams: Integers,
    biomass_kg: Floats,
    weight_g: Floats,
    rows: Rows,
) -> None:
    registry = world.registry
    place = registry.place[where]
    feeders = registry.first_feeder[place + 1] - registry.first_feeder[place]
    feed = pellet_index(weight_g)
    cost_cents = np.rint(grams * FEED_PRICE_EUR_KG[feed] / 10.0).astype(np.int64)
    np.add.at(state.feed_g, state.batch[where], grams)
    np.add.at(state.feed_cost_cents, state.batch[where], cost_cents)
    rows.add(
        "inventory_feedingevent",
        id=(day * registry.containers + where) * MEALS_MAX + meal + 1,
        batch_id=state.batch[where] + 1,
        assignment_id=world.assignment(state.batch[where], where),
        container_id=where + 1,
        feed_id=feed + 1,
        feed_container_id=registry.first_feeder[place] + registry.local[where] % feeders + 1,
        feeding_time=world.first_date.astype("datetime64[s]") + np.int64(day * 86400 + hour * 3600),
        amount_kg=grams / 1000.0,
        batch_biomass_kg=biomass_kg,
        feeding_percentage=grams / 10.0 / np.maximum(biomass_kg, 1e-9),
        feed_cost=cost_cents / 100.0,
        method=np.where(world.at_sea[where], FEEDING_METHODS.index("BARGE_BLOWER"), FEEDING_METHODS.index("AUTOMATIC")),
    )
