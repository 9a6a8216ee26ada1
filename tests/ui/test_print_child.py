"""The process that asks and prints: what it says, in order, and that it ends with its line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

from desk_app.paper.scanners.frames import FrameWriter, read_frame
from desk_app.ui.print_child import answer
from desk_app.ui.print_outcome import PrinterOnDesk, PrintOutcome
from desk_app.wording import Message, message


def one_printer() -> tuple[PrinterOnDesk, ...]:
    return (PrinterOnDesk("Quầy", "HP", True),)


def no_paper(pdf: bytes, printer: str, *, title: str, handing: Callable[[], None]) -> PrintOutcome:
    handing()
    return PrintOutcome("failed", message("printing.not_started", printer=f"{printer} {title}"))


def said(request: dict[str, Any], body: bytes = b"") -> list[dict[str, Any]]:
    written = BytesIO()
    answer((request, body), FrameWriter(written), one_printer, no_paper)
    written.seek(0)
    heads = []
    while (frame := read_frame(written)) is not None:
        heads.append(frame[0])
    return heads


def test_printers_are_told_with_what_is_known_of_them() -> None:
    told = {"name": "Quầy", "description": "HP", "is_default": True}
    assert said({"do": "printers"}) == [{"is": "printers", "printers": [told]}]


def test_handing_over_is_told_before_it_is_done_and_the_reason_comes_along() -> None:
    asked = {"do": "print", "printer": "P", "title": "T"}
    handing, outcome = said(asked, b"%PDF")
    assert handing == {"is": "handing"}
    assert outcome["state"] == "failed"
    assert Message.from_json(outcome["reason"]) == message("printing.not_started", printer="P T")


def test_it_ends_with_its_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desk_app.ui.print_child"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0
