"""Ctrl-C and a polite kill, once and twice."""

import signal

import pytest

from app.cli.stop import Stop


def test_a_signal_asks_once_politely_and_the_second_time_ends_everything() -> None:
    before = signal.getsignal(signal.SIGTERM)
    stop = Stop()
    with stop.listening():
        assert not stop.wait(0.01)
        signal.raise_signal(signal.SIGTERM)
        assert stop.wait(60)
        assert stop.status == 143
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) == before
