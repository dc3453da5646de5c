"""`parameters` and `bench`: the numbers the company is made of, and how fast they become rows."""

from typing import TYPE_CHECKING, Annotated

import typer

from aquasim.cli.options import Choice, Database, Json, Overrides, Preset, Scale
from aquasim.cli.places import database_url, sqlite_path
from aquasim.cli.terminal import say, say_json, show, whole
from aquasim.errors import ParameterError, SinkError

if TYPE_CHECKING:
    from aquasim.parameters import ParameterRow


def parameters(
    under: Annotated[
        str, typer.Argument(metavar="[KEY]", help="Only keys that begin so, such as sea or stages.PARR.")
    ] = "",
    preset: Preset = None,
    overrides: Overrides = None,
    scale: Scale = None,
    as_json: Json = False,
) -> None:
    """List the parameters of the company: key, value, unit, bounds, source.

    Every key can be changed with --set, or in a TOML file that extends a preset.
    """
    from aquasim.parameters import describe

    rows = [
        row for row in describe(Choice.of(preset, overrides, scale=scale).parameters()) if row.key.startswith(under)
    ]
    if not rows:
        raise ParameterError(f"No parameter begins with {under}; see them all with: aquamind parameters")
    if as_json:
        say_json([{**row._asdict(), "value": plain_value(row)} for row in rows])
    else:
        show(
            ("Key", "Value", "Unit", "Bounds", "Meaning", "Source"),
            (),
            ((row.key, short_value(row), row.unit, row.bounds, row.description, row.source) for row in rows),
        )


def plain_value(row: "ParameterRow") -> object:
    """The value without models: a site becomes a mapping."""
    if isinstance(row.value, tuple):
        return [dict(item) if hasattr(item, "model_fields_set") else item for item in row.value]
    return row.value


def short_value(row: "ParameterRow") -> str:
    """The value in one line: a list of sites is counted, not shown."""
    if not isinstance(row.value, tuple):
        return str(row.value)
    if any(hasattr(item, "model_fields_set") for item in row.value):
        return f"{len(row.value)} entries"
    return ", ".join(str(item) for item in row.value)


def bench(preset: Preset = None, overrides: Overrides = None, scale: Scale = None, database: Database = None) -> None:
    """Measure rows per second end to end, and against the raw load of the same rows, in one run.

    Works in a temporary folder with the tables of the embedded database, which is not touched.
    """
    from aquasim.bench import run_bench

    path = sqlite_path(database_url(database))
    if path is None:
        raise SinkError("the bench compares with the embedded database; name one with --database sqlite:///path")
    measured = run_bench(Choice.of(preset, overrides, scale=scale).parameters(), path)
    say(f"Rows                       {whole(measured.rows)}")
    say(f"Rows per second            {whole(measured.rows_per_second)}")
    say(f"Raw load, rows per second  {whole(measured.raw_rows_per_second)}")
    say(f"Ratio                      {measured.ratio:.2f}")
    say(f"Peak memory                {whole(measured.peak_memory_mb)} MB")
    for step, seconds in measured.seconds_by_step.items():
        say(f"Seconds of {step:<16}{seconds:.1f}")
