"""The company held against published figures: band, own value by geography, verdict."""

from collections.abc import Iterator
from html import escape

from aquasim.report.calibration import farm, lice, life, production
from aquasim.report.calibration.figure import COMPANY, FIGURES, Seen, Verdict, judge
from aquasim.report.company import Company, read_company
from aquasim.sinks.store import Store

__all__ = ["FIGURES", "Verdict", "calibrate", "cells", "html_table", "judge", "made_from", "markdown_page"]

SUBJECTS = (life, farm, lice, production)
"""The modules that register figures, in the order in which they are told."""
FIGURES.sort(key=lambda figure: [subject.__name__ for subject in SUBJECTS].index(figure.measure.__module__))


def calibrate(store: Store, company: Company | None = None) -> list[Verdict]:
    """Every published figure against what the store holds.

    Raises
    ------
    CheckpointError
        Where no day of any session has been generated.
    """
    return judge(Seen(company or read_company(store), store))


def cells(verdict: Verdict, names: dict[str, str]) -> tuple[str, ...]:
    """Figure, unit, place, band, own value and verdict as text."""
    form = f".{verdict.figure.decimals}f"
    low, high = verdict.band
    passed = {True: "yes", False: "NO", None: ""}[verdict.passed]
    value = "none yet" if verdict.passed is None else format(verdict.value, form)
    place = "company" if verdict.code == COMPANY else names[verdict.code]
    return (verdict.figure.name, verdict.figure.unit, place, f"{low:{form}} to {high:{form}}", value, passed)


HEADINGS = ("Figure", "Unit", "Place", "Published band", "Here", "Within")


def html_table(verdicts: list[Verdict], names: dict[str, str]) -> str:
    """The verdicts as a table of the report."""
    known = [verdict.passed for verdict in verdicts if verdict.passed is not None]
    head = "".join(f"<th>{name}</th>" for name in (*HEADINGS, "Source"))
    body = "".join(_row(verdict, names) for verdict in verdicts)
    return (
        f"<h2>Calibration</h2>\n<p>{sum(known)} of {len(known)} figures lie within what is published. "
        "A figure is measured from the stored rows as its line says when pointed at.</p>\n"
        f'<div class="wide"><table id="calibration">\n<tr>{head}</tr>\n{body}</table></div>\n'
    )


def _row(verdict: Verdict, names: dict[str, str]) -> str:
    *text, _ = cells(verdict, names)
    cell = {
        True: '<td class="passed">within</td>',
        False: '<td class="failed">outside</td>',
        None: "<td>none yet</td>",
    }[verdict.passed]
    told = f'<td title="{escape(verdict.figure.definition)}">{escape(text[0])}</td>'
    rest = "".join(f"<td>{escape(each)}</td>" for each in text[1:])
    return f"<tr>{told}{rest}{cell}<td>{escape(verdict.figure.source)}</td></tr>\n"


def markdown_page(store: Store) -> str:
    """The page docs/calibration.md."""
    company = read_company(store)
    return "\n".join(_markdown(company, calibrate(store, company))) + "\n"


def made_from(dataset_version: str, parameters: str) -> str:
    """What a page must say to be of this program and these parameters."""
    return f"Dataset version {dataset_version}, parameters `{parameters}`."


def _markdown(company: Company, verdicts: list[Verdict]) -> Iterator[str]:
    names = company.geography_names
    known = [verdict.passed for verdict in verdicts if verdict.passed is not None]
    run = company.runs[-1]
    yield "# Calibration\n"
    yield (
        f"Printed by `aquamind calibration --markdown` on preset `{run.preset}`, seed {run.seed}, {company.days[0]} to "
        f"{company.days[-1]}; do not edit.\n"
        f"{made_from(run.dataset_version, run.preset_digest)}\n"
        f"{sum(known)} of {len(known)} figures lie within their published band.\n"
    )
    yield f"| {' | '.join(HEADINGS)} | Source |"
    yield f"|{'---|' * (len(HEADINGS) + 1)}"
    for verdict in verdicts:
        yield f"| {' | '.join(cells(verdict, names))} | {verdict.figure.source} |"
    yield "\n## How each is measured\n"
    for figure in FIGURES:
        yield f"* **{figure.name}** [{figure.unit}]. {figure.definition}"
