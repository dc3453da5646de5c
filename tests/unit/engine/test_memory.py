"""What a company takes of the 500 MB that the generator's own process may hold, at any scale."""

import subprocess
import sys

import pytest

SMALL, LARGE, LARGEST = 5, 25, 100
ROWS_MB = 150
"""For the rows of a day, on their way from arrays to files."""
PROGRAM = """
import sys
from aquasim.engine.beginning import first_state, make_world
from aquasim.engine.catalogue import catalogue
from aquasim.engine.plan import make_plan
from aquasim.memory import PeakMemory, keep_arrays_apart
from aquasim.presets import load_parameters

keep_arrays_apart()
memory = PeakMemory()
world = make_world(make_plan(load_parameters("company", [f"scale={sys.argv[1]}"])))
state = first_state(world)
world.climate.on(100)
for tables in catalogue(world):
    pass
memory.sample()
print(memory.peak_mb)
"""


def peak_mb(scale: int) -> float:
    """Most memory of a process with plan, constants, state of all fish and rows before the first day. [MB]"""
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(scale)], capture_output=True, check=True, text=True)
    return float(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count pages differently")
def test_ten_years_of_the_largest_company_leave_room_for_its_rows() -> None:
    small, large = peak_mb(SMALL), peak_mb(LARGE)
    by_scale = (large - small) / (LARGE - SMALL)
    assert large + by_scale * (LARGEST - LARGE) < 500 - ROWS_MB
