"""A Dask cluster of real worker processes on this machine, and the death of one of them at work."""

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from distributed import LocalCluster


@contextmanager
def local_cluster(workers: int = 2) -> Iterator[Any]:
    """A scheduler in this process and workers in others, a thread each."""
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=logging.CRITICAL
    ) as cluster:
        yield cluster


class Killer:
    """Watches a cluster from a thread, and kills the first worker that has a task in hand; `killed` is its process."""

    def __init__(self, cluster: Any) -> None:
        self._cluster, self._over = cluster, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.killed: int | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while self.killed is None and not self._over.wait(0.001):
            busy = {state.address for state in list(self._cluster.scheduler.workers.values()) if state.processing}
            for nanny in list(self._cluster.workers.values()):
                if self.killed is None and nanny.worker_address in busy:
                    self.killed = nanny.pid
                    os.kill(nanny.pid, signal.SIGKILL)
