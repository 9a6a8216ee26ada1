"""Typing asks, arrows move while one types, Enter goes to the dossier."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.errors import Refusal
from desk_app.services.search import DossierLine
from desk_app.ui.language import language
from desk_app.ui.program_commands import bind_keys
from desk_app.ui.screens.search.state import Found, Question
from desk_app.ui.screens.search.view import SearchView
from desk_app.ui.shortcuts import KeyMap, set_key_map
from desk_app.ui.theme import theme
from desk_app.ui.widgets.table import WINDOW
from tests.ui.screenshots import shoot

AT = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)


def _line(number: int) -> DossierLine:
    code = f"H99.21.01-261120-{number:04}"
    return DossierLine(
        code, code, "Trần Văn B", "1", "Khai sinh", "received", AT, AT, "waiting", "Q", False
    )


def _shown(qtbot: QtBot) -> SearchView:
    view = SearchView()
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show()
    view.edit.setFocus()
    return view


def _three(text: str = "tran") -> Found:
    return Found(Question(text), 3, False, 1.2, tuple(_line(n) for n in (3, 2, 1)))


def test_each_letter_and_filter_asks(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot)
    asked: list[Question] = []
    view.asked.connect(asked.append)
    qtbot.keyClicks(view.edit, "ng")
    view.days.chosen.emit(7)
    view.state.chosen.emit("done")
    view.overdue.setChecked(True)
    assert [question.text for question in asked[:2]] == ["n", "ng"]
    assert asked[-1] == Question("ng", 7, "done", True)


def test_arrows_choose_while_one_types(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot)
    wanted: list[str] = []
    view.dossier_wanted.connect(wanted.append)
    view.show_found(_three())
    qtbot.keyClick(view.edit, Qt.Key.Key_Down)
    qtbot.keyClick(view.edit, Qt.Key.Key_Down)
    qtbot.keyClick(view.edit, Qt.Key.Key_Down)
    qtbot.keyClick(view.edit, Qt.Key.Key_Up)
    assert [code[-4:] for code in wanted] == ["0003", "0002", "0001", "0002"]
    assert view.focusWidget() is view.edit


@pytest.mark.parametrize("letter", ["E", "A"])
def test_the_key_to_correct_works_while_the_cursor_is_in_the_field(
    look: None, qtbot: QtBot, letter: str
) -> None:
    # Ctrl+E means something to a field on some platforms only, Ctrl+A on all.
    set_key_map(KeyMap({"amend": [f"Ctrl+{letter}"]}))
    view = _shown(qtbot)
    pressed: list[str] = []
    bind_keys(view, pressed.append)
    view.edit.setText("nguyen")
    view.edit.setCursorPosition(2)
    with qtbot.waitActive(view):
        view.activateWindow()
    qtbot.keyClick(view.edit, letter, Qt.KeyboardModifier.ControlModifier)
    assert (pressed, view.edit.cursorPosition()) == (["amend"], 2)
    assert not view.edit.hasSelectedText()


def test_nothing_found_says_what_to_do(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot)
    view.show_found(Found(Question("zz")))
    assert not view.list.isVisible()
    assert view.pane.shown is None
    assert view.counted.text().startswith("0 hồ sơ")


def test_asked_again_a_dossier_that_could_not_be_read_is_read_anew(
    look: None, qtbot: QtBot
) -> None:
    view = _shown(qtbot)
    view.show_found(_three())
    view.show_dossier(None)
    wanted: list[str] = []
    view.dossier_wanted.connect(wanted.append)
    view.ask_again()
    view.show_found(Found(view.question, 3, False, 1.2, _three().lines))
    view.show_dossier(None)
    view.ask_again()
    view.show_found(Found(view.question, 3, False, 1.2, _three().lines))
    assert wanted == [_line(3).code, _line(3).code]


def test_a_fresh_desk_is_told_from_a_vain_search(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot)
    view.show_found(Found(Question()))
    fresh = view._results.currentWidget()
    view.show_found(Found(Question("zz")))
    assert view._results.currentWidget() is not fresh


def test_a_late_window_of_an_older_question_is_dropped(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot)
    many = Found(Question("a"), 2 * WINDOW, True, 1, tuple(_line(n) for n in range(WINDOW)))
    view.show_found(many)
    view.fill(Question("older"), WINDOW, [_line(7)])
    assert view.list.lines.row(WINDOW) is None
    view.fill(Question("a"), WINDOW, [_line(7)])
    assert view.list.lines.row(WINDOW) == _line(7)
    assert view.counted.text().startswith("hơn 400 hồ sơ")


def test_a_scan_looks_among_all(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot)
    view.days.chosen.emit(1)
    with qtbot.waitSignal(view.scan_taken) as taken:
        assert view.scanned("H99.21.01-261120-0001")
    view.search_for(taken.args[0])
    assert view.question == Question("H99.21.01-261120-0001")
    assert view.days.value() is None


def test_the_code_is_copied(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot)
    with qtbot.waitSignal(view.said):
        view.pane.copy_pressed.emit("H99.21.01-261120-0001")
    assert QGuiApplication.clipboard().text() == "H99.21.01-261120-0001"


def test_an_error_keeps_what_was_typed(look: None, qtbot: QtBot) -> None:
    view = _shown(qtbot)
    qtbot.keyClicks(view.edit, "tran")
    view.show_error(Refusal("dossier.unknown", code="H1"))
    assert view.bar.isVisible()
    assert view.edit.text() == "tran"
    view.actions_here()["search"]()
    assert view.edit.selectedText() == "tran"


@pytest.mark.parametrize("name", ["vi", "en"])
@pytest.mark.parametrize("percent", [100, 150])
def test_nothing_of_the_search_stands_outside_the_window(
    look: None, qtbot: QtBot, name: str, percent: int
) -> None:
    language().set(name)
    theme().set_percent(percent)
    view = _shown(qtbot)
    view.show_found(_three())
    shoot(view, (1366 - 236, 690))
    for part in (view.in_pages, view.counted, view.pane):
        assert part.mapTo(view, part.rect().topRight()).x() < view.width()
    assert view.in_pages.width() >= view.in_pages.sizeHint().width()
    assert view.in_pages.geometry().top() < view.days.geometry().bottom(), "one line of ways"
