"""`aquamind plan`: will the fish fit, and if not, where and when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from aquasim.cli.options import Choice, Json, Overrides, Preset, Scale
from aquasim.cli.terminal import fields, percent, say, say_json, show, whole
from aquasim.errors import CapacityError

if TYPE_CHECKING:
    from aquasim.engine.booking import Shortage
    from aquasim.engine.plan import Plan, Utilisation
    from aquasim.parameters import Parameters

SHORTAGES_SHOWN = 10


def plan(
    preset: Preset = None,
    overrides: Overrides = None,
    scale: Scale = None,
    full: Annotated[bool, typer.Option("--full", help="Show every stage, place and quarter.")] = False,
    with_rows: Annotated[
        bool, typer.Option("--rows", help="Predict the rows of every table and session, to the row; lives all days.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse a plan with a shortage (exit 2).")] = False,
    as_json: Json = False,
) -> None:
    """Book every container of every batch, and show need, supply and utilisation.

    Capacity is settled before day 1. Change a parameter with --set to see what it would do: nothing is written.
    """
    from aquasim.engine.beginning import make_world
    from aquasim.engine.plan import make_plan

    parameters = Choice.of(preset, overrides, scale=scale).parameters()
    made = make_plan(parameters)
    make_world(made)  # refuses a scenario for a place that the company does not have
    rows = _predicted(made) if with_rows else []
    if as_json:
        say_json(_as_json(parameters, made) | ({"rows": dict(enumerate(rows, 1))} if rows else {}))
    else:
        _show(parameters, made, full)
        _show_rows(rows)
    if strict:
        refuse_shortages(made.shortages)


def _predicted(made: "Plan") -> list[dict[str, int]]:
    from aquasim.predict import predict_rows

    return predict_rows(made)


def _show_rows(sessions: list[dict[str, int]]) -> None:
    if sessions:
        tables = {table: None for rows in sessions for table in rows}
        lines = [(table, *(whole(rows.get(table, 0)) for rows in sessions)) for table in tables]
        total = ("all tables", *(whole(sum(rows.values())) for rows in sessions))
        show(("Table",), tuple(f"Session {n}" for n in range(1, len(sessions) + 1)), [*lines, total], "Rows expected")


def refuse_shortages(shortages: "Sequence[Shortage]") -> None:
    """Raise CapacityError that names the first shortage and counts the others."""
    if shortages:
        others = f" ({len(shortages) - 1} more: aquamind plan --full)" if len(shortages) > 1 else ""
        raise CapacityError(f"{shortages[0].message}{others}")


def _show(parameters: "Parameters", made: "Plan", full: bool) -> None:
    readings = ", ".join(f"{whole(rows)} in session {session}" for session, rows in _readings(parameters, made).items())
    week = made.busiest_week()
    utilisation = made.utilisation()
    title = (
        f"Preset {parameters.name}: {len(made.batches)} batches in {parameters.days} days from {parameters.first_day}"
    )
    if full:
        _show_quarters(title, utilisation)
    else:
        _show_fullest(title, utilisation)
    say(
        f"Busiest week: {week.first_day}, {week.stage.label} at {week.place}, "
        f"{whole(week.need)} of {whole(week.supply)} containers"
    )
    say(f"Binding constraint: {made.binding_constraint()}")
    say(f"Readings expected: {readings}")
    _say_shortages(made.shortages, len(made.shortages) if full else SHORTAGES_SHOWN)


def _readings(parameters: "Parameters", made: "Plan") -> dict[int, int]:
    return {session: made.expected_readings(session) for session in range(1, len(parameters.sessions) + 1)}


def _show_quarters(title: str, utilisation: "Iterable[Utilisation]") -> None:
    show(
        ("Stage", "Place", "Quarter"),
        ("Need", "Supply", "Utilisation"),
        (
            (row.stage.label, row.place, row.quarter, whole(row.need), whole(row.supply), percent(row.fraction))
            for row in utilisation
        ),
        title,
    )


def _show_fullest(title: str, utilisation: "Iterable[Utilisation]") -> None:
    by_stage: dict[str, list[Utilisation]] = defaultdict(list)
    for row in utilisation:
        by_stage[row.stage.label].append(row)
    show(
        ("Stage", "Fullest place", "Quarter"),
        ("Need", "Supply", "Utilisation", "Mean of all"),
        (_fullest(stage, rows) for stage, rows in by_stage.items()),
        title,
    )


def _fullest(stage: str, rows: "Sequence[Utilisation]") -> tuple[str, ...]:
    top = max(rows, key=lambda row: row.fraction)
    mean = sum(row.fraction for row in rows) / len(rows)
    return (stage, top.place, top.quarter, whole(top.need), whole(top.supply), percent(top.fraction), percent(mean))


def _say_shortages(shortages: "Sequence[Shortage]", shown: int) -> None:
    say(f"Shortages: {len(shortages) or 'none'}")
    for shortage in shortages[:shown]:
        say(f"  {shortage.message}")
    if len(shortages) > shown:
        say(f"  and {len(shortages) - shown} more: aquamind plan --full")


def _as_json(parameters: "Parameters", made: "Plan") -> dict[str, object]:
    use = ("stage", "place", "quarter", "need", "supply", "fraction")
    lack = ("batch", "stage", "place", "day", "need", "supply", "remedy", "message")
    return {
        "preset": parameters.name,
        "preset_digest": parameters.digest(),
        "batches": len(made.batches),
        "active_batches": dict(made.active_batches()),
        "utilisation": [fields(row, *use) for row in made.utilisation()],
        "busiest_week": fields(made.busiest_week(), "first_day", "stage", "place", "need", "supply"),
        "binding_constraint": made.binding_constraint(),
        "expected_readings": _readings(parameters, made),
        "shortages": [fields(shortage, *lack) for shortage in made.shortages],
    }
