"""A counter at work: a real training desk, the real window with the screens of an intake, a
printer that keeps what it is given; keys are counted as they are pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk_app.services.desk import Desk
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.main_window import MainWindow
from desk_app.ui.screens.digitise.build import build_digitise
from desk_app.ui.screens.digitise.view import DigitiseView
from desk_app.ui.screens.intake.build import build_intake
from desk_app.ui.screens.intake.view import IntakeView
from desk_app.ui.screens.receipt.build import build_receipt
from desk_app.ui.screens.receipt.view import ReceiptView
from desk_app.wording import message
from tests.builders.desks import a_training_desk
from tests.fakes.paper_tray import PaperTray

CARD = (
    "079187001234|024123456|Nguyễn Thị Phương Uyên|05091987|Nữ|"
    "25/7 Nguyễn Bỉnh Khiêm, phường Bến Xuân|01012022"
)
OTHER_CARD = "079090004321||Trần Văn Bình|12031990|Nam|3 Hòa Bình, phường Bến Xuân|15062023"
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
PATIENCE_MS = 60_000


@dataclass
class CounterAtWork:
    """What an officer has in front of her. ``keys`` counts key presses; a chord is one."""

    desk: Desk
    window: MainWindow
    background: Background
    tray: PaperTray
    qtbot: QtBot
    keys: int = 0

    @property
    def intake(self) -> IntakeView:
        screen = self.window.built("intake")
        assert isinstance(screen, IntakeView)
        return screen

    @property
    def receipt(self) -> ReceiptView:
        screen = self.window.built("receipt")
        assert isinstance(screen, ReceiptView)
        return screen

    @property
    def digitise(self) -> DigitiseView:
        screen = self.window.built("digitise")
        assert isinstance(screen, DigitiseView)
        return screen

    def press(self, key: Qt.Key, held: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, as the window gets it."""
        self.keys += 1
        QTest.keyClick(self.window.windowHandle(), key, held)
        self.settle()

    def type(self, text: str) -> None:
        """Letters one after the other, without waiting for anything."""
        for letter in text:
            self.keys += 1
            QTest.keyClick(self.window.windowHandle(), letter)  # type: ignore[call-overload]
        self.settle()

    def say(self, text: str) -> None:
        """Words with Vietnamese letters, as a typing program commits them into the field."""
        focus = self.focus
        insert = getattr(focus, "insert", None)
        assert callable(insert), focus
        insert(text)
        focus.textEdited.emit(text)  # type: ignore[attr-defined]
        self.keys += len(text)
        self.settle()

    def scan(self, text: str) -> None:
        """A barcode, as the reader's filter hands it over."""
        self.window.take_scan(text)
        self.settle()

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def settle(self) -> None:
        """Until nothing is on its way any more."""
        self.until(lambda: not self.background.busy and not self._timers())

    def until(self, ready: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(ready, timeout=PATIENCE_MS)

    def codes(self) -> list[str]:
        """The dossiers received, the newest first."""
        return [line.code for line in self.desk.search.search("").dossiers]

    def _timers(self) -> bool:
        timers = self.intake.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return any(timer.isActive() for timer in timers)


@contextmanager
def a_counter(folder: Path, qtbot: QtBot, tray: PaperTray | None = None) -> Iterator[CounterAtWork]:
    """The counter with the intake screen open; called again with the same folder, it is the same
    desk after a restart."""
    tray = tray or PaperTray()
    with a_training_desk(folder) as desk:
        officer = desk.officer("uyen")
        background, bus = Background(desk.clock), BusBridge(desk.bus)
        window = MainWindow(training=True)
        window.register_screen(
            "intake",
            lambda: build_intake(desk, lambda: officer, background, bus),
            title=message("ui.keys.new_intake"),
            icon="file-plus-2",
            action="new_intake",
        )
        window.register_screen(
            "receipt",
            lambda: build_receipt(desk, lambda: officer, background, bus, printers=tray),
            title=message("receipt_screen.title"),
            icon="receipt",
            in_rail=False,
        )
        window.register_screen(
            "digitise",
            lambda: build_digitise(desk, lambda: officer, background, bus, printers=tray),
            title=message("digitise.title"),
            icon="scan-line",
            action="scan",
        )
        desk.settings.set("scanners", {"ways": []})  # no looking for devices of this machine
        try:
            with qtbot.waitActive(window):
                window.resize(1366, 768)
                window.show()
                window.activateWindow()
            window.open_screen("intake")
            counter = CounterAtWork(desk, window, background, tray, qtbot)
            counter.settle()
            yield counter
        finally:
            window.toast.forget()
            window.close()  # the field in focus is committed: the last save is still written
            background.close()
            bus.close()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
