"""Pictures of the counter at work, drawn by the real window without a display."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from desk_app import app
from desk_app.app_window import DeskWindow, make_application, wire_window

SIZE = (1366, 768)
SETTLED_MS = 150
LONGEST_MS = 5_000
SCREENS = ("home", "intake", "search", "sync_centre", "day", "settings")


def without_display() -> None:
    """Lets Qt draw into memory; to be called before the first window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def take_pictures(profile: Path, out: Path, language: str) -> list[Path]:
    """Opens each screen of the desk in ``profile`` and keeps what it shows; returns the files."""
    application = make_application(language)
    made: list[Path] = []
    with app.running(profile) as desk:
        shown = wire_window(desk)
        shown.begin()
        shown.window.resize(*SIZE)
        shown.window.show()
        supervisor = next(card for card in desk.sign_in.officers() if card.role == "supervisor")
        shown.sign_in(desk.officer(supervisor.login))
        for name in SCREENS:
            made.append(_picture(shown, name, out, application))
        newest = desk.search.search("").dossiers[:1]
        if newest:
            made.append(_picture(shown, "receipt", out, application, newest[0].code))
        shown.window.close()
        shown.end()
    return made


def _picture(
    shown: DeskWindow, name: str, out: Path, application: QApplication, argument: object = None
) -> Path:
    shown.window.open_screen(name, argument)
    _settle(shown, application)
    path = out / f"screen-{name}.png"
    shown.window.grab().save(str(path))
    return path


def _settle(shown: DeskWindow, application: QApplication) -> None:
    """Waits until the background has had nothing to do for a moment."""
    whole, quiet = QElapsedTimer(), QElapsedTimer()
    whole.start()
    quiet.start()
    while quiet.elapsed() < SETTLED_MS and whole.elapsed() < LONGEST_MS:
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if shown.background.busy:
            quiet.restart()
