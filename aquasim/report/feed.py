"""Feed bought: what lies in silos and barges, what it costs, and what fish at sea make of it."""

import numpy as np

from aquasim.report.company import Columns, Company, Days, Floats
from aquasim.report.drawing import Drawn, nothing_yet
from aquasim.report.style import INK, blank, date_axis, geography_colour, geography_dash, legend_above, thousands

DAYS_OF_COVER = 28
"""Days over which the feed of a place is averaged to say how long its stock lasts."""


def feed_stock(company: Company) -> Drawn:
    """Feed in stock at the end of each day, by geography, on land and at sea."""
    if not len(company.deliveries["date"]):
        return nothing_yet("No feed has been delivered.")
    figure, axes = blank()
    stock_t = {sea: _stock_t(company, sea) for sea in (True, False)}
    for g, name in enumerate(company.geographies["name"]):
        for sea, levels in stock_t.items():
            axes.plot(
                company.days,
                levels[:, g],
                color=geography_colour(g),
                linestyle="-" if sea else (0, (1.5, 1)),
                linewidth=1.3 if sea else 1.1,
                label=f"{name}, {'barges' if sea else 'silos'}",
            )
    axes.set_ylabel("Feed in stock [t]")
    axes.set_ylim(bottom=0)
    thousands(axes)
    date_axis(axes)
    legend_above(figure, axes, columns=2)
    eaten_t = company.cohorts.feed_kg[company.cohorts.day >= len(company.days) - DAYS_OF_COVER].sum() / 1e3
    left_t = float(sum(levels[-1].sum() for levels in stock_t.values()))
    lasts = left_t / max(eaten_t / min(DAYS_OF_COVER, len(company.days)), 1e-9)
    missing_t = float(company.shortages["missing_kg"].sum()) / 1e3
    expired_t = float(company.expired["kg"].sum()) / 1e3
    return Drawn(
        figure,
        f"Ships and trucks refill what is left for less than two weeks. {left_t:,.0f} t are in stock on the last day, "
        f"what the company eats in {lasts:,.0f} days; {expired_t:,.0f} t have expired, and fish missed "
        f"{missing_t:,.1f} t for want of feed.",
    )


def _stock_t(company: Company, sea: bool) -> Floats:
    """Delivered less expired less fed, cumulated. shape (days, geographies) [t]"""
    c, n, days = company.cohorts, len(company.geographies["id"]), len(company.days)
    here = (c.area_id > 0) == sea
    fed = np.bincount(c.day[here] * n + c.geography[here], c.feed_kg[here], days * n).reshape(days, n)
    came, went = (_by_day(company, rows, sea) for rows in (company.deliveries, company.expired))
    stock: Floats = np.cumsum(came - went - fed, axis=0) / 1e3
    return stock


def _by_day(company: Company, rows: Columns, sea: bool) -> Floats:
    n, days = len(company.geographies["id"]), len(company.days)
    mine = (rows["at_sea"] == int(sea)) & (rows["date"] >= company.days[0]) & (rows["date"] <= company.days[-1])
    day = (rows["date"][mine] - company.days[0]).astype(np.int64)
    place = np.searchsorted(company.geographies["id"], rows["geography_id"][mine])
    kg: Floats = np.bincount(day * n + place, rows["kg"][mine], days * n).astype(np.float64).reshape(days, n)
    return kg


def feed_price(company: Company) -> Drawn:
    """Contract prices over list prices, and what was paid each month."""
    contracts, paid = company.contracts, company.paid
    if not len(contracts["date"]):
        return nothing_yet("No feed contract has been made.")
    figure, axes = blank()
    last = company.days[-1]
    ends = np.minimum(contracts["valid_to"], last)
    geography = np.searchsorted(company.geographies["id"], contracts["geography_id"])
    for g, start, end, index in zip(geography, contracts["date"], ends, contracts["price_index"], strict=True):
        axes.plot([start, end], [index * 100] * 2, color=geography_colour(g), linewidth=1.0, alpha=0.45)
    for g, name in enumerate(company.geographies["name"]):
        month, index = _paid_index(paid, company.geographies["id"][g])
        axes.plot(
            month,
            index,
            color=geography_colour(g),
            linestyle=geography_dash(g),
            linewidth=1.8,
            marker="." if len(month) < 3 else None,
            label=f"{name}, paid",
        )
    axes.axhline(100.0, color=INK, linewidth=0.8, linestyle=":")
    axes.set_ylabel("Price of feed [% of list price]")
    date_axis(axes)
    legend_above(figure, axes)
    euro, tonnes = float(paid["paid_eur"].sum()), float(paid["kg"].sum()) / 1e3
    return Drawn(
        figure,
        f"Thin lines are contracts, one a supplier and geography, each fixed for some months; the market moves what "
        f"the next one costs. {euro / 1e6:,.1f} million EUR bought {tonnes:,.0f} t, "
        f"{euro / max(tonnes, 1e-9) / 1000:.2f} EUR/kg.",
    )


def _paid_index(paid: Columns, geography_id: int) -> tuple[Days, Floats]:
    """Cost of a month's deliveries over what they would cost at list price. [%]"""
    mine = paid["geography_id"] == geography_id
    months, position = np.unique(paid["date"][mine].astype("datetime64[M]"), return_inverse=True)
    spent, listed = (np.bincount(position, paid[name][mine]) for name in ("paid_eur", "list_eur"))
    middle: Days = (months.astype("datetime64[D]") + np.timedelta64(14, "D")).astype("datetime64[D]")
    return middle, spent / np.maximum(listed, 1e-9) * 100


def conversion_at_sea(company: Company) -> Drawn:
    """Biological and economic feed conversion at sea, month by month."""
    rows = company.conversion
    if not len(rows["date"]):
        return nothing_yet("No month at sea is over yet.")
    figure, axes = blank()
    for g, name in enumerate(company.geographies["name"]):
        mine = rows["geography_id"] == company.geographies["id"][g]
        for column, words, dash in (("growth_kg", "bFCR", (0, (1.5, 1))), ("net_kg", "eFCR", "-")):
            ratio = rows["feed_kg"][mine] / np.where(rows[column][mine] > 0, rows[column][mine], np.nan)
            axes.plot(
                rows["date"][mine] + np.timedelta64(14, "D"),
                ratio,
                color=geography_colour(g),
                linestyle=dash,
                marker=".",
                markersize=4,
                label=f"{name}, {words}",
            )
    axes.set_ylabel("Feed over growth [kg/kg]")
    top = float(np.nanpercentile(rows["feed_kg"] / np.maximum(rows["net_kg"], 1.0), 95))
    axes.set_ylim(0.95, max(min(top * 1.1, 3.0), 1.4))
    date_axis(axes)
    legend_above(figure, axes, columns=2)
    whole = rows["feed_kg"].sum() / max(float(rows["net_kg"].sum()), 1e-9)
    return Drawn(
        figure,
        "Biological conversion counts the growth of fish that die later, economic conversion does not, so deaths of "
        f"heavy fish lift it. Over all months at sea it is {whole:.2f}.",
    )
