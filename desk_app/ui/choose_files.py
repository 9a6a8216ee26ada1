"""Asks the officer for files to take pages from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog

from desk_app.services.settings import Settings
from desk_app.ui.background import Background
from desk_app.ui.language import Text, in_words
from desk_app.wording import message

KINDS = ("pdf", "jpg", "jpeg", "png", "tif", "tiff", "heic", "heif")


class ChooseFiles:
    """Asks where files were chosen last, at home before that."""

    def __init__(self, settings: Settings, background: Background) -> None:
        self._settings, self._background = settings, background

    def __call__(self) -> tuple[Path, ...]:
        """The files chosen; none if the officer thought better of it."""
        dialog = self.dialog()
        chosen = tuple(Path(name) for name in (dialog.selectedFiles() if dialog.exec() else []))
        dialog.deleteLater()
        self.remember(chosen)
        return chosen

    def dialog(self) -> QFileDialog:
        """The dialog, showing only files that may hold pages."""
        last = str(self._settings.get("files_folder"))
        folder = last if last and Path(last).is_dir() else str(Path.home())
        title = in_words(message("digitise.choose_files"))
        dialog = QFileDialog(QApplication.activeWindow(), title, folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        pattern = " ".join(f"*.{kind} *.{kind.upper()}" for kind in KINDS)
        dialog.setNameFilter(in_words(message("digitise.kinds_of_files", pattern=pattern)))
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)  # longer than the dialog is wide
        return dialog

    def remember(self, chosen: Sequence[Path]) -> None:
        """The next ones will lie there, too."""
        folder = str(chosen[0].parent) if chosen else ""
        if folder and folder != self._settings.get("files_folder"):
            self._background.write(self._settings.set, "files_folder", folder)


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
