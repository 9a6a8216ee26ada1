"""Run as a process of its own: opens a window and tells when it took its first key.

    python -m benchmarks.first_key bare
    python -m benchmarks.first_key PROFILE [SECONDS [home]]

Prints one line of JSON: the monotonic moment of the first key, and what the process holds in
memory after the desk was open and idle for SECONDS. With ``home`` the password and Enter follow at
once; it tells when the first screen stood there, filled, and memory is that of a window at work.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QWidget

BARE = "bare"


class FirstKey(QObject):
    """Waits until a window stands and something in it has the focus, then presses a key."""

    def __init__(self, idle_seconds: float, then: str = "") -> None:
        super().__init__()
        self._idle, self._then = idle_seconds, then
        self._seen = 0
        self._said: dict[str, Any] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(1)

    def _look(self) -> None:
        focus = QApplication.focusWidget()
        handle = focus.window().windowHandle() if focus is not None else None
        if focus is None or handle is None or not handle.isExposed():
            return
        # Painting is asked for when the window is exposed and done before the next turn but one.
        self._seen += 1
        if self._seen < 3 or not _press(focus, Qt.Key.Key_A, "a"):
            return
        self._timer.stop()
        self._said["first_key"] = time.monotonic()
        self._said["focus"] = type(focus).__name__
        if self._then == "home":
            self._sign_in(focus)
        else:
            self._rest()

    def _rest(self) -> None:
        """Idle is a window behind which the desk is open."""
        if not _is_open():
            QTimer.singleShot(20, self._rest)
            return
        QTimer.singleShot(int(self._idle * 1000), self._end)

    def _sign_in(self, focus: QWidget) -> None:
        """The password and Enter at once; the desk may not be open yet."""
        from desk_app.services.training import read_province

        _press(focus, Qt.Key.Key_Backspace)
        for letter in read_province().password:
            _press(focus, Qt.Key(ord(letter.upper())), letter)
        _press(focus, Qt.Key.Key_Return)
        self._timer.timeout.disconnect()
        self._timer.timeout.connect(self._look_for_home)
        self._timer.start(1)

    def _look_for_home(self) -> None:
        from desk_app.ui.main_window import MainWindow
        from desk_app.ui.screens.home.state import HomeState

        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        if window.shown != "home" or window.built("home")._state == HomeState():  # type: ignore[attr-defined]
            return
        self._timer.stop()
        QCoreApplication.processEvents()
        self._said["home"] = time.monotonic()
        self._rest()

    def _end(self) -> None:
        self._said |= memory()
        print(json.dumps(self._said), flush=True)
        for window in QApplication.topLevelWidgets():
            window.close()
        QApplication.quit()


def _is_open() -> bool:
    """Whether officers can be chosen; a bare window has none to wait for, and loads nothing of
    ours by being asked."""
    named = (view for view in QApplication.allWidgets() if type(view).__name__ == "SignInView")
    return all(view.officer.count() > 0 for view in named)  # type: ignore[attr-defined]


def _press(focus: QWidget, key: Qt.Key, text: str = "") -> bool:
    """Whether ``focus`` took the key."""
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
    QApplication.sendEvent(focus, event)
    return event.isAccepted()


def memory() -> dict[str, float]:
    """RSS and PSS of this process in MiB; empty where the system does not tell."""
    table = Path("/proc/self/smaps_rollup")
    if not table.exists():
        return {}
    lines = (line.split() for line in table.read_text(encoding="ascii").splitlines())
    kib = {words[0].strip(":"): float(words[1]) for words in lines if len(words) == 3}
    return {"rss": kib["Rss"] / 1024, "pss": kib["Pss"] / 1024}


def main(what: str, idle_seconds: float, then: str = "") -> int:
    """A bare window with a field, or the counter as ``desk-app`` opens it."""
    if what == BARE:
        application = QApplication(sys.argv[:1])
        window = QMainWindow()
        field = QLineEdit()
        window.setCentralWidget(field)
        window.resize(1366, 768)
        window.show()
        field.setFocus()
        watcher = FirstKey(idle_seconds, then)
        code = application.exec()
        del watcher
        return code
    return _counter(what, idle_seconds, then)


def _counter(profile: str, idle_seconds: float, then: str) -> int:
    """The program itself; only its way into the event loop is led past the watcher."""
    from desk_app.__main__ import main as desk_app

    really = QApplication.exec

    def exec_watched(*_: Any) -> int:
        watcher = FirstKey(idle_seconds, then)
        code = really()
        watcher.deleteLater()
        return code

    QApplication.exec = exec_watched  # type: ignore[method-assign]
    sys.argv = ["desk-app", "--profile", profile]
    return desk_app()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float((sys.argv[2:] or ["0"])[0]), "".join(sys.argv[3:4])))
