"""Pages found by what is written on them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.services.page_views import PageHit
from desk_app.ui.screens.digitise.state import ScanOf
from desk_app.ui.screens.search.page_hits import PageHits, place
from desk_app.ui.screens.search.view import HITS, NO_HITS, SearchView
from tests.ui.screenshots import shoot
from tests.ui.widgets.test_page_strip import picture

CODE = "H99.21.01-261122-0007"


def a_hit(number: int) -> PageHit:
    return PageHit(
        "d", CODE, "Trần Thị Mẫu", 2, "Giấy chứng sinh", f"p{number}", number, "sinh tại Mẫu"
    )


def test_a_hit_says_where_it_lies(look: None, qtbot: QtBot) -> None:
    hits = PageHits()
    qtbot.addWidget(hits)
    picked: list[object] = []
    opened: list[object] = []
    hits.picked.connect(picked.append)
    hits.opened.connect(opened.append)
    hits.show_hits([a_hit(1), a_hit(2)], "sinh")
    shoot(hits, (400, 300))
    assert place(a_hit(3)) == "Trang 3 · 2. Giấy chứng sinh"
    said = hits.found.data(hits.found.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "…-261122-0007  Trần Thị Mẫu. Trang 1 · 2. Giấy chứng sinh. sinh tại Mẫu"
    QTest.keyClick(hits, Qt.Key.Key_Down)
    assert picked[-1] == a_hit(2)
    QTest.keyClick(hits, Qt.Key.Key_Return)
    assert opened == [a_hit(2)]


def a_view(qtbot: QtBot) -> SearchView:
    view = SearchView()
    qtbot.addWidget(view)
    shoot(view, (1100, 600))
    return view


def test_words_are_looked_for_on_pages(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot)
    asked: list[str] = []
    dossiers: list[object] = []
    view.pages_asked.connect(asked.append)
    view.asked.connect(dossiers.append)
    view.in_pages.setFocus()
    view.in_pages.setChecked(True)
    assert view.focusWidget() is view.edit
    qtbot.keyClicks(view.edit, "sinh")
    assert asked[-1] == "sinh"
    assert dossiers == []
    assert not view.days.isEnabled()
    view.show_hits("sin", [a_hit(1)])
    assert view._results.currentIndex() != HITS, "an answer to an older question"
    wanted: list[object] = []
    view.hit_wanted.connect(wanted.append)
    view.show_hits("sinh", [a_hit(1), a_hit(2)])
    assert view._results.currentIndex() == HITS
    assert wanted == [a_hit(1)]
    view.show_page(a_hit(1), picture())
    assert view.page.shows_page
    QTest.keyClick(view.edit, Qt.Key.Key_Down)
    assert view.hits.current() == a_hit(2)
    with qtbot.waitSignal(view.open_screen) as opened:
        view.actions_here()["scan"]()
    assert opened.args == ["digitise", ScanOf(CODE, 2, "p2")]
    with qtbot.waitSignal(view.open_screen) as opened:
        QTest.keyClick(view.edit, Qt.Key.Key_Return)
    assert opened.args == ["digitise", ScanOf(CODE, 2, "p2")]
    view.show_hits("sinh", [a_hit(1)], 627)
    assert "1 trang · còn 627 trang chưa đọc chữ" in view.counted.text()
    view.show_hits("sinh", [], 3)
    assert view._results.currentIndex() == NO_HITS
    assert "3 trang" in view._no_hits.text.text()
    view.show_hits("sinh", [])
    assert "3 trang" not in view._no_hits.text.text()
    assert not view.page.shows_page


def test_back_among_dossiers_the_filters_work_again(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot)
    view.in_pages.setChecked(True)
    asked: list[object] = []
    view.asked.connect(asked.append)
    view.in_pages.setChecked(False)
    assert len(asked) == 1
    assert view.days.isEnabled()
