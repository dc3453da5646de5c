"""How many days of rows a chunk of a hypertable holds."""

import math

ROWS_PER_CHUNK = 500_000
YEARS = 10
CHUNKS_MAX = 200
CHUNK_DAYS_MAX = 365


def chunk_days(rows_per_day: float, window_days: int = 1) -> int:
    """Width of a chunk: its key is sorted in the memory that a server has for it, and ten years have few chunks. [d]

    It is of whole windows: one that has a chunk to itself adds its rows at the key's end, or leaves them sorted for it.
    """
    narrowest = math.ceil(YEARS * 365.25 / CHUNKS_MAX / window_days)
    widest = min(ROWS_PER_CHUNK // max(int(rows_per_day), 1), CHUNK_DAYS_MAX) // window_days
    return max(widest, narrowest) * window_days
