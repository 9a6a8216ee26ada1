"""The dialog for files that hold pages."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desk_app.ui.choose_files import KINDS, file_dialog, files_dialog
from desk_app.wording import message


def test_several_files_of_the_right_kinds(look: None, qtbot: QtBot) -> None:
    dialog = files_dialog()
    qtbot.addWidget(dialog)
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
    assert all(f"*.{kind}" in dialog.nameFilters()[0] for kind in KINDS)
    assert dialog.windowTitle() == "Chọn tệp để đưa vào hồ sơ"


def test_one_file_of_the_kinds_asked_for(look: None, qtbot: QtBot) -> None:
    dialog = file_dialog(message("stick.choose_answer"), message("stick.kinds", pattern="*.x"))
    qtbot.addWidget(dialog)
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFile
    assert dialog.nameFilters() == ["Tệp trả lời (*.x)"]
    assert dialog.windowTitle() == "Chọn tệp trả lời trên USB"
