"""Asks the officer where to save a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog

from desk_app.ui.language import Text, in_words


def ask_where(title: Text, name: str) -> Path | None:
    """The file chosen, always of the kind of ``name``; None if the officer thought better of it."""
    dialog = save_dialog(title, name)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None


def save_dialog(title: Text, name: str) -> QFileDialog:
    """The dialog, proposing ``name`` at home; it adds the kind and shows only files of it."""
    kind = Path(name).suffix.removeprefix(".")
    dialog = QFileDialog(QApplication.activeWindow(), in_words(title), str(Path.home()))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilter(f"{kind.upper()} (*.{kind})")
    dialog.setDefaultSuffix(kind)
    dialog.selectFile(name)
    return dialog
