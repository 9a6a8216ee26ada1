"""Run as a process of its own: opens a window and tells when it took its first key.

    python -m benchmarks.first_key bare
    python -m benchmarks.first_key PROFILE [SECONDS]

Prints one line of JSON: the monotonic moment of the first key, and what the process holds in
memory after it was idle for SECONDS.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

BARE = "bare"


class FirstKey(QObject):
    """Waits until a window stands and something in it has the focus, then presses a key."""

    def __init__(self, idle_seconds: float) -> None:
        super().__init__()
        self._idle = idle_seconds
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
        if self._seen < 3:
            return
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
        QApplication.sendEvent(focus, key)
        if not key.isAccepted():
            return
        self._timer.stop()
        self._said["first_key"] = time.monotonic()
        self._said["focus"] = type(focus).__name__
        QTimer.singleShot(int(self._idle * 1000), self._end)

    def _end(self) -> None:
        self._said |= memory()
        print(json.dumps(self._said), flush=True)
        for window in QApplication.topLevelWidgets():
            window.close()
        QApplication.quit()


def memory() -> dict[str, float]:
    """RSS and PSS of this process in MiB; empty where the system does not tell."""
    table = Path("/proc/self/smaps_rollup")
    if not table.exists():
        return {}
    lines = (line.split() for line in table.read_text(encoding="ascii").splitlines())
    kib = {words[0].strip(":"): float(words[1]) for words in lines if len(words) == 3}
    return {"rss": kib["Rss"] / 1024, "pss": kib["Pss"] / 1024}


def main(what: str, idle_seconds: float) -> int:
    """A bare window with a field, or the counter as ``desk-app`` opens it."""
    if what == BARE:
        application = QApplication(sys.argv[:1])
        window = QMainWindow()
        field = QLineEdit()
        window.setCentralWidget(field)
        window.resize(1366, 768)
        window.show()
        field.setFocus()
        watcher = FirstKey(idle_seconds)
        code = application.exec()
        del watcher
        return code
    return _counter(what, idle_seconds)


def _counter(profile: str, idle_seconds: float) -> int:
    """The program itself; only its way into the event loop is led past the watcher."""
    from desk_app.__main__ import main as desk_app

    really = QApplication.exec

    def exec_watched(*_: Any) -> int:
        watcher = FirstKey(idle_seconds)
        code = really()
        watcher.deleteLater()
        return code

    QApplication.exec = exec_watched  # type: ignore[method-assign]
    sys.argv = ["desk-app", "--profile", profile]
    return desk_app()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0.0))
