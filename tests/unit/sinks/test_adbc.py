"""Arrow's drivers by their low level: what the database says must come through as it would from above it."""

from collections.abc import Iterator

import adbc_driver_manager
import adbc_driver_sqlite
import pyarrow as pa
import pytest

from aquasim.sinks.adbc import Adbc

NUMBERS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000)"


@pytest.fixture
def adbc() -> Iterator[Adbc]:
    opened = Adbc(adbc_driver_sqlite.connect(":memory:"), **{"adbc.sqlite.query.batch_rows": "1000"})
    yield opened
    opened.close()


def test_batches_hold_all_rows_in_pieces_of_the_size_asked_for(adbc: Adbc) -> None:
    batches = list(adbc.batches(f"{NUMBERS} SELECT x FROM n"))
    assert [batch.num_rows for batch in batches if batch.num_rows] == [1000] * 5
    assert pa.Table.from_batches(batches)["x"].to_pylist() == list(range(1, 5001))


def test_a_failure_after_the_first_rows_is_the_drivers_error(adbc: Adbc) -> None:
    """Arrow reports what a stream meets as an error of its own, which nobody above would explain."""
    fails_late = f"{NUMBERS} SELECT abs(CASE x WHEN 4500 THEN -9223372036854775807 - 1 ELSE x END) AS y FROM n"
    batches = adbc.batches(fails_late)
    assert next(batches).num_rows == 1000
    with pytest.raises(adbc_driver_manager.Error, match="integer overflow"):
        list(batches)
    with pytest.raises(adbc_driver_manager.Error, match="integer overflow"):
        adbc.table(fails_late)


def test_rows_are_appended_and_values_bound(adbc: Adbc) -> None:
    adbc.table("CREATE TABLE fish (id integer, name text)")
    rows = pa.RecordBatch.from_pydict({"id": [1, 2, 3], "name": ["Salmo salar", "Salmo trutta", None]})
    adbc.ingest("fish", rows)
    adbc.ingest("fish", rows)
    found = adbc.table("SELECT count(*) AS n FROM fish WHERE id >= ? AND name <> ?", 2, 'it\'s "none"')
    assert found["n"].to_pylist() == [2]
    with pytest.raises(adbc_driver_manager.Error, match="no such table"):
        adbc.table("SELECT 1 FROM whales")
