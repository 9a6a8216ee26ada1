"""Puts the screen of numbers together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog

from desk_app.services.desk import Desk
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.language import in_words
from desk_app.ui.screens.numbers.presenter import KIND, NumbersPresenter
from desk_app.ui.screens.numbers.source import NumbersSource
from desk_app.ui.screens.numbers.view import NumbersView
from desk_app.wording import message


def build_numbers(
    desk: Desk,
    officer: Callable[[], OfficerAtDesk],
    background: Background,
    bus: BusBridge,
    ask_path: Callable[[str, str], Path | None],
    *,
    ask_file: Callable[[], Path | None] | None = None,
) -> NumbersView:
    """The screen of numbers. Its argument: which page to show (open, give, take), or
    :class:`~desk_app.ui.screens.numbers.state.TakeScanned`."""
    view = NumbersView()
    NumbersPresenter(
        view, NumbersSource(desk), officer, background, bus, ask_path, ask_file or _asked_file
    )
    return view


def file_dialog() -> QFileDialog:
    """The dialog for a neighbour's file."""
    title = in_words(message("numbers_screen.file"))
    dialog = QFileDialog(QApplication.activeWindow(), title, str(Path.home()))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([f"{KIND.upper()} (*.{KIND})", "* (*)"])
    return dialog


def _asked_file() -> Path | None:
    dialog = file_dialog()
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None
