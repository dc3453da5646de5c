import numpy as np

from aquasim.engine.tables import TABLES
from aquasim.export.spill import Spill, ahead, coalesced

LIGHT = TABLES["environmental_waterqualitysample"]


def samples(n):
    """n samples of 7 halls, in no order: hall and day are the digits of a shuffled number."""
    number = np.random.default_rng(1).permutation(n)
    columns = {column.name: np.zeros(n, dtype=np.int64) for column in LIGHT.columns}
    return columns | {"hall_id": number % 7 + 1, "sample_date": 17_532 + number // 7}  # 17 532 d: 2018-01-01


def test_large_month_comes_in_pieces_that_are_in_order_together(tmp_path):
    spill = Spill(LIGHT, tmp_path, rows_in_memory=50)
    spill.add(samples(7 * 31))
    assert spill.months() == ["2018-01"]
    pieces = list(spill.rows("2018-01"))
    keys = [key for p in pieces for key in zip(p["hall_id"].to_pylist(), p["sample_date"].to_pylist(), strict=True)]
    assert len(pieces) > 1
    assert len(keys) == 7 * 31
    assert keys == sorted(keys)
    assert list(tmp_path.iterdir()) == []


def test_rows_are_kept_apart_by_month(tmp_path):
    spill = Spill(LIGHT, tmp_path)
    spill.add(samples(7 * 59))
    days = {month: sum(piece.num_rows for piece in spill.rows(month)) // 7 for month in spill.months()}
    assert days == {"2018-01": 31, "2018-02": 28}


def test_small_chunks_are_put_together():
    chunks = [{"id": np.arange(3), "name": ["a", "b", "c"]}] * 5
    assert [len(chunk["name"]) for chunk in coalesced(chunks, rows=6)] == [6, 6, 3]


def test_reading_ahead_keeps_the_order():
    chunks = [{"id": np.array([i])} for i in range(20)]
    assert [int(chunk["id"][0]) for chunk in ahead(chunks)] == list(range(20))
