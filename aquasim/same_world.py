"""One database, one world: what was asked for must be what the sessions there were made with, and go on from them."""

from aquasim import DATASET_VERSION
from aquasim.domain.disease import Disease
from aquasim.domain.stages import Stage
from aquasim.errors import CheckpointError
from aquasim.parameters import Parameters
from aquasim.sinks import RunRecord


def check_world(parameters: Parameters, runs: list[RunRecord]) -> None:
    """Refuse to mix two worlds in one database."""
    for run in runs:
        asked = _named(parameters.name, parameters.scale, parameters.seed, DATASET_VERSION)
        stored = _named(run.preset, run.parameters.get("scale", 1.0), run.seed, run.dataset_version)
        differences = [f"{key} {stored[key]} (asked: {asked[key]})" for key in asked if asked[key] != stored[key]]
        if not differences and run.preset_digest != parameters.digest():
            differences = _changed(parameters.model_dump(mode="json"), run.parameters)
        if differences:
            raise CheckpointError(
                f"the database holds session {run.session} with {'; '.join(differences)}; "
                "ask for the same, or start over with `aquamind clear`"
            )


def check_order(runs: list[RunRecord], session: int) -> None:
    """Refuse a session before the one it continues is complete."""
    before = next((run for run in runs if run.session == session - 1), None)
    if session > 1 and (before is None or before.status != "COMPLETED"):
        state = before.status if before else "missing"
        raise CheckpointError(
            f"session {session} continues session {session - 1}, which is {state}; run it first, with the same "
            f"options: aquamind generate --session {session - 1}"
        )


def _named(preset: str, scale: float, seed: int, version: str) -> dict[str, object]:
    return {"preset": preset, "scale": scale, "seed": seed, "dataset version": version}


def _changed(asked: object, stored: object, key: str = "") -> list[str]:
    if isinstance(asked, dict) and isinstance(stored, dict):
        return [
            line
            for name in asked | stored
            for line in _changed(asked.get(name), stored.get(name), f"{key}.{_step(key, name)}".lstrip("."))
        ]
    return [] if asked == stored else [f"{key} = {stored} (asked: {asked})"]


def _step(key: str, name: str) -> str:
    """A step of a key path as one types it; the ledger holds stages and diseases by number."""
    numbered = {"stages": Stage, "disease.diseases": Disease}
    return numbered[key](int(name)).name if key in numbered else name
