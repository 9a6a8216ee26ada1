"""The window with everything behind it: opens the profile, begins, ends, tells what kept it.

The engine and whatever takes long to load begin after the first picture is on the screen.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from desk_app import app
from desk_app.config.profile import profile_exists
from desk_app.errors import DeskError
from desk_app.services.desk import Desk
from desk_app.ui.application import make_application, run, tell_fault
from desk_app.ui.desk_window import DeskWindow
from desk_app.ui.language import language
from desk_app.ui.look_keeper import restore
from desk_app.wording import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from desk_app.ui.desk_screens import AskPath
    from desk_app.ui.screens.receipt.source import Printers

log = logging.getLogger(__name__)
FIRST_SIZE = (1366, 768)
LOAD_AFTER_MS = 250  # the first key comes before what takes long to load


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
        if not profile_exists(folder) and not enrol_first(folder):
            return 0
        while True:
            with app.running(folder) as desk:
                if desk.enrolled:
                    return work(desk, language_code)
            if not enrol_first(folder):
                return 0
    except DeskError as error:
        log.error("not opened: %s", error.key)  # noqa: TRY400 - its sentence tells all
        return tell_fault(error, application)


def wire_window(
    desk: Desk, *, printers: Printers | None = None, ask_path: AskPath | None = None
) -> DeskWindow:
    """The window of ``desk``, wired and not yet shown; :meth:`DeskWindow.begin` opens it."""
    return DeskWindow(desk, printers=printers, ask_path=ask_path)


def work(desk: Desk, language_code: str = DEFAULT_LANGUAGE) -> int:
    """Shows the counter and works until its window is closed; then ends engine and threads."""
    values = desk.settings.all()
    if language_code != DEFAULT_LANGUAGE:
        values["language"] = language_code
    restore(values)
    application = make_application(values["language"])
    counter = wire_window(desk)
    counter.window.resize(*FIRST_SIZE)
    with ExitStack() as closing:
        closing.callback(counter.end)

        over = Event()
        closing.callback(over.set)

        def start_engine(_answer: object) -> None:
            if not over.is_set():
                closing.enter_context(app.sync_engine(desk)).start()

        def load() -> None:
            counter.background.read(_load_the_rest, desk, done=start_engine, failed=start_engine)

        counter.begin()
        return run(application, load, LOAD_AFTER_MS)


def _load_the_rest(desk: Desk) -> None:
    """What the line and the first receipt need, read while the officer signs in."""
    import desk_app.sync.central_http
    import desk_app.sync.engine  # noqa: F401 - both only to have them
    from desk_app.services.warm_up import warm_up

    warm_up(desk)


def enrol_first(folder: Path) -> bool:
    """The window before there is a desk; True once the profile stands."""
    from desk_app.ui.first_run import FirstRun

    def enrol(url: str, code: str, training: bool) -> Any:
        return app.enrol(folder, url, code, training=training)

    def make_training(progress: Callable[..., None]) -> Any:
        progress(0, None)
        return app.make_training_desk(folder)

    application = make_application(language().code)
    first = FirstRun(enrol, make_training)
    first.window.resize(*FIRST_SIZE)
    first.begin()
    try:
        run(application)
    finally:
        first.end()
    return first.made


__all__ = ["DeskWindow", "make_application", "open_window", "wire_window", "work"]
