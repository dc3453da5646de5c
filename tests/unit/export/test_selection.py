import datetime as dt

import numpy as np
import pytest

from aquasim.engine.tables import TABLES
from aquasim.errors import ParameterError
from aquasim.export.selection import Selection, by_month, select

FEEDING = TABLES["inventory_feedingevent"]
NOON = np.array(["2018-01-31T23:59:59", "2018-02-01T00:00:00", "2018-04-30T12:00:00"], dtype="datetime64[s]")


def rows():
    return {"feeding_time": NOON.astype(np.int64), "method": ["a", "b", "c"]}


def test_nothing_named_selects_every_table():
    assert select().tables == list(TABLES.values())


def test_names_are_split_at_commas_and_put_in_the_order_of_tables():
    assert select(["batch_batch, batch_species", "batch_batch"]).names == ("batch_species", "batch_batch")


def test_unknown_table_brings_close_names():
    with pytest.raises(ParameterError, match=r"no table 'feedingevent'; did you mean inventory_feedingevent"):
        select(["feedingevent"])


def test_first_day_after_the_last_is_refused():
    with pytest.raises(ParameterError, match="--from 2018-02-02 comes after --to 2018-02-01"):
        select([], dt.date(2018, 2, 2), dt.date(2018, 2, 1))


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        (None, None, "abc"),
        (dt.date(2018, 2, 1), None, "bc"),
        (None, dt.date(2018, 1, 31), "a"),
        (dt.date(2018, 2, 1), dt.date(2018, 2, 1), "b"),
    ],
)
def test_both_days_are_inclusive(first, last, kept):
    assert "".join(Selection((), first, last).rows(FEEDING, rows())["method"]) == kept


def test_table_without_a_day_is_kept_whole():
    columns = {"id": np.arange(3)}
    assert Selection((), dt.date(2030, 1, 1)).rows(TABLES["batch_species"], columns) is columns


def test_months_without_rows_are_left_out():
    assert {month: "".join(part["method"]) for month, part in by_month(FEEDING, rows()).items()} == {
        "2018-01": "a",
        "2018-02": "b",
        "2018-04": "c",
    }


def test_names_that_are_none_do_not_mean_all() -> None:
    with pytest.raises(ParameterError, match="--tables names no table"):
        select([" "])
