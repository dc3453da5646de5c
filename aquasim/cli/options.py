"""Options that several verbs share, and the parameters they name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aquasim.errors import CheckpointError

if TYPE_CHECKING:
    from aquasim.parameters import Parameters
    from aquasim.sinks import RunRecord

DEFAULT_PRESET = "company"

Preset = Annotated[
    str | None,
    typer.Option(
        "--preset",
        metavar="NAME|FILE",
        help=f"The company: a preset by name, or a TOML file; scenarios after a +. [default: {DEFAULT_PRESET}]",
    ),
]
StoredPreset = Annotated[
    str | None,
    typer.Option(
        "--preset",
        metavar="NAME|FILE",
        help="The company: a preset by name, or a TOML file; scenarios after a +, as in company+oxygen_crash. "
        f"[default: that of the database, else {DEFAULT_PRESET}]",
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Change one parameter, such as sea.cages_per_area=20. May be repeated."
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        envvar="DATABASE_URL",
        help="Address of the database. [default: sqlite:///var/aquamind.sqlite3]",
    ),
]
RecordsFolder = Annotated[
    Path | None,
    typer.Option(
        "--records",
        metavar="FOLDER",
        envvar="AQUAMIND_RECORDS",
        help="Folder of logs, checkpoints and IMPLEMENTATION_PLAN.md. [default: scripts/data_generation]",
    ),
]
Scale = Annotated[
    float | None,
    typer.Option("--scale", metavar="X", help="Size of the company over what the preset says, 0.01 to 100."),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        help="How many make and write readings at the same time: connections to a PostgreSQL server [default: 1 in "
        "session 1, then 2], or processes beside this one with --to [default: one a further core]. SQLite takes one "
        "writer.",
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="tcp://HOST:PORT",
        help="A Dask scheduler whose workers make and write readings, to PostgreSQL or a place all of them reach.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
OneSession = Annotated[int, typer.Option("--session", metavar="N", help="The session, from 1.")]


@dataclass(frozen=True)
class Choice:
    """The preset and the changes to it that a command line names."""

    preset: str | None
    overrides: tuple[str, ...] = ()

    @classmethod
    def of(cls, preset: str | None, overrides: list[str] | None, **named: float | None) -> "Choice":
        """Options with a name of their own come after `--set`, and so win."""
        extra = tuple(f"{key.replace('__', '.')}={value}" for key, value in named.items() if value is not None)
        return cls(preset, (*(overrides or ()), *extra))

    def parameters(self) -> "Parameters":
        """What was asked for; the company where nothing was."""
        from aquasim.presets import load_parameters

        return load_parameters(DEFAULT_PRESET if self.preset is None else self.preset, self.overrides)

    def parameters_beside(self, runs: "Sequence[RunRecord]") -> "Parameters":
        """What was asked for, in a database that holds these sessions: changes without a preset are to theirs."""
        if not runs or self.preset is not None:
            return self.parameters()
        from aquasim.same_world import stored_parameters

        stored = stored_parameters(runs[-1])
        if not self.overrides:
            return stored
        from aquasim.presets import is_supplied

        if not is_supplied(stored.name):
            raise CheckpointError(
                f"The database holds sessions of preset {stored.name}, which is a file; name it with --preset"
            )
        return Choice(stored.name, self.overrides).parameters()
