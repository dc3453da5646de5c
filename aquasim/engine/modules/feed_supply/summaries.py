"""Feed, growth and feed conversion of each container and batch, month by month."""

import datetime as dt

import numpy as np

from aquasim.engine.feedings import Meals
from aquasim.engine.modules.base import Arrays
from aquasim.engine.streams import Floats, Integers
from aquasim.engine.today import Day
from aquasim.engine.world import World

SUMS = ("feed_g", "cost_cents", "growth_g", "net_growth_g")


def nothing_summed_up(world: World) -> Arrays:
    """Sums of the month by container and by batch."""
    sizes = {"container": world.registry.containers, "batch": len(world.plan.batches)}
    return {
        f"{owner}_{name}": np.zeros(n, dtype=np.float64 if "growth" in name else np.int64)
        for owner, n in sizes.items()
        for name in SUMS
    }


def sum_up(day: Day, own: Arrays, meals: Meals) -> None:
    """Add the meals of the day."""
    where = day.here[meals.fed]
    containers = len(own["container_feed_g"])
    own["container_feed_g"] += np.bincount(where, meals.grams, containers).astype(np.int64)
    own["container_cost_cents"] += np.bincount(where, meals.cost_cents, containers).astype(np.int64)


def close_months(day: Day, own: Arrays) -> None:
    """Add the growth of the day; close what is over: containers emptied today, and everything on a month's last day."""
    _add_growth(day, own)
    today = day.world.plan.date(day.number)
    month_over = (today + dt.timedelta(days=1)).day == 1
    over = day.here if month_over else day.here[day.state.population[day.here] == 0]
    _close(day, own, "container", over, day.state.batch[over], today)
    if month_over:
        batches = np.arange(len(own["batch_feed_g"]))
        _close(day, own, "batch", batches, batches, today)


def _add_growth(day: Day, own: Arrays) -> None:
    here, state = day.here, day.state
    later_g = state.root_weight[here] ** 3
    growth_g = day.fish * (later_g - day.weight_g)
    net_g = growth_g - (day.dead + day.culled) * later_g - day.flow.died_g[here]
    own["container_growth_g"][here] += growth_g
    own["container_net_growth_g"][here] += net_g


def _close(day: Day, own: Arrays, owner: str, which: Integers, batch: Integers, today: dt.date) -> None:
    """Rows of those that ate, grew or lost weight; for all of them the next month begins with nothing."""
    sums = {name: own[f"{owner}_{name}"][which] for name in SUMS}
    for name in SUMS:
        own[f"{owner}_{name}"][which] = 0
        if owner == "container":
            np.add.at(own[f"batch_{name}"], batch, sums[name])
    told = (sums["feed_g"] > 0) | (np.rint(sums["net_growth_g"]) != 0)
    if told.any():
        _rows(day, owner, which[told], batch[told], {name: values[told] for name, values in sums.items()}, today)


def _rows(day: Day, owner: str, which: Integers, batch: Integers, sums: Arrays, today: dt.date) -> None:
    by_batch = owner == "batch"
    owners = len(day.world.plan.batches) if by_batch else day.world.registry.containers
    day.rows.add(
        "inventory_batchfeedingsummary",
        id=(day.number * owners + which) * 2 + (2 if by_batch else 1),
        batch_id=batch + 1,
        container_id=np.full(len(which), -1) if by_batch else which + 1,
        period_start=np.datetime64(today.replace(day=1), "D"),
        period_end=day.world.date(day.number),
        feed_kg=sums["feed_g"] / 1000.0,
        feed_cost=sums["cost_cents"] / 100.0,
        growth_kg=sums["growth_g"] / 1000.0,
        net_growth_kg=sums["net_growth_g"] / 1000.0,
        bfcr=_ratio(sums["feed_g"], sums["growth_g"]),
        efcr=_ratio(sums["feed_g"], sums["net_growth_g"]),
    )


def _ratio(feed_g: Integers, growth_g: Floats) -> Floats:
    return np.where(growth_g > 0, feed_g / np.where(growth_g > 0, growth_g, 1.0), np.nan)
