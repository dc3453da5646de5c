"""What a harvest leaves in the books: events, lots by grade and size with their price, results by batch."""

import numpy as np

from aquasim.domain import market
from aquasim.domain.mortality import split_by_share
from aquasim.engine.market import prices_eur_kg
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from aquasim.engine.streams import Floats, Integers, Stream, normal, uniform
from aquasim.engine.tables import GRADES, HARVEST_DESTINATIONS
from aquasim.engine.today import Day
from aquasim.engine.world import World

LOTS_PER_EVENT = 32
SIZES = len(market.SIZE_CLASSES)


def record_harvest(day: Day, cages: Integers, boats: list[str]) -> None:
    """Events and lots of the cages harvested today; adds to the results of their batches."""
    world, state = day.world, day.state
    batch, fish = state.batch[cages], day.taken[cages]
    weight_g = state.root_weight[cages] ** 3
    live_g = np.rint(fish * weight_g).astype(np.int64)
    event = day.number * world.registry.containers + cages + 1
    day.rows.add(
        "harvest_harvestevent",
        id=event,
        batch_id=batch + 1,
        assignment_id=world.assignment(batch, cages),
        harvest_date=world.date(day.number),
        count=fish,
        live_weight_kg=live_g / 1000.0,
        dest=HARVEST_DESTINATIONS.index("PROCESSING_PLANT"),
        plant=[f"{world.registry.geographies[g].code}-P1" for g in world.geography[cages]],
        wellboat=boats,
        days_fasted=state.unfed_days[cages],
    )
    revenue_cents = _record_lots(day, event, cages, fish, weight_g, live_g)
    state.harvest_day[batch[state.harvested_fish[batch] == 0]] = day.number
    np.add.at(state.harvested_fish, batch, fish)
    np.add.at(state.harvested_g, batch, live_g)
    np.add.at(state.revenue_cents, batch, revenue_cents)


def _record_lots(
    day: Day, event: Integers, cages: Integers, fish: Integers, weight_g: Floats, live_g: Integers
) -> Integers:
    """Lots of each event by grade and size class, where there are fish. Returns revenue by event. [cents]"""
    p, rows = day.world.parameters, day.rows
    gutted_yield, fillet_yield = _yields(day, cages)
    count, kilograms = _graded(day, cages, fish, weight_g, gutted_yield)
    whole_g = _grams(count * kilograms[:, None, :], live_g)
    e, grade, size = np.nonzero(count)
    gutted_g = np.rint(whole_g[e, grade, size] * gutted_yield[e]).astype(np.int64)
    factor = np.array(p.market.grade_factors)[grade]
    price_cents = np.rint(prices_eur_kg(day.world, day.number)[size] * factor * 100.0).astype(np.int64)
    revenue_cents = np.rint(gutted_g * price_cents / 1000.0).astype(np.int64)
    rows.add(
        "harvest_harvestlot",
        id=event[e] * LOTS_PER_EVENT + grade * SIZES + size,
        event_id=event[e],
        harvest_date=day.world.date(day.number),
        grade=grade,
        size_class=size,
        count=count[e, grade, size],
        live_weight_kg=whole_g[e, grade, size] / 1000.0,
        gutted_weight_kg=gutted_g / 1000.0,
        fillet_weight_kg=np.rint(whole_g[e, grade, size] * fillet_yield[e]) / 1000.0,
        price_per_kg=price_cents / 100.0,
        revenue=revenue_cents / 100.0,
    )
    return np.bincount(e, revenue_cents, len(event)).astype(np.int64)


def _yields(day: Day, cages: Integers) -> tuple[Floats, Floats]:
    """Gutted and fillet weight over live weight of each event; no fillet weighs more than the gutted fish. [-]"""
    p = day.world.parameters.harvest
    gutted, fillet = (
        market.scattered(mean, market.YIELD_SIGMA, normal(day.words(Stream.HARVEST_YIELD, cages, draw)))
        for draw, mean in enumerate((p.gutted_yield, p.fillet_yield))
    )
    gutted = np.minimum(gutted, 1.0)
    return gutted, np.minimum(fillet, gutted)


def _graded(
    day: Day, cages: Integers, fish: Integers, weight_g: Floats, gutted_yield: Floats
) -> tuple[Integers, Floats]:
    """Fish by event, grade and size class, and the mean live weight of each size class by event. [kg]"""
    p = day.world.parameters
    maturing = market.maturing_share(weight_g, day.world.day_of_year(day.number))
    z = np.stack([normal(day.words(Stream.GRADE, cages, grade)) for grade in range(1, len(GRADES))], axis=1)
    sound = market.sound_grades(p.harvest.grade_shares, z)
    shares = market.grade_shares(sound, maturing, day.flawed[np.searchsorted(day.here, cages)])
    draw = uniform(day.words(Stream.GRADE, cages))
    by_grade = split_by_share(fish, np.cumsum(shares, axis=1), draw)
    gutted_kg = weight_g / 1000.0 * gutted_yield
    sizes, mean_kg = market.size_classes(gutted_kg, day.world.weight_cv(day.state.batch[cages], cages))
    draws = uniform(day.words(Stream.SIZE_CLASS, cages))
    count = np.stack(
        [
            split_by_share(by_grade[:, g], np.cumsum(sizes, axis=1), (draws + g / len(GRADES)) % 1.0)
            for g in range(len(GRADES))
        ],
        axis=1,
    )
    return count, mean_kg / gutted_yield[:, None]


def _grams(weight: Floats, total_g: Integers) -> Integers:
    """Whole grams in proportion to weights, adding up to a total for each event. shape (events, grades, sizes)"""
    flat = weight.reshape(len(weight), -1)
    running = np.cumsum(flat, axis=1)
    share = running / np.maximum(running[:, -1:], 1e-9)
    edges = np.rint(share * total_g[:, None]).astype(np.int64)
    return np.diff(edges, axis=1, prepend=0).reshape(weight.shape)


def result_rows(world: World, state: State, rows: Rows) -> None:
    """What came of every batch whose harvest has begun."""
    begun = np.flatnonzero(state.harvested_fish > 0)
    if not begun.size:
        return
    rows.add(
        "harvest_batchresult",
        id=begun + 1,
        batch_id=begun + 1,
        first_harvest_date=world.date(state.harvest_day[begun]),
        count=state.harvested_fish[begun],
        live_weight_kg=state.harvested_g[begun] / 1000.0,
        feed_kg=state.feed_g[begun] / 1000.0,
        feed_cost=state.feed_cost_cents[begun] / 100.0,
        revenue=state.revenue_cents[begun] / 100.0,
    )
