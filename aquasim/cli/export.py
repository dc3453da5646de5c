"""`export`, `verify` and `generate --to`: data sets outside the database."""

import datetime as dt
from enum import StrEnum
from typing import Annotated

import typer

from aquasim.cli.options import Choice, Database, Json
from aquasim.cli.places import database_url
from aquasim.cli.progress import reporter
from aquasim.cli.terminal import say, say_json, show, whole
from aquasim.errors import ParameterError

DIFFERENCES_SHOWN = 20
Force = Annotated[bool, typer.Option("--force", help="Replace a data set that is already in the folder.")]


class Format(StrEnum):
    """What a data set is written as."""

    PARQUET = "parquet"
    CSV = "csv"
    DUCKDB = "duckdb"


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ParameterError(f"{text!r} is no day; write it as YYYY-MM-DD") from None


def export(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A new folder, or a URL that fsspec knows.")],
    kind: Annotated[
        Format, typer.Option("--format", metavar="FORMAT", help="parquet, csv or duckdb.")
    ] = Format.PARQUET,
    tables: Annotated[
        list[str] | None, typer.Option("--tables", metavar="NAME,...", help="Only these tables. May be repeated.")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="First day of tables whose rows have a day.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Last day, inclusive.")] = None,
    gzip: Annotated[bool, typer.Option("--gzip", help="Compress CSV files.")] = False,
    force: Force = False,
    database: Database = None,
) -> None:
    """Write the generated rows to files: typed, sorted, a partition a month, with units, keys and digests.

    Beside them: datapackage.json with every column and key, manifest.json for `aquamind verify`, licence and citation.
    """
    from aquasim.export.dataset import export_database
    from aquasim.export.selection import select
    from aquasim.sinks import open_store

    if gzip and kind is not Format.CSV:
        raise ParameterError(f"--gzip is for --format csv; {kind.value} files are compressed already")
    days = (_day(text) if text is not None else None for text in (first, last))
    selection = select(tables or (), *days)
    with open_store(database_url(database)) as store:
        manifest = export_database(store, folder, kind.value, selection, gzip=gzip, force=force)
    _say_written(folder, manifest.rows, manifest.digest)


def generate_to(
    target: tuple[str, str],
    choice: Choice,
    session: int | None,
    *,
    every_session: bool,
    strict: bool,
    force: bool,
    workers: int | None,
    scheduler: str | None,
) -> None:
    """`generate --to parquet DIR`: sessions 1 to N straight from the simulator."""
    from aquasim.export.dataset import export_simulation

    kind, folder = target
    if kind != Format.PARQUET:
        raise ParameterError(
            f"--to {kind} {folder}: without a database only parquet is written; for {kind} generate into a database, "
            f"then: aquamind export --format {kind} {folder}"
        )
    parameters = choice.parameters()
    sessions = len(parameters.sessions) if every_session else 1 if session is None else session
    with reporter(sessions) as on_progress:
        manifest = export_simulation(
            parameters,
            sessions,
            folder,
            workers=workers,
            scheduler=scheduler,
            force=force,
            strict=strict,
            on_progress=on_progress,
        )
    _say_written(folder, manifest.rows, manifest.digest)


def _say_written(folder: str, rows: dict[str, int], digest: str) -> None:
    say(f"Wrote {whole(sum(rows.values()))} rows of {len(rows)} tables to {folder}")
    say(f"Digest  {digest}")


def verify(
    place: Annotated[str, typer.Argument(metavar="MANIFEST_OR_DIR", help="A data set, or only its manifest.json.")],
    as_json: Json = False,
) -> None:
    """Generate again from a manifest's parameters, and compare every table and month; exit 1 where they differ.

    A folder is compared with its files too. Nothing is written.
    """
    from aquasim.export.verify import verify as verified

    differences = verified(place)
    if as_json:
        say_json([one._asdict() for one in differences])
    elif differences:
        show(("Where", "Table", "Month", "Found", "Made"), (), differences[:DIFFERENCES_SHOWN])
        if len(differences) > DIFFERENCES_SHOWN:
            say(f"and {len(differences) - DIFFERENCES_SHOWN} more: aquamind verify --json {place}")
        say(f"{place} differs from what its parameters make in {len(differences)} tables and months")
    else:
        say(f"{place} is what its parameters make")
    if differences:
        raise typer.Exit(1)
