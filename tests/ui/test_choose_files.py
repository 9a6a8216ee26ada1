"""The dialog for files that hold pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desk_app.models.engine import Store
from desk_app.services.settings import Settings
from desk_app.ui.background import Background
from desk_app.ui.choose_files import KINDS, ChooseFiles, file_dialog
from desk_app.wording import message
from tests.builders.stores import a_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


def test_several_files_of_the_right_kinds(
    look: None, qtbot: QtBot, store: Store, background: Background
) -> None:
    dialog = ChooseFiles(Settings(store), background).dialog()
    qtbot.addWidget(dialog)
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
    assert all(f"*.{kind}" in dialog.nameFilters()[0] for kind in KINDS)
    assert dialog.testOption(QFileDialog.Option.HideNameFilterDetails)
    assert dialog.windowTitle() == "Chọn tệp để đưa vào hồ sơ"
    assert dialog.directory().absolutePath() == str(Path.home())


def test_it_begins_where_files_were_chosen_last(
    look: None, qtbot: QtBot, store: Store, background: Background, tmp_path: Path
) -> None:
    settings, folder = Settings(store), tmp_path / "quét"
    folder.mkdir()
    choose = ChooseFiles(settings, background)
    choose.remember(())
    choose.remember((folder / "a.pdf", folder / "b.pdf"))
    qtbot.waitUntil(lambda: settings.get("files_folder") == str(folder))
    dialog = choose.dialog()
    qtbot.addWidget(dialog)
    assert dialog.directory().absolutePath() == str(folder)
    folder.rmdir()
    gone = choose.dialog()
    qtbot.addWidget(gone)
    assert gone.directory().absolutePath() == str(Path.home()), "the stick was taken out"


def test_one_file_of_the_kinds_asked_for(look: None, qtbot: QtBot) -> None:
    dialog = file_dialog(message("stick.choose_answer"), message("stick.kinds", pattern="*.x"))
    qtbot.addWidget(dialog)
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFile
    assert dialog.nameFilters() == ["Tệp trả lời (*.x)"]
    assert dialog.windowTitle() == "Chọn tệp trả lời trên USB"
