"""Pictures of the real screens, drawn off the screen: for the demonstration and the documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QPixmap

from desk_app.ui.desk_window import DeskWindow

ROUND_MS = 20
QUIET_ROUNDS = 4
MOST_ROUNDS = 500


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the screen and the argument it is opened with; ``part`` of the
    screen that has parts."""

    name: str
    screen: str
    argument: object = None
    part: str = ""


def settle(counter: DeskWindow) -> None:
    """Until nothing is being read and everything is drawn."""
    quiet = 0
    for _ in range(MOST_ROUNDS):
        loop = QEventLoop()
        QTimer.singleShot(ROUND_MS, loop, loop.quit)
        loop.exec()
        quiet = 0 if counter.background.busy else quiet + 1
        if quiet >= QUIET_ROUNDS:
            return


def take(counter: DeskWindow, shot: Shot, size: tuple[int, int]) -> QPixmap:
    """The window with one screen, at exactly ``size``."""
    window = counter.window
    window.resize(*size)
    screen = window.open_screen(shot.screen, shot.argument)
    settle(counter)
    show = getattr(screen, "show_picture_part", None)
    if shot.part and show is not None:
        show(shot.part)
        settle(counter)
    focus = screen.first_focus()
    if focus is not None:
        focus.setFocus()
    window.toast.forget()
    return window.grab()


def take_all(
    counter: DeskWindow, shots: Iterable[Shot], size: tuple[int, int], folder: Path, mark: str = ""
) -> list[Path]:
    """One PNG a shot, ``<name><mark>.png`` in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for shot in shots:
        path = folder / f"{shot.name}{mark}.png"
        take(counter, shot, size).save(str(path))
        made.append(path)
    return made
