"""What a data set says of itself: how it was made, what it holds, and the digest of every table and month."""

import datetime as dt
import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from aquasim import DATASET_VERSION
from aquasim.engine.tables import TABLES
from aquasim.errors import CheckpointError, SinkError
from aquasim.export.folder import MANIFEST, as_json, read_text
from aquasim.export.selection import Selection
from aquasim.parameters import Parameters
from aquasim.sinks.digest import Sum, Sums, combined_digest

Months = dict[str, dict[str, tuple[int, str]]]
"""Rows and digest by table and month."""


@dataclass(frozen=True)
class Manifest:
    """The parameters, sessions 1 .. `sessions`, the selection, and rows and digests of what was written."""

    parameters: Parameters
    sessions: int
    selection: Selection
    months: Months
    digest: str
    dataset_version: str = DATASET_VERSION

    @classmethod
    def of(cls, parameters: Parameters, sessions: int, selection: Selection, sums: Sums) -> "Manifest":
        return cls(parameters, sessions, selection, months_in(sums), combined_digest(sums))

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""
        return {table: sum(rows for rows, _ in months.values()) for table, months in self.months.items()}

    def to_json(self, kind: str) -> str:
        p, chosen = self.parameters, self.selection
        return as_json(
            {
                "preset": p.name,
                "preset_digest": p.digest(),
                "seed": p.seed,
                "dataset_version": self.dataset_version,
                "aquamind_version": version("aquamind"),
                "format": kind,
                "sessions": [_session(p, number) for number in range(1, self.sessions + 1)],
                "selection": {"tables": list(chosen.names), "from": chosen.first, "to": chosen.last},
                "digest": self.digest,
                "rows": sum(self.rows.values()),
                "tables": {
                    table: {"rows": self.rows[table], "months": {m: _entry(*e) for m, e in months.items()}}
                    for table, months in self.months.items()
                },
                "parameters": p.model_dump(mode="json"),
            }
        )

    @classmethod
    def read(cls, place: str) -> "Manifest":
        """The manifest of a folder, or of the file itself.

        Raises
        ------
        SinkError, CheckpointError
            Where there is none, it is damaged, or of another version of the data set.
        """
        folder, _, name = place.rpartition("/") if place.endswith(".json") else (place, "", MANIFEST)
        text = read_text(folder or ".", name)
        if text is None:
            raise SinkError(f"there is no {name} in {folder or 'this folder'}; name a folder that was exported")
        try:
            return _from_tree(json.loads(text))
        except (ValueError, KeyError, TypeError) as error:
            raise SinkError(f"{place}: {name} is damaged ({error!r}); export again") from error


def _session(parameters: Parameters, number: int) -> dict[str, object]:
    days = parameters.session_days(number)
    first = parameters.first_day + dt.timedelta(days=days.start)
    return {"session": number, "first_date": first, "days": len(days)}


def _entry(rows: int, digest: str) -> dict[str, object]:
    return {"rows": rows, "digest": digest}


def _from_tree(tree: dict[str, Any]) -> Manifest:
    if tree["dataset_version"] != DATASET_VERSION:
        raise CheckpointError(
            f"the data set is of version {tree['dataset_version']}, and this is version {DATASET_VERSION}; "
            f"use aquamind {tree['aquamind_version']}, or export again"
        )
    chosen = tree["selection"]
    first, last = (dt.date.fromisoformat(chosen[key]) if chosen[key] else None for key in ("from", "to"))
    months = {
        table: {month: (entry["rows"], entry["digest"]) for month, entry in one["months"].items()}
        for table, one in tree["tables"].items()
    }
    return Manifest(
        Parameters.model_validate(tree["parameters"]),
        len(tree["sessions"]),
        Selection(tuple(chosen["tables"]), first, last),
        months,
        tree["digest"],
    )


def months_in(sums: Sums) -> Months:
    """Rows and digests in the order of the tables; empty months are left out."""
    kept = {
        table: {month: (s.rows, s.hex()) for month, s in sorted(sums.get(table, {}).items()) if s.rows}
        for table in TABLES
    }
    return {table: months for table, months in kept.items() if months}


def table_sum(months: dict[str, Sum]) -> Sum:
    """All months of a table together."""
    total = Sum()
    for one in months.values():
        total = total.plus(one)
    return total
