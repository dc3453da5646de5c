"""All that the next day needs to know: arrays by container, batch and hall; bytes in, bytes out, versioned."""

import io
from collections import defaultdict
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from aquasim.domain.stages import SensorKind
from aquasim.domain.water import settled_nitrogen_mg_l
from aquasim.engine.deaths import KINDS
from aquasim.errors import CheckpointError

STATE_VERSION = 5
TRANSITIONS = 6
NEVER = -1
SENSED = len(SensorKind) + 1
"""Quantities that sensors read, and the feed load."""
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass
class State:
    """Fish by container (n), plans by batch (b) and transition (b, 6), water by hall (h).

    Wide arrays have rows for the containers of the last day alone (k), of which a large company has many more empty.

    Days count from the first simulated day; -1 is never.
    """

    next_day: Ints  # (1,)
    population: Ints  # (n,) fish
    root_weight: Floats  # (n,) g^(1/3)
    batch: Ints  # (n,) position of the batch; -1 where empty
    assigned_day: Ints  # (n,) first day of the assignment
    entered_day: Ints  # (n,) last arrival of fish
    handled_day: Ints  # (n,)
    vaccinated_day: Ints  # (n,)
    fast_from: Ints  # (n,) fasting on days fast_from .. fast_to
    fast_to: Ints  # (n,)
    unfed_days: Ints  # (n,) days without feed, up to the day before
    growth_factor: Floats  # (n,) growth of these fish here over that of their batch
    fcr_factor: Floats  # (n,) feed that they need for it, over that of fish of their weight
    saturation_pct: Floats  # (n,) of the day before
    log_noise: Floats  # (n,) mortality noise
    harvest_start: Ints  # (n,) day on which the cage is ordered to be emptied
    medicated_to: Ints  # (n,) last day of a course of medicated feed
    withdrawal_dd: Floats  # (n,) degree-days until medicated fish may be harvested
    held: Ints  # (k,) containers that held a batch on the last day, in order
    water: npt.NDArray[np.float32]  # (k, 2, SENSED) means of the day before and of the one before that, as sensed
    uncollected: npt.NDArray[np.int32]  # (k, kinds) dead fish not yet collected
    stage: Ints  # (b,) stage of the most advanced fish; -1 before laying down
    stage_entry_day: Ints  # (b, 6)
    egg_progress: Floats  # (b,)
    end_day: Ints  # (b,)
    harvest_day: Ints  # (b,) day of the first harvest: that ordered, then that on which it was
    urgent: Ints  # (b,) 1 where fish should be harvested as soon as they may
    harvest_owed_kg: Floats  # (g,) of earlier quotas, not met for want of part cages
    harvested_fish: Ints  # (b,)
    harvested_g: Ints  # (b,) live weight
    revenue_cents: Ints  # (b,)
    feed_g: Ints  # (b,) fed so far
    feed_cost_cents: Ints  # (b,)
    transition_day: Ints  # (b, 6) day planned for the first move, once ordered
    waited_days: Ints  # (b, 6) days by which storms have put moves off
    transition_begin: Ints  # (b, 6) day of the first move, once made
    transition_end: Ints  # (b, 6) day of the last move
    actions: Ints  # (b, 6) moves so far
    moved_fish: Ints  # (b, 6)
    moved_dead: Ints  # (b, 6)
    moved_biomass_kg: Floats  # (b, 6)
    nitrogen_mg_l: Floats  # (h, 3) ammonia, nitrite and nitrate nitrogen
    modules: dict[str, dict[str, npt.NDArray[Any]]]  # arrays of each module by name

    def to_bytes(self) -> bytes:
        """The state as compressed bytes."""
        buffer = io.BytesIO()
        arrays: dict[str, Any] = {name: getattr(self, name) for name in OWN} | _flat(self.modules)
        np.savez_compressed(buffer, version=np.array(STATE_VERSION), **arrays)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "State":
        """The state that `to_bytes` wrote.

        Raises
        ------
        CheckpointError
            Where another version of the program wrote it.
        """
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            if int(arrays["version"]) != STATE_VERSION:
                raise CheckpointError(
                    f"the stored state is of version {int(arrays['version'])}, this program reads {STATE_VERSION}; "
                    "run `aquamind clear` and generate again"
                )
            modules: dict[str, dict[str, npt.NDArray[Any]]] = defaultdict(dict)
            for module, _, key in (name.partition(".") for name in arrays.files if "." in name):
                modules[module][key] = arrays[f"{module}.{key}"]
            return cls(**{name: arrays[name] for name in OWN}, modules=dict(modules))


OWN = tuple(f.name for f in fields(State) if f.name != "modules")


def _flat(modules: dict[str, dict[str, npt.NDArray[Any]]]) -> dict[str, npt.NDArray[Any]]:
    return {f"{module}.{key}": array for module, arrays in modules.items() for key, array in arrays.items()}


def carried(array: npt.NDArray[Any], before: Ints, now: Ints, new: float = 0) -> npt.NDArray[Any]:
    """Rows of an array by container, where others hold fish now than before, both in order; new ones have one value."""
    rows = np.full((len(now), *array.shape[1:]), new, dtype=array.dtype)
    _, there, here = np.intersect1d(before, now, assume_unique=True, return_indices=True)
    rows[here] = array[there]
    return rows


def empty_state(
    containers: int,
    batches: int,
    modules: dict[str, dict[str, npt.NDArray[Any]]] | None = None,
    geographies: int = 1,
    halls: int = 1,
) -> State:
    """No fish anywhere, before the first day."""

    def never(*shape: int) -> Ints:
        return np.full(shape, NEVER, dtype=np.int64)

    def zeros(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int64)

    return State(
        next_day=zeros(1),
        population=zeros(containers),
        root_weight=np.zeros(containers),
        batch=never(containers),
        assigned_day=never(containers),
        entered_day=never(containers),
        handled_day=never(containers),
        vaccinated_day=never(containers),
        fast_from=never(containers),
        fast_to=never(containers),
        unfed_days=zeros(containers),
        growth_factor=np.ones(containers),
        fcr_factor=np.ones(containers),
        saturation_pct=np.full(containers, 95.0),
        log_noise=np.zeros(containers),
        harvest_start=never(containers),
        medicated_to=never(containers),
        withdrawal_dd=np.zeros(containers),
        held=zeros(0),
        water=np.zeros((0, 2, SENSED), dtype=np.float32),
        uncollected=np.zeros((0, KINDS), dtype=np.int32),
        stage=never(batches),
        stage_entry_day=never(batches, TRANSITIONS),
        egg_progress=np.zeros(batches),
        end_day=never(batches),
        harvest_day=never(batches),
        urgent=zeros(batches),
        harvest_owed_kg=np.zeros(geographies),
        harvested_fish=zeros(batches),
        harvested_g=zeros(batches),
        revenue_cents=zeros(batches),
        feed_g=zeros(batches),
        feed_cost_cents=zeros(batches),
        transition_day=never(batches, TRANSITIONS),
        waited_days=zeros(batches, TRANSITIONS),
        transition_begin=never(batches, TRANSITIONS),
        transition_end=never(batches, TRANSITIONS),
        actions=zeros(batches, TRANSITIONS),
        moved_fish=zeros(batches, TRANSITIONS),
        moved_dead=zeros(batches, TRANSITIONS),
        moved_biomass_kg=np.zeros((batches, TRANSITIONS)),
        nitrogen_mg_l=settled_nitrogen_mg_l(np.zeros(halls)),
        modules=modules or {},
    )
