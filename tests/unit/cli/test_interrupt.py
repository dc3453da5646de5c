"""Ctrl-C and SIGTERM are asked for between parts, and heard at once the second time."""

import signal
from collections.abc import Iterator

import pytest

from aquasim.cli.interrupt import STOPPING, stop_on_interrupt, terminate_as_interrupt


@pytest.fixture(autouse=True)
def as_in_the_program() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    terminate_as_interrupt()
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_the_first_is_a_wish_and_the_second_an_exception(
    first: signal.Signals, second: signal.Signals, capfd: pytest.CaptureFixture[str]
) -> None:
    with stop_on_interrupt() as stop:
        assert not stop()
        signal.raise_signal(first)
        assert stop()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(second)
    assert capfd.readouterr().err == STOPPING.decode()


def test_afterwards_it_is_heard_as_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stop_on_interrupt():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before
