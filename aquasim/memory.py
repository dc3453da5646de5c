"""Memory of this process and its children now and at its peak, and memory given back."""

import contextlib
import ctypes
import sys
from pathlib import Path

import psutil

M_MMAP_THRESHOLD = -3
"""From malloc.h."""
LARGE_BYTES = 2**18


def resident_mb() -> float:
    """Resident memory of this process and its children now. [MB]"""
    own = psutil.Process()
    children = own.children(recursive=True)
    return (sum(map(_share, [own, *children])) if children else own.memory_info().rss) / 1e6


class PeakMemory:
    """Largest resident memory from here on; one at a time, as it resets the system's own record. [MB]"""

    def __init__(self) -> None:
        _begin_anew()
        self.peak_mb = 0.0

    def sample(self) -> None:
        """Look, and remember the largest."""
        self.peak_mb = max(self.peak_mb, resident_mb(), _own_peak_mb())


def _share(process: psutil.Process) -> int:
    """Resident memory of one of several processes; where the system tells, pages they share count once in all."""
    try:
        return int(getattr(full := process.memory_full_info(), "pss", full.rss))
    except psutil.NoSuchProcess:
        return 0


def give_back() -> None:
    """Return freed memory to the operating system, where its allocator keeps it otherwise (glibc)."""
    if (glibc := _glibc()) is not None:
        glibc.malloc_trim(0)


def keep_arrays_apart() -> None:
    """Let each large array have pages of its own from here on, which are given back with it (glibc).

    Left alone, the allocator takes larger and larger ones from its heap, and small objects among them hold the gaps.
    """
    if (glibc := _glibc()) is not None:
        glibc.mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)


def _glibc() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return library if hasattr(library, "malloc_trim") else None


def _begin_anew() -> None:
    """Let the system's record of this process begin at what it holds now, where it can (Linux)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _own_peak_mb() -> float:
    """The operating system's own record of this process, where it keeps one that does not count its parent."""
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset) / 1e6
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((float(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM:")), 0.0)
