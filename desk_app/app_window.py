"""The window with everything behind it: opens the profile, begins, ends, tells what kept it.

The engine and whatever takes long to load begin after the first picture is on the screen.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desk_app import app
from desk_app.errors import DeskError
from desk_app.services.desk import Desk
from desk_app.ui.desk_window import DeskWindow
from desk_app.ui.language import language
from desk_app.ui.look_keeper import restore
from desk_app.ui.theme import XL, theme
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.wording import DEFAULT_LANGUAGE, message

if TYPE_CHECKING:
    from desk_app.ui.desk_screens import AskPath
    from desk_app.ui.screens.receipt.source import Printers

log = logging.getLogger(__name__)
FIRST_SIZE = (1366, 768)


def open_window(folder: Path, language_code: str) -> int:
    """Opens the counter of the profile in ``folder`` and works until it is closed.

    Args:
        folder: of the profile; where there is none, this machine is enrolled first.
        language_code: "vi" or "en"; the language last chosen at the desk comes before "vi".

    Returns:
        The exit code: 0, or that of the fault that kept the counter from opening.
    """
    application = make_application(language_code)
    try:
        if not app.profile_exists(folder) and not enrol_first(folder, application):
            return 0
        while True:
            with app.running(folder) as desk:
                if desk.enrolled:
                    return work(desk, application, language_code)
            if not enrol_first(folder, application):
                return 0
    except DeskError as error:
        return tell_fault(error, application)


def make_application(language_code: str = DEFAULT_LANGUAGE) -> QApplication:
    """The one QApplication, with the program's look and language."""
    running = QCoreApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("desk-app")
    language().set(language_code)
    language().install_qt_words()
    theme().apply()
    return application


def wire_window(
    desk: Desk, *, printers: Printers | None = None, ask_path: AskPath | None = None
) -> DeskWindow:
    """The window of ``desk``, wired and not yet shown; :meth:`DeskWindow.begin` opens it."""
    return DeskWindow(desk, printers=printers, ask_path=ask_path)


def work(desk: Desk, application: QApplication, language_code: str = DEFAULT_LANGUAGE) -> int:
    """Shows the counter and works until its window is closed; then ends engine and threads."""
    values = desk.settings.all()
    if language_code != DEFAULT_LANGUAGE:
        values["language"] = language_code
    restore(values)
    counter = wire_window(desk)
    counter.window.resize(*FIRST_SIZE)
    with ExitStack() as closing:
        closing.callback(counter.end)

        def start_engine() -> None:
            closing.enter_context(app.sync_engine(desk)).start()

        counter.begin()
        QTimer.singleShot(0, start_engine)
        return application.exec()


def enrol_first(folder: Path, application: QApplication) -> bool:
    """The window before there is a desk; True once the profile stands."""
    from desk_app.ui.first_run import FirstRun

    def enrol(url: str, code: str, training: bool) -> Any:
        return app.enrol(folder, url, code, training=training)

    def make_training(progress: Callable[..., None]) -> Any:
        progress(0, None)
        return app.make_training_desk(folder)

    first = FirstRun(enrol, make_training, application.quit)
    first.window.resize(*FIRST_SIZE)
    first.begin()
    try:
        application.exec()
    finally:
        first.end()
    return first.made


def tell_fault(error: DeskError, application: QApplication) -> int:
    """Says in a window of its own why the counter could not be opened; the error's exit code."""
    window = QWidget()
    window.setObjectName("ground")
    window.setWindowTitle(message("window.fault.title").in_words(language().code))
    bar = InfoBar()
    bar.show_error(error)
    bar.add_action(message("window.fault.close"), application.quit)
    column = QVBoxLayout(window)
    column.setContentsMargins(XL, XL, XL, XL)
    column.addWidget(bar)
    column.addStretch(1)
    window.resize(720, 240)
    log.error("not opened: %s", error.key)
    window.show()
    application.exec()
    return error.exit_code


def take_pictures(folder: Path, out: Path, language_code: str) -> list[Path]:
    """Pictures of the screens with what the profile in ``folder`` holds, as PNG files in
    ``out``; for the demonstration, nothing is sent or printed.

    Raises:
        DeskError: as :func:`desk_app.app.running`.
    """
    from desk_app.ui.pictures import Shot, take_all

    make_application(language_code)
    with app.running(folder) as desk, ExitStack() as closing:
        counter = wire_window(desk)
        closing.callback(counter.end)
        counter.begin()
        supervisor = next(card for card in desk.sign_in.officers() if card.role == "supervisor")
        counter.session.begin(desk.officer(supervisor.login))
        newest = desk.search.search("", 1).dossiers
        code = newest[0].code if newest else ""
        shots = (
            Shot("home", "home"),
            Shot("intake", "intake"),
            Shot("search", "search", code),
            Shot("sync-centre", "sync_centre"),
            Shot("day", "day"),
            Shot("settings", "settings"),
        )
        return take_all(counter, shots, FIRST_SIZE, out, "")
