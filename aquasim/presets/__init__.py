"""Presets: TOML files that extend each other, scenarios laid over them, and overrides by key path.

Every mistake is reported at once.
"""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from aquasim.domain.stages import Stage
from aquasim.errors import ParameterError
from aquasim.parameters import Parameters
from aquasim.presets.scale import scaled

FOLDER = Path(__file__).parent
SCENARIOS = FOLDER / "scenarios"
TOLD = ("description", "geographies")
"""What a scenario file says of itself beside the parameters it changes: in words, and where its effect may be felt.

`geographies` as a table, not a list of names, are parameters.
"""


def preset_names() -> list[str]:
    """Names of the presets that come with the package."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def scenario_names() -> list[str]:
    """Names of the scenarios that come with the package."""
    return sorted(path.stem for path in SCENARIOS.glob("*.toml"))


def is_supplied(name: str) -> bool:
    """Whether a name, as parameters bear it, is of a preset and scenarios that come with the package."""
    preset, *scenarios = name.split("+")
    return preset in preset_names() and set(scenarios) <= set(scenario_names())


def scenario(name: str) -> dict[str, Any]:
    """What a scenario (by name, or path of a TOML file) changes, and what it says of itself.

    Raises
    ------
    ParameterError
        Where there is none of that name.
    """
    path = Path(name) if name.endswith(".toml") else SCENARIOS / f"{name}.toml"
    return _toml(
        path, f"no scenario {name!r}; there are {', '.join(scenario_names())}, or give the path of a .toml file"
    )


def load_parameters(name: str = "company", overrides: Mapping[str, str] | Iterable[str] = ()) -> Parameters:
    """Parameters of a preset (by name, or path of a TOML file) with overrides `key.path=value` applied.

    Scenarios follow the preset's name after `+`, as in `company+oxygen_crash`. `scale` is applied last: it multiplies
    what preset and overrides say.

    Raises
    ------
    ParameterError
        Naming every unknown key, wrong type and value out of bounds by its key path.
    """
    preset, *scenarios = name.split("+")
    tree = _read(preset)
    for each in scenarios:
        told = scenario(each).items()
        tree = _merged(tree, {key: value for key, value in told if key not in TOLD or isinstance(value, dict)})
    tree["name"] = "+".join((tree["name"], *(Path(each).stem for each in scenarios)))
    pairs = overrides.items() if isinstance(overrides, Mapping) else [_split(item) for item in overrides]
    mistakes = [mistake for key, value in pairs if (mistake := _override(tree, key, value))]
    if mistakes:
        raise ParameterError("; ".join(mistakes))
    try:
        parameters = Parameters.model_validate(tree)
        return scaled(parameters, parameters.scale)
    except ValidationError as error:
        raise ParameterError("; ".join(_explain(item, tree) for item in error.errors())) from None


def _read(name: str, seen: tuple[str, ...] = ()) -> dict[str, Any]:
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if name in seen:
        raise ParameterError(f"preset {name} extends itself: {' -> '.join((*seen, name))}")
    missing = f"no preset {name!r}; there are {', '.join(preset_names())}, or give the path of a .toml file"
    tree = _toml(path, missing)
    _check_own_keys(path, tree)
    parent, dropped = tree.pop("extends", None), tree.pop("drop", [])
    tree.setdefault("name", path.stem)
    if parent:
        parent = str(path.parent / parent) if parent.endswith(".toml") else parent
        tree = _merged(_read(parent, (*seen, name)), tree)
    for key in dropped:
        _drop(tree, key)
    return tree


def _check_own_keys(path: Path, tree: dict[str, Any]) -> None:
    """Refuse what a preset file says of itself where it is of another type, and names that could not be told apart."""
    for key in ("extends", "name"):
        if not isinstance(tree.get(key, ""), str):
            raise ParameterError(f"{path}: {key} {tree[key]!r} is no name; write it in quotes")
    if not tree.get("name", "unnamed").strip() or "+" in tree.get("name", ""):
        raise ParameterError(f"{path}: name {tree['name']!r} is empty or has the + of scenarios; choose another")
    dropped = tree.get("drop", [])
    if not isinstance(dropped, list) or not all(isinstance(key, str) for key in dropped):
        raise ParameterError(f'{path}: drop {dropped!r} is no list of key paths, such as drop = ["geographies.faroe"]')


def _toml(path: Path, missing: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ParameterError(missing) from None
    except OSError as error:
        raise ParameterError(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ParameterError(f"{path} is not valid TOML: {error}") from None


def _drop(tree: dict[str, Any], key: str) -> None:
    """Take a parameter or group out of what a preset extends."""
    *path, leaf = key.split(".")
    node: Any = tree
    for step in path:
        node = node.get(step) if isinstance(node, dict) else None
    if not isinstance(node, dict) or leaf not in node:
        raise ParameterError(
            f"drop: no parameter {key!r} in what the preset extends (list all with `aquamind parameters`)"
        )
    del node[leaf]


def _merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    for key, value in changes.items():
        old = base.get(key)
        base[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return base


def _split(item: str) -> tuple[str, str]:
    key, sign, value = item.partition("=")
    if not sign:
        raise ParameterError(f"--set {item!r} is not of the form key.path=value")
    return key.strip(), value.strip()


def _override(tree: dict[str, Any], key: str, value: str) -> str | None:
    """Set one value in place; the mistake in words where the key path leads nowhere."""
    *path, leaf = key.split(".")
    node: Any = tree
    for step in [*path, leaf]:
        names = {name.lower(): name for name in node} if isinstance(node, dict) else {}
        if step.lower() not in names:
            close = difflib.get_close_matches(step.lower(), names, n=1)
            hint = (
                f"; did you mean {names[close[0]]!r}"
                if close
                else f"; there are {', '.join(names.values())}"
                if names
                else ""
            )
            return f"{key}: no parameter {step!r}{hint} (list all with `aquamind parameters`)"
        parent, name = node, names[step.lower()]
        node = node[name]
    if isinstance(node, dict):
        return f"{key}: is a group, not a value; there are {', '.join(f'{key}.{name}' for name in node)}"
    parent[name] = _parse(value)
    return None


def _parse(value: str) -> Any:
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return value


def _explain(item: Any, tree: dict[str, Any]) -> str:
    key = (
        ".".join(step.name if isinstance(step, Stage) else str(step) for step in item["loc"] if step != "[key]")
        or "preset"
    )
    if item["type"] == "extra_forbidden":
        return f"{key}: unknown parameter (list all with `aquamind parameters`)"
    if item["type"] == "missing":
        return f"{key}: missing; add it or `extends` a preset that has it"
    if item["type"] == "value_error":
        return f"{key}: {item['msg'].removeprefix('Value error, ')}"
    return f"{key}: {item['msg'][0].lower()}{item['msg'][1:]}, got {item['input']!r}"
