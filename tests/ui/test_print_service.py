"""A print service that hangs holds nothing up: not the window, not a second print, not the end."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desk_app.paper.receipt_pdf import receipt_pdf
from desk_app.ui.background import Background
from desk_app.ui.print_outcome import PrinterOnDesk, PrintOutcome
from desk_app.ui.print_service import Limits, NoAnswer, PrintProcess, SystemPrinters
from desk_app.wording import Message
from tests.builders.printers import QUEUE, LoopbackPrinter, loopback_or_skip, until
from tests.builders.receipts import CODE, a_receipt

only_cups = pytest.mark.skipif(sys.platform == "win32", reason="CUPS is not there")
HASTY = Limits(answer=0.5, ahead=1.0, handed=1.0)
PATIENT = Limits(answer=60.0, ahead=60.0, handed=60.0)
PRINTER = {"name": "P", "description": "", "is_default": True}


def a_child(*steps: str) -> tuple[str, ...]:
    """A process that says it is ready, and after each request does the next of ``steps``; a
    python expression over ``say`` and ``ask``."""
    lines = [
        "import os, sys, threading",
        "from desk_app.paper.scanners.frames import FrameWriter, read_frame",
        "say = FrameWriter(sys.stdout.buffer).write",
        "ask = lambda: read_frame(sys.stdin.buffer) or os._exit(0)",
        "say({'is': 'ready'})",
        *[line for step in steps for line in ("asked = ask()", step)],
        "ask()",
    ]
    return (sys.executable, "-c", "\n".join(lines))


PRINTERS = f"say({{'is': 'printers', 'printers': [{PRINTER!r}]}})"
HANDING = "say({'is': 'handing'})"
PRINTED = "say({'is': 'outcome', 'state': 'printed', 'reason': None})"
NOTHING = "pass"


@contextmanager
def printers(*steps: str, limits: Limits = HASTY) -> Iterator[SystemPrinters]:
    made = SystemPrinters(a_child(*steps), limits)
    try:
        yield made
    finally:
        made.close()


def said(outcome: PrintOutcome) -> str:
    assert isinstance(outcome.reason, Message)
    return outcome.reason.in_words("vi")


def test_one_process_answers_one_question_after_the_other() -> None:
    with printers(PRINTERS, f"{HANDING}; {PRINTED}", PRINTERS, limits=PATIENT) as found:
        assert found.all() == (PrinterOnDesk("P", "", True),)
        assert found.print(b"%PDF", "P", CODE) == PrintOutcome("printed")
        assert found.all() == found.known == (PrinterOnDesk("P", "", True),)
        assert not found.silent


def test_what_was_known_stays_while_the_service_is_silent() -> None:
    with printers(PRINTERS, NOTHING) as found:
        known = found.all()
        assert found.all() == known
        assert found.silent
        assert found.all() == known


def test_an_answer_that_comes_late_is_taken() -> None:
    late = f"threading.Event().wait(1.5); {PRINTERS}"
    with printers(late) as found:
        assert found.all() == ()
        assert found.silent
        until(lambda: bool(found.all()), 30, "the answer is taken")
        assert not found.silent


def test_a_process_that_is_gone_is_started_anew() -> None:
    with printers("os._exit(1)") as found:
        assert found.all() == ()
        assert found.silent
    with printers(PRINTERS, limits=PATIENT) as found:
        found.all()
        assert found._idle is not None
        found._idle.end()
        assert found.all() == (PrinterOnDesk("P", "", True),)


def test_nothing_is_sent_to_a_service_that_is_silent() -> None:
    with printers(NOTHING) as found:
        found.all()
        outcome = found.print(b"%PDF", "P", CODE)
    assert outcome.state == "failed"
    assert "chưa gửi gì đi in" in said(outcome)


def test_a_process_that_cannot_be_started_is_no_answer() -> None:
    found = SystemPrinters(("/nowhere/python",))
    assert found.all() == ()
    assert found.silent
    found.silent = False
    assert found.print(b"%PDF", "P", CODE).state == "failed"


def test_a_print_that_never_began_to_be_handed_over_may_be_printed_again() -> None:
    with printers(NOTHING) as found:
        outcome = found.print(b"%PDF", "P", CODE)
        assert (outcome.state, found.silent) == ("failed", True)


def test_a_print_cut_in_the_middle_may_have_come_out() -> None:
    with printers(HANDING) as found:
        outcome = found.print(b"%PDF", "P", CODE)
    assert outcome.state == "unconfirmed"
    assert "Nhìn máy in" in said(outcome)


def test_closed_it_asks_nothing_and_leaves_nothing() -> None:
    with printers(NOTHING) as found:
        found.all()
        process = found._pending
    assert process is not None
    assert process.gone
    assert found.all() == ()
    assert found.print(b"%PDF", "P", CODE).state == "failed"


def test_a_process_that_ended_says_so_each_time() -> None:
    process = PrintProcess((sys.executable, "-c", ""))
    for _ in range(2):
        with pytest.raises(NoAnswer):
            process.hear(60.0)
    process.end()


# The real process --------------------------------------------------------------------------------


@pytest.fixture
def mute_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Where CUPS should be, somebody takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        monkeypatch.setenv("CUPS_SERVER", f"127.0.0.1:{mute.getsockname()[1]}")
        yield mute


@only_cups
def test_keys_work_while_the_print_service_hangs(
    qtbot: QtBot, qapp: QApplication, mute_service: socket.socket
) -> None:
    """Qt holds its whole process while it waits for the service: so it is not this one."""
    field = QLineEdit()
    qtbot.addWidget(field)
    found, background = SystemPrinters(limits=PATIENT), Background()
    answers: list[object] = []
    background.read(found.all, done=answers.append)
    with mute_service.accept()[0]:  # the question has come, and is kept without an answer
        for letter in "thongbao":
            qtbot.keyClick(field, Qt.Key(ord(letter.upper())))
            qapp.processEvents()
        assert (field.text(), answers) == ("thongbao", [])
        found.close()
        qtbot.waitUntil(lambda: answers == [()])
    assert found.silent
    background.close()


@only_cups
def test_the_window_loads_nothing_that_asks_the_print_service() -> None:
    code = (
        "import sys; import desk_app.ui.desk_window, desk_app.ui.screens.receipt.build,"
        " desk_app.ui.screens.digitise.build, desk_app.ui.screens.settings.view,"
        " desk_app.ui.screens.home.source, desk_app.ui.screens.day.presenter;"
        " print('PySide6.QtPrintSupport' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "False"


@pytest.fixture(scope="module")
def loopback() -> Iterator[LoopbackPrinter]:
    with loopback_or_skip() as printer:
        yield printer


@pytest.mark.slow
def test_a_real_print_service_that_hangs_prints_nothing_and_nothing_twice(
    loopback: LoopbackPrinter,
) -> None:
    pdf = receipt_pdf(a_receipt())
    found = SystemPrinters(limits=replace(Limits(), answer=2.0, ahead=2.0))
    try:
        until(lambda: bool(found.all()), 60, "the queue is found")
        known = found.known
        with loopback.hanging_cups():
            # Not known yet that it hangs: the print finds out by itself.
            assert found.print(pdf, QUEUE, "hangs").state == "failed"
            assert found.all() == known
            assert found.silent
            assert found.print(pdf, QUEUE, "hangs still").state == "failed"
        until(lambda: bool(found.all()) and not found.silent, 60, "it answers again")
        assert found.print(pdf, QUEUE, "after") == PrintOutcome("printed")
        until(lambda: len(loopback.printed_files()) == 1, 20, "one paper comes out")
        assert len(loopback.printed_files()) == 1
    finally:
        found.close()


@only_cups
def test_its_process_ends_with_the_program(mute_service: socket.socket) -> None:
    process = PrintProcess()
    process.hear(60.0)
    stdin = process._process.stdin
    assert stdin is not None
    stdin.close()
    process._process.wait(60)
    process.end()


def test_several_ask_at_once() -> None:
    several = printers(PRINTERS, PRINTERS, PRINTERS, limits=PATIENT)
    with several as found, ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: found.all(), range(3)))
    assert answers == [(PrinterOnDesk("P", "", True),)] * 3
