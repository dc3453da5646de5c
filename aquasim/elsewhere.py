"""Work in other processes, on this machine or on others: who does it, and what they must know for it.

A worker needs the parameters, some kilobytes, and the water of the containers whose readings it makes. It knows neither
batches nor climate, and keeps nothing between tasks, so a lost task is simply done again by another.
"""

import importlib.metadata
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyarrow as pa

from aquasim import DATASET_VERSION
from aquasim.engine.day import Trace
from aquasim.engine.plan import Plan
from aquasim.engine.registry import build_registry
from aquasim.engine.world import World, bare_world
from aquasim.errors import SinkError
from aquasim.parameters import Parameters

CONNECT_S = 10
WORKERS_WITHIN_S = 30


@dataclass(frozen=True)
class Workforce:
    """Who carries out tasks: how many at once, and whether perhaps on other machines."""

    executor: Executor
    hands: int
    far: bool


@lru_cache(maxsize=2)
def sensing_world(parameters: str) -> World:
    """What readings are made from beside the water: places and sensors of the company of these parameters (JSON)."""
    known = Parameters.model_validate_json(parameters)
    return bare_world(Plan(known, build_registry(known), (), ()))


def packed(traces: Sequence[Trace]) -> bytes:
    """Traces for a way over the network, in half their bytes."""
    plain = pickle.dumps(traces, pickle.HIGHEST_PROTOCOL)
    return len(plain).to_bytes(8, "big") + bytes(pa.Codec("zstd", 1).compress(plain, asbytes=True))


def unpacked(parcel: bytes) -> Sequence[Trace]:
    """The traces that `packed` made, in a worker that trusts who sent them."""
    size, body = int.from_bytes(parcel[:8], "big"), memoryview(parcel)[8:]
    traces: Sequence[Trace] = pickle.loads(pa.Codec("zstd").decompress(body, size, asbytes=True))
    return traces


def further_cores() -> int:
    """Cores beside the one this process keeps busy, at least one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores - 1)


@contextmanager
def processes(count: int) -> Iterator[Workforce]:
    """Processes on this machine, ended with the block."""
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        yield Workforce(pool, count, far=False)
    except BrokenProcessPool as error:
        raise SinkError("a worker process was ended from outside, perhaps for want of memory; try again") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """Prepare a worker process; an interrupt is the first process's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_first, daemon=True).start()
    pa.set_memory_pool(pa.system_memory_pool())


def _end_with_first() -> None:
    """A first process that was killed says nothing, and its workers would wait for it for ever."""
    first = multiprocessing.parent_process()
    if first is not None:
        first.join()
        os._exit(1)


@contextmanager
def cluster(address: str) -> Iterator[Workforce]:
    """The workers of a Dask scheduler that runs already; they stay when the block ends.

    Raises
    ------
    SinkError
        Where the scheduler cannot be reached, has no workers, or they have another version of this package; and where
        a task is lost with one worker after the other.
    """
    try:
        import distributed
    except ImportError:
        raise SinkError("--scheduler needs Dask; install it with: pip install -e '.[cluster]'") from None
    try:
        client: Any = _untyped(distributed).Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SinkError(
            f"no Dask scheduler answers at {address} ({error}); start one with `dask scheduler`, "
            f"and workers with `dask worker {address}`"
        ) from error
    with client:
        hands = _hands(client, address)
        try:
            yield Workforce(client.get_executor(pure=False), hands, far=True)
        except distributed.KilledWorker as error:
            raise SinkError(
                f"several workers of {address} were ended over the same task, perhaps for want of memory ({error}); "
                "give them more, then try again"
            ) from error
        except CancelledError as error:
            raise SinkError(f"the Dask scheduler at {address} was lost; start it, then try again") from error


def _untyped(module: Any) -> Any:
    """A library half of whose functions have types, seen as one that has none."""
    return module


def _hands(client: Any, address: str) -> int:
    """Tasks that the workers take at once, after a look at what they are."""
    try:
        client.wait_for_workers(1, timeout=WORKERS_WITHIN_S)
    except TimeoutError:
        raise SinkError(
            f"the Dask scheduler at {address} has no workers; start some with: dask worker {address}"
        ) from None
    try:
        versions = client.run(versions_here)
    except ImportError as error:
        raise SinkError(f"a worker of {address} cannot load this package ({error}); install it there") from error
    for worker, there in versions.items():
        if there != versions_here():
            raise SinkError(
                f"worker {worker} has {there}, and this process {versions_here()}; install the same on all of them, "
                "for rows may differ otherwise"
            )
    return sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())


def versions_here() -> str:
    """What must agree between processes that make rows together."""
    return f"dataset version {DATASET_VERSION}, numpy {importlib.metadata.version('numpy')}"
