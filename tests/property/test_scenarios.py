"""A scenario is felt where it says, and nowhere else: with the same seed every other batch is identical to the byte."""

from typing import Any

import pytest

from aquasim import DATASET_VERSION
from aquasim.engine.catalogue import catalogue
from aquasim.presets import scenario, scenario_names
from aquasim.sinks import Part, RunRecord, Store, ledger_sums, open_store
from aquasim.sinks.digest import combined_digest
from aquasim.sinks.store import EVENTS, SETUP, readings_part
from aquasim.validation import validate
from tests.conftest import Workspace
from tests.property.test_independence import (
    COMPANY,
    DAYS,
    FAROE,
    LAND,
    SCOTLAND,
    lived,
    of_geography,
    of_stages,
    rows_of,
)
from tests.unit.engine.simulated import Simulated

OUTCOME = ("survival on course", "harvest weight on course")


def put(simulated: Simulated, store: Store) -> None:
    """The days that were lived through, as a session of one window."""
    parameters = simulated.world.parameters
    values, first = parameters.model_dump(mode="json"), parameters.first_day
    name = parameters.name, parameters.digest(), values, parameters.seed, DATASET_VERSION
    store.begin(RunRecord(0, 1, *name, first, DAYS, DAYS, DAYS, "RUNNING", ""), readings_per_day=100)
    (setup,) = catalogue(simulated.world)
    parts = {SETUP: setup, EVENTS: simulated.tables, readings_part(0, 1): simulated.readings}
    for part, tables in parts.items():
        store.commit(store.encode(Part(1, 0, part, tables)))
    store.seal()
    store.finish(1, "COMPLETED", digest=combined_digest(ledger_sums(store)), peak_memory_mb=100.0)


@pytest.fixture(scope="module")
def usual() -> Simulated:
    return lived()


@pytest.fixture(scope="module", params=scenario_names())
def unusual(request: pytest.FixtureRequest) -> Simulated:
    return lived(preset=f"smoke+{request.param}")


def scenario_of(simulated: Simulated) -> dict[str, Any]:
    return scenario(simulated.world.parameters.name.partition("+")[2])


def test_a_scenario_touches_only_the_geographies_it_names(usual: Simulated, unusual: Simulated) -> None:
    keys = list(usual.world.parameters.geographies)
    of_each = {home: of_geography(home) for home in (COMPANY, FAROE, SCOTLAND)}
    touched = [home for home, rows in of_each.items() if rows_of(usual, rows) != rows_of(unusual, rows)]
    assert touched == [keys.index(named) for named in scenario_of(unusual)["geographies"]]


def test_only_want_of_feed_is_felt_on_land(usual: Simulated, unusual: Simulated) -> None:
    on_land = of_stages(*LAND)
    felt = rows_of(usual, on_land) != rows_of(unusual, on_land)
    assert felt is ("feed_supply" in scenario_of(unusual))


def test_a_company_in_a_scenario_passes_every_check(unusual: Simulated, workspace: Workspace) -> None:
    """But for those of whole batches: none is over when the days end."""
    with open_store(workspace.url) as store:
        put(unusual, store)
        criteria = validate(store, 1, prove_resume=False)
    assert [f"{one.name}: {one.observed}" for one in criteria if not one.passed and one.name not in OUTCOME] == []


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_says_in_words_what_it_changes(name: str) -> None:
    assert scenario(name)["description"].endswith(".")
