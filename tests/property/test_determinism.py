"""The same company on every machine: no clock, no hash seed, no time zone, no language."""

import json
import locale
import os
import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY

WITH_COMMAS = ("fo_FO.UTF-8", "da_DK.UTF-8", "de_DE.UTF-8", "nb_NO.UTF-8", "fr_FR.UTF-8")
"""Languages that write 1,5 for one and a half."""
PROGRAM = """
import json
import locale
locale.setlocale(locale.LC_ALL, "")  # one that is not installed is an error
from aquasim.engine.catalogue import catalogue
from aquasim.engine.tables import TABLES
from aquasim.sinks.digest import combined_digest, sums
from aquasim.sinks.encoding import integers_of
from tests.unit.engine.simulated import simulate, world_of

simulated = simulate(world_of(), 200)
tables = {**catalogue(simulated.world), **simulated.tables, **simulated.readings}
totals = {name: sums(TABLES[name], integers_of(TABLES[name], columns)) for name, columns in tables.items()}
print(json.dumps({"digest": combined_digest(totals), "parameters": simulated.world.parameters.digest()}))
"""


def told(**environment: str) -> dict[str, str]:
    """Digest of 200 days of the smoke company, as a process with this environment computes it."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    return told(PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "4294967295", "TZ": "America/St_Johns", "LC_ALL": "C", "OMP_NUM_THREADS": "1"},
    ],
    ids=["Kiritimati", "St John's"],
)
def test_hash_seed_time_zone_and_encoding_change_nothing(
    reference: dict[str, str], environment: dict[str, str]
) -> None:
    assert told(**environment) == reference


def installed(language: str) -> bool:
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, language)
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_ALL, before)
    return True


def test_a_language_with_decimal_commas_changes_nothing(reference: dict[str, str]) -> None:
    language = next(filter(installed, WITH_COMMAS), None)
    if language is None:
        pytest.skip(f"none of {', '.join(WITH_COMMAS)} is installed")
    assert told(LC_ALL=language) == reference
