"""The same company on every machine: no clock, no hash seed, no time zone, no language."""

import json
import locale
import os
import shutil
import subprocess
import sys
from pathlib import Path

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

simulated = simulate(world_of("readings.per_day=1", "targets.session_1_readings=1"), 920)
(setup,) = catalogue(simulated.world)
tables = {**setup, **simulated.tables, **simulated.readings}
totals = {name: sums(TABLES[name], integers_of(TABLES[name], columns)) for name, columns in tables.items()}
told = {"digest": combined_digest(totals), "parameters": simulated.world.parameters.digest()}
print(json.dumps({**told, "decimal point": locale.localeconv()["decimal_point"]}))
"""


def told(**environment: str) -> dict[str, str]:
    """Digest of the smoke company until both geographies harvest, as a process with this environment computes it."""
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


@pytest.fixture
def with_commas(tmp_path: Path) -> dict[str, str]:
    """Environment in a language with decimal commas: one that is installed, or one made from the sources of glibc."""
    language = next(filter(installed, WITH_COMMAS), None)
    if language is not None:
        return {"LC_ALL": language}
    language, compiler = WITH_COMMAS[0], shutil.which("localedef")
    if compiler is not None:
        source = ["--inputfile", language.partition(".")[0], "--charmap", "UTF-8"]
        subprocess.run([compiler, *source, tmp_path / language], capture_output=True, check=False)
    if not (tmp_path / language / "LC_NUMERIC").exists():
        pytest.skip(f"none of {', '.join(WITH_COMMAS)} is installed, nor can {language} be made with localedef")
    return {"LC_ALL": language, "LOCPATH": str(tmp_path)}


def test_a_language_with_decimal_commas_changes_nothing(reference: dict[str, str], with_commas: dict[str, str]) -> None:
    assert reference["decimal point"] == "."
    assert told(**with_commas) == {**reference, "decimal point": ","}
