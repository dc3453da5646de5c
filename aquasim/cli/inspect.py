"""`status`, `validate`, `report` and `digest`: look at what is in the database."""

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aquasim.cli.options import Database, Json, OneSession
from aquasim.cli.outcome import say_verdict, show_criteria
from aquasim.cli.places import database_url, default_report, near, writing
from aquasim.cli.run import validate_session
from aquasim.cli.terminal import fields, say, say_json, show, whole
from aquasim.cli.written import Written, written_sessions
from aquasim.commands import typed_name
from aquasim.errors import CheckpointError, ParameterError

if TYPE_CHECKING:
    from aquasim.sinks import Store
    from aquasim.sinks.digest import Sums


def status(database: Database = None, as_json: Json = False) -> None:
    """Show the sessions in the database: state, days done, rows and digest."""
    from aquasim.sinks import open_store

    with open_store(database_url(database)) as store:
        sessions = written_sessions(store)
    if as_json:
        say_json([_as_json(one) for one in sessions])
    elif not sessions:
        say(f"The database holds no session. Begin with: {typed_name()} generate --session 1")
    else:
        show(
            ("Session", "Preset", "First day", "State", "Digest"),
            ("Days", "Rows", "Peak MB"),
            (_as_row(one) for one in sessions),
        )


def _as_row(one: Written) -> tuple[object, ...]:
    run = one.run
    return (
        run.session,
        run.preset,
        run.first_date,
        run.status,
        run.digest or "",
        f"{one.days_done}/{run.days}",
        whole(one.rows),
        whole(run.peak_memory_mb or 0),
    )


def _as_json(one: Written) -> dict[str, object]:
    kept = ("session", "preset", "preset_digest", "seed", "dataset_version", "first_date", "days", "status")
    measured = ("digest", "rows_per_table", "started_at", "finished_at", "peak_memory_mb")
    return {**fields(one.run, *kept, *measured), "days_done": one.days_done, "rows": one.rows}


def validate(
    session: OneSession = 1,
    prove_resume: Annotated[
        bool, typer.Option("--prove-resume/--no-prove-resume", help="Kill and resume a small world, compare digests.")
    ] = True,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Check the rows of a session against what was promised; exit 1 on failure.

    Reads the database that was written, not the memory of the generator.
    """
    from aquasim.sinks import open_store

    with open_store(database_url(database)) as store:
        _refuse_unwritten(store, session)
        criteria = validate_session(store, session, prove_resume=prove_resume)
    if as_json:
        say_json([fields(criterion, "name", "expected", "observed", "passed") for criterion in criteria])
    else:
        show_criteria(criteria)
        say_verdict(criteria, session)
    if not all(criterion.passed for criterion in criteria):
        raise typer.Exit(1)


def _refuse_unwritten(store: "Store", session: int) -> None:
    run = next((run for run in store.runs() if run.session == session), None)
    if run is None:
        raise CheckpointError(
            f"Session {session} is not in the database; generate it with: {typed_name()} generate --session {session}"
        )
    done = store.days_done(session)
    if done < run.days:
        raise CheckpointError(f"Session {session} stands at {done}/{run.days} days; go on with: {typed_name()} resume")


def report(
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Where to write it. [default: report.html beside the database]"),
    ] = None,
    database: Database = None,
) -> None:
    """Write one self-contained page of plots: biomass, weights, temperature, mortality, utilisation."""
    from aquasim.report import write_report
    from aquasim.sinks import open_store

    url = database_url(database)
    path = output or default_report(url)
    with open_store(url) as store, writing(path, "Name another file with --output."):
        say(f"Wrote {near(write_report(store, path))}")


def calibration(
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the page docs/calibration.md.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Hold the generated company against published figures, by geography; exit 1 where one lies outside its band."""
    from aquasim.report.calibration import calibrate, markdown_page
    from aquasim.sinks import open_store

    with open_store(database_url(database)) as store:
        if markdown:
            say(markdown_page(store).rstrip("\n"))
            return
        verdicts = calibrate(store)
    if as_json:
        say_json(
            [
                {
                    "name": v.figure.name,
                    "unit": v.figure.unit,
                    "place": v.code,
                    "band": v.band,
                    "value": v.value if isfinite(v.value) else None,
                }
                | {"passed": v.passed, "source": v.figure.source}
                for v in verdicts
            ]
        )
    else:
        rows = (
            (v.figure.name, v.code, f"{v.band[0]:g} to {v.band[1]:g}", f"{v.value:.4g}", _word(v.passed))
            for v in verdicts
        )
        show(("Figure", "Place", "Published band"), ("Here", "Within"), rows)
    if any(verdict.passed is False for verdict in verdicts):
        raise typer.Exit(1)


def _word(passed: bool | None) -> str:
    return {True: "yes", False: "NO", None: "none yet"}[passed]


def digest(
    full: Annotated[bool, typer.Option("--full", help="Show the digest of every table and month.")] = False,
    from_parquet: Annotated[
        str | None, typer.Option("--from-parquet", metavar="DIR", help="Of the files of a data set, not the database.")
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option("--preset", metavar="NAME|FILE", help="Of what a preset makes; nothing is read or written."),
    ] = None,
    session: Annotated[
        int | None, typer.Option("--session", metavar="N", help="Last session of --preset, from 1. [default: 1]")
    ] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="With --preset: print the page docs/digests.md.")
    ] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Print the checksum of the generated rows, read from the database.

    Equal parameters give equal digests, on every database and however often the run was interrupted.
    """
    from aquasim.sinks.digest import combined_digest

    if preset is None and (markdown or session is not None):
        raise ParameterError("--session and --markdown are of what a preset makes; name it with --preset")
    if preset is not None and from_parquet is not None:
        raise ParameterError("--preset and --from-parquet are two sources of rows; leave one out")
    last = 1 if session is None else session
    if preset is not None and markdown:
        say(_digests_page(preset, last).rstrip("\n"))
        return
    sums = _sums_of(database, from_parquet, preset, last)
    combined = combined_digest(sums)
    by_table = {table: {month: value.hex() for month, value in months.items()} for table, months in sums.items()}
    if as_json:
        say_json({"digest": combined, "tables": by_table})
        return
    if full:
        rows = ((table, month, value) for table, months in by_table.items() for month, value in months.items())
        show(("Table", "Month", "Digest"), (), rows)
    say(combined)


def _sums_of(database: str | None, from_parquet: str | None, preset: str | None, session: int) -> "Sums":
    if from_parquet is not None:
        from aquasim.export.verify import folder_sums

        return folder_sums(from_parquet)
    if preset is not None:
        from aquasim.export.direct import simulate_to
        from aquasim.presets import load_parameters

        return simulate_to(load_parameters(preset), session)
    from aquasim.sinks import open_store, stored_sums

    with open_store(database_url(database)) as store:
        return stored_sums(store)


def _digests_page(preset: str, session: int) -> str:
    from aquasim.export.direct import simulate_to
    from aquasim.export.page import digests_page
    from aquasim.presets import load_parameters

    parameters = load_parameters(preset)
    return digests_page(parameters, session, simulate_to(parameters, session))
