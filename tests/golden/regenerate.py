"""The golden digests: rows and digest of every table and month of session 1 of the smoke preset.

They change when generated rows change, and only then. After such a change, made on purpose, write them anew with

    python -m tests.golden.regenerate

and add a line to CHANGELOG.md that says that generated rows change.
"""

import json
import tempfile
from pathlib import Path

from aquasim.presets import load_parameters
from aquasim.run import generate
from aquasim.sinks import ledger_sums, open_store
from tests.conftest import Workspace

GOLDEN = Path(__file__).with_name("smoke.json")
Digests = dict[str, dict[str, str]]


def smoke_digests(url: str) -> Digests:
    """Generate the session into an empty database; `<rows> <digest>` by table and month."""
    with open_store(url) as store:
        generate(load_parameters("smoke"), store, 1)
        totals = ledger_sums(store)
    return {
        table: {month: f"{one.rows} {one.hex()}" for month, one in sorted(months.items())}
        for table, months in sorted(totals.items())
        if months
    }


def main() -> None:
    """Write the digests of the program as it is."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        workspace.run("python manage.py migrate --verbosity 0").check_returncode()
        GOLDEN.write_text(json.dumps(smoke_digests(workspace.url), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
