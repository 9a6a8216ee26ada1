"""Words follow the language, Qt's own included."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.ui.language import Spoken, amount, day, hour, in_words, language, tr
from desk_app.wording import message, translations


class _Sign(QWidget, Spoken):
    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.speak()

    def retranslate(self) -> None:
        self.words = tr("ui.close")


def test_a_widget_says_its_words_again(look: None, qtbot: QtBot) -> None:
    sign = _Sign()
    qtbot.addWidget(sign)
    assert sign.words == "Đóng"
    language().set("en")
    assert sign.words == "Close"
    language().toggle()
    assert sign.words == "Đóng"


def test_a_widget_that_is_gone_is_not_asked(look: None, qapp: QApplication) -> None:
    sign = _Sign()
    sign.deleteLater()
    del sign
    qapp.processEvents()
    language().set("en")
    assert tr("ui.stop") == "Stop"


def test_data_is_shown_as_it_is(look: None) -> None:
    assert in_words("ui.close") == "ui.close"
    assert in_words(message("ui.error.summary", count=3)) == "Có 3 chỗ cần sửa"


def test_amounts_days_and_hours(look: None) -> None:
    assert amount(1_250_000) == "1.250.000 đ"
    assert day(date(2026, 11, 21)) == "21/11/2026"
    assert hour(datetime(2026, 11, 21, 16, 40, tzinfo=VIETNAM)) == "16:40"


def test_an_unknown_language_is_refused(look: None) -> None:
    with pytest.raises(ValueError, match="fr"):
        language().set("fr")


def _menu_of_a_line(qtbot: QtBot) -> list[str]:
    edit = QLineEdit("abc")
    qtbot.addWidget(edit)
    menu = edit.createStandardContextMenu()
    menu.setParent(edit)
    return [action.text().split("\t")[0] for action in menu.actions() if action.text()]


def test_qt_speaks_vietnamese_too(look: None, qtbot: QtBot) -> None:
    assert _menu_of_a_line(qtbot) == [
        "Hoàn tác",
        "Làm lại",
        "Cắt",
        "Sao chép",
        "Dán",
        "Xoá",
        "Chọn tất cả",
    ]
    both = QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
    box = QDialogButtonBox(both)
    qtbot.addWidget(box)
    assert {button.text() for button in box.buttons()} == {"Đồng ý", "Thôi"}
    language().set("en")
    assert _menu_of_a_line(qtbot)[0] == "&Undo"


def test_both_languages_have_the_same_words() -> None:
    for area in ("ui.", "qt."):
        vi = {key for key in translations("vi") if key.startswith(area)}
        en = {key for key in translations("en") if key.startswith(area)}
        assert vi == en
        assert vi
