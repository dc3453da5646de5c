"""`aquamind generate` and `aquamind resume`: the words of a command line become a request."""

from typing import Annotated

import typer

from aquasim.cli.export import Force, generate_to
from aquasim.cli.options import Choice, Database, Overrides, RecordsFolder, Scale, Scheduler, StoredPreset, Workers
from aquasim.cli.places import Records, database_url
from aquasim.cli.run import Request, carry_out

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


def generate(
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
        typer.Option("--to", metavar="parquet DIR", help="Write sessions 1 to N to a folder instead of the database."),
    ] = None,
    force: Force = False,
) -> None:
    """Generate a session: years of the company, written to the database.

    Stop it at any moment, even with kill -9: `aquamind resume` ends with the same rows. The tables must exist
    (`python manage.py migrate`; `make generate` and the scripts see to it themselves).
    """
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
            workers=workers or 1,
            scheduler=scheduler,
            predict=predict,
            validate=validate,
            report=report,
            window_days=window_days,
        )
    )


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
            workers=workers or 1,
            scheduler=scheduler,
            validate=validate,
            report=report,
            window_days=window_days,
        )
    )
