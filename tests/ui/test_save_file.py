"""Where to save: in the officer's words, always with the kind of the file."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.save_file import save_dialog
from desk_app.wording import message


def test_the_kind_is_added_and_no_other_is_offered(look: None, qtbot: QtBot) -> None:
    dialog = save_dialog(message("receipt_screen.save"), "H99-1.pdf")
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == "Lưu PDF"
    assert dialog.defaultSuffix() == "pdf"
    assert dialog.nameFilters() == ["PDF (*.pdf)"]
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave


def test_its_labels_are_in_the_officers_words(look: None, qtbot: QtBot) -> None:
    language().install_qt_words()
    dialog = save_dialog("Lưu", "bang.xlsx")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    said = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Tìm trong:", "Tên tệp:", "Loại tệp:"} <= said
