"""What screens and commands are told of pages."""

from __future__ import annotations

from datetime import datetime

import pytest

from desk_app.clock import VIETNAM
from desk_app.services.page_views import (
    Finding,
    PageSource,
    PaperScan,
    ScanChecklist,
    StackCard,
    StackOutcome,
    stack_reason,
)
from desk_app.services.scan_recipes import USUAL
from desk_app.wording import Message, message


def a_line(**changes: object) -> PaperScan:
    said: dict[str, object] = {
        "number": 1,
        "name": "Tờ khai",
        "state": "submitted",
        "requirement": "submit",
        "recipe": USUAL,
        "why_not": None,
        "required": True,
        "declared_pages": None,
        "pages": 0,
        "hidden": 0,
        "digitised": "none",
        "file_state": None,
        "warning": None,
    }
    return PaperScan(**{**said, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, True),
        ({"pages": 1}, False),
        ({"digitised": "reused"}, False),
        ({"required": False}, False),
        ({"why_not": message("scanning.why_not.secret")}, False),
    ],
)
def test_a_paper_is_missing_when_it_should_have_pages(
    changes: dict[str, object], missing: bool
) -> None:
    assert a_line(**changes).missing is missing


def test_a_checklist_finds_its_lines() -> None:
    line = a_line(number=3)
    listed = ScanChecklist("id", "code", "thủ tục", "người nộp", (line,), 3)
    assert listed.paper(3) is line
    assert listed.paper(4) is None


def test_a_source_keeps_only_what_it_knows() -> None:
    assert PageSource("file", name="a.pdf").as_json() == {"way": "file", "name": "a.pdf"}


@pytest.mark.parametrize("kind", ["skewed", "cut_edge", "unreadable", "of a newer program"])
def test_findings_speak(kind: str) -> None:
    assert Finding(kind).words.in_words("vi")


def test_stacks_say_why_they_lie_in_the_tray() -> None:
    lost = StackOutcome(None, None, 2, "s", "damaged_cover")
    filed = StackOutcome("H1", 2, 2, None, None)
    assert lost.as_json("vi")["reason_text"] == "Tờ bìa hỏng, không đọc được mã"
    assert filed.as_json("en") == {
        "dossier": "H1",
        "paper": 2,
        "pages": 2,
        "stack": None,
        "reason": None,
        "reason_text": None,
    }
    assert stack_reason("of a newer program") == Message("scanning.reason.other")
    now = datetime(2026, 11, 20, tzinfo=VIETNAM)
    card = StackCard("s", now, None, PageSource("sane"), "foreign", None, 1, None)
    assert card.reason_words == Message("scanning.reason.foreign")
