"""The supply of feed: every meal out of lots that had come, every lot accounted for, and conversion as summed up."""

from dataclasses import dataclass

import numpy as np

from aquasim.domain.stages import Stage
from aquasim.sinks.store import Criterion
from aquasim.validation.evidence import Evidence
from aquasim.validation.lookup import SECONDS_A_DAY, Array, ById, Integers, Mask, counted, is_working_day
from aquasim.validation.lots import DELIVERY, EXPIRY, FEEDING, LATEST

SHORT_SHARE_MAX = 0.005
"""Most container-days with a ration cut for want of feed, of all that are fed, when nobody strikes."""
SHORT_DEVIATIONS = 3.0
"""Room for a company so small that a few late deliveries are more. [-]"""
RATIO_ROOM = 0.0011
"""Ratios are written to three decimals. [kg/kg]"""
GROWTH_ROUNDING_KG = 0.0005
"""Less growth than this is written as none. [kg]"""
ROOM_KG, WEIGHT_ROOM = 0.01, 3e-7
"""Net growth may differ by this from that of daily weights, which are read as 32-bit numbers. [kg, -]"""
OFF = "feed supply is switched off"


def _off(e: Evidence, name: str, expected: str) -> Criterion | None:
    return None if e.parameters.modules.feed_supply else Criterion(name, expected, OFF, True)


def meals_drawn(e: Evidence) -> Criterion:
    """Draws against meals, by silo and day."""
    name, expected = (
        "meals drawn from lots",
        "draws of each feeding event add up to its feed to the gram and its cost to the cent, from its silo and feed",
    )
    book, differ = e.lots, e.drawn_otherwise
    return _off(e, name, expected) or Criterion(
        name,
        expected,
        f"{counted(differ.ravel(), 'days of a silo or barge')} have other draws than meals; "
        f"{book.misplaced:,} of {book.movements:,} movements are of no such lot or silo",
        not differ.any() and not book.misplaced,
    )


def lots_add_up(e: Evidence) -> Criterion:
    """Delivered - fed - expired = left, in feed and in money, and never below nothing."""
    name, expected = "feed stock adds up", "delivered - fed - expired = stock of every lot, to the gram and the cent"
    purchases, stocks, book = e.company.purchases, e.company.stocks, e.lots
    there = purchases["purchase_date"] > 0
    left_g, left_cents = _by_lot(e, stocks["quantity_kg"]), _by_lot(e, stocks["cost_left"])
    delivered_g = np.where(there, np.rint(purchases.measured("quantity_kg") * 1000).astype(np.int64), 0)
    paid_cents = delivered_g // 1000 * purchases["cost_per_kg"]
    wrong = (book.moved_g[DELIVERY] != delivered_g) | (book.moved_g.sum(axis=0) != left_g) | (left_g < 0)
    wrong |= (book.moved_cents[DELIVERY] != paid_cents) | (book.moved_cents.sum(axis=0) != left_cents)
    wrong |= there & (book.lowest_g != left_g)
    fed_t, wasted_t = (-book.moved_g[kind].sum() / 1e6 for kind in (FEEDING, EXPIRY))
    return _off(e, name, expected) or Criterion(
        name,
        expected,
        f"{counted(wrong, 'purchases')} do not; {delivered_g.sum() / 1e6:,.0f} t delivered, {fed_t:,.0f} t fed, "
        f"{wasted_t:,.0f} t expired, {left_g.sum() / 1e6:,.0f} t in stock{_first(e, wrong)}",
        not wrong.any() and len(stocks) == np.count_nonzero(there),
    )


def _by_lot(e: Evidence, values: Array) -> Integers:
    """A column of the stock by row of the purchases; 0 where there is no stock."""
    found: Integers = ById.of(e.company.stocks["feed_purchase_id"], values, missing=0)[e.company.purchases["id"]]
    return found


def _first(e: Evidence, wrong: Mask) -> str:
    ids = e.company.purchases["id"][wrong][:1]
    return "".join(f", first: purchase {i}" for i in ids)


def within_capacity(e: Evidence) -> Criterion:
    """Level of each silo and barge at the end of each day, when deliveries have come and meals are given."""
    name, expected = "silos and barges hold their feed", "between nothing and capacity on every day"
    level_g = np.cumsum(e.lots.level_g[:-1], axis=1)
    capacity_g = np.rint(e.company.feeders.measured("capacity_kg") * 1000).astype(np.int64)
    wrong = (level_g < 0) | (level_g > capacity_g[:, None])
    fill = float((level_g / np.maximum(capacity_g, 1)[:, None]).max(initial=0.0))
    return _off(e, name, expected) or Criterion(
        name,
        expected,
        f"{counted(wrong.ravel(), 'days of a silo or barge')} are not; fullest {fill:.0%}",
        not wrong.any(),
    )


def arrived_and_oldest_first(e: Evidence) -> Criterion:
    """Draws lie after the delivery of their lot, not after its expiry, and after the last draw of the lot before.

    Nobody sells or drives feed on a weekend.
    """
    name, expected = (
        "feed arrives before it is eaten",
        "lots are ordered and delivered Monday to Friday, fed after delivery, before expiry, the oldest first",
    )
    p, book = e.company.purchases, e.lots
    drawn = book.last_draw >= 0
    early = drawn & (book.first_draw <= book.delivered_at)
    stale = drawn & (book.last_draw // SECONDS_A_DAY > p["expiry_date"])
    order = np.lexsort((p["id"], book.delivered_at, p["feed_id"], p["feed_container_id"]))
    order = order[drawn[order]]
    same = (np.diff(p["feed_container_id"][order]) == 0) & (np.diff(p["feed_id"][order]) == 0)
    overtaken = same & (book.first_draw[order][1:] < book.last_draw[order][:-1])
    came = book.delivered_at < LATEST
    idle = ~is_working_day(p["order_date"])
    idle[came] |= ~is_working_day(p["purchase_date"][came])
    waited = book.delivered_at[came] // SECONDS_A_DAY - p["order_date"][came]
    mean = f"; they came {waited.mean():.1f} days after the order on average" if waited.size else ""
    return _off(e, name, expected) or Criterion(
        name,
        expected,
        f"of {np.count_nonzero(drawn):,} lots {np.count_nonzero(early):,} were fed too early, "
        f"{np.count_nonzero(stale):,} too late, {np.count_nonzero(overtaken):,} out of turn, "
        f"{np.count_nonzero(idle):,} came or were ordered on a weekend{mean}",
        not early.any() and not stale.any() and not overtaken.any() and not idle.any(),
    )


def shortages_rare(e: Evidence) -> Criterion:
    """Rations cut for want of feed; and no delivery in a strike."""
    strikes = e.parameters.feed_supply.strikes
    name = "feed to be had"
    expected = (
        f"at most {SHORT_SHARE_MAX:.1%} of fed container-days, and {SHORT_DEVIATIONS:g} deviations, short of feed"
    ) + (f", but for {len(strikes)} strikes, in which nothing is delivered" if strikes else "")
    short = int(e.company.shortages["containers"].sum())
    missing_t = float(e.company.shortages.measured("missing_kg").sum()) / 1000.0
    fed = max(int(np.count_nonzero(e.daily.feed_g)), 1)
    most = SHORT_SHARE_MAX * fed + SHORT_DEVIATIONS * np.sqrt(SHORT_SHARE_MAX * fed * _usual_shortage(e))
    broken = sum(_delivered_in(e, number) for number in range(len(strikes)))
    return _off(e, name, expected) or Criterion(
        name,
        expected,
        f"{short:,} of {fed:,} container-days ({short / fed:.2%}), {missing_t:,.1f} t missing"
        + (f"; {broken} deliveries while on strike" if strikes else ""),
        not broken and (bool(strikes) or short <= most),
    )


def _usual_shortage(e: Evidence) -> float:
    """Container-days for which the want of one feed in one silo or barge tells."""
    shortages = e.company.shortages
    stores = np.unique(shortages["feed_container_id"] << 16 | shortages["feed_id"])
    return float(shortages["containers"].sum()) / max(len(stores), 1)


def _delivered_in(e: Evidence, number: int) -> int:
    """Deliveries in a strike."""
    strike, p = e.parameters.feed_supply.strikes[number], e.company.purchases
    first, last = (np.datetime64(day, "D").astype(np.int64) for day in (strike.first_day, strike.last_day))
    struck = e.company.geography_of_feeder == list(e.parameters.geographies).index(strike.geography) + 1
    at = ById.of(e.company.feeders["id"], struck, missing=False)[p["feed_container_id"]]
    return int(np.count_nonzero(at & (p["purchase_date"] >= first) & (p["purchase_date"] <= last)))


@dataclass(frozen=True)
class Months:
    """Every month of every container that held a batch, and of every batch, as days, moves and harvests tell."""

    codes: Integers
    feed_g: Integers
    net_kg: Array
    room_kg: Array  # for weights that are rounded

    @property
    def month(self) -> Integers:
        return self.codes & 0xFFF


def summaries_add_up(e: Evidence) -> Criterion:
    """Months of containers against their days, and months of batches against those of their containers."""
    name, expected = (
        "feeding summaries",
        "feed and net growth of every month of a container = its days', of a batch = its containers'; bFCR and eFCR "
        "are its quotients",
    )
    s, due = e.company.feeding_summaries, _by_month(e)
    by_batch = s["container_id"] < 0
    feed_g = np.rint(s.measured("feed_kg") * 1000).astype(np.int64)
    net_kg = s.measured("net_growth_kg")
    told = _codes(s["batch_id"], s["container_id"], _months(s["period_start"]))
    over = due.month < _months(e.daily.date.max(initial=0) + 1)  # a month under way is not summed up yet
    off = ById.of(told, feed_g, missing=0)[due.codes] != due.feed_g
    off |= np.abs(ById.of(told, net_kg, missing=0)[due.codes] - due.net_kg) > due.room_kg
    differ = int(np.count_nonzero(off & over)) + int(np.count_nonzero(~np.isin(told, due.codes)))
    differ += len(told) - len(np.unique(told))
    ratios = _wrong_ratio(s.measured("bfcr"), feed_g, s.measured("growth_kg"))
    ratios |= _wrong_ratio(s.measured("efcr"), feed_g, net_kg)
    ratios |= (s["net_growth_kg"] > s["growth_kg"]) | (s["growth_kg"] < 0)
    bad = int(np.count_nonzero(ratios))
    mean = feed_g[by_batch].sum() / max(net_kg[by_batch].sum() * 1000, 1)
    return _off(e, name, expected) or Criterion(
        name,
        expected,
        f"{differ:,} of {len(told):,} sums differ from their days, {bad:,} quotients are wrong; "
        f"economic FCR of all months {mean:.2f}",
        not differ and not bad,
    )


def _months(day: Array) -> Integers:
    """Months since January 1970 of days since then."""
    months: Integers = np.asarray(day).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months


def _codes(batch: Integers, container: Integers, month: Integers) -> Integers:
    """One number for a month of a batch in a container, or in all of them (-1)."""
    codes: Integers = (batch << 32) + ((container + 1) << 12) + month
    return codes


def _by_month(e: Evidence) -> Months:
    """Feed of the days, and what stands at the end and left, less what stood before and came."""
    d = e.daily
    month = d.by_piece(lambda rows: _months(d.date[rows]).astype(np.int32))
    first = np.flatnonzero(d.is_first | (np.diff(month, prepend=-1) != 0))  # of each month of an assignment
    last = np.append(first[1:], len(d)) - 1
    feed_g = np.add.reduceat(d.feed_g, first, dtype=np.int64) if first.size else first
    stands = d.biomass_kg[last[: len(first)]].astype(np.float64)
    stood = np.where(d.is_first[first], 0.0, d.biomass_kg[first - 1])
    assignment, month = d.assignment[first].astype(np.int64), month[first].astype(np.int64)
    mover, day, kg = _left(e)
    place = np.searchsorted(_month_key(assignment, month), _month_key(mover, _months(day)))
    net_kg = stands - stood + np.bincount(place, kg, len(first))[: len(first)]
    room_kg = ROOM_KG + WEIGHT_ROOM * (stands + stood + np.bincount(place, np.abs(kg), len(first))[: len(first)])
    batch, container = e.company.batch_of[assignment], e.company.container_of[assignment]
    owners = (container, np.full_like(container, -1))
    codes, position = np.unique(np.concatenate([_codes(batch, one, month) for one in owners]), return_inverse=True)
    sums = [np.bincount(position, np.tile(values, 2), len(codes)) for values in (feed_g, net_kg, room_kg)]
    return Months(codes, sums[0].astype(np.int64), sums[1], sums[2])


def _month_key(assignment: Integers, month: Integers) -> Integers:
    key: Integers = (assignment << 12) + month
    return key


def _left(e: Evidence) -> tuple[Integers, Integers, Array]:
    """Live weight that left an assignment alive on a day, below zero where it came. [kg]"""
    moves, harvests, d = e.company.actions, e.company.harvests, e.daily
    laid = np.flatnonzero(d.moved_in)
    laid = laid[e.company.stage_of[d.assignment[laid]] == Stage.EGG_ALEVIN]
    egg_kg = d.biomass_kg[laid].astype(np.float64) / np.maximum(d.population[laid], 1)  # eggs do not grow
    moved_kg, moved_on = moves.measured("transferred_biomass_kg"), moves["actual_execution_date"]
    out, into = moves["source_assignment_id"], moves["dest_assignment_id"]
    return (
        np.concatenate([out, into, harvests["assignment_id"], d.assignment[laid].astype(np.int64)]),
        np.concatenate([moved_on, moved_on, harvests["harvest_date"], d.date[laid].astype(np.int64)]),
        np.concatenate([moved_kg, -moved_kg, harvests.measured("live_weight_kg"), -d.moved_in[laid] * egg_kg]),
    )


def _wrong_ratio(ratio: Array, feed_g: Integers, growth_kg: Array) -> Mask:
    """Quotients off by more than rounding; none where there is no growth, unless it is rounded to nothing."""
    grown, feed_kg = growth_kg > 0, feed_g / 1000.0
    due = feed_kg / np.where(grown, growth_kg, 1.0)
    rounded_off = (growth_kg == 0) & (ratio >= feed_kg / GROWTH_ROUNDING_KG - RATIO_ROOM)
    off: Mask = np.where(
        grown,
        np.abs(ratio - due) > RATIO_ROOM + 0.001 * due / np.maximum(growth_kg, 0.001),
        (ratio > 0) & ~rounded_off,
    )
    return off
