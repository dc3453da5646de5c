"""The state of all fish as bytes."""

import io
from dataclasses import fields

import numpy as np
import pytest

from aquasim.engine.state import STATE_VERSION, State, empty_state
from aquasim.errors import CheckpointError
from tests.unit.engine.simulated import Simulated


def arrays(state: State) -> dict[str, np.ndarray]:
    return {field.name: getattr(state, field.name) for field in fields(State) if field.name != "modules"}


def test_a_state_of_many_fish_survives_its_bytes(smoke: Simulated) -> None:
    again = State.from_bytes(smoke.state.to_bytes())
    for name, values in arrays(smoke.state).items():
        np.testing.assert_array_equal(getattr(again, name), values, err_msg=name)
        assert getattr(again, name).dtype == values.dtype


def test_the_arrays_of_modules_survive_too() -> None:
    state = empty_state(
        3, 1, {"lice": {"adult": np.array([0.5, 1.0, 0.0]), "counts": np.array([2, 0, 1])}, "quiet": {}}
    )
    again = State.from_bytes(state.to_bytes()).modules
    assert list(again) == ["lice"]
    for name, values in state.modules["lice"].items():
        np.testing.assert_array_equal(again["lice"][name], values)
        assert again["lice"][name].dtype == values.dtype


def test_equal_states_have_equal_bytes() -> None:
    assert empty_state(30, 4).to_bytes() == empty_state(30, 4).to_bytes()


def test_an_empty_company_holds_no_fish_and_begins_on_the_first_day() -> None:
    state = empty_state(30, 4)
    assert (state.population.sum(), state.next_day.tolist()) == (0, [0])
    assert (state.batch == -1).all()
    assert state.transition_day.shape == (4, 6)


@pytest.mark.parametrize("version", [STATE_VERSION - 1, STATE_VERSION + 1])
def test_the_state_of_another_version_is_refused_with_the_remedy(version: int) -> None:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, version=np.array(version), **arrays(empty_state(3, 1)))
    with pytest.raises(CheckpointError, match=f"version {version}, this program reads {STATE_VERSION}.*aquamind clear"):
        State.from_bytes(buffer.getvalue())
