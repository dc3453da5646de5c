"""A Dask cluster of real worker processes on this machine, and the death of one of them at work."""

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from distributed import LocalCluster

from aquasim.run import Progress


@contextmanager
def local_cluster(workers: int = 2) -> Iterator[Any]:
    """A scheduler in this process and workers in others, a thread each."""
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=logging.CRITICAL
    ) as cluster:
        yield cluster


class Killer:
    """Takes progress, and kills the first worker that it meets with a task in hand."""

    def __init__(self, cluster: Any, after: int = 3) -> None:
        self._cluster, self._after = cluster, after
        self.killed: int | None = None

    def __call__(self, progress: Progress) -> None:
        self._after -= 1
        if self.killed is None and self._after <= 0:
            busy = {state.address for state in self._cluster.scheduler.workers.values() if state.processing}
            for nanny in self._cluster.workers.values():
                if nanny.worker_address in busy:
                    os.kill(nanny.pid, signal.SIGKILL)
                    self.killed = nanny.pid
                    return
