"""Copies of earlier dossiers: one a line, looked at, used."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.services.page_views import ReusableFile
from desk_app.ui.language import in_words
from desk_app.ui.screens.digitise.copy_pane import CopyPane
from desk_app.ui.screens.digitise.state import paper_row
from desk_app.ui.widgets.choices import CHOICE_ROLE
from desk_app.wording import message
from tests.builders.page_cards import a_page, a_paper

AT = datetime(2026, 10, 1, 8, tzinfo=UTC)


def a_copy(code: str, *, fits: bool, name: str = "Giấy chứng sinh") -> ReusableFile:
    return ReusableFile("d", code, "Khai sinh", 5, name, 3, AT, "0" * 64, code, fits)


@pytest.fixture
def pane(look: None, qtbot: QtBot) -> CopyPane:
    made = CopyPane()
    qtbot.addWidget(made)
    made.resize(430, 400)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def lines(pane: CopyPane) -> list[tuple[str, str]]:
    rows = [pane.list.model().index(row, 0) for row in range(pane.list.model().rowCount())]
    said = [row.data(CHOICE_ROLE) for row in rows]
    return [(in_words(one.text), in_words(one.detail)) for one in said]


def test_those_that_fit_come_alone_and_the_others_when_asked_for(pane: CopyPane) -> None:
    other = a_copy("H99.21-261002-0002", fits=False, name="Giấy uỷ quyền")
    pane.offer([a_copy("H99.21-261001-0001", fits=True), other])
    assert lines(pane) == [("…-261001-0001", "3 trang · 01/10/2026")]
    assert pane.others.words == "Giấy tờ khác (1)"
    pane.others.click()
    assert lines(pane)[1] == ("Giấy uỷ quyền", "…-261002-0002 · 3 trang")
    assert not pane.others.isVisible()
    pane.offer([other])
    assert "chỉ có của giấy tờ khác" in pane.title.words
    assert len(lines(pane)) == 1


def test_the_one_under_the_cursor_is_looked_at_and_used_by_enter(
    pane: CopyPane, qtbot: QtBot
) -> None:
    first, second = a_copy("H99.21-261001-0001", fits=True), a_copy("H99.21-261002-0002", fits=True)
    with qtbot.waitSignal(pane.looked_at) as seen:
        pane.offer([first, second])
    assert seen.args == [first]
    pane.list.setFocus()
    with qtbot.waitSignal(pane.looked_at) as seen:
        QTest.keyClick(pane.list, Qt.Key.Key_Down)
    assert seen.args == [second]
    with qtbot.waitSignal(pane.used) as used:
        QTest.keyClick(pane.list, Qt.Key.Key_Return)
    assert used.args == [second]
    pane.show_pages([a_page(1)])
    pane.strip.setFocus()
    with qtbot.waitSignal(pane.used) as used:
        QTest.keyClick(pane.strip, Qt.Key.Key_Return)
    assert used.args == [second]


def test_what_is_used_says_from_where_and_can_be_ended(pane: CopyPane, qtbot: QtBot) -> None:
    pane.offer([a_copy("H99.21-261001-0001", fits=True)])
    pane.forget()
    reused = a_paper(5, digitised="reused", reused_from="H99.21-261001-0001")
    pane.show_used(reused, [a_page(1)])
    assert pane.title.words == "Dùng lại từ hồ sơ H99.21-261001-0001"
    assert pane.strip.current_page() == "page-1"
    assert not pane.list.isVisible()
    assert not pane.use.isVisible()
    with qtbot.waitSignal(pane.ended):
        pane.end.click()
    pane.show_used(reused, [])
    assert "không còn ở máy này" in pane.hint.words
    with qtbot.assertNotEmitted(pane.used):
        pane.strip.opened.emit("page-1")


def test_a_copy_whose_source_was_withdrawn_says_what_the_list_says(pane: CopyPane) -> None:
    gone = message("scanning.source_withdrawn", code="H99.21-261001-0001")
    doubtful = a_paper(5, digitised="reused", reused_from="H99.21-261001-0001", warning=gone)
    for pages in ([a_page(1)], []):
        pane.show_used(doubtful, pages)
        assert pane.title.words == in_words(paper_row(doubtful).detail) == in_words(gone)
        assert "Đủ rồi" not in pane.hint.words
        assert "Thôi dùng lại" in pane.hint.words
        assert ("Ảnh từng trang" in pane.hint.words) is not bool(pages)
