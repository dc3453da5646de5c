"""`aquamind`: the verbs, and how each way of ending is told."""

import io
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from aquasim.cli import bench, clear, company, export, generate, inspect, plan
from aquasim.cli.interrupt import terminate_as_interrupt
from aquasim.errors import AquaMindError

EXIT_MEND = 2
EXIT_INTERRUPTED = 130


class Verbs(TyperGroup):
    """Tells what the user can mend in one line; a fault of the program keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except AquaMindError as error:
            typer.echo(f"Error: {error}", err=True)
            raise typer.Exit(EXIT_MEND) from error
        except KeyboardInterrupt as interrupt:
            typer.echo(" ".join(("Interrupted.", *map(str, interrupt.args))), err=True)
            raise typer.Exit(EXIT_INTERRUPTED) from interrupt


app = typer.Typer(
    cls=Verbs,
    help="A salmon-farming company, egg to harvest, written to a database.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",  # the other one takes "[default: ...]" for a style and drops it
)

for verb in (
    plan.plan,
    generate.generate,
    generate.resume,
    inspect.status,
    inspect.validate,
    inspect.report,
    inspect.calibration,
    inspect.digest,
    export.export,
    export.verify,
    clear.clear,
    bench.bench,
    company.parameters,
):
    app.command()(verb)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one verb and exit: 0 done, 1 validation failed, 2 something to mend, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe on Windows would not take the letters of the Faroes
            stream.reconfigure(encoding="utf-8")
    terminate_as_interrupt()
    app(arguments, prog_name="aquamind")
