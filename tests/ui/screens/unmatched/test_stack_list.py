"""The stacks that wait: why, how many pages, since when."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.services.page_views import PageSource, StackCard
from desk_app.ui.screens.unmatched.stack_list import StackList, since, two_lines
from desk_app.ui.theme import BASE, theme
from tests.ui.screenshots import shoot
from tests.ui.widgets.test_page_strip import picture


def a_stack(number: int, **changes: object) -> StackCard:
    usual: dict[str, object] = {
        "id": f"s{number}",
        "arrived_at": datetime(2026, 11, 22, 10, 42, tzinfo=VIETNAM),
        "officer": "uyen",
        "source": PageSource("hot_folder"),
        "reason": "no_cover",
        "cover": None,
        "pages": number,
        "thumbnail": picture(),
    }
    return StackCard(**usual | changes)  # type: ignore[arg-type]


def test_a_stack_is_heard_whole(look: None, qtbot: QtBot) -> None:
    stacks = StackList()
    qtbot.addWidget(stacks)
    stacks.show_stacks([a_stack(2)], "s2")
    said = stacks.stacks.data(stacks.stacks.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Không có tờ bìa phía trước. 2 trang. 10:42 · 22/11/2026"
    stacks.show_stacks([a_stack(2, sheet=True)], "s2")
    said = stacks.stacks.data(stacks.stacks.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert "2 trang và tờ bìa" in str(said)
    assert since(a_stack(1)) == "10:42 · 22/11/2026"


def test_a_long_reason_takes_two_lines(look: None, qtbot: QtBot) -> None:
    metrics = QFontMetrics(theme().font(BASE))
    text = "Hồ sơ không có giấy tờ mang số ghi trên tờ bìa"
    whole = metrics.horizontalAdvance(text)
    assert two_lines(text, metrics, whole) == (text,)
    lines = two_lines(text, metrics, whole * 2 // 3)
    assert (len(lines), " ".join(lines)) == (2, text)
    assert two_lines("Khôngkhoảngtrắng", metrics, 5) == ("Khôngkhoảngtrắng",)


def test_the_cursor_tells_the_stack(look: None, qtbot: QtBot) -> None:
    stacks = StackList()
    qtbot.addWidget(stacks)
    picked: list[str] = []
    stacks.picked.connect(picked.append)
    stacks.show_stacks([a_stack(1), a_stack(2, thumbnail=None)], "s1")
    shoot(stacks, (300, 300))
    assert picked == []
    QTest.keyClick(stacks, Qt.Key.Key_Down)
    assert picked == ["s2"]
    stacks.show_stacks([a_stack(1), a_stack(2, thumbnail=None)], "s2")
    assert picked == ["s2"]


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_the_first_of_two_lines_is_never_cut(look: None, percent: int) -> None:
    theme().set_percent(percent)
    metrics = QFontMetrics(theme().font(BASE, strong=True))
    for width in range(120, 260):
        first = two_lines("Không có tờ bìa phía trước", metrics, width)[0]
        assert metrics.elidedText(first, Qt.TextElideMode.ElideRight, width) == first, width
