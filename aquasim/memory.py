"""Peak memory of this process and its children, and memory given back."""

import contextlib
import ctypes
import os
import sys
from pathlib import Path

import psutil


class PeakMemory:
    """Largest resident memory since it was made. [MB]"""

    def __init__(self) -> None:
        self._process = psutil.Process(os.getpid())
        _begin_anew()
        self.peak_mb = 0.0

    def sample(self) -> float:
        """Resident memory now, of the whole process tree; remembers the largest. [MB]"""
        children = self._process.children(recursive=True)
        now = sum(map(_share, [self._process, *children])) if children else self._process.memory_info().rss
        self.peak_mb = max(self.peak_mb, now / 1e6, _own_peak_mb(self._process))
        return float(now) / 1e6


def _share(process: psutil.Process) -> int:
    """Resident memory of one of several processes; where the system tells, pages they share count once in all."""
    try:
        return int(getattr(full := process.memory_full_info(), "pss", full.rss))
    except psutil.NoSuchProcess:
        return 0


def give_back() -> None:
    """Return freed memory to the operating system, where its allocator keeps it otherwise (glibc)."""
    if sys.platform == "linux" and hasattr(trim := ctypes.CDLL(None), "malloc_trim"):
        trim.malloc_trim(0)


def _begin_anew() -> None:
    """Let the system's record of this process begin at what it holds now, where it can (Linux)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _own_peak_mb(process: psutil.Process) -> float:
    """The operating system's own record of this process, where it keeps one that does not count its parent."""
    if sys.platform == "win32":
        return float(process.memory_info().peak_wset) / 1e6
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((float(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM:")), 0.0)
