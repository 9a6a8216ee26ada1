"""Search as one types, over a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk_app.ui.screens.search.presenter import SearchPresenter
from desk_app.ui.screens.search.state import Question
from desk_app.ui.screens.search.view import SearchView
from desk_app.ui.widgets.table import WINDOW
from tests.builders.counters import Counter, a_counter


class _Search:
    def __init__(self, counter: Counter, qtbot: QtBot) -> None:
        self.counter = counter
        self.view = SearchView()
        qtbot.addWidget(self.view)
        self.view.show()
        desk = counter.desk
        self.presenter = SearchPresenter(
            self.view,
            desk.search,
            desk.dossiers,
            counter.background,
            counter.bus,
            desk.page_search,
            desk.scanning,
        )


@pytest.fixture
def search(qtbot: QtBot, look: None, tmp_path: Path) -> Iterator[_Search]:
    with a_counter(tmp_path) as counter:
        yield _Search(counter, qtbot)


def test_typing_finds_and_opens_the_first(search: _Search, qtbot: QtBot) -> None:
    search.counter.receive("Lê Văn Ba")
    code = search.counter.receive("Đặng Thị Mỹ Duyên")
    qtbot.keyClicks(search.view.edit, "dang my")
    qtbot.waitUntil(lambda: search.view.pane.shown is not None)
    assert search.view.pane.shown is not None
    assert search.view.pane.shown.code == code
    assert search.view.list.lines.rowCount() == 1


def test_a_new_dossier_appears_by_itself(search: _Search, qtbot: QtBot) -> None:
    search.view.entered.emit(None)
    code = search.counter.receive()
    qtbot.waitUntil(lambda: search.view.list.lines.rowCount() == 1)
    qtbot.waitUntil(lambda: search.view.pane.shown is not None)
    assert search.view.pane.shown is not None
    assert search.view.pane.shown.code == code


def test_opened_with_a_code_it_shows_that_dossier(search: _Search, qtbot: QtBot) -> None:
    code = search.counter.receive()
    search.counter.receive("Trần Quốc Huy")
    search.view.entered.emit(code)
    qtbot.waitUntil(lambda: search.view.pane.shown is not None)
    assert search.view.edit.text() == code
    with qtbot.waitSignal(search.view.open_screen) as opened:
        search.view.pane.press_print()
    assert opened.args == ["receipt", code]


def test_what_happens_to_the_dossier_shown_is_shown(search: _Search, qtbot: QtBot) -> None:
    counter = search.counter
    code = counter.receive()
    search.view.entered.emit(code)
    qtbot.waitUntil(lambda: search.view.pane.shown is not None)
    job = counter.desk.receipts.first_print(code)
    counter.desk.receipts.record_print(job, "printed", "HP-1", counter.officer())
    qtbot.waitUntil(search.view.pane.reprint.isVisible)


def test_later_rows_are_fetched_when_seen(search: _Search, qtbot: QtBot) -> None:
    for _ in range(3):
        search.counter.receive()
    found = search.presenter._search(Question(), 2)
    assert (found.total, len(found.lines)) == (3, 2)
    assert [line.code for line in search.presenter._window(Question(), 2, WINDOW)] == [
        search.counter.desk.search.search("", 3).dossiers[2].code
    ]
