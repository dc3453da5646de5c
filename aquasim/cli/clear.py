"""`aquamind clear`: take the generated rows out, and nothing else."""

from typing import Annotated

import typer

from aquasim.cli.options import Database, RecordsFolder
from aquasim.cli.places import Records, database_url
from aquasim.cli.terminal import say, whole
from aquasim.cli.written import written_sessions


def clear(
    yes: Annotated[bool, typer.Option("--yes", "--quick", help="Do not ask.")] = False,
    database: Database = None,
    records: RecordsFolder = None,
) -> None:
    """Remove the generated rows; users and the rows they entered stay.

    Logs stay too; checkpoints go with the rows they describe.
    """
    from aquasim.sinks import open_store

    with open_store(database_url(database)) as store:
        sessions = written_sessions(store)
        if not sessions and not store.strange_rows():
            say("Nothing to clear: the database holds no generated rows.")
            return
        if not yes:
            preset = f" of preset {sessions[0].run.preset}" if sessions else ""
            what = f"{len(sessions)} session(s){preset}"
            typer.confirm(f"Remove all generated rows, {what}?", abort=True)
        Records.at(records).forget(one.run.session for one in sessions)  # first: a folder that is none costs no row
        say(f"Removed {whole(store.clear())} rows.")
