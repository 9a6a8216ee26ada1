"""All keys on one sheet."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.shortcuts import KEY_MAP, KeyMap, key_words, set_key_map
from desk_app.ui.widgets.key_sheet import KeySheet


def _texts(sheet: KeySheet) -> set[str]:
    return {label.text() for label in sheet._content.findChildren(QLabel)}


def test_it_shows_the_keys_in_force(look: None, qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(1366, 768)
    ground.show()
    sheet = KeySheet(ground)
    sheet.open_over()
    assert {key_words(s.keys[0]) for s in KEY_MAP if "section" not in s.action} - _texts(
        sheet
    ) == set()
    set_key_map(KeyMap({"search": ["Ctrl+J"], "save_draft": []}))
    sheet.open_over()
    assert "Ctrl+J" in _texts(sheet)
    assert "Ctrl+S" not in _texts(sheet)
    assert ground.rect().contains(sheet.sheet.geometry())


def test_it_leads_to_the_card_on_paper(look: None, qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(1366, 768)
    ground.show()
    sheet = KeySheet(ground)
    sheet.open_over()
    with qtbot.waitSignal(sheet.print_pressed):
        sheet.print.click()
    assert not sheet.isVisible()
