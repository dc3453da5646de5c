"""`parameters`: the numbers the company is made of."""

from typing import TYPE_CHECKING, Annotated

import typer

from aquasim.cli.options import Choice, Json, Overrides, Preset, Scale
from aquasim.cli.terminal import say_json, show
from aquasim.errors import ParameterError

if TYPE_CHECKING:
    from aquasim.parameters import ParameterRow


def parameters(
    under: Annotated[
        str, typer.Argument(metavar="[KEY]", help="Only keys that begin so, such as sea or stages.PARR.")
    ] = "",
    preset: Preset = None,
    overrides: Overrides = None,
    scale: Scale = None,
    as_json: Json = False,
) -> None:
    """List the parameters of the company: key, value, unit, bounds, source.

    Every key can be changed with --set, or in a TOML file that extends a preset.
    """
    from aquasim.parameters import describe

    rows = [
        row for row in describe(Choice.of(preset, overrides, scale=scale).parameters()) if row.key.startswith(under)
    ]
    if not rows:
        raise ParameterError(f"No parameter begins with {under}; see them all with: aquamind parameters")
    if as_json:
        say_json([{**row._asdict(), "value": plain_value(row)} for row in rows])
    else:
        show(
            ("Key", "Value", "Unit", "Bounds", "Meaning", "Source"),
            (),
            ((row.key, short_value(row), row.unit, row.bounds, row.description, row.source) for row in rows),
        )


def plain_value(row: "ParameterRow") -> object:
    """The value without models: a site becomes a mapping."""
    if isinstance(row.value, tuple):
        return [dict(item) if hasattr(item, "model_fields_set") else item for item in row.value]
    return row.value


def short_value(row: "ParameterRow") -> str:
    """The value in one line: a list of sites is counted, not shown."""
    if not isinstance(row.value, tuple):
        return str(row.value)
    if any(hasattr(item, "model_fields_set") for item in row.value):
        return f"{len(row.value)} entries"
    return ", ".join(str(item) for item in row.value)
