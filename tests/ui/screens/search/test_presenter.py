"""Search as one types, over a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.errors import Refusal
from desk_app.events import DossierChanged
from desk_app.services.begun_amendments import BegunAmendment
from desk_app.services.dossiers import DossierView
from desk_app.ui.language import in_words
from desk_app.ui.screens.search.amend_fields import ConflictChoice
from desk_app.ui.screens.search.presenter import SearchPresenter
from desk_app.ui.screens.search.state import AmendOf, Found, Question
from desk_app.ui.screens.search.view import SearchView
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.ui.widgets.table import WINDOW
from tests.builders.counters import Counter, a_counter
from tests.builders.disagreement import amended_elsewhere, hear


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
            desk.amendments,
            desk.begun_amendments,
            counter.officer,
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


def _type_over(search: _Search, qtbot: QtBot, text: str) -> None:
    """Types ``text`` in place of what stands there; no answer comes in between."""
    search.view.edit.selectAll()
    qtbot.keyClicks(search.view.edit, text)


def _one_shown(search: _Search, qtbot: QtBot, code: str) -> None:
    search.view.entered.emit(code)
    qtbot.waitUntil(
        lambda: search.view.pane.shown is not None and search.view.pane.shown.code == code
    )


def test_a_key_pressed_behind_the_last_letter_means_what_was_typed(
    search: _Search, qtbot: QtBot
) -> None:
    first, second = search.counter.receive("Lê Văn Ba"), search.counter.receive("Trần Thị Bưởi")
    _one_shown(search, qtbot, second)
    _type_over(search, qtbot, first[-4:])
    search.view.actions_here()["amend"]()
    assert not search.view.sheet.isVisible()
    qtbot.waitUntil(search.view.sheet.isVisible)
    assert first in search.view.sheet.title.text()
    search.view.sheet.dismiss()
    opened: list[object] = []
    search.view.open_screen.connect(lambda name, about: opened.append((name, about)))
    for act in ("save_and_print", "scan", "reprint"):
        opened.clear()
        wanted = second if search.view.question.text == first[-4:] else first
        job = search.counter.desk.receipts.first_print(wanted) if act == "reprint" else None
        if job is not None:
            officer = search.counter.officer()
            search.counter.desk.receipts.record_print(job, "printed", "HP-1", officer)
        _type_over(search, qtbot, wanted[-4:])
        search.view.actions_here()[act]()
        assert opened == []
        qtbot.waitUntil(lambda: bool(opened))
        assert wanted in str(opened[0])


def test_arrow_and_key_pressed_behind_the_last_letter_keep_their_order(
    search: _Search, qtbot: QtBot
) -> None:
    codes = [search.counter.receive("Lê Văn Ba") for _ in range(3)]
    other = search.counter.receive("Trần Thị Bưởi")
    _one_shown(search, qtbot, other)
    _type_over(search, qtbot, "le van")
    qtbot.keyClick(search.view.edit, Qt.Key.Key_Down)
    search.view.actions_here()["amend"]()
    qtbot.waitUntil(search.view.sheet.isVisible)
    assert codes[1] in search.view.sheet.title.text(), "the newest first, one down"


def test_enter_goes_to_the_dossier_that_was_typed(search: _Search, qtbot: QtBot) -> None:
    first, second = search.counter.receive("Lê Văn Ba"), search.counter.receive("Trần Thị Bưởi")
    _one_shown(search, qtbot, second)
    _type_over(search, qtbot, first[-4:])
    qtbot.keyClick(search.view.edit, Qt.Key.Key_Return)
    assert search.view.focusWidget() is search.view.edit
    qtbot.waitUntil(lambda: search.view.focusWidget() is search.view.pane.parts)
    assert search.view.pane.shown is not None
    assert search.view.pane.shown.code == first


def test_no_click_is_taken_by_a_list_that_is_about_to_change(search: _Search, qtbot: QtBot) -> None:
    for _ in range(3):
        search.counter.receive("Lê Văn Ba")
    search.view.entered.emit(None)
    view = search.view
    qtbot.waitUntil(lambda: view.pane.shown is not None)
    third = view.list.visualRect(view.list.lines.index(2, 0)).center()
    _type_over(search, qtbot, "le")
    qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=third)
    assert view.list.currentIndex().row() == 0
    view.pane.amend.click()
    assert not view.sheet.isVisible()
    qtbot.waitUntil(view.sheet.isVisible)
    view.sheet.dismiss()
    qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=third)
    assert view.list.currentIndex().row() == 2


def test_news_of_the_dossier_before_do_not_bring_it_back(search: _Search, qtbot: QtBot) -> None:
    first, second = search.counter.receive("Lê Văn Ba"), search.counter.receive("Trần Thị Bưởi")
    _one_shown(search, qtbot, second)
    view = search.view
    view.show_found(search.presenter._search(Question(first), WINDOW))
    search.presenter._freshen()
    view.actions_here()["amend"]()
    qtbot.waitUntil(view.sheet.isVisible)
    assert first in view.sheet.title.text()


def test_a_row_that_is_still_fetched_is_waited_for(search: _Search, qtbot: QtBot) -> None:
    codes = [search.counter.receive() for _ in range(3)]
    search.view.entered.emit(None)
    view = search.view
    qtbot.waitUntil(lambda: view.pane.shown is not None)
    few = search.presenter._search(Question(), 3)
    view.list.lines.restart(WINDOW + 3)
    view.list.go_to(WINDOW + 1)
    view.actions_here()["amend"]()
    assert not view.sheet.isVisible()
    view.fill(Question(), WINDOW, list(few.lines))
    qtbot.waitUntil(view.sheet.isVisible)
    assert codes[1] in view.sheet.title.text()


def test_a_search_that_fails_leaves_no_key_waiting(search: _Search, qtbot: QtBot) -> None:
    _one_shown(search, qtbot, search.counter.receive())
    _type_over(search, qtbot, "0042")
    search.view.actions_here()["amend"]()
    search.view.show_error(Refusal("dossier.none_fits"))
    search.view.actions_here()["amend"]()
    qtbot.waitUntil(lambda: not search.view.list_due)
    assert not search.view.sheet.isVisible()


def test_while_one_looks_in_pages_no_dossier_is_meant(search: _Search, qtbot: QtBot) -> None:
    _one_shown(search, qtbot, search.counter.receive())
    search.view.in_pages.setChecked(True)
    qtbot.waitUntil(lambda: not search.view.list_due)
    with qtbot.waitSignal(search.view.said):
        search.view.actions_here()["amend"]()
    assert not search.view.sheet.isVisible()


def test_the_list_follows_a_correction_and_keeps_its_cursor(search: _Search, qtbot: QtBot) -> None:
    codes = [search.counter.receive("Lê Văn Ba") for _ in range(3)]
    view, desk = search.view, search.counter.desk
    view.entered.emit(None)
    qtbot.waitUntil(lambda: view.pane.shown is not None)
    qtbot.keyClick(view.edit, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: view.pane.shown is not None and view.pane.shown.code == codes[1])
    view.pane.show_part("timeline")
    wrong = {"applicant.full_name": "Lê Văn Bảy"}
    desk.amendments.amend(codes[1], wrong, "viết nhầm", search.counter.officer())
    qtbot.waitUntil(lambda: view.list.lines.row(1).applicant == "Lê Văn Bảy")
    assert view.list.currentIndex().row() == 1
    newest = search.counter.receive("Trần Thị Bưởi")
    qtbot.waitUntil(lambda: view.list.lines.rowCount() == 4)
    assert view.list.lines.row(0).code == newest
    assert view.list.current().code == codes[1]
    view.entered.emit(None)  # back from another screen
    qtbot.waitUntil(lambda: not view.list_due)
    assert view.list.current().code == codes[1]
    assert view.chosen == codes[1]
    assert view.pane.parts.value() == "timeline"


def test_a_dossier_that_fits_no_more_stays_beside_the_list(search: _Search, qtbot: QtBot) -> None:
    for _ in range(2):
        search.counter.receive("Lê Văn Ba")
    view, desk = search.view, search.counter.desk
    _type_over(search, qtbot, "le van")
    qtbot.waitUntil(lambda: view.pane.shown is not None)
    shown = view.chosen
    view.show_renewed(
        Found(
            Question("le van"),
            1,
            False,
            1.0,
            search.presenter._search(Question("le van"), 2).lines[1:],
        )
    )
    assert not view.list.currentIndex().isValid()
    assert view.chosen == shown
    assert desk.dossiers.find(str(shown)) is not None
    view.show_renewed(Found(Question("older"), 0))
    assert view.list.lines.rowCount() == 1


def test_a_new_dossier_appears_by_itself(search: _Search, qtbot: QtBot) -> None:
    search.view.entered.emit(None)
    code = search.counter.receive()
    qtbot.waitUntil(lambda: search.view.list.lines.rowCount() == 1)
    qtbot.waitUntil(lambda: search.view.pane.shown is not None)
    assert search.view.pane.shown is not None
    assert search.view.pane.shown.code == code


def test_whoever_comes_back_types_over_the_old_query(search: _Search, qtbot: QtBot) -> None:
    code = search.counter.receive()
    qtbot.keyClicks(search.view.edit, "uyen")
    search.view.entered.emit(None)
    assert search.view.edit.selectedText() == "uyen"
    qtbot.keyClicks(search.view.edit, "mat o")
    assert search.view.edit.text() == "mat o"
    search.view.entered.emit(code)
    assert search.view.edit.selectedText() == code


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


def _shown(search: _Search, qtbot: QtBot) -> DossierView:
    code = search.counter.receive()
    search.view.entered.emit(code)
    qtbot.waitUntil(lambda: search.view.pane.shown is not None)
    assert search.view.pane.shown is not None
    return search.view.pane.shown


def test_a_correction_is_committed_and_shown(search: _Search, qtbot: QtBot) -> None:
    code = _shown(search, qtbot).code
    search.view.actions_here()["amend"]()
    row = next(one for one in search.view.sheet.rows if one.field.name == "applicant.phone")
    assert isinstance(row.labelled, LabelledInput)
    row.labelled.edit.setText("0987654321")
    search.view.sheet.reason.edit.setText("người nộp báo sai")
    search.view.actions_here()["save_and_print"]()
    qtbot.waitUntil(lambda: not search.view.sheet.isVisible())
    assert search.counter.desk.dossiers.get(code).applicant.phone == "0987654321"
    qtbot.waitUntil(
        lambda: (
            search.view.pane.shown is not None
            and search.view.pane.shown.applicant.phone == "0987654321"
        )
    )


def test_a_correction_that_was_saved_is_not_begun_any_more(search: _Search, qtbot: QtBot) -> None:
    code, desk, officer = _shown(search, qtbot).code, search.counter.desk, search.counter.officer()
    search.view.pane.press_amend()
    search.view.sheet.reason.edit.setText("người nộp báo sai")
    row = next(one for one in search.view.sheet.rows if one.field.name == "applicant.phone")
    assert isinstance(row.labelled, LabelledInput)
    row.labelled.edit.setText("0987654321")
    qtbot.waitUntil(lambda: list(desk.begun_amendments.of(officer)) == [code])
    search.view.sheet.press_save()
    qtbot.waitUntil(lambda: not search.view.sheet.isVisible())
    qtbot.waitUntil(lambda: not search.counter.background.busy)
    assert desk.begun_amendments.of(officer) == {}
    search.view.pane.press_amend()
    assert search.view.sheet.reason.text() == ""


def test_a_wish_for_a_begun_correction_opens_its_sheet(search: _Search, qtbot: QtBot) -> None:
    code, view = search.counter.receive(), search.view
    search.counter.receive("Lê Văn Ba")
    begun = BegunAmendment({"note": "gọi trước"}, "sai số", {"note": ()})
    search.counter.desk.begun_amendments.keep(search.counter.officer(), code, begun)
    wish = AmendOf(code)
    view.entered.emit(wish)
    qtbot.waitUntil(view.sheet.isVisible)
    assert (view.sheet.code, view.sheet.reason.text()) == (code, "sai số")
    assert view.sheet.has_typed
    view.sheet.press_leave()
    view.sheet.asked[1].click()
    qtbot.waitUntil(lambda: not search.counter.background.busy)
    assert search.counter.desk.begun_amendments.of(search.counter.officer()) == {}
    view.entered.emit(wish)  # "back" brings the same again
    qtbot.waitUntil(lambda: not search.counter.background.busy)
    assert not view.sheet.isVisible()


def test_a_sheet_that_was_opened_before_it_was_known_is_filled(
    search: _Search, qtbot: QtBot
) -> None:
    dossier = _shown(search, qtbot)
    search.view.pane.press_amend()
    begun = BegunAmendment({"note": "gọi trước"}, "sai số", {"note": ()})
    search.view.show_begun({dossier.code: begun})
    assert search.view.sheet.reason.text() == "sai số"


def test_a_refused_correction_keeps_what_was_typed(search: _Search, qtbot: QtBot) -> None:
    _shown(search, qtbot)
    search.view.pane.press_amend()
    sheet = search.view.sheet
    row = next(one for one in sheet.rows if one.field.name == "applicant.email")
    assert isinstance(row.labelled, LabelledInput)
    row.labelled.edit.setText("not an address")
    sheet.reason.edit.setText("người nộp báo sai")
    sheet.press_save()
    qtbot.waitUntil(lambda: row.labelled.error is not None)
    assert row.labelled.text() == "not an address"
    assert sheet.summary.sentences


def test_a_conflict_is_shown_and_decided(search: _Search, qtbot: QtBot) -> None:
    dossier, desk = _shown(search, qtbot), search.counter.desk
    officer = search.counter.officer()
    desk.amendments.amend(dossier.code, {"applicant.phone": "0987654321"}, "sai số", officer)
    said = amended_elsewhere(
        1, dossier.id, desk.clock.now(), applicant__phone="0903112233", note="gọi trước"
    )
    hear(desk.store, said, desk.clock.now())
    desk.bus.publish(DossierChanged(dossier.id))
    qtbot.waitUntil(lambda: search.view.pane.conflict.isVisible())
    search.view.pane.press_amend()
    choice = search.view.sheet.rows[0]
    assert isinstance(choice, ConflictChoice)
    assert len(choice.group.buttons()) == 3
    choice.group.buttons()[1].click()
    search.view.sheet.reason.edit.setText("đã hỏi lại")
    search.view.sheet.press_save()
    qtbot.waitUntil(lambda: not search.view.sheet.isVisible())
    view = desk.dossiers.get(dossier.code)
    assert (view.applicant.phone, view.conflicts) == ("0903112233", ())
    qtbot.waitUntil(lambda: not search.view.pane.conflict.isVisible())


def test_another_screen_leaves_what_was_typed_in_the_sheet(search: _Search, qtbot: QtBot) -> None:
    code, other = search.counter.receive(), search.counter.receive("Lê Văn Ba")
    _one_shown(search, qtbot, code)
    view = search.view
    view.pane.press_amend()
    view.left.emit()
    assert not view.sheet.isVisible(), "nothing was typed"
    view.pane.press_amend()
    view.sheet.reason.edit.setText("sai số")
    view.sheet.reason.edit.setFocus()
    with qtbot.waitSignal(view.said) as said:
        view.left.emit()
    assert code in in_words(said.args[0])
    view.entered.emit(None)
    assert view.sheet.reason.text() == "sai số"
    assert view.first_focus() is view.sheet.reason.edit
    assert not view.sheet.bar.isVisible()
    view.entered.emit(other)
    assert view.sheet.bar.isVisible(), "another dossier is wanted: ask"
    assert view.first_focus() is view.sheet.asked[0]
    view.sheet.asked[1].click()
    qtbot.waitUntil(lambda: view.chosen == other)
    qtbot.waitUntil(lambda: view.pane.shown is not None and view.pane.shown.code == other)
    view.pane.press_amend()
    view.entered.emit(code)
    assert not view.sheet.isVisible(), "nothing was typed"
    assert view.first_focus() is view.edit
