"""A line says where its dossier stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.services.search import DossierLine
from desk_app.ui.screens.search.dossier_list import (
    ROW,
    DossierList,
    short_code,
    sign_of,
    spoken,
    state_line,
)
from desk_app.ui.theme import theme

AT = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
LINE = DossierLine(
    "H99.21.01-261120-0001",
    "d-1",
    "Trần Văn B",
    "1.001193",
    "Đăng ký khai sinh",
    "received",
    AT,
    AT,
    "waiting",
    "Quầy 03",
    False,
)


@pytest.mark.parametrize(
    ("changes", "sign", "tone"),
    [
        ({}, "clock", "accent"),
        ({"sync": "accepted"}, "check", "ink_soft"),
        ({"sync": "refused", "overdue": True}, "triangle-alert", "wrong"),
        ({"sync": "held"}, "triangle-alert", "wrong"),
        ({"overdue": True}, "hourglass", "care"),
    ],
)
def test_the_worst_is_shown(changes: dict[str, object], sign: str, tone: str) -> None:
    assert sign_of(replace(LINE, **changes)) == (sign, tone)  # type: ignore[arg-type]


def test_the_state_is_said_in_words(look: None) -> None:
    assert state_line(LINE) == "hẹn 20/11/2026 · Chờ gửi"
    late = replace(LINE, overdue=True, sync="accepted", state="processing")
    assert state_line(late) == "quá hạn từ 20/11/2026 · Đang giải quyết"
    assert "Trần Văn B" in spoken(LINE)


def test_a_narrow_list_leaves_the_unit_out() -> None:
    assert short_code("H99.21.01-261120-0008") == "…-261120-0008"
    assert short_code("H99") == "H99"


def test_rows_grow_with_the_text(look: None, qtbot: QtBot) -> None:
    shown = DossierList(lambda first, count: None)
    qtbot.addWidget(shown)
    theme().set_percent(150)
    assert shown.verticalHeader().defaultSectionSize() == round(ROW * 1.5)


def test_a_row_is_drawn_before_and_after_it_came(look: None, qtbot: QtBot) -> None:
    asked: list[tuple[int, int]] = []
    shown = DossierList(lambda first, count: asked.append((first, count)))
    qtbot.addWidget(shown)
    shown.resize(500, 300)
    shown.show()
    shown.typed = "tran"
    shown.lines.restart(1)
    empty = shown.grab().toImage()
    qtbot.waitUntil(lambda: asked == [(0, 1)])
    shown.lines.fill(0, [LINE])
    assert shown.grab().toImage() != empty


def test_new_rows_above_move_nothing_under_the_pointer(look: None, qtbot: QtBot) -> None:
    shown = DossierList(lambda first, count: None)
    qtbot.addWidget(shown)
    shown.resize(500, 300)
    shown.show()
    lines = [replace(LINE, code=f"H99-{number}") for number in range(40)]
    shown.show_rows(40, lines, 0)
    shown.go_to(20)
    before = shown.visualRect(shown.currentIndex()).top()
    shown.show_rows(41, [replace(LINE, code="H99-new"), *lines], 21)
    assert shown.current() == lines[20]
    assert shown.visualRect(shown.currentIndex()).top() == before
    shown.show_rows(3, lines[:3], None)
    assert not shown.currentIndex().isValid()
