"""Feeding events: the day's ration of each container split over its meals, with the pellet for the fish's weight."""

from dataclasses import dataclass

import numpy as np

from aquasim.domain.feeding import PELLETS, pellet_index
from aquasim.domain.stages import Stage
from aquasim.engine.registry import Registry
from aquasim.engine.streams import Floats, Integers, Stream, uniform
from aquasim.engine.tables import FEEDING_METHODS
from aquasim.engine.today import Day
from aquasim.parameters import Parameters

MEALS_MAX = 4
MEAL_SPREAD = 0.3
"""Fish eat now more, now less: a meal ends so far about its turn, in meals, and the next begins there."""


@dataclass
class Meals:
    """The meals of a day, in order of store and hour. A store is one feed in one silo or barge."""

    id: Integers
    fed: Integers  # position in `day.here` of who eats
    grams: Integers
    hour: Integers
    store: Integers
    cost_cents: Integers


def feeder_of(registry: Registry, containers: Integers) -> Integers:
    """Silo or barge that feeds each container: those of its place, in turn."""
    place = registry.place[containers]
    first = registry.first_feeder[place]
    feeders: Integers = first + registry.local[containers] % (registry.first_feeder[place + 1] - first)
    return feeders


def store_of(registry: Registry, containers: Integers, weight_g: Floats) -> Integers:
    """Store that each container eats from: its feeder's, of the pellet for its fish."""
    stores: Integers = feeder_of(registry, containers) * len(PELLETS) + pellet_index(weight_g)
    return stores


def list_price_cents(parameters: Parameters) -> Integers:
    """List price by pellet. [cent/kg]"""
    cents: Integers = np.rint(np.array(parameters.feed_supply.list_price_eur) * 100).astype(np.int64)
    return cents


def record_feeding(day: Day) -> None:
    """One row a meal; the grams of the meals add up to the ration. Without a supply chain feed costs its list price."""
    meals = meals_of(day)
    if not len(meals.id):
        return
    for module in day.world.modules:
        module.meals(day, meals)
    batch = day.state.batch[day.here[meals.fed]]
    np.add.at(day.state.feed_g, batch, meals.grams)
    np.add.at(day.state.feed_cost_cents, batch, meals.cost_cents)
    _rows(day, meals)


def meals_of(day: Day) -> Meals:
    """Rations split over the hours at which each stage is fed, at list price."""
    world, fed = day.world, np.flatnonzero(day.feed_g > 0)
    hours, parts = _hours(world.parameters)
    stage = world.stage[day.here[fed]]
    times = parts[stage]
    meal = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    eater = np.repeat(fed, times)
    grams = _meal_sizes(day, fed, times)[np.repeat(np.arange(len(fed)), times), meal]
    hour = hours[np.repeat(stage, times), meal]
    store = store_of(world.registry, day.here[eater], day.weight_g[eater])
    order = np.argsort((store * 24 + hour) * len(day.here) + eater)
    order = order[grams[order] > 0]
    cents = np.rint(grams * list_price_cents(world.parameters)[store % len(PELLETS)] / 1000.0).astype(np.int64)
    number = (day.number * world.registry.containers + day.here[eater]) * MEALS_MAX + meal + 1
    return Meals(number[order], eater[order], grams[order], hour[order], store[order], cents[order])


def _meal_sizes(day: Day, fed: Integers, times: Integers) -> Integers:
    """Grams of each meal of those who are fed, adding up to their ration. shape (n, MEALS_MAX)"""
    ends = np.tile(np.arange(MEALS_MAX + 1.0), (len(fed), 1))
    for meal in range(1, MEALS_MAX):
        ends[:, meal] += MEAL_SPREAD * (uniform(day.words(Stream.MEAL_SIZE, day.here[fed], meal)) - 0.5)
    share = np.where(np.arange(MEALS_MAX + 1) < times[:, None], ends / times[:, None], 1.0)
    until: Integers = (day.feed_g[fed, None] * share).astype(np.int64)
    return until[:, 1:] - until[:, :-1]


def _hours(parameters: Parameters) -> tuple[Integers, Integers]:
    """Hours of the meals by stage and meal, and meals a day by stage."""
    hours = [parameters.stages[stage].meal_hours for stage in Stage]
    table = np.array([[*of_stage, *[0] * (MEALS_MAX - len(of_stage))] for of_stage in hours])
    return table, np.array([len(of_stage) for of_stage in hours])


def meal_times(day: Day, hour: Integers) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    """Instants of hours of the day, UTC."""
    first = day.world.first_date.astype("datetime64[s]")
    times: np.ndarray[tuple[int], np.dtype[np.datetime64]] = first + (day.number * 86400 + hour * 3600)
    return times


def _rows(day: Day, meals: Meals) -> None:
    where, feed = day.here[meals.fed], meals.store % len(PELLETS)
    batch, biomass_kg = day.state.batch[where], day.biomass_kg[meals.fed]
    at_sea = day.world.at_sea[where]
    day.rows.add(
        "inventory_feedingevent",
        id=meals.id,
        batch_id=batch + 1,
        assignment_id=day.world.assignment(batch, where),
        container_id=where + 1,
        feed_id=feed + 1,
        feed_container_id=meals.store // len(PELLETS) + 1,
        feeding_time=meal_times(day, meals.hour),
        amount_kg=meals.grams / 1000.0,
        batch_biomass_kg=biomass_kg,
        feeding_percentage=meals.grams / 10.0 / np.maximum(biomass_kg, 1e-9),
        feed_cost=meals.cost_cents / 100.0,
        method=np.where(at_sea, FEEDING_METHODS.index("BARGE_BLOWER"), FEEDING_METHODS.index("AUTOMATIC")),
    )
