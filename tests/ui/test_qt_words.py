"""Qt reads our catalogue."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QFileInfo
from PySide6.QtWidgets import QApplication, QFileIconProvider

from desk_app.ui.qt_words import QtWords, compiled, words_of_qt


def test_every_word_is_found_by_qt(qapp: QApplication) -> None:
    translator = QtWords("vi")
    words = words_of_qt("vi")
    assert len(words) > 100
    for (context, source), expected in words.items():
        assert translator.translate(context, source) == expected


def test_what_is_unknown_stays_as_it_was(look: None) -> None:
    assert QCoreApplication.translate("QLineEdit", "Whatever") == "Whatever"
    assert QCoreApplication.translate("Nobody", "&Undo") == "&Undo"


def test_a_comment_does_not_hide_a_word(look: None) -> None:
    assert QCoreApplication.translate("QLineEdit", "&Copy", "in a menu") == "Sao chép"


def test_an_empty_catalogue_is_still_one() -> None:
    assert len(compiled({})) == 16 + 5 + 5


def test_a_folder_is_called_one_in_the_file_dialog(look: None) -> None:
    assert QFileIconProvider().type(QFileInfo("/tmp")) == "Thư mục"
