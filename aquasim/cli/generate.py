"""`aquamind generate` and `aquamind resume`: the words of a command line become a request."""

from typing import Annotated

import typer

from aquasim.cli.export import Force, generate_to
from aquasim.cli.options import Choice, Database, Overrides, RecordsFolder, Scale, Scheduler, StoredPreset, Workers
from aquasim.cli.places import Records, database_url
from aquasim.cli.run import Request, carry_out
from aquasim.errors import ParameterError

Validate = Annotated[
    bool, typer.Option("--validate/--no-validate", help="Check the written rows; a session is complete only after it.")
]
Predict = Annotated[
    bool,
    typer.Option(
        "--predict/--no-predict", help="Tell how many rows each table will get; the days are lived once more for it."
    ),
]
Report = Annotated[bool, typer.Option("--report/--no-report", help="Write report.html beside the database.")]
WindowDays = Annotated[int | None, typer.Option("--window-days", min=1, hidden=True, help="Days simulated at a time.")]
FOR_A_DATABASE = {
    "go_on": "--resume",
    "predict": "--predict",
    "validate": "--validate",
    "report": "--report",
    "database": "--database",
    "records": "--records",
    "window_days": "--window-days",
}
"""Options of `generate` that mean nothing where `--to` writes files."""


def generate(
    context: typer.Context,
    session: Annotated[int | None, typer.Option("--session", metavar="N", help="The session, from 1.")] = None,
    every_session: Annotated[bool, typer.Option("--all", help="Every session, one after the other.")] = False,
    go_on: Annotated[bool, typer.Option("--resume", help="Go on with a session that was interrupted.")] = False,
    preset: StoredPreset = None,
    overrides: Overrides = None,
    scale: Scale = None,
    readings_per_day: Annotated[
        int | None, typer.Option("--readings-per-day", metavar="N", help="Readings of every sensor a day, 1 to 288.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", help="Seed of every random decision.")] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse a plan with a shortage (exit 2).")] = False,
    predict: Predict = True,
    validate: Validate = True,
    report: Report = True,
    database: Database = None,
    records: RecordsFolder = None,
    window_days: WindowDays = None,
    to: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--to",
            metavar="parquet DIR",
            help="Write sessions 1 to N [default: 1] to a folder. No database: no --database, --records, --resume, "
            "--predict, --validate or --report.",
        ),
    ] = None,
    force: Force = False,
) -> None:
    """Generate a session: years of the company, written to the database.

    Stop it at any moment, even with kill -9: `aquamind resume` ends with the same rows. The tables must exist
    (`python manage.py migrate`; `make generate` and the scripts see to it themselves).
    """
    _refuse_contradictions(context)
    choice = Choice.of(preset, overrides, scale=scale, readings__per_day=readings_per_day, seed=seed)
    if to is not None:
        generate_to(
            to,
            choice,
            session,
            every_session=every_session,
            strict=strict,
            force=force,
            workers=workers,
            scheduler=scheduler,
        )
        return
    carry_out(
        Request(
            choice=choice,
            database=database_url(database),
            records=Records.at(records),
            session=session,
            every_session=every_session,
            go_on=go_on,
            strict=strict,
            workers=workers,
            scheduler=scheduler,
            predict=predict,
            validate=validate,
            report=report,
            window_days=window_days,
        )
    )


def _refuse_contradictions(context: typer.Context) -> None:
    """Options that were typed and that another one leaves without effect; what the environment says is no demand."""
    given = {name for name in context.params if _typed(context, name)}
    if {"every_session", "session"} <= given:
        raise ParameterError(f"--all and --session {context.params['session']} contradict each other; leave one out")
    idle = [option for name, option in FOR_A_DATABASE.items() if name in given]
    if "to" in given and idle:
        raise ParameterError(f"--to writes files without a database, so {', '.join(idle)} has no effect; leave it out")
    if "force" in given and "to" not in given:
        raise ParameterError("--force replaces a data set that --to writes; leave it out, or start again with clear")


def _typed(context: typer.Context, name: str) -> bool:
    """Whether the command line says it, and does not say no."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE" and context.params[name] is not False


def resume(
    preset: StoredPreset = None,
    overrides: Overrides = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    validate: Validate = True,
    report: Report = True,
    database: Database = None,
    records: RecordsFolder = None,
    window_days: WindowDays = None,
) -> None:
    """Go on with the session that was interrupted.

    The parameters are those it was begun with; others are refused with the difference.
    """
    carry_out(
        Request(
            choice=Choice.of(preset, overrides),
            database=database_url(database),
            records=Records.at(records),
            go_on=True,
            workers=workers,
            scheduler=scheduler,
            validate=validate,
            report=report,
            window_days=window_days,
        )
    )
