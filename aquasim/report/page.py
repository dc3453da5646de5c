"""The page: title, headline figures, plots by subject, batches, checks and rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from aquasim.domain.stages import Stage
from aquasim.report import feed, growth, health, lice, losses, places, rates, stock, water
from aquasim.report.calibration import Verdict, html_table
from aquasim.report.company import Company
from aquasim.report.drawing import Drawn
from aquasim.report.style import svg_of, themed
from aquasim.report.stylesheet import CSS


@dataclass(frozen=True)
class Plot:
    """A plot of the page; `name` is its anchor."""

    name: str
    title: str
    draw: Callable[[Company], Drawn]


SECTIONS = {
    "Stock": (
        Plot("biomass", "Biomass by stage", stock.biomass_by_stage),
        Plot("fish", "Fish by stage", stock.fish_by_stage),
        Plot("weight", "Weight of each batch", stock.weight_by_batch),
        Plot("harvest", "Harvest by month", stock.harvest_by_month),
    ),
    "Water": (
        Plot("sea-temperature", "Sea temperature against normal", water.sea_temperature),
        Plot("tank-temperature", "Tank temperature by stage", water.tank_temperature),
        Plot("sea-oxygen", "Oxygen at sea by season", water.sea_oxygen),
        Plot("tank-oxygen", "Oxygen in tanks by season", water.tank_oxygen),
    ),
    "Losses": (
        Plot("freshwater-mortality", "Mortality in fresh water by stage", losses.freshwater_mortality),
        Plot("sea-mortality", "Mortality at sea", losses.sea_mortality),
        Plot("mortality-since-transfer", "Mortality by month after transfer to sea", losses.mortality_since_transfer),
        Plot("causes", "Causes of death", losses.causes_of_death),
        Plot("sea-details", "What fish at sea died of, by month there", health.sea_mortality_by_detail),
        Plot("outbreaks", "Outbreaks of disease", health.outbreaks),
    ),
    "Sea lice": (
        Plot("lice", "Lice against limits", lice.lice_against_limits),
        Plot("lice-treatments", "Treatments against lice by month", lice.treatments_by_month),
    ),
    "Feed and growth": (
        Plot("feed", "Feed by stage", growth.feed_by_month),
        Plot("conversion", "Feed conversion by stage", growth.conversion_by_stage),
        Plot("conversion-at-sea", "Feed conversion at sea", feed.conversion_at_sea),
        Plot("feed-stock", "Feed in stock", feed.feed_stock),
        Plot("feed-price", "Price of feed", feed.feed_price),
        Plot("growth-curves", "Growth at sea against constant coefficients", rates.growth_curves),
        Plot("specific-growth", "Specific growth rate at sea", rates.specific_growth),
        Plot("feed-rate", "Feeding rate at sea", rates.feed_rate),
        Plot("samples", "Growth samples against truth", growth.samples_against_truth),
        Plot("density", "Stocking density at sea", growth.density_at_sea),
    ),
    "Places": (
        Plot("land-utilisation", "Stations: how full, month by month", places.land_utilisation),
        Plot("sea-utilisation", "Sea areas: how full, month by month", places.sea_utilisation),
    ),
}


def page(company: Company, calibration: list[Verdict]) -> str:
    """The whole page as HTML, with nothing outside it."""
    title = f"Salmon company, {company.days[0]} to {company.days[-1]}"
    with themed():
        plots = "".join(_section(name, "".join(_figure(plot, company) for plot in of)) for name, of in SECTIONS.items())
    heading = f"Salmon company, <time>{company.days[0]}</time> to <time>{company.days[-1]}</time>"
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{CSS}</style>\n</head>\n<body>\n<main>\n<h1>{heading}</h1>\n{_facts(company)}{_headline(company)}"
        f"{plots}{html_table(calibration, company.geography_names)}"
        f"{_batches(company)}{_checks(company)}{_rows(company)}</main>\n</body>\n</html>\n"
    )


def _section(title: str, figures: str) -> str:
    return f'<section>\n<h2>{escape(title)}</h2>\n<div class="plots">\n{figures}</div>\n</section>\n'


def _figure(plot: Plot, company: Company) -> str:
    drawn = plot.draw(company)
    return (
        f'<figure id="{plot.name}">\n<h3>{escape(plot.title)}</h3>\n{svg_of(drawn.figure, plot.name, plot.title)}'
        f"<figcaption>{escape(drawn.caption)}</figcaption>\n</figure>\n"
    )


def _facts(company: Company) -> str:
    run = company.runs[-1]
    sessions = ", ".join(f"{run.session} ({run.status.lower()})" for run in company.runs)
    passed = company.validation["passed"].astype(bool)
    checks = f"{passed.sum()} of {len(passed)} checks passed" if len(passed) else "not validated yet"
    facts = (
        f"Preset {run.preset}",
        f"seed {run.seed}",
        f"session {sessions}",
        f"{len(company.days):,} days",
        f"{sum(company.rows_per_table.values()):,} rows",
        checks,
        f"digest {run.digest or 'not yet known'}",
    )
    text = f'<p class="facts">{escape(" · ".join(facts))}</p>\n'
    return text + "".join(
        f'<p class="failed">{escape(f"{date}: {message}")}</p>\n'
        for date, message in zip(company.warnings["date"], company.warnings["message"], strict=True)
    )


def _headline(company: Company) -> str:
    h = company.headline
    figures = (
        ("Standing biomass", f"{h.biomass_t:,.0f}", "t"),
        ("Live fish", f"{h.fish / 1e6:,.2f}", "million"),
        ("Active batches", f"{h.active_batches}", ""),
        ("Harvested", f"{h.harvested_t:,.0f}", "t"),
        (f"Survival, {h.completed_batches} completed batches", _if_known(h.survival, ".1%"), ""),
        ("Feed", f"{h.feed_t:,.0f}", "t"),
        ("Feed conversion, bFCR", _if_known(h.fcr, ".3f"), ""),
    )
    cells = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{value} <small>{unit}</small></dd></div>\n" for name, value, unit in figures
    )
    return f'<dl class="headline">\n{cells}</dl>\n'


def _if_known(value: float, form: str) -> str:
    return "none yet" if np.isnan(value) else format(value, form)


def _batches(company: Company) -> str:
    b, c, h = company.batches, company.cohorts, company.harvests
    n = len(b["batch_id"])
    last = c.day == len(company.days) - 1
    fish = np.bincount(c.batch[last], c.fish[last], n)
    standing_t = np.bincount(c.batch[last], c.biomass_kg[last], n) / 1e3
    of = np.searchsorted(b["batch_id"], h["batch_id"])
    taken, harvested_t = np.bincount(of, h["fish"], n), np.bincount(of, h["live_kg"], n) / 1e3
    weight_g = np.divide((standing_t + harvested_t) * 1e6, fish + taken, out=np.zeros(n), where=fish + taken > 0)
    rows = [
        (
            b["number"][i],
            b["date"][i],
            "Harvested" if b["status"][i] == "COMPLETED" else Stage(b["stage_order"][i] - 1).label,
            f"{b['eggs'][i]:,}",
            f"{fish[i] + taken[i]:,.0f}",
            f"{(fish[i] + taken[i]) / b['eggs'][i]:.1%}",
            f"{weight_g[i]:,.1f}",
            f"{standing_t[i]:,.1f}",
            f"{harvested_t[i]:,.1f}",
        )
        for i in range(n)
    ]
    text = ("Batch", "Laid down", "Stage")
    numbers = ("Eggs", "Alive or harvested", "Survival", "Mean weight [g]", "Standing [t]", "Harvested [t]")
    return _table("Batches", text, numbers, rows)


def _checks(company: Company) -> str:
    v = company.validation
    if not len(v["name"]):
        return "<h2>Checks</h2>\n<p>Not validated yet; run: aquamind validate --session 1</p>\n"
    verdicts = [
        '<td class="passed">passed</td>' if passed else '<td class="failed">failed</td>' for passed in v["passed"]
    ]
    cells = (
        f"<tr>{verdict}<td>{escape(str(name))}</td><td>{escape(str(expected))}</td><td>{escape(str(observed))}</td>"
        f"<td>{session}</td></tr>\n"
        for session, name, expected, observed, verdict in zip(
            v["session"], v["name"], v["expected"], v["observed"], verdicts, strict=True
        )
    )
    head = "".join(f"<th>{name}</th>" for name in ("", "Check", "Expected", "Observed", "Session"))
    return f'<h2>Checks</h2>\n<div class="wide"><table id="checks">\n<tr>{head}</tr>\n{"".join(cells)}</table></div>\n'


def _rows(company: Company) -> str:
    rows = sorted(company.rows_per_table.items(), key=lambda item: (-item[1], item[0]))
    return _table("Rows", ("Table",), ("Rows",), [(name, f"{count:,}") for name, count in rows])


def _table(title: str, text: Sequence[str], numbers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table: columns of text first, then columns of numbers."""
    classes = [""] * len(text) + [' class="number"'] * len(numbers)
    head = "".join(f"<th{c}>{escape(name)}</th>" for c, name in zip(classes, (*text, *numbers), strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{c}>{escape(str(cell))}</td>" for c, cell in zip(classes, row, strict=True)) + "</tr>\n"
        for row in rows
    )
    table = f'<table id="{title.lower()}">\n<tr>{head}</tr>\n{body}</table>'
    return f'<h2>{escape(title)}</h2>\n<div class="wide">{table}</div>\n'
