"""The list of papers: cursor, words, pages dropped on a paper."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.screens.digitise.paper_list import PaperList, PaperRow
from desk_app.ui.widgets.page_strip import PAGES_MIME
from tests.ui.screenshots import shoot


def rows(count: int = 3) -> list[PaperRow]:
    return [
        PaperRow(n, f"Giấy tờ {n}", "circle", "ink_soft", "2 trang", "Xám", open=n != 2)
        for n in range(1, count + 1)
    ]


def a_list(qtbot: QtBot) -> PaperList:
    papers = PaperList()
    qtbot.addWidget(papers)
    papers.show_papers(rows(), 1)
    shoot(papers, (300, 300))
    return papers


def test_the_cursor_tells_the_paper(look: None, qtbot: QtBot) -> None:
    papers = a_list(qtbot)
    picked: list[int] = []
    papers.picked.connect(picked.append)
    assert papers.current_paper() == 1
    QTest.keyClick(papers, Qt.Key.Key_Down)
    papers.step(1)
    papers.step(5)
    papers.go_to_place(0)
    papers.go_to_place(9)
    assert picked == [2, 3, 1]


def test_new_rows_keep_quiet_about_the_cursor(look: None, qtbot: QtBot) -> None:
    papers = a_list(qtbot)
    picked: list[int] = []
    papers.picked.connect(picked.append)
    papers.show_papers(rows(4), 3)
    papers.show_papers(rows(4), 3)
    assert papers.current_paper() == 3
    assert picked == []


def test_a_row_is_heard_whole(look: None, qtbot: QtBot) -> None:
    papers = a_list(qtbot)
    role = Qt.ItemDataRole.AccessibleTextRole
    index = papers.papers.index(0)
    assert papers.papers.data(index, role) == "1. Giấy tờ 1, 2 trang, Xám"
    assert papers.papers.data(index, Qt.ItemDataRole.ToolTipRole) == "Giấy tờ 1\nXám"


def test_pages_are_dropped_only_where_they_may_lie(look: None, qtbot: QtBot) -> None:
    papers = a_list(qtbot)
    model = papers.papers
    open_, closed = model.index(0), model.index(1)
    assert model.flags(open_) & Qt.ItemFlag.ItemIsDropEnabled
    assert not model.flags(closed) & Qt.ItemFlag.ItemIsDropEnabled
    carried = QMimeData()
    carried.setData(PAGES_MIME, b"a\nb")
    dropped: list[tuple[object, int]] = []
    model.pages_dropped.connect(lambda ids, number: dropped.append((ids, number)))
    model.dropMimeData(carried, Qt.DropAction.MoveAction, -1, 0, model.index(2))
    assert dropped == [(("a", "b"), 3)]
