"""What a session came to, and what to look at next."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from aquasim.cli.places import database_url, default_report, home, near, sqlite_path
from aquasim.cli.terminal import say, show, whole
from aquasim.commands import typed_name

if TYPE_CHECKING:
    from aquasim.parameters import Parameters
    from aquasim.run import Summary
    from aquasim.sinks import Criterion

TABLES_SHOWN = 12
QUERY = "SELECT batch_number, status, start_date, egg_count FROM batch_batch"


def show_outcome(parameters: "Parameters", summary: "Summary", criteria: "Sequence[Criterion]") -> None:
    """Rows per table, speed, memory, digest and the verdict."""
    days = parameters.sessions[summary.session - 1]
    show_rows(summary.rows_per_table, f"Session {summary.session} of preset {parameters.name}: {days} days")
    steps = ", ".join(f"{step} {seconds:.1f}" for step, seconds in summary.seconds_by_step.items())
    say(f"Rows per second  {whole(summary.rows_per_second)}")
    say(f"Seconds          {summary.seconds:.1f}  ({steps})")
    say(f"Peak memory      {whole(summary.peak_memory_mb)} MB")
    say(f"Digest           {summary.digest}")
    say_verdict(criteria, summary.session)
    if summary.warnings:
        say(f"Warnings         {len(summary.warnings)}, in the log and in generation_capacitywarning")


def show_rows(rows_per_table: "Mapping[str, int]", title: str) -> None:
    """The largest tables one by one, the others together."""
    ordered = sorted(rows_per_table.items(), key=lambda item: -item[1])
    shown, small = ordered[:TABLES_SHOWN], ordered[TABLES_SHOWN:]
    show(
        ("Table",),
        ("Rows",),
        [
            *((table, whole(rows)) for table, rows in shown),
            (f"{len(small)} smaller tables", whole(sum(rows for _, rows in small))),
            ("all tables", whole(sum(rows_per_table.values()))),
        ],
        title,
    )


def say_verdict(criteria: "Sequence[Criterion]", session: int) -> None:
    """How many criteria passed, and each that did not."""
    if not criteria:
        say(f"Criteria         not checked; the session is complete after: {typed_name()} validate --session {session}")
        return
    failed = [criterion for criterion in criteria if not criterion.passed]
    say(f"Criteria passed  {len(criteria) - len(failed)} of {len(criteria)}")
    for criterion in failed:
        say(f"  failed: {criterion.name}: expected {criterion.expected}, observed {criterion.observed}")


def show_criteria(criteria: "Iterable[Criterion]") -> None:
    show(
        ("", "Criterion", "Expected", "Observed"),
        (),
        (("pass" if one.passed else "FAIL", one.name, one.expected, one.observed) for one in criteria),
    )


def say_next(database: str, *, with_report: bool) -> None:
    """Where to go from here."""
    say("\nWhat next")
    say(f"  {typed_name()} status")
    path = sqlite_path(database)
    if path is not None:
        say(f'  sqlite3 -header -column {near(path)} "{QUERY}"')
    if with_report:
        say(f"  open {near(default_report(database))} in a browser")
    if (home() / "Makefile").exists():
        say(f"  {serving(database)}    # the site: http://127.0.0.1:8000")


def serving(database: str) -> str:
    """The command that opens the site on this database; an address of a server is not repeated, for its password."""
    path = sqlite_path(database)
    if database == database_url(None) or path is None:
        return "make serve"
    return f"DATABASE_URL=sqlite:///{near(path)} make serve"
