"""How many days of rows a chunk of a hypertable holds."""

import math

ROWS_PER_CHUNK = 1_000_000
YEARS = 10
CHUNKS_MAX = 200
CHUNK_DAYS_MAX = 365


def chunk_days(rows_per_day: float) -> int:
    """Width of a chunk: its key is sorted in the memory that a server has for it, and ten years have few chunks. [d]"""
    narrowest = math.ceil(YEARS * 365.25 / CHUNKS_MAX)
    return min(max(int(ROWS_PER_CHUNK // max(rows_per_day, 1)), narrowest), CHUNK_DAYS_MAX)
