"""Whatever goes wrong becomes a sentence, and the unforeseen stands in the log."""

from __future__ import annotations

import logging
import sys
import threading
from datetime import datetime

import pytest

from desk_app.clock import VIETNAM, TickingClock
from desk_app.errors import Bug, DeskError, Refusal
from desk_app.ui.show_error import Cancelled, as_desk_error, attempt, code_of, install

CLOCK = TickingClock(datetime(2026, 11, 21, 10, 0, tzinfo=VIETNAM))


def _fail() -> None:
    raise ZeroDivisionError("no such share")


def _stop() -> None:
    raise Cancelled


def test_a_known_error_keeps_its_sentence() -> None:
    refusal = Refusal("intake.nothing")
    assert as_desk_error(refusal, CLOCK) is refusal
    assert code_of(refusal) == "intake.nothing"


def test_an_unknown_error_is_logged_under_its_report_id(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        outcome = attempt(_fail, CLOCK)
    assert isinstance(outcome.error, Bug)
    assert code_of(outcome.error) in caplog.text
    assert "no such share" in caplog.text
    assert code_of(outcome.error) in outcome.error.next_step("vi")


def test_an_attempt_brings_values_and_silence_home() -> None:
    assert attempt(lambda: 7, CLOCK).value == 7
    stopped = attempt(_stop, CLOCK)
    assert stopped.cancelled
    assert stopped.error is None


def test_what_nobody_caught_is_told_from_any_thread() -> None:
    told: list[DeskError] = []
    before = sys.excepthook
    restore = install(told.append, CLOCK)
    try:
        sys.excepthook(ValueError, ValueError("here"), None)
        thread = threading.Thread(target=_fail)
        thread.start()
        thread.join()
    finally:
        restore()
    assert [type(error) for error in told] == [Bug, Bug]
    assert sys.excepthook is before
