"""Buttons and their keys."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.shortcuts import KeyMap, set_key_map
from desk_app.ui.widgets.button import Button
from desk_app.wording import message


def test_a_button_prints_the_key_in_force(look: None, qtbot: QtBot) -> None:
    set_key_map(KeyMap({"save_and_print": ["Ctrl+J"]}))
    button = Button(message("ui.keys.save_and_print"), "primary", action="save_and_print")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Lưu và in giấy tiếp nhận (Ctrl+J)"
    bare = Button(message("ui.keys.save_and_print"), "primary")
    qtbot.addWidget(bare)
    assert button.sizeHint().width() > bare.sizeHint().width()


def test_what_has_no_room_is_still_said(look: None, qtbot: QtBot) -> None:
    button = Button(message("ui.keys.scan"), icon="scan-line", action="scan")
    bare = Button(message("ui.keys.scan"))
    qtbot.addWidget(bare)
    qtbot.addWidget(button)
    wide = button.sizeHint().width()
    button.say_less(True)
    assert button.sizeHint().width() == bare.sizeHint().width() < wide
    assert button.accessibleName().endswith("(F12)")
    button.say_less(False)
    assert button.sizeHint().width() == wide


def test_a_quiet_button_has_no_frame_when_it_cannot_be_pressed_either(
    look: None, qtbot: QtBot
) -> None:
    button = Button("Xoay", "quiet")
    qtbot.addWidget(button)
    for enabled in (True, False):
        button.setEnabled(enabled)
        picture = button.grab().toImage()
        middle = picture.height() // 2
        ground = picture.pixelColor(6, middle)
        assert picture.pixelColor(0, middle) == ground


def test_a_button_that_keeps_its_place_is_as_wide_in_every_kind(look: None, qtbot: QtBot) -> None:
    button = Button("In", "secondary", icon="printer", action="save_and_print")
    qtbot.addWidget(button)
    narrow = button.sizeHint().width()
    button.keep_place()
    wide = button.sizeHint().width()
    button.set_kind("primary")
    assert narrow < wide == button.sizeHint().width()
