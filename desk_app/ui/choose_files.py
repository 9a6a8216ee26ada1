"""Asks the officer for files to take pages from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog

from desk_app.ui.language import Text, in_words
from desk_app.wording import message

KINDS = ("pdf", "jpg", "jpeg", "png", "tif", "tiff", "heic", "heif")


def choose_files() -> tuple[Path, ...]:
    """The files chosen; none if the officer thought better of it."""
    dialog = files_dialog()
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return tuple(Path(name) for name in chosen)


def choose_file(title: Text, kinds: Text) -> Path | None:
    """The one file chosen; None if the officer thought better of it."""
    dialog = file_dialog(title, kinds)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None


def file_dialog(title: Text, kinds: Text) -> QFileDialog:
    """The dialog for one file, showing only those of ``kinds``."""
    dialog = QFileDialog(QApplication.activeWindow(), in_words(title), str(Path.home()))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(in_words(kinds))
    return dialog


def files_dialog() -> QFileDialog:
    """The dialog, showing only files that may hold pages."""
    dialog = QFileDialog(
        QApplication.activeWindow(), in_words(message("digitise.choose_files")), str(Path.home())
    )
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    pattern = " ".join(f"*.{kind} *.{kind.upper()}" for kind in KINDS)
    dialog.setNameFilter(in_words(message("digitise.kinds_of_files", pattern=pattern)))
    return dialog
