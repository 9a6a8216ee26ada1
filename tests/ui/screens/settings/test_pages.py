"""The pages tell what was changed and show what is in force."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.ui.screens.settings.pages import (
    AboutPage,
    FactsPage,
    GeneralPage,
    KeysPage,
    PrintingPage,
    ReaderPage,
)
from desk_app.ui.screens.settings.reader_test import judge
from desk_app.ui.screens.settings.state import DeskFacts
from desk_app.ui.widgets.label import Label


def _texts(page: GeneralPage | FactsPage | KeysPage | AboutPage) -> set[str]:  # all alike
    return {label.words for label in page.findChildren(Label)}


def test_general_shows_and_tells(look: None, qtbot: QtBot) -> None:
    page = GeneralPage()
    qtbot.addWidget(page)
    page.show_values({"language": "en", "theme": "dark", "text_size": 130, "lock_after_minutes": 7})
    assert page.language.value() == "en"
    assert page.text_size.value() == 125
    assert page.lock.value() == 7
    with qtbot.waitSignal(page.changed) as told:
        qtbot.keyClick(page.theme, Qt.Key.Key_Right)
    assert told.args == ["theme", "contrast"]


def test_a_printer_that_is_gone_stays_chosen(look: None, qtbot: QtBot) -> None:
    page = PrintingPage()
    qtbot.addWidget(page)
    page.show_values({"printer": "HP-9", "paper": "A4", "copies": 3}, ("HP-1",))
    assert page.printer.value() == "HP-9"
    assert "hiện không thấy" in page.printer.currentText()
    assert (page.paper.value(), page.copies.value()) == ("A4", 3)
    with qtbot.waitSignal(page.changed) as told:
        page.preview.click()
    assert told.args == ["preview_first", True]


def test_what_comes_as_typing_is_judged_at_enter(look: None, qtbot: QtBot) -> None:
    page = ReaderPage()
    qtbot.addWidget(page)
    page.show()
    qtbot.keyClicks(page.edit, "THU")
    with qtbot.waitSignal(page.typed) as typed:
        qtbot.keyClick(page.edit, Qt.Key.Key_Return)
    assert typed.args == ["THU"]
    assert page.edit.text() == ""
    page.show_verdict("THU", judge("THU"))
    assert "THU" in page.told.meaning.words


def test_facts_keys_and_versions(look: None, qtbot: QtBot) -> None:
    place, keys, about = FactsPage(), KeysPage(), AboutPage()
    for page in (place, keys, about):
        qtbot.addWidget(page)
    place.show_facts(None)
    assert "Chưa ghi danh máy" in _texts(place)
    place.show_facts(DeskFacts(unit="H99.21.01", counter="Quầy 03"))
    assert "H99.21.01" in _texts(place)
    assert {"F9", "Lưu và in giấy tiếp nhận"} <= _texts(keys)
    about.show_versions((("desk-app", "1.0", "Apache-2.0"), ("segno", "1.6", "BSD")))
    assert {"desk-app 1.0", "segno 1.6", "BSD"} <= _texts(about)
