"""No part of a screen is shown before it has its place: it would flash up as a window of its own,
and take the focus with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.screen import Screen
from desk_app.ui.screens.day.view import DayView
from desk_app.ui.screens.enrol.view import EnrolView
from desk_app.ui.screens.home.view import HomeView
from desk_app.ui.screens.intake.view import IntakeView
from desk_app.ui.screens.receipt.view import ReceiptView
from desk_app.ui.screens.search.view import SearchView
from desk_app.ui.screens.settings.view import SettingsView
from desk_app.ui.screens.sign_in.view import SignInView
from desk_app.ui.screens.sync_centre.view import SyncCentreView

VIEWS: list[Callable[[], Screen]] = [
    DayView,
    EnrolView,
    HomeView,
    IntakeView,
    ReceiptView,
    SearchView,
    SettingsView,
    SignInView,
    SyncCentreView,
]


class Watch(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_flashes_while_a_screen_is_built(
    view: Callable[[], Screen], qtbot: QtBot, look: None, qapp: QApplication
) -> None:
    watch = Watch()
    qapp.installEventFilter(watch)
    try:
        made = view()
    finally:
        qapp.removeEventFilter(watch)
    qtbot.addWidget(made)
    assert watch.seen == []
