"""The bar of the scan screen says what happened and what to do now."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.screens.digitise.bar_words import (
    tell_covers_failed,
    tell_finished,
    tell_lacking,
    tell_no_printer,
    tell_only_blank,
)
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.info_bar import InfoBar


def test_each_thing_is_said_with_what_to_do(look: None, qtbot: QtBot) -> None:
    bar = InfoBar()
    qtbot.addWidget(bar)
    tell_lacking(bar, ["1. Tờ khai: chưa có trang nào", "4. Đơn: chưa có trang nào"])
    assert "1. Tờ khai: chưa có trang nào · 4. Đơn" in bar.meaning.words
    for tell in (
        lambda: tell_only_blank(bar, "Tờ khai", 2),
        lambda: tell_covers_failed(bar, None),
        lambda: tell_finished(bar, (3,)),
    ):
        tell()
        assert bar.title.words
        assert bar.next_step.words
        assert bar.property("tone") == "care"
    tell_finished(bar, ())
    assert bar.property("tone") == "good"


def test_without_a_printer_the_sheets_become_a_file(look: None, qtbot: QtBot) -> None:
    bar = InfoBar()
    qtbot.addWidget(bar)
    saved: list[str] = []
    tell_no_printer(bar, lambda: saved.append("file"))
    bar.findChildren(Button)[-1].click()
    assert saved == ["file"]
