"""Ctrl-C is asked for between parts, and heard at once when it is pressed again."""

import signal

import pytest

from aquasim.cli.interrupt import STOPPING, stop_on_interrupt


def test_the_first_press_is_a_wish_and_the_second_an_exception(capfd: pytest.CaptureFixture[str]) -> None:
    with stop_on_interrupt() as stop:
        assert not stop()
        signal.raise_signal(signal.SIGINT)
        assert stop()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert capfd.readouterr().err == STOPPING.decode()


def test_afterwards_a_press_is_heard_as_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stop_on_interrupt():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before
