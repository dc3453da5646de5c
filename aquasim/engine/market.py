"""The salmon price of every week: one series for the company's market, known week by week."""

from functools import cache

import numpy as np

from aquasim.domain.calendar import WEEK_DAYS
from aquasim.domain.market import (
    SIZE_CLASSES,
    SIZE_PRICE_REVERSION,
    SIZE_PRICE_VOLATILITY,
    log_price_deviations,
    log_size_ratios,
    season_index,
)
from aquasim.engine.rows import Rows
from aquasim.engine.streams import Floats, Stream, normal, words
from aquasim.engine.world import World
from aquasim.parameters.market import Market


def record_prices(world: World, day: int, rows: Rows) -> None:
    """Quote the prices of a week on its Monday; on the first day, those of the week under way."""
    weekday = world.weekday(day)
    if weekday and day:
        return
    sizes = len(SIZE_CLASSES)
    rows.add(
        "harvest_marketprice",
        id=_week(world, day) * 8 + np.arange(sizes) + 1,
        week_start=world.date(day - weekday),
        size_class=np.arange(sizes),
        price_per_kg=prices_eur_kg(world, day),
    )


def prices_eur_kg(world: World, day: int) -> Floats:
    """Price of superior fish in the week of a day, by size class, in whole cents. [EUR/kg]"""
    p = world.parameters
    weeks = _week(world, p.days - 1) + 1
    deviation = _deviations(p.market, p.seed, weeks)[_week(world, day)]
    date = world.date(max(_week(world, day) * WEEK_DAYS - world.weekday(0), 0))
    week_of_year = int((date - date.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64)) // WEEK_DAYS + 1
    level = p.market.mean_price * np.exp(deviation) * float(season_index(week_of_year))
    by_size = np.array(p.market.size_factors) * np.exp(_size_ratios(p.seed, weeks)[_week(world, day)])
    rounded: Floats = np.rint(level * by_size * 100.0) / 100.0
    return rounded


def _week(world: World, day: int) -> int:
    """Weeks from Monday to Sunday, the first being that of the first simulated day."""
    return (day + world.weekday(0)) // WEEK_DAYS


@cache
def _deviations(market: Market, seed: int, weeks: int) -> Floats:
    draws = np.concatenate([normal(words(seed, Stream.MARKET_PRICE, week, 1)) for week in range(weeks)])
    return log_price_deviations(draws, market.reversion_per_week, market.volatility_per_week)


@cache
def _size_ratios(seed: int, weeks: int) -> Floats:
    """Log of the price of each size class over its usual ratio to that of 4-5 kg. (weeks, classes)"""
    draws = np.stack([normal(words(seed, Stream.SIZE_PRICE, week, len(SIZE_CLASSES))) for week in range(weeks)])
    return log_size_ratios(log_price_deviations(draws, SIZE_PRICE_REVERSION, SIZE_PRICE_VOLATILITY))
