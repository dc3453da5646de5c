"""All that the next day needs to know of the fish: arrays by container and batch; bytes in, bytes out, versioned."""

import io
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from aquasim.errors import CheckpointError

STATE_VERSION = 1
DEATH_KINDS = 14
TRANSITIONS = 6
NEVER = -1
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass
class State:
    """Fish by container (n), plans by batch (b) and transition (b, 6).

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
    saturation_pct: Floats  # (n,) of the day before
    log_noise: Floats  # (n,) weekly mortality noise
    uncollected: Ints  # (n, kinds) dead fish not yet collected
    stage: Ints  # (b,) stage of the most advanced fish; -1 before laying down
    stage_entry_day: Ints  # (b, 6)
    egg_progress: Floats  # (b,)
    end_day: Ints  # (b,)
    harvest_day: Ints  # (b,) day of the first harvest, once ordered
    transition_day: Ints  # (b, 6) day of the first move, once ordered
    transition_end: Ints  # (b, 6) day of the last move
    actions: Ints  # (b, 6) moves so far
    moved_fish: Ints  # (b, 6)
    moved_dead: Ints  # (b, 6)
    moved_biomass_kg: Floats  # (b, 6)

    def to_bytes(self) -> bytes:
        """The state as compressed bytes."""
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer, version=np.array(STATE_VERSION), **{f.name: getattr(self, f.name) for f in fields(self)}
        )
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
            return cls(**{f.name: arrays[f.name] for f in fields(cls)})


def empty_state(containers: int, batches: int) -> State:
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
        saturation_pct=np.full(containers, 95.0),
        log_noise=np.zeros(containers),
        uncollected=zeros(containers, DEATH_KINDS),
        stage=never(batches),
        stage_entry_day=never(batches, TRANSITIONS),
        egg_progress=np.zeros(batches),
        end_day=never(batches),
        harvest_day=never(batches),
        transition_day=never(batches, TRANSITIONS),
        transition_end=never(batches, TRANSITIONS),
        actions=zeros(batches, TRANSITIONS),
        moved_fish=zeros(batches, TRANSITIONS),
        moved_dead=zeros(batches, TRANSITIONS),
        moved_biomass_kg=np.zeros((batches, TRANSITIONS)),
    )
