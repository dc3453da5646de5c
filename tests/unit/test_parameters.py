"""Parameters: every value with its unit, bounds and source, and one digest over all."""

from collections.abc import Iterator
from enum import Enum

import pytest
from pydantic import ValidationError

from aquasim.parameters import Parameters, describe
from aquasim.presets import load_parameters


def leaves(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from leaves(inner, f"{key}.{name.name if isinstance(name, Enum) else name}".lstrip("."))
    else:
        yield key


@pytest.fixture(scope="module")
def company() -> Parameters:
    return load_parameters("company")


def test_describe_lists_every_value_once(company: Parameters) -> None:
    keys = [row.key for row in describe(company)]
    assert keys == list(leaves(company.model_dump()))
    assert len(set(keys)) == len(keys)


def test_describe_gives_meaning_and_source_of_every_value(company: Parameters) -> None:
    assert [row.key for row in describe(company) if not (row.description.endswith(".") and row.source)] == []


def test_every_number_but_the_seed_has_a_unit(company: Parameters) -> None:
    numbers = [row for row in describe(company) if type(row.value) in (int, float)]
    assert [row.key for row in numbers if not row.unit] == ["seed"]


def test_describe_shows_bounds_in_words(company: Parameters) -> None:
    rows = {row.key: row for row in describe(company)}
    assert rows["sea.fish_per_cage"].bounds == "> 0 and <= 200000"
    assert rows["sea.fallow_days"][1:4] == (60, "d", ">= 60 and <= 730")
    assert rows["stages.FRY.typical_days"].value == 90


def test_the_unit_in_a_name_is_the_unit_of_the_value(company: Parameters) -> None:
    suffixes = {"_days": "d", "_kg": "kg", "_g": "g", "_c": "degC", "_m3": "m3", "_psu": "PSU", "_m_s": "m/s"}
    for row in describe(company):
        for suffix, unit in suffixes.items():
            if row.key.endswith(suffix) and not row.key.endswith("_kg_m3"):
                assert row.unit == unit, row.key


def test_equal_parameters_have_one_digest(company: Parameters) -> None:
    assert load_parameters("company").digest() == company.digest()
    assert len(company.digest()) == 16


@pytest.mark.parametrize(
    "change", ["seed=2018", "stages.fry.tgc=1.06", "sessions=[1095]", "geographies.scotland.name=Alba"]
)
def test_any_change_changes_the_digest(company: Parameters, change: str) -> None:
    assert load_parameters("company", [change]).digest() != company.digest()


def test_a_value_that_is_set_to_itself_keeps_the_digest(company: Parameters) -> None:
    same = [f"{row.key}={row.value}" for row in describe(company) if isinstance(row.value, int | float)]
    assert len(same) > 100
    assert load_parameters("company", same).digest() == company.digest()


def test_parameters_survive_json_as_the_ledger_keeps_them(company: Parameters) -> None:
    again = Parameters.model_validate(company.model_dump(mode="json"))
    assert again == company
    assert again.digest() == company.digest()


def test_parameters_cannot_be_changed_later(company: Parameters) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        company.sea.cages_per_area = 5


def test_sessions_follow_each_other_without_gap(company: Parameters) -> None:
    # 3 + 3 + 3 + 1 years, with the leap days of 2020 and 2024
    assert [company.session_days(n) for n in (1, 2, 3, 4)] == [
        range(0, 1095),
        range(1095, 2191),
        range(2191, 3287),
        range(3287, 3652),
    ]
    assert company.days == 3652


def turned_round(value: object) -> object:
    """The same value with every mapping in the opposite order."""
    if isinstance(value, dict):
        return {key: turned_round(value[key]) for key in reversed(value)}
    return [turned_round(item) for item in value] if isinstance(value, list) else value


def test_the_order_in_which_parameters_are_stored_changes_nothing(company: Parameters) -> None:
    """PostgreSQL keeps the keys of stored parameters in an order of its own, and `resume` reads them back."""
    stored = turned_round(company.model_dump(mode="json"))

    again = Parameters.model_validate(stored)

    assert again.digest() == company.digest()
    assert list(again.disease.vaccines) == list(company.disease.vaccines)
