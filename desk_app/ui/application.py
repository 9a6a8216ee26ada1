"""The one QApplication: its look and language, its running, and what it says when it cannot."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QSocketNotifier
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desk_app.errors import DeskError
from desk_app.ui.language import language
from desk_app.ui.theme import XL, theme
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.wording import DEFAULT_LANGUAGE, message

FAULT_SIZE = (720, 240)
ENDINGS = (signal.SIGTERM, signal.SIGINT)


def make_application(language_code: str = DEFAULT_LANGUAGE) -> QApplication:
    """The QApplication, made if need be, with the program's look and language."""
    running = QCoreApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("desk-app")
    language().set(language_code)
    language().install_qt_words()
    theme().apply()
    return application


def run(application: QApplication) -> int:
    """Works until the last window is closed; the exit code."""
    with _closed_when_asked(application):
        code = application.exec()
    # Closing the last window asks to quit once more; that must not end what is opened next.
    QCoreApplication.removePostedEvents(application, QEvent.Type.Quit.value)
    return code


@contextmanager
def _closed_when_asked(application: QApplication) -> Iterator[None]:
    """A machine that shuts down (SIGTERM), or Ctrl+C in the terminal, closes the windows as a
    person would: what was typed a moment ago is kept."""
    if os.name != "posix" or threading.current_thread() is not threading.main_thread():
        yield
        return
    heard, told = socket.socketpair()
    with heard, told:
        told.setblocking(False)

        def close_all() -> None:
            heard.recv(16)
            application.closeAllWindows()
            application.quit()

        notifier = QSocketNotifier(heard.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(close_all)
        before = {number: signal.signal(number, _heard) for number in ENDINGS}
        wakes = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakes)
            for number, handler in before.items():
                signal.signal(number, handler)
            notifier.setEnabled(False)


def _heard(_number: int, _frame: object) -> None:
    """Nothing here: the byte in the socket wakes Qt."""


def leave() -> None:
    """Ends :func:`run`, whatever is open."""
    QCoreApplication.quit()


def tell_fault(error: DeskError, application: QApplication) -> int:
    """Says in a window of its own why the counter could not be opened; the error's exit code."""
    window = QWidget()
    window.setObjectName("ground")
    window.setWindowTitle(message("window.fault.title").in_words(language().code))
    bar = InfoBar()
    bar.show_error(error)
    bar.add_action(message("window.fault.close"), lambda: _close(window))
    column = QVBoxLayout(window)
    column.setContentsMargins(XL, XL, XL, XL)
    column.addWidget(bar)
    column.addStretch(1)
    window.resize(*FAULT_SIZE)
    window.show()
    run(application)
    window.deleteLater()
    return error.exit_code


def _close(window: QWidget) -> None:
    window.close()
