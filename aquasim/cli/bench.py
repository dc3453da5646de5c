"""`bench`: how fast the company becomes rows."""

from typing import TYPE_CHECKING, Annotated

import typer

from aquasim.cli.options import Choice, Database, Overrides, Preset, Scale, Workers
from aquasim.cli.places import database_url, sqlite_path
from aquasim.cli.terminal import say, whole

if TYPE_CHECKING:
    from aquasim.bench.result import BenchResult, Compared


def bench(
    preset: Preset = None,
    overrides: Overrides = None,
    scale: Scale = None,
    orm_days: Annotated[
        int, typer.Option("--orm-days", metavar="N", min=0, help="Let Django's bulk_create write N more days.")
    ] = 0,
    workers: Workers = None,
    database: Database = None,
) -> None:
    """Measure rows per second end to end, and against the raw load of the same rows, in one run.

    The embedded database lends its tables to a temporary folder; on a server, databases are made and dropped beside the
    one that is named. That one is not touched.
    """
    url, parameters = database_url(database), Choice.of(preset, overrides, scale=scale).parameters()
    path = sqlite_path(url)
    if path is None:
        from aquasim.bench.server import bench_server

        found = bench_server(parameters, url, orm_days, workers or 1)
    else:
        from aquasim.bench.embedded import bench_embedded

        found = bench_embedded(parameters, path, orm_days)
    for name, value in _lines(found):
        say(f"{name:<36}{value}")


def _lines(found: "BenchResult") -> list[tuple[str, str]]:
    lines = _compared("session", found.session)
    if found.readings is not None:
        lines += _compared("readings", found.readings)
    if found.by_orm is not None:
        times = found.session.generated.rows_per_second / found.by_orm.rows_per_second
        lines += [
            ("bulk_create, rows per second", whole(found.by_orm.rows_per_second)),
            ("session over bulk_create", f"{times:.0f} times"),
        ]
    seconds = [(f"Seconds of {step}", f"{seconds:.1f}") for step, seconds in found.seconds_by_step.items()]
    return [*lines, ("Peak memory", f"{whole(found.peak_memory_mb)} MB"), *seconds]


def _compared(what: str, both: "Compared") -> list[tuple[str, str]]:
    return [
        (f"Rows of the {what}", whole(both.generated.rows)),
        ("Rows per second", whole(both.generated.rows_per_second)),
        ("Raw load, rows per second", whole(both.raw.rows_per_second)),
        (f"Ratio, {what}", f"{both.ratio:.2f}"),
    ]
