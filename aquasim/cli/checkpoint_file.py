"""The checkpoint and the list of sessions as people read them: a mirror of the ledger, which alone decides."""

import datetime as dt
import json
from typing import TYPE_CHECKING

from aquasim import DATASET_VERSION
from aquasim.cli.implementation_plan import implementation_plan
from aquasim.cli.places import Records
from aquasim.cli.written import written_sessions

if TYPE_CHECKING:
    from aquasim.parameters import Parameters
    from aquasim.run import Progress
    from aquasim.sinks import Store


class Mirror:
    """Writes down how far a session is, after each commit and at the end."""

    def __init__(self, records: Records, parameters: "Parameters", session: int) -> None:
        self._records, self._parameters, self._session = records, parameters, session
        self._fixed = {
            "session": session,
            "preset": parameters.name,
            "preset_digest": parameters.digest(),
            "seed": parameters.seed,
            "dataset_version": DATASET_VERSION,
            "days": parameters.sessions[session - 1],
        }

    def on_progress(self, progress: "Progress") -> None:
        """After a commit; the digest is known once every day is written."""
        from aquasim.sinks import RunStatus

        self._write(RunStatus.RUNNING, progress.day, progress.date, progress.rows, None)

    def settle(self, store: "Store") -> None:
        """At the end, good or bad: what the database says of this session and of all."""
        sessions = written_sessions(store)
        page = implementation_plan(sessions, self._parameters.sessions)
        self._records.write(self._records.implementation_plan, page)
        for run, done, rows in (one for one in sessions if one.run.session == self._session):
            last = run.first_date + dt.timedelta(days=done - 1)
            self._write(run.status, done, last, rows, run.digest or None)

    def _write(self, state: str, days_done: int, date: dt.date, rows: int, digest: str | None) -> None:
        known = {"state": state, "days_done": days_done, "date": str(date), "rows": rows, "digest": digest}
        text = json.dumps({**self._fixed, **known}, indent=2, ensure_ascii=False)
        self._records.write(self._records.checkpoint(self._session), f"{text}\n")
