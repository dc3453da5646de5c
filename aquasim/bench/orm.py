"""The other way to fill the tables: Django's `bulk_create`, a simulated day at a time, beside the load."""

import json
import os
import subprocess
import sys

from aquasim.bench.result import Speed
from aquasim.commands import HOME
from aquasim.errors import SinkError


def orm_load(url: str, days: int) -> Speed:
    """Speed at which the ORM writes the days after a finished session into its database.

    It runs in a process of its own (`manage.py bulk_create_days`), because the simulator knows nothing of Django.
    """
    command = [sys.executable, str(HOME / "manage.py"), "bulk_create_days", "--days", str(days)]
    done = subprocess.run(
        command, cwd=HOME, env=os.environ | {"DATABASE_URL": url}, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SinkError(f"manage.py bulk_create_days could not be carried out: {done.stderr.strip()[-400:]}")
    return Speed(**json.loads(done.stdout))
