"""What of a session is in the database."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aquasim.sinks import RunRecord, Store


class Written(NamedTuple):
    """A session with the days and rows committed so far."""

    run: "RunRecord"
    days_done: int
    rows: int


def written_sessions(store: "Store") -> list[Written]:
    """Every session in order; a session that is under way is counted from its ledger."""
    return [Written(run, store.days_done(run.session), _rows(store, run)) for run in store.runs()]


def _rows(store: "Store", run: "RunRecord") -> int:
    return sum(run.rows_per_table.values()) or sum(line.rows for line in store.ledger(run.session))
