"""Peak memory of this process and its children."""

import os
import sys

import psutil


class PeakMemory:
    """Largest resident memory seen at any `sample`. [MB]"""

    def __init__(self) -> None:
        self._process = psutil.Process(os.getpid())
        self.peak_mb = 0.0

    def sample(self) -> float:
        """Resident memory now, of the whole process tree; remembers the largest. [MB]"""
        now = self._process.memory_info().rss
        for child in self._process.children(recursive=True):
            try:
                now += child.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        self.peak_mb = max(self.peak_mb, now / 1e6, _own_peak_mb())
        return float(now) / 1e6


def _own_peak_mb() -> float:
    """The operating system's own record of this process, where it keeps one."""
    if sys.platform == "win32":
        return 0.0
    import resource

    unit = 1.0 if sys.platform == "darwin" else 1024.0
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit / 1e6
