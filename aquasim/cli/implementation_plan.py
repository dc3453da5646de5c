"""The list of sessions as a page: which are written, which wait."""

from collections.abc import Iterable, Sequence

from aquasim.cli.written import Written

HEADINGS = ("Session", "Preset", "First day", "Days", "Rows", "State", "Digest")


def implementation_plan(written: Iterable[Written], sessions: Sequence[int]) -> str:
    """A markdown table with one line for every session of the company.

    Parameters
    ----------
    written : iterable of Written
        Sessions the database holds.
    sessions : sequence of int
        Length of each session of the company. [d]
    """
    begun = {one.run.session: one for one in written}
    rows = [
        _begun(begun[number]) if number in begun else _waiting(number, days)
        for number, days in enumerate(sessions, start=1)
    ]
    table = [HEADINGS, ("---",) * len(HEADINGS), *rows]
    return "# Sessions\n\n" + "".join(f"| {' | '.join(row)} |\n" for row in table)


def _begun(one: Written) -> tuple[str, ...]:
    run, days = one.run, f"{one.days_done}/{one.run.days}"
    return (str(run.session), run.preset, str(run.first_date), days, f"{one.rows:,}", run.status, run.digest)


def _waiting(session: int, days: int) -> tuple[str, ...]:
    return (str(session), "", "", f"0/{days}", "0", "PLANNED", "")
